"""A bank holiday that comes or goes: the dates of open cases, lists and reminders follow, and the case says why."""

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from sqlalchemy import delete, select, update

from casework import clock
from casework.access import Actor
from casework.errors import Invalid, NotAllowed, Replayed
from casework.extensions import db
from casework.jobs import sweep
from casework.models import BankHoliday, CaseEvent, Clock, Message
from casework.services.deadlines import bank_holidays, clocks
from casework.services.deadlines.bank_holidays import EVERYWHERE
from casework.services.letters import posting
from casework.services.mail import claims
from casework.services.record import shipped_days
from casework.services.record.calendars import calendar
from casework.services.record.tokens import Sent
from casework.transaction import unit_of_work
from tests import factories
from tests.services.deadlines.holidays import (
    CHRISTMAS,
    MONDAY,
    NAME,
    SUBSTITUTE,
    TODAY,
    add,
    dues,
    moved_events,
    nearest,
    noon,
    take_away,
)
from tests.services.letters.posts import for_the_post
from workflows.calendars import CalendarName

pytestmark = pytest.mark.usefixtures("context", "november")
Staff = dict[str, Actor]
FRIDAY = dt.date(2026, 12, 11)
PACKAGE = "holidays-9.9"


@pytest.fixture
def november() -> Iterator[None]:
    with time_machine.travel(noon(TODAY), tick=False):
        yield


def shipped(
    *, without: dt.date | None = None, and_also: dt.date | None = None
) -> dict[CalendarName, dict[dt.date, str]]:
    """What another edition of the package knows."""
    found = {
        name: {day: words for day, words in shipped_days.of(name).items() if day != without} for name in CalendarName
    }
    if and_also is not None:
        for days in found.values():
            days[and_also] = NAME
    return found


def bring_in(days: dict[CalendarName, dict[dt.date, str]]) -> bank_holidays.Change:
    with unit_of_work():
        return bank_holidays.bring_in(days, source=PACKAGE)[0]


def test_a_proclaimed_holiday_moves_the_dates_and_the_case_says_why(staff: Staff) -> None:
    case = factories.enquiry(staff["officer"])
    assert dues(case) == {"acknowledge": FRIDAY, "reply": dt.date(2026, 12, 29)}
    moving = add(actor=staff["administrator"])
    assert moving.cases == 1
    assert dues(case) == {"acknowledge": dt.date(2026, 12, 14), "reply": dt.date(2026, 12, 30)}
    assert nearest(case) == dt.date(2026, 12, 14)
    (event,) = moved_events(case)
    assert event.actor_id == staff["administrator"].user_id
    assert event.data == {
        "added": ["2026-12-07"],
        "taken_away": [],
        "clocks": [
            {"clock": "enquiry.acknowledge", "from": "2026-12-11", "to": "2026-12-14"},
            {"clock": "enquiry.reply", "from": "2026-12-29", "to": "2026-12-30"},
        ],
    }
    assert clocks.count_drift() == 0


def test_a_day_that_is_worked_after_all_moves_them_back(staff: Staff) -> None:
    case = factories.enquiry(staff["officer"])
    before = dues(case)
    add()
    take_away(MONDAY)
    assert dues(case) == before
    assert moved_events(case)[-1].data["taken_away"] == ["2026-12-07"]
    take_away(CHRISTMAS)
    assert dues(case)["reply"] == CHRISTMAS


def test_an_older_list_is_put_right_by_the_next_setup(staff: Staff) -> None:
    """As found: without 25 and 28 December an enquiry was due on Christmas Day, and stayed so."""
    with unit_of_work():
        db.session.execute(delete(BankHoliday).where(BankHoliday.on.in_([CHRISTMAS, SUBSTITUTE])))
    db.session.remove()
    bring_in(shipped(without=CHRISTMAS))
    case = factories.enquiry(staff["officer"])
    bring_in(shipped())
    assert dues(case)["reply"] == dt.date(2026, 12, 29)
    assert clocks.count_drift() == 0


def test_what_the_office_decided_outlives_every_newer_list(staff: Staff) -> None:
    take_away(CHRISTMAS)
    add(MONDAY)
    bring_in(shipped())
    days = calendar(CalendarName.ENGLAND_AND_WALES).holidays
    assert CHRISTMAS not in days
    assert MONDAY in days


def test_a_newer_list_takes_back_and_brings_again_what_it_brought_itself(staff: Staff) -> None:
    case = factories.enquiry(staff["officer"])
    bring_in(shipped(and_also=MONDAY))
    assert dues(case)["acknowledge"] == dt.date(2026, 12, 14)
    bring_in(shipped())
    assert dues(case)["acknowledge"] == FRIDAY
    bring_in(shipped(and_also=MONDAY))
    assert dues(case)["acknowledge"] == dt.date(2026, 12, 14)
    assert bring_in(shipped(and_also=MONDAY)).is_empty


def test_what_is_met_or_ended_does_not_move(staff: Staff) -> None:
    acknowledged = factories.enquiry(staff["officer"])
    factories.move(acknowledged, "acknowledge", staff["officer"], who_will_be_asked="Nobody")
    closed = factories.enquiry(staff["officer"])
    factories.move(closed, "signpost", staff["officer"], signposted_to="Somebody invented")
    met = select(Clock.id, Clock.met_on, Clock.state).where(Clock.state == "met").order_by(Clock.id)
    before = db.session.execute(met).all()
    add()
    assert db.session.execute(met).all() == before
    assert [each["clock"] for each in moved_events(acknowledged)[0].data["clocks"]] == ["enquiry.reply"]
    assert moved_events(closed) == []


