"""Who is told while somebody is away, and that the work goes back by itself."""

import datetime as dt

import pytest
import time_machine
from sqlalchemy import select, update

from casework import clock
from casework.access import Actor
from casework.errors import Conflict, Invalid, NotAllowed
from casework.extensions import db
from casework.jobs import sweep
from casework.models import Absence, Case, Clock, Message, Team, User
from casework.services.office import absences
from casework.services.office.absences import AbsenceEntry
from casework.transaction import unit_of_work
from tests import factories

pytestmark = pytest.mark.usefixtures("context")
People = dict[str, Actor]


def days(number: int) -> dt.timedelta:
    return dt.timedelta(days=number)


def away(staff: People, who: str, stand_in: str, first: dt.date, last: dt.date, *, by: str = "manager") -> Absence:
    entry = AbsenceEntry(
        user_id=staff[who].user_id or 0, stand_in_id=staff[stand_in].user_id or 0, from_on=first, to_on=last
    )
    with unit_of_work():
        return absences.record(entry, sent=factories.sent(), actor=staff[by])


@pytest.fixture
def case(staff: People) -> Case:
    return factories.enquiry(staff["officer"])


def due(case: Case) -> dt.date:
    return (
        db.session.scalars(select(Clock.due_on).filter_by(case_id=case.id, code="enquiry.acknowledge")).one()
        or clock.today()
    )


def told_on(day: dt.date) -> list[str]:
    """Who is told anything new on a day."""
    last = db.session.scalar(select(Message.id).order_by(Message.id.desc()).limit(1)) or 0
    sweep.write_reminders(day)
    query = select(User.email).join(Message, Message.recipient_id == User.id).where(Message.id > last)
    return sorted({email.partition("@")[0] for email in db.session.scalars(query)})


def test_the_stand_in_is_told_while_it_lasts_and_the_owner_before_and_after(case: Case, staff: People) -> None:
    day = due(case)
    away(staff, "officer", "reviewer", day - days(1), day)
    assert [told_on(day + days(offset)) for offset in (-5, -1, 0, 1)] == [
        ["officer"],
        ["reviewer"],
        ["reviewer"],
        ["officer"],
    ]


def test_nothing_is_moved(case: Case, staff: People) -> None:
    day = due(case)
    away(staff, "officer", "reviewer", day, day)
    told_on(day)
    assert db.session.get_one(Case, case.id).owner_id == staff["officer"].user_id


def test_ended_early_the_work_goes_back_the_same_day(case: Case, staff: People) -> None:
    day = due(case)
    row = away(staff, "officer", "reviewer", clock.today(), day + days(5))
    assert told_on(day - days(1)) == ["reviewer"]
    with time_machine.travel(dt.datetime.combine(day, dt.time(9), tzinfo=dt.UTC), tick=False), unit_of_work():
        absences.end(row.id, sent=factories.sent(), actor=staff["officer"])
    assert told_on(day) == ["officer"]


def test_where_the_stand_in_is_away_too_theirs_is_told(case: Case, staff: People) -> None:
    day = due(case)
    away(staff, "officer", "reviewer", day, day)
    away(staff, "reviewer", "second_manager", day, day)
    assert told_on(day) == ["second_manager"]


def test_where_two_stand_in_for_each_other_and_both_are_away_the_managers_are_told(case: Case, staff: People) -> None:
    day = due(case)
    away(staff, "officer", "reviewer", day, day)
    away(staff, "reviewer", "officer", day, day)
    assert told_on(day) == ["manager", "second_manager"]


def test_one_person_may_stand_in_for_two(case: Case, staff: People) -> None:
    other = factories.enquiry(staff["reviewer"])
    day = due(case)
    away(staff, "officer", "manager", day, day)
    away(staff, "reviewer", "manager", day, day)
    assert due(other) == day
    assert told_on(day) == ["manager"]
    assert set(absences.away_on(day)) == {staff["officer"].user_id, staff["reviewer"].user_id}
    assert not absences.away_on(day + days(1))


def test_of_a_restricted_case_a_stand_in_who_is_not_named_is_not_told_but_the_named_manager(
    case: Case, staff: People
) -> None:
    day = due(case)
    factories.restrict(case.reference, staff["officer"], staff["second_manager"])
    away(staff, "officer", "reviewer", day, day)
    assert told_on(day) == ["second_manager"]
    assert told_on(day + days(1)) == ["officer"]


def test_a_manager_who_is_away_is_told_of_nothing_that_their_stand_in_is(case: Case, staff: People) -> None:
    day = due(case) + days(3)
    away(staff, "manager", "second_manager", day, day)
    assert told_on(day) == ["officer", "second_manager"]


def test_where_all_managers_are_away_for_each_other_they_are_told_all_the_same(case: Case, staff: People) -> None:
    day = due(case) + days(3)
    away(staff, "manager", "second_manager", day, day)
    away(staff, "second_manager", "manager", day, day)
    assert told_on(day) == ["manager", "officer", "second_manager"]


def refused(case: Case) -> dt.date:
    """A reminder about the case was refused; the day on which that is told, when no clock tells anything."""
    day = due(case) - days(10)
    told_on(due(case) - days(5))
    with unit_of_work():
        db.session.execute(update(Message).values(state="failed"))
    return day


