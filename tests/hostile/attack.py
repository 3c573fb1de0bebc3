"""Sends the requests and looks at each answer: no fault of the server, and a refusal keeps nothing."""

import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from flask import Flask
from sqlalchemy import select
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from casework.extensions import db
from casework.models import Case, CaseEvent
from casework.services.deadlines import clocks
from tests.client import PROBE, CheckingClient
from tests.hostile import office
from tests.hostile.asking import Asker, Request
from tests.hostile.written import Written, watching
from tests.people import STAFF

ASIDE = frozenset({"access_log", "user_session"})
"""Tables that a refused request may write to: who looked at what is kept whatever came of it."""


@dataclass(slots=True)
class Outcome:
    """What was found, as sentences, and how the requests were answered."""

    found: list[str] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    rules: set[tuple[str, str]] = field(default_factory=set)
    slowest: tuple[float, str] = (0.0, "")

    def add(self, other: "Outcome") -> None:
        self.found += other.found
        self.statuses += other.statuses
        self.rules |= other.rules
        self.slowest = max(self.slowest, other.slowest)


def attack(app: Flask, *, seed: int, requests: int) -> Outcome:
    """On an office that has been set up, which it fills first."""
    things = office.fill(app)
    browsers = {who: CheckingClient(app) for who in STAFF}
    for who, browser in browsers.items():
        browser.sign_in(who)
    outcome = Outcome()
    with watching(app) as written:
        asker = Asker(app, seed, browsers, things)
        for _ in range(requests):
            _one(app, asker, written, outcome)
    with app.app_context():
        outcome.found += _half_done()
    return outcome


def _one(app: Flask, asker: Asker, written: Written, outcome: Outcome) -> None:
    request, began = asker.make_up(), time.monotonic()
    written.forget()
    try:
        answer = asker.send(request)
    except AssertionError as fault:
        outcome.found.append(f"{fault}: {request}")
        return
    except Exception as fault:  # under test an error that nobody caught reaches the client
        outcome.found.append(f"{type(fault).__name__} {fault}: {request}"[:3000])
        return
    with answer:
        status = answer.status_code
        outcome.statuses[status] += 1
        outcome.rules.add((request.method, _rule(app, request)))
        outcome.slowest = max(outcome.slowest, (time.monotonic() - began, str(request)[:300]))
        if status >= 500:
            outcome.found.append(f"{status}: {request}")
        if status >= 400 and (kept := written.kept - ASIDE):
            outcome.found.append(f"{status}, and yet {', '.join(sorted(kept))} kept something: {request}")
        if answer.mimetype == "text/html" and PROBE in answer.text:
            outcome.found.append(f"What was typed is part of the page: {request}")
    if status == 302 and "/sign-in" in answer.headers.get("Location", ""):
        asker.browsers[request.who].sign_in(request.who)


def _rule(app: Flask, request: Request) -> str:
    """The address that was met, by its rule; empty where there is none."""
    adapter = app.url_map.bind("localhost")
    try:
        return str(adapter.match(request.path.partition("?")[0], method=request.method)[0])
    except (HTTPException, RequestRedirect):
        return ""


def _half_done() -> list[str]:
    """What contradicts itself in the record after all of it."""
    found = [f"{drifted} due dates differ from their ledger"] if (drifted := clocks.count_drift()) else []
    with_event = set(db.session.scalars(select(CaseEvent.case_id).distinct()))
    numbers: dict[tuple[str, int], list[int]] = defaultdict(list)
    for case in db.session.scalars(select(Case)):
        numbers[case.case_type, case.year].append(case.number)
        if case.id not in with_event:
            found.append(f"{case.reference} has no event")
    return found + [f"The references of {key} have a gap" for key, each in numbers.items() if len(each) != max(each)]