def test_a_holiday_elsewhere_in_the_uk_counts_for_information_requests_alone(staff: Staff) -> None:
    enquiry = factories.enquiry(staff["officer"])
    request = factories.logged("information_request", staff["officer"])
    before = dues(enquiry), dues(request)
    add(elsewhere=True)
    assert dues(enquiry) == before[0]
    assert dues(request)["answer"] != before[1]["answer"]
    add()
    assert dues(enquiry) != before[0]
    assert len(moved_events(request)) == 1
    take_away(MONDAY, in_england_alone=True)
    assert dues(enquiry) == before[0]
    assert len(moved_events(request)) == 1


def test_reminders_and_what_waits_follow_the_new_day(staff: Staff) -> None:
    case = factories.enquiry(staff["officer"])
    of_acknowledging = (Message.case_id == case.id, Message.rule == "clock_due", Message.due_on < SUBSTITUTE)
    told = select(Message.due_on, Message.state, Message.last_error).where(*of_acknowledging).order_by(Message.due_on)
    sweep.write_reminders(FRIDAY)
    assert db.session.execute(told).all() == [(FRIDAY, "pending", None)]
    add()
    with unit_of_work():
        claims.withdraw_unwanted(claims.unwanted_ids(clock.now()), clock.now())
    sweep.write_reminders(dt.date(2026, 12, 14))
    assert db.session.execute(told).all() == [
        (FRIDAY, "given_up", "The date was moved before this went out."),
        (dt.date(2026, 12, 14), "pending", None),
    ]


def test_a_letter_that_was_posted_counts_as_provided_a_working_day_later(staff: Staff) -> None:
    with time_machine.travel(noon(dt.date(2026, 12, 4)), tick=False):
        message = for_the_post(staff)
        with unit_of_work():
            posting.record_posted([message.id], clock.today(), sent=Sent.fresh(), actor=staff["officer"])
        provided = select(Message.provided_on).where(Message.id == message.id)
        assert db.session.scalar(provided) == dt.date(2026, 12, 8)
        assert list(add().letters) == [message.id]
    assert db.session.scalar(provided) == dt.date(2026, 12, 9)


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (dt.date(2026, 12, 5), "Saturday 5 December 2026 is no working day anyway"),
        (CHRISTMAS, "Friday 25 December 2026 is a bank holiday already"),
        (dt.date(1999, 12, 31), "Choose a day from Saturday 1 January 2000"),
        (dt.date(2099, 1, 1), "at most 10 years ahead"),
    ],
)
def test_a_day_that_cannot_be_added_is_refused_with_the_reason(day: dt.date, sentence: str) -> None:
    with pytest.raises(Invalid, match=sentence):
        bank_holidays.adding(day, NAME, where=EVERYWHERE)


def test_a_bank_holiday_has_a_name() -> None:
    for name in ("", " ", "x" * 101):
        with pytest.raises(Invalid, match="what the bank holiday is called"):
            bank_holidays.adding(MONDAY, name, where=EVERYWHERE)


def test_a_day_that_is_worked_already_cannot_be_taken_away() -> None:
    with pytest.raises(Invalid, match="is no bank holiday"):
        bank_holidays.taking_away(MONDAY, where=EVERYWHERE)


@pytest.mark.parametrize("who", ["officer", "reviewer", "manager", "auditor"])
def test_only_an_administrator_changes_the_bank_holidays(staff: Staff, who: str) -> None:
    with pytest.raises(NotAllowed):
        bank_holidays.add(MONDAY, NAME, where=EVERYWHERE, sent=Sent.fresh(), actor=staff[who])


def test_the_same_form_twice_counts_once(staff: Staff) -> None:
    said = Sent.fresh()
    with unit_of_work():
        bank_holidays.add(MONDAY, NAME, where=EVERYWHERE, sent=said, actor=staff["administrator"])
    with pytest.raises(Replayed):
        bank_holidays.add(MONDAY, NAME, where=EVERYWHERE, sent=said, actor=staff["administrator"])


def test_the_history_of_the_office_says_which_days_and_no_names(staff: Staff) -> None:
    add(actor=staff["administrator"])
    event = db.session.scalars(select(CaseEvent).where(CaseEvent.kind == "bank_holidays_changed")).one()
    assert event.data == {"added": {"england_and_wales": ["2026-12-07"], "uk": ["2026-12-07"]}, "taken_away": {}}


def test_a_preview_says_what_moves_and_writes_nothing(staff: Staff) -> None:
    case = factories.enquiry(staff["officer"])
    before = dues(case)
    moving = bank_holidays.would_move(bank_holidays.adding(MONDAY, NAME, where=EVERYWHERE))
    assert {(each.code, each.before, each.after) for each in moving.clocks} == {
        ("enquiry.acknowledge", FRIDAY, dt.date(2026, 12, 14)),
        ("enquiry.reply", dt.date(2026, 12, 29), dt.date(2026, 12, 30)),
    }
    assert dues(case) == before
    assert MONDAY not in calendar(CalendarName.UK).holidays


def test_a_page_that_was_opened_before_is_not_stale_because_a_date_moved(staff: Staff) -> None:
    case = factories.enquiry(staff["officer"])
    seen = case.row_version
    add()
    db.session.expire_all()
    assert case.row_version == seen


def test_a_drift_by_hand_is_counted(staff: Staff) -> None:
    case = factories.enquiry(staff["officer"])
    with unit_of_work():
        db.session.execute(update(Clock).where(Clock.case_id == case.id).values(due_on=TODAY))
    assert clocks.count_drift() == 2