def test_a_message_that_did_not_go_out_is_told_to_a_manager_and_not_to_a_stand_in_who_is_none(
    case: Case, staff: People
) -> None:
    day = refused(case)
    away(staff, "manager", "officer", day, day)
    assert told_on(day) == ["second_manager"]
    assert told_on(day + days(1)) == ["manager", "second_manager"]


def test_the_manager_of_another_team_is_told_where_the_teams_own_is_stood_in_for_by_an_officer(
    case: Case, staff: People
) -> None:
    with unit_of_work():
        other = Team(name="Another team (invented)")
        db.session.add(other)
        db.session.flush()
        db.session.get_one(User, staff["manager"].user_id).team_id = other.id
        db.session.get_one(Case, case.id).team_id = other.id
    day = refused(case)
    away(staff, "manager", "officer", day, day)
    assert told_on(day) == ["second_manager"]
    assert told_on(day + days(1)) == ["manager"]


def test_where_every_manager_is_away_a_message_that_did_not_go_out_is_told_to_them_all_the_same(
    case: Case, staff: People
) -> None:
    day = refused(case)
    away(staff, "manager", "officer", day, day)
    away(staff, "second_manager", "reviewer", day, day)
    assert told_on(day) == ["manager", "second_manager"]


@pytest.mark.parametrize(
    ("moment", "who"),
    [
        (dt.datetime(2027, 3, 27, 23, 59, tzinfo=dt.UTC), ["officer"]),
        (dt.datetime(2027, 3, 28, 0, 1, tzinfo=dt.UTC), ["reviewer"]),
        (dt.datetime(2027, 3, 28, 22, 59, tzinfo=dt.UTC), ["reviewer"]),
        (dt.datetime(2027, 3, 28, 23, 1, tzinfo=dt.UTC), ["officer"]),
        (dt.datetime(2027, 10, 30, 22, 59, tzinfo=dt.UTC), ["officer"]),
        (dt.datetime(2027, 10, 30, 23, 1, tzinfo=dt.UTC), ["reviewer"]),
        (dt.datetime(2027, 10, 31, 23, 59, tzinfo=dt.UTC), ["reviewer"]),
        (dt.datetime(2027, 11, 1, 0, 1, tzinfo=dt.UTC), ["officer"]),
    ],
)
def test_days_begin_and_end_by_the_clock_in_london_where_the_clocks_change(
    case: Case, staff: People, moment: dt.datetime, who: list[str]
) -> None:
    """Away on the Sunday alone on which summer time begins (28 March 2027) or ends (31 October 2027)."""
    sunday = dt.date(2027, 3, 28) if moment.month == 3 else dt.date(2027, 10, 31)
    away(staff, "officer", "reviewer", clock.today(), clock.today())
    with unit_of_work():
        db.session.execute(update(Absence).values(from_on=sunday, to_on=sunday))
    with time_machine.travel(moment, tick=False):
        today = clock.today()
        with unit_of_work():
            db.session.execute(update(Clock).values(due_on=today, started_on=today - days(30)))
        assert told_on(today) == who


@pytest.mark.parametrize(("first", "last", "taken"), [(0, 3, True), (5, 9, True), (2, 3, True), (6, 9, False)])
def test_two_absences_of_one_person_never_overlap(staff: People, first: int, last: int, taken: bool) -> None:
    start = clock.today() + days(10)
    away(staff, "officer", "reviewer", start, start + days(5))
    if taken:
        with pytest.raises(Invalid, match="already"):
            away(staff, "officer", "manager", start + days(first), start + days(last))
    else:
        away(staff, "officer", "manager", start + days(first), start + days(last))


def test_after_an_absence_was_ended_its_days_are_free_again(staff: People) -> None:
    today = clock.today()
    row = away(staff, "officer", "reviewer", today, today + days(9))
    with unit_of_work():
        absences.end(row.id, sent=factories.sent(), actor=staff["officer"])
    away(staff, "officer", "manager", today, today + days(9))
    with pytest.raises(Conflict, match="over already"), unit_of_work():
        absences.end(row.id, sent=factories.sent(), actor=staff["officer"])


def test_who_may_record_for_whom(staff: People) -> None:
    today = clock.today()
    away(staff, "officer", "reviewer", today, today, by="officer")
    with pytest.raises(NotAllowed):
        away(staff, "reviewer", "officer", today, today, by="officer")
    with pytest.raises(NotAllowed):
        away(staff, "officer", "reviewer", today + days(3), today + days(3), by="auditor")


@pytest.mark.parametrize("stand_in", ["officer", "administrator", "auditor"])
def test_a_stand_in_must_be_somebody_else_who_works_on_cases(staff: People, stand_in: str) -> None:
    with pytest.raises(Invalid, match="Choose somebody"):
        away(staff, "officer", stand_in, clock.today(), clock.today())


def test_a_stand_in_whose_account_is_closed_is_refused_and_no_longer_told(case: Case, staff: People) -> None:
    day = due(case)
    away(staff, "officer", "reviewer", day, day)
    with unit_of_work():
        db.session.get_one(User, staff["reviewer"].user_id).is_enabled = False
    assert told_on(day) == ["manager", "second_manager"]
    with pytest.raises(Invalid, match="can sign in"):
        away(staff, "manager", "reviewer", day, day)
