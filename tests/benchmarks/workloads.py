"""What is measured. The floor and the product take turns request by request, because a machine's speed drifts."""

import itertools
import secrets
import statistics
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from tests.benchmarks import acts, rows
from tests.benchmarks.acts import WORDS, Act
from tests.benchmarks.browser import Browser, milliseconds

ROUNDS, QUICK_ROUNDS, WARM = 40, 10, 5
FILTERED = "district=leeds&issue=traffic"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where to measure: somebody signed in at each address, and the office that lies behind them."""

    officer: Browser
    manager: Browser
    floor: Browser
    office: rows.Office
    run_id: int
    since: str
    rounds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Medians in milliseconds."""

    code: str
    what: str
    floor: float
    ours: float


def measure(place: Place) -> list[Row]:
    """Reading first, then writing, so that the pages show the office as it was loaded."""
    return [*_reading(place), *_writing(place)]


def _reading(place: Place) -> list[Row]:
    officer, bare = place.officer, place.floor
    pages, row = rows.open_references(place.office, ROUNDS + WARM), partial(_row, place.rounds)
    ours, floors, searched = itertools.cycle(pages), itertools.cycle(pages), itertools.cycle(pages)
    people, known = rows.known_people(place.office), rows.known_people(place.office)
    numbers, looked_for = (map(rows.end_of_number, rows.known_people(place.office)) for _ in range(2))
    token = officer.form("/cases")["csrf_token"]
    case = _timed(lambda: bare.get(f"/cases/{next(floors)}"))
    return [
        row("W1", "open queue, 50 rows", _getting(bare, "/cases"), _getting(officer, "/cases?category=open")),
        row("W2", "a case page, each time another case", case, _timed(lambda: officer.get(f"/cases/{next(ours)}"))),
        row(
            "W5r", "exact reference, by the search box", case,
            _timed(lambda: officer.post("/find", csrf_token=token, words=next(searched))),
        ),
        row("W8", "My work of an officer", _getting(bare, "/work"), _getting(officer, "/")),
        row(
            "W9", "one box, the end of a number",
            _timed(lambda: bare.get(f"/find?words={next(numbers)}")),
            _timed(lambda: officer.look("/find", csrf_token=token, do="find", words=next(looked_for))),
        ),
        row(
            "W10", "page of a person",
            _timed(lambda: bare.get(f"/people/{next(people)}")), _timed(lambda: officer.get(f"/people/{next(known)}")),
        ),
        row("W11", "list with a kept filter", _getting(bare, f"/cases?{FILTERED}"), _getting(officer, _kept(officer))),
        row(
            "W6", "annual counts page", _getting(bare, f"/counts?since={place.since}"),
            _getting(officer, f"/counts/{place.run_id}"),
        ),
    ]  # fmt: skip


def _writing(place: Place) -> list[Row]:
    officer, manager, office, row = place.officer, place.manager, place.office, partial(_row, place.rounds)
    logging = _bare_post(place.floor, iter(lambda: "/contacts", ""), "summary")
    moving = _bare_post(
        place.floor,
        (f"/cases/{each}" for each in itertools.cycle(rows.closed_references(office, ROUNDS))),
        "comments",
    )
    new, waiting = rows.references(office, "new"), rows.references(office, "awaiting_partner")
    for_approval = rows.references(office, "for_approval")
    acknowledge = acts.StepWithLetter(officer, "acknowledge", new, who_will_be_asked=WORDS)
    return [
        row("W3", "log a contact of somebody new", logging, acts.log_by_phone(officer)),
        row("W3k", "of a known person, two POSTs", logging, acts.log_known(officer, rows.known_people(office))),
        row("W3e", "by e-mail, with the receipt", logging, acts.log_by_mail(officer)),
        (step := row("W4", "acknowledge and send the letter, two POSTs", moving, acknowledge)),
        Row(
            code="W4r", what="the page with the letter between them", floor=step.floor,
            ours=statistics.median(acknowledge.reading[WARM:]),
        ),
        row("W4m", "send back with a comment, no letter", moving, acts.step(manager, "send_back", for_approval, comments=WORDS)),
        row(
            "W4c", "record an answer, no letter, two clocks", moving,
            acts.step(officer, "questions/1/answer", waiting, answer=WORDS, **acts.today("came_on")),
        ),
    ]  # fmt: skip


def _kept(officer: Browser) -> str:
    """The address of the list with a filter that the officer keeps."""
    path = f"/filters/new?category=open&{FILTERED}"
    officer.post(path, **officer.form(path), name="Traffic in Leeds")
    return officer.place


def _row(rounds: int, code: str, what: str, floor: Act, ours: Act) -> Row:
    """The medians of so many rounds after a warm-up."""
    taken = [(floor(), ours()) for _ in range(WARM + rounds)][WARM:]
    bare, full = (statistics.median(each) for each in zip(*taken, strict=True))
    return Row(code=code, what=what, floor=bare, ours=full)


def _timed(action: Callable[[], object]) -> Act:
    return lambda: milliseconds(action)


def _getting(browser: Browser, path: str) -> Act:
    return _timed(lambda: browser.get(path))


def _bare_post(bare: Browser, paths: Iterator[str], name: str) -> Act:
    return _timed(lambda: bare.post(next(paths), **{name: WORDS, "token": secrets.token_urlsafe(24)}))
