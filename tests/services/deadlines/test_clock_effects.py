"""What a move does to a clock in law: more time, a stop for what the law allows, going on, beginning anew."""

import dataclasses
import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from sqlalchemy import select, update

from casework import clock
from casework.access import Actor
from casework.errors import Invalid
from casework.extensions import db
from casework.models import Case, Clock, ClockEvent
from casework.services.deadlines import clocks, foreseen, holds
from casework.services.deadlines.holds import HoldEntry
from casework.services.record.subjects import Key, Subject
from casework.transaction import unit_of_work
from tests import factories
from tests.invented import INVENTED
from workflows.engine import ClockEffect, Move, extend, go_on, meet, restart, start, stop
from workflows.registry import WORKFLOWS

pytestmark = pytest.mark.usefixtures("context", "invented")
RECEIVED = dt.date(2027, 1, 29)
DUE = dt.date(2027, 3, 1)
"""A month after 29 January is 28 February, a Sunday."""
WAITING = "Waiting for clarification"
Staff = dict[str, Actor]


@pytest.fixture
def invented(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setitem(WORKFLOWS, INVENTED.name, INVENTED)
    with time_machine.travel(dt.datetime.combine(RECEIVED, dt.time(12), tzinfo=clock.LONDON), tick=False):
        yield


@pytest.fixture
def case(staff: Staff) -> Case:
    """A matter that must be answered within a month from 29 January 2027."""
    made = factories.enquiry(staff["officer"])
    with unit_of_work():
        rest = update(Clock).where(Clock.case_id == made.id)
        db.session.execute(rest.values(state="met", due_on=None, met_on=RECEIVED))
        db.session.execute(update(Case).where(Case.id == made.id).values(case_type=INVENTED.name))
    move(made, staff, start("answer"))
    return made


def row(effects: tuple[ClockEffect, ...]) -> Move:
    """A row of the table with these effects, as its workflow has it."""
    given: Any = {"label": "x", "follows": "x", "trigger": "answer", "source": "received", "target": "answered"}
    bare = Move(roles=frozenset(), clocks=effects, **given)
    return dataclasses.replace(INVENTED, moves=(bare,)).moves[0]


def move(case: Case, staff: Staff, *effects: ClockEffect, day: dt.date = RECEIVED, **answers: object) -> None:
    with unit_of_work():
        found = db.session.get_one(Case, case.id)
        clocks.apply(row(effects).clocks, Subject(found), actor=staff["officer"], on=day, answers=answers)


def foretold(case: Case, *effects: ClockEffect, day: dt.date, **answers: object) -> dt.date | None:
    return foreseen.after(row(effects), Key(case.id), today=day, answers=answers)["invented.answer"].on


def answer_of(case: Case) -> Clock:
    db.session.rollback()
    query = select(Clock).where(Clock.case_id == case.id, Clock.code == "invented.answer")
    return db.session.scalars(query).one()


def state_of(case: Case) -> tuple[str, dt.date | None]:
    found = answer_of(case)
    return found.state, found.due_on


def lines_of(case: Case) -> list[str]:
    query = select(ClockEvent.kind).where(ClockEvent.clock_id == answer_of(case).id).order_by(ClockEvent.id)
    return list(db.session.scalars(query))


def test_more_time_is_counted_from_receipt_and_says_why(case: Case, staff: Staff) -> None:
    more, day = extend("answer", 2, reason="the matter is complex"), dt.date(2027, 2, 20)
    told = foretold(case, more, day=day)
    move(case, staff, more, day=day)
    assert state_of(case) == ("running", dt.date(2027, 4, 29)) == ("running", told)
    assert clocks.compute(answer_of(case)).steps[2] == (
        "Extended by 2 months to 3 on Saturday 20 February 2027: the matter is complex"
    )


def test_a_clock_that_the_law_stops_has_no_due_date_until_a_move_lets_it_go_on(case: Case, staff: Staff) -> None:
    move(case, staff, stop("answer", reason=WAITING), day=dt.date(2027, 2, 1))
    assert state_of(case) == ("held", None)
    told = foretold(case, go_on("answer"), day=dt.date(2027, 2, 11))
    move(case, staff, go_on("answer"), day=dt.date(2027, 2, 11))
    assert state_of(case) == ("running", dt.date(2027, 3, 10)) == ("running", told)


def test_a_hold_of_the_office_neither_stops_it_nor_lets_it_go_on(case: Case, staff: Staff) -> None:
    entry = HoldEntry(reason_code="inquest", reason="An invented inquest")
    with unit_of_work():
        holds.hold(case.reference, entry, sent=factories.sent(), actor=staff["manager"])
    assert state_of(case) == ("running", DUE)
    move(case, staff, stop("answer", reason=WAITING))
    with unit_of_work():
        holds.release(case.reference, sent=factories.sent(), actor=staff["manager"])
    assert state_of(case) == ("held", None)


def test_it_begins_anew_on_the_day_that_what_was_missing_came(case: Case, staff: Staff) -> None:
    """Recorded on a Monday, received on the Friday before."""
    anew = restart("answer", reason="Identity proven", on_answer="proven_on")
    friday, monday = dt.date(2027, 2, 5), dt.date(2027, 2, 8)
    move(case, staff, stop("answer", reason="Waiting for proof of identity"))
    told = foretold(case, anew, day=monday, proven_on=friday)
    move(case, staff, anew, day=monday, proven_on=friday)
    assert state_of(case) == ("running", dt.date(2027, 3, 5)) == ("running", told)
    assert clocks.compute(answer_of(case)).steps[0] == "Identity proven Friday 5 February 2027"


@pytest.mark.parametrize(
    ("came_on", "sentence"),
    [
        (dt.date(2027, 2, 9), "not in the future"),
        (dt.date(2027, 2, 1), "Give a day from Tuesday 2 February 2027 on"),
    ],
)
def test_a_day_that_cannot_be_is_refused_at_its_question(
    case: Case, staff: Staff, came_on: dt.date, sentence: str
) -> None:
    move(case, staff, stop("answer", reason=WAITING), day=dt.date(2027, 2, 2))
    with pytest.raises(Invalid, match=sentence) as refused:
        move(case, staff, go_on("answer", on_answer="came_on"), day=dt.date(2027, 2, 8), came_on=came_on)
    assert refused.value.field == "came_on"
    assert state_of(case) == ("held", None)


@pytest.mark.parametrize(
    "effect", [extend("answer", 2, reason="too late"), stop("answer", reason=WAITING), go_on("answer")]
)
def test_nothing_changes_a_clock_that_has_ended(case: Case, staff: Staff, effect: ClockEffect) -> None:
    move(case, staff, meet("answer"))
    move(case, staff, effect)
    assert lines_of(case) == ["started", "met"]


def test_what_is_stopped_already_or_goes_on_already_stays_as_it_is(case: Case, staff: Staff) -> None:
    move(case, staff, go_on("answer"))
    for _ in range(2):
        move(case, staff, stop("answer", reason=WAITING))
    assert lines_of(case) == ["started", "held"]


def test_a_stopped_clock_ends_with_the_case(case: Case, staff: Staff) -> None:
    move(case, staff, stop("answer", reason=WAITING))
    move(case, staff, meet("answer"), day=RECEIVED + dt.timedelta(days=1))
    assert state_of(case) == ("met", None)
