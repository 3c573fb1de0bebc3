"""What is measured. Each workload is a function that does one thing once; permissions and history stay on."""

import itertools
import secrets
import statistics
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from tests.benchmarks.browser import Browser, milliseconds

ROUNDS, WARM = 40, 5
CLIENTS, SECONDS = 8, 4.0


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where to measure: the addresses of one office of `count` cases."""

    port: int
    floor_port: int
    count: int
    run_id: int
    year: int
    since: str


def median(action: Callable[[], object], before: Callable[[], object] | None = None) -> float:
    """The median of forty rounds in milliseconds, after a warm-up. `before` is done each time and not measured."""
    taken = []
    for _ in range(WARM + ROUNDS):
        if before is not None:
            before()
        taken.append(milliseconds(action))
    return statistics.median(taken[WARM:])


def pages_a_second(browsers: list[Browser], path: str) -> float:
    """Pages a second with eight clients for four seconds."""
    done = itertools.count()
    until = time.monotonic() + SECONDS

    def work(browser: Browser) -> None:
        while time.monotonic() < until:
            browser.get(path)
            next(done)

    threads = [threading.Thread(target=work, args=(browser,)) for browser in browsers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return next(done) / SECONDS


def measure(place: Place, officer: Browser, manager: Browser) -> list[tuple[str, float, float, float | None]]:
    """(workload, floor, ours, aim as a multiple of the floor) for one database."""
    bare = Browser(place.floor_port)
    drafting = reference(place, place.count)
    rows: list[tuple[str, float, float, float | None]] = []

    def add(name: str, floor: Callable[[], object], ours: Callable[[], object], aim: float | None) -> None:
        rows.append((name, median(floor), median(ours), aim))

    known = reference(place, place.count - 501)
    add("W1 open queue, 50 rows", lambda: bare.get("/cases"), lambda: officer.get("/cases?category=open"), 0.6)
    add("W2 a case page", lambda: bare.get(f"/cases/{known}"), lambda: officer.get(f"/cases/{known}"), 3.0)
    token = officer.form("/cases")["csrf_token"]
    add(
        "exact reference, by the search box",
        lambda: bare.get(f"/cases/{known}"),
        lambda: officer.post("/cases/search", csrf_token=token, words=known),
        None,
    )
    filtered = "district=leeds&issue=traffic"
    add(
        "filtered list",
        lambda: bare.get(f"/cases?{filtered}"),
        lambda: officer.get(f"/cases?category=open&{filtered}"),
        None,
    )
    add("W3 log a contact", lambda: bare.post("/contacts", summary="x" * 200), _contact(officer), 2.2)
    step = Step(manager, drafting)
    bare_move = median(lambda: bare.post(f"/cases/{known}", comments="x" * 200))
    rows.append(("W4 move with a comment", bare_move, median(step.send, before=step.open), 3.0))
    counts = f"/counts/{place.run_id}"
    add("W6 annual counts page", lambda: bare.get(f"/counts?since={place.since}"), lambda: officer.get(counts), 0.55)
    return rows


def reference(place: Place, number: int) -> str:
    """The last thousand generated cases are enquiries, open and mostly not restricted."""
    number -= number % 200 == 0
    return f"E-{place.year}-{number:05d}"


def _contact(browser: Browser) -> Callable[[], object]:
    """Logging only: the form was opened before, and each sending has a token of its own."""
    hidden = browser.form("/contacts/new")
    day, month, year = time.strftime("%d %m %Y", time.gmtime(time.time() - 86_400)).split()
    typed = {
        "full_name": "", "anonymous": "yes", "channel": "phone", "about": "An invented matter", "details": "x" * 200,
        "received_on-day": day, "received_on-month": month, "received_on-year": year,
    }  # fmt: skip
    return lambda: browser.post("/contacts/new", **{**hidden, "token": secrets.token_urlsafe(24)}, **typed)


class Step:
    """Sending a reply back with comments. The page is opened each time, and only the sending is measured."""

    def __init__(self, browser: Browser, reference: str) -> None:
        self.browser, self.path = browser, f"/cases/{reference}/moves/send_back"
        self.hidden: dict[str, str] = {}

    def open(self) -> None:
        self.hidden = self.browser.form(self.path)

    def send(self) -> None:
        self.browser.post(self.path, **self.hidden, comments="x" * 200)
