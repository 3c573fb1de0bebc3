"""A client that looks at every page as a person with a checker would: no page leaves it unread.

Each HTML page must have one `h1`, a title, a language, a label for every input, ids that are there once, links to
ids that exist, a CSRF field in every form that is sent with POST, no script or style inside the page, and nothing
of the probe string unescaped. One sentence after another has a space between.
"""

import re
from collections import Counter
from functools import lru_cache
from html.parser import HTMLParser
from typing import Any, Self

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.people import PASSWORD

PROBE = "<script>alert('x')</script>\"'&"
HIDDEN = ("csrf_token", "token", "row_version", "seen", "step", "take_over")
WITHIN_A_LINE = frozenset({"a", "b", "strong", "span", "em", "code", "abbr"})
JOINED = re.compile(r"\b[A-Za-z]+[a-z][.?!][A-Z][a-z]+ ")
NEED_NO_LABEL = frozenset({"hidden", "submit", "button", "reset", "image"})


class Page(HTMLParser):
    """What there is on a page."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.ids: list[str] = []
        self.labelled: set[str] = set()
        self.inputs: list[dict[str, str]] = []
        self.headings = 0
        self.title = ""
        self.text: list[str] = []
        self.language = ""
        self.here: list[str] = []
        self.forms: list[dict[str, Any]] = []
        self.problems: list[str] = []
        self._inside: list[str] = []
        self.feed(html)
        self.close()

    def updatepos(self, i: int, j: int) -> int:
        """Nobody asks for the line and column of a tag, which cost a sixth of the reading."""
        return j

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._inside.append(tag)
        if tag not in WITHIN_A_LINE:
            self.text.append("\n")
        if "id" in given:
            self.ids.append(given["id"])
        self._inline(tag, given)
        if tag == "html":
            self.language = given.get("lang", "")
        elif tag == "h1":
            self.headings += 1
        elif tag == "label":
            self.labelled.add(given.get("for", ""))
        elif tag == "form":
            self.forms.append({**given, "fields": {}})
        elif tag == "a" and given.get("href", "").startswith("#"):
            self.here.append(given["href"][1:])
        elif tag in ("input", "select", "textarea"):
            self._input(tag, given)

    def handle_endtag(self, tag: str) -> None:
        if tag not in WITHIN_A_LINE:
            self.text.append("\n")
        if tag in self._inside:
            while self._inside.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        self.text.append(data)
        if "title" in self._inside and "svg" not in self._inside:
            self.title += data

    def _inline(self, tag: str, given: dict[str, str]) -> None:
        """Script and style belong into files of their own (Content-Security-Policy)."""
        if any(name.startswith("on") for name in given) or "style" in given:
            self.problems.append(f"<{tag}> has script or style inside")
        if tag == "style" or (tag == "script" and "src" not in given):
            self.problems.append(f"a <{tag}> inside the page")

    def _input(self, tag: str, given: dict[str, str]) -> None:
        if tag != "input" or given.get("type") not in NEED_NO_LABEL:
            self.inputs.append(given)
        if self.forms and "name" in given:
            self.forms[-1]["fields"][given["name"]] = given.get("value", "")


@lru_cache(maxsize=8)  # pages: each is looked through for faults, and then for its forms
def read(html: str) -> Page:
    return Page(html)


def words(html: str, *, apart: str = "") -> str:
    """What it says, in one line without its tags. `apart`: what stands in place of each tag."""
    return " ".join(re.sub(r"<[^>]*>", apart, html).split())


def faults(html: str) -> list[str]:
    """What is wrong with a page, as sentences."""
    page = read(html)
    found = list(page.problems)
    if page.headings != 1:
        found.append(f"{page.headings} h1 headings")
    if not page.title.strip(" –\n"):
        found.append("no title")
    if not page.language:
        found.append("no language")
    found += [f"two sentences without a space: {one}" for one in JOINED.findall("".join(page.text))]
    found += [f"the id {name} is there {times} times" for name, times in Counter(page.ids).items() if times > 1]
    found += [f"no label for {one.get('name')}" for one in page.inputs if not _is_labelled(one, page)]
    found += [f"a link to #{name}, which is not there" for name in page.here if name and name not in page.ids]
    for form in page.forms:
        if form.get("method", "get").lower() == "post" and not form["fields"].get("csrf_token"):
            found.append(f"a form without CSRF field: {form.get('action', 'this page')}")
    if "<script>alert(" in html:
        found.append("what was typed stands in the page unescaped")
    return found


def _is_labelled(given: dict[str, str], page: Page) -> bool:
    return given.get("id", "-") in page.labelled or "aria-label" in given or "aria-labelledby" in given


class CheckingClient(FlaskClient):
    """Fails a test on any page with a fault, and fills in the hidden fields of a form as a browser does."""

    def __enter__(self) -> Self:
        super().__enter__()
        return self

    def open(self, *args: Any, **given: Any) -> TestResponse:
        response = super().open(*args, **given)
        is_page = response.mimetype == "text/html" and response.request.method not in ("HEAD", "OPTIONS")
        if is_page and response.status_code not in (301, 302, 303, 308):
            found = faults(response.text)
            assert not found, f"{response.request.path} ({response.status_code}): {'; '.join(found)}"
        return response

    def sign_in(self, who: str, password: str = PASSWORD) -> TestResponse:
        """Sign in somebody by their address, or by the part before the @ of a made-up one."""
        email = who if "@" in who else f"{who}@test.example"
        return self.send("/sign-in", email=email, password=password)

    def send(self, path: str, *, to: Any = "", form: Any = -1, **typed: Any) -> TestResponse:
        """Open the page, fill in one of its forms (its number) and send it, to `to` (an address) where that is given."""
        opened = self.get(path)
        forms = read(opened.text).forms
        assert forms, f"{path} answers {opened.status_code} and has no form"
        target = forms[form]
        hidden = {name: target["fields"].get(name, "") for name in HIDDEN if name in target["fields"]}
        return self.post(to or target.get("action") or path, data={**hidden, **typed})

    def step(self, path: str, **answers: Any) -> TestResponse:
        """Make a step that has letters: answer its questions, and then say that the letters were told in person."""
        prepared = self.send(path, **answers)
        if prepared.status_code != 303 or not prepared.location.endswith("/letters"):
            return prepared
        return self.send(prepared.location, unsent_reason="Told in person (invented).", without="yes")

    def csrf(self, path: str = "/sign-in") -> str:
        """A CSRF token of this session."""
        for form in read(self.get(path).text).forms:
            if form["fields"].get("csrf_token"):
                return str(form["fields"]["csrf_token"])
        raise AssertionError(f"{path} has no form")
