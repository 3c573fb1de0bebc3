"""Somebody with a keyboard and no mouse, and what a job costs them: loads of a page, and presses of Tab."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, Request

from tests.development.stack import ROOT
from tests.journeys.people import Somebody

MOST_TABS = 80
FOCUSED = """() => {
  const focused = document.activeElement;
  return focused === document.body ? "" : (focused?.labels?.[0] ?? focused)?.innerText?.trim() ?? "";
}"""
DOCUMENT: Path = ROOT / "docs" / "performance.md"
_ROW = re.compile(r"\| (?P<job>[^|]+) \| [^|]+ \| (?P<could>[^|]+) \| (?P<loads>\d+), (?P<tabs>\d+) \|")


@dataclass
class Counted:
    """What a job cost so far."""

    loads: int = 0
    tabs: int = 0

    def costs_no_more_than(self, other: "Counted") -> bool:
        return self.loads <= other.loads and self.tabs <= other.tabs


class Keys:
    """The keyboard of somebody at a page."""

    def __init__(self, page: Page, counted: Counted) -> None:
        self.page, self.counted = page, counted

    def tab_to(self, *names: str) -> None:
        """Press Tab until a line of what has the focus begins so. No press where it has it."""
        for _ in range(MOST_TABS):
            if any(line.startswith(names) for line in str(self.page.evaluate(FOCUSED)).split("\n")):
                return
            self.page.keyboard.press("Tab")
            self.counted.tabs += 1
        raise AssertionError(f"{MOST_TABS} presses of Tab do not lead to {names}")

    def alt(self, letter: str) -> None:
        """An access key: the driver's own keys send none."""
        code = {"type": "keyDown", "modifiers": 1, "key": letter, "text": letter, "unmodifiedText": letter}
        self.page.context.new_cdp_session(self.page).send("Input.dispatchKeyEvent", code)

    def goes_by(self, letter: str) -> None:
        with self.page.expect_navigation():
            self.alt(letter)

    def goes_past_the_head(self) -> None:
        self.tab_to("Skip to main content")
        self.page.keyboard.press("Enter")

    def types(self, text: str) -> None:
        self.page.keyboard.type(text)

    def presses(self, key: str) -> None:
        self.page.keyboard.press(key)

    def loads_by(self, key: str) -> None:
        with self.page.expect_navigation():
            self.page.keyboard.press(key)


@contextmanager
def job(somebody: Somebody, name: str, *, begins: str = "") -> Iterator[Keys]:
    """From My work, or from another page, to the end of a job. It costs what the table in the document says, and that is
    no more than it could be."""
    page, counted = somebody.page, Counted()
    page.goto(somebody.address + begins)

    def count(request: Request) -> None:
        is_page = request.is_navigation_request() and request.redirected_from is None
        counted.loads += int(is_page)

    page.on("request", count)
    try:
        yield Keys(page, counted)
    finally:
        page.remove_listener("request", count)
    print(f"{name}: {counted.loads} loads, {counted.tabs} Tabs")
    could, written = figures(name)
    assert written.costs_no_more_than(could), f"{name}: {DOCUMENT.name} says more than it could be"
    assert counted.costs_no_more_than(written), f"{name}: {counted}, and {DOCUMENT.name} says {written}"


def figures(name: str) -> tuple[Counted, Counted]:
    """What a job could cost, and what it costs, as the document says. Where no Tabs are said, none are limited."""
    for row in _ROW.finditer(DOCUMENT.read_text()):
        if row["job"] == name:
            loads, _, tabs = row["could"].partition(", ")
            return Counted(int(loads), int(tabs or MOST_TABS * 3)), Counted(int(row["loads"]), int(row["tabs"]))
    raise AssertionError(f"{DOCUMENT.name} has no row {name}")
