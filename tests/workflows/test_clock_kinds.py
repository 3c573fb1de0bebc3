"""The ways in which the law and the office count: each with the reasons that a person reads, in plain words."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.workflows.days import ENGLAND, UK, d
from workflows.calendars import Calendar, CalendarName, add_months
from workflows.clocks import Basis, ClockRule, Reminded, Unit
from workflows.ledger import Due, LedgerEntry, LedgerKind, due

K = LedgerKind
CLARIFICATION = "Waiting for clarification"
COMPLEX = "the request is complex"


def in_law(unit: Unit, length: int, rule: str, **how: Any) -> ClockRule:
    return ClockRule(
        code="answer", label="Answer", basis=Basis.LAW, unit=unit, length=length, rule=rule, start_label="Received",
        stopped_by_hold=False, **how,
    )  # fmt: skip


INFORMATION_REQUEST = in_law(Unit.WORKING_DAYS, 20, "R7.18", calendar=CalendarName.UK, promptly=True)
SUBJECT_ACCESS = in_law(Unit.MONTHS, 1, "R7.20", moves_to_working_day=True)
DATA_COMPLAINT = in_law(Unit.DAYS, 30, "R7.21", first_day_counts=True)


def line(kind: LedgerKind, day: str, reason: str = "", *, days: int = 0) -> LedgerEntry:
    return LedgerEntry(kind=kind, on=d(day), reason=reason, days=days)


def of(rule: ClockRule, *lines: LedgerEntry, calendar: Calendar = ENGLAND) -> Due:
    return due(rule, lines, calendar)


def test_working_days_leave_out_the_bank_holidays_of_every_part_of_the_uk() -> None:
    result = of(INFORMATION_REQUEST, line(K.STARTED, "Tue 2 Jun 2026"), calendar=UK)
    assert result.steps == (
        "Received Tuesday 2 June 2026",
        "Promptly, and within 20 working days (law, R7.18)",
        "15 June is a bank holiday",
        "Due Wednesday 1 July 2026",
    )


def test_the_law_allows_forty_working_days_for_a_large_environmental_request() -> None:
    more = line(K.EXTENDED, "Mon 16 Mar 2026", "the request is complex and large (regulation 7)", days=20)
    result = of(INFORMATION_REQUEST, line(K.STARTED, "Mon 2 Mar 2026"), more, calendar=UK)
    assert result.on == UK.add_working_days(d("Mon 2 Mar 2026"), 40)
    assert result.steps[2] == (
        "Extended by 20 working days to 40 on Monday 16 March 2026: the request is complex and large (regulation 7)"
    )


def test_a_month_that_ends_on_a_quiet_day_goes_on_to_the_next_working_day() -> None:
    assert of(SUBJECT_ACCESS, line(K.STARTED, "Wed 25 Nov 2026")).steps == (
        "Received Wednesday 25 November 2026",
        "1 month (law, R7.20)",
        "Friday 25 December 2026 is not a working day: on to Tuesday 29 December 2026",
        "Due Tuesday 29 December 2026",
    )


def test_two_more_months_are_counted_from_receipt_and_not_from_the_first_due_date() -> None:
    """From 31 January the first month ends with February, on the 28th; the third on the 30th of April."""
    more = line(K.EXTENDED, "Thu 20 Feb 2025", COMPLEX, days=2)
    assert of(SUBJECT_ACCESS, line(K.STARTED, "Fri 31 Jan 2025"), more).steps == (
        "Received Friday 31 January 2025",
        "1 month (law, R7.20)",
        "Extended by 2 months to 3 on Thursday 20 February 2025: the request is complex",
        "Due Wednesday 30 April 2025",
    )


def test_a_day_that_was_moved_is_not_where_more_time_begins() -> None:
    """25 December moves to the 29th; two months more end on 25 February, a working day."""
    more = line(K.EXTENDED, "Mon 14 Dec 2026", COMPLEX, days=2)
    assert of(SUBJECT_ACCESS, line(K.STARTED, "Wed 25 Nov 2026"), more).on == d("Thu 25 Feb 2027")


def test_of_two_readings_the_earlier_counts_the_day_of_receipt_as_the_first() -> None:
    assert of(DATA_COMPLAINT, line(K.STARTED, "Sun 21 Jun 2026")).steps == (
        "Received Sunday 21 June 2026",
        "30 days, of which that day is the first (law, R7.21)",
        "Due Monday 20 July 2026",
    )


def test_while_the_law_stops_a_clock_there_is_no_due_date() -> None:
    asked = line(K.HELD, "Thu 5 Mar 2026", CLARIFICATION)
    result = of(INFORMATION_REQUEST, line(K.STARTED, "Mon 2 Mar 2026"), asked, calendar=UK)
    assert (result.state, result.on, result.waits_for) == ("held", None, CLARIFICATION)
    assert result.steps[-1] == (
        "Waiting for clarification since Thursday 5 March 2026: no due date until the clock goes on"
    )


def test_what_the_law_stopped_is_added_in_the_clocks_own_days() -> None:
    """Asked on Thursday, answered on Tuesday: three working days, and on a clock of months five days."""
    lines = (
        line(K.STARTED, "Mon 2 Mar 2026"), line(K.HELD, "Thu 5 Mar 2026", CLARIFICATION), line(K.RELEASED, "Tue 10 Mar 2026"),
    )  # fmt: skip
    request = of(INFORMATION_REQUEST, *lines, calendar=UK)
    assert (request.on, request.waits_for) == (UK.add_working_days(d("Mon 2 Mar 2026"), 23), "")
    assert request.steps[2] == (
        "Waiting for clarification from Thursday 5 March 2026 to Tuesday 10 March 2026: 3 working days added"
    )
    assert of(SUBJECT_ACCESS, *lines).on == d("Tue 7 Apr 2026")


def test_where_the_law_begins_anew_the_days_before_count_for_nothing() -> None:
    result = of(
        SUBJECT_ACCESS,
        line(K.STARTED, "Mon 2 Mar 2026"),
        line(K.HELD, "Tue 3 Mar 2026", "Waiting for proof of identity"),
        line(K.RESTARTED, "Fri 20 Mar 2026", "Identity proven"),
    )
    assert result.steps == (
        "Identity proven Friday 20 March 2026",
        "1 month (law, R7.20)",
        "Due Monday 20 April 2026",
    )


def test_a_hold_of_the_office_still_reads_as_one() -> None:
    rule = ClockRule(
        code="reply", label="Reply", basis=Basis.POLICY, unit=Unit.WORKING_DAYS, length=5, rule="R7.5", start_label="Received"
    )  # fmt: skip
    held = (line(K.STARTED, "Mon 2 Mar 2026"), line(K.HELD, "Wed 4 Mar 2026"))
    assert of(rule, *held).steps[-1] == "On hold since Wednesday 4 March 2026: no due date until the hold is released"
    released = of(rule, *held, line(K.RELEASED, "Thu 5 Mar 2026"))
    assert released.steps[2] == "On hold from Wednesday 4 March 2026 to Thursday 5 March 2026: 1 working day added"


@pytest.mark.parametrize(("reminded", "reason"), [(Reminded.NOBODY, ""), (Reminded.GENERAL, "Nobody: a mistake")])
def test_a_clock_that_nobody_is_reminded_of_says_why(reminded: Reminded, reason: str) -> None:
    with pytest.raises(ValueError, match="say why nobody is reminded"):
        in_law(Unit.DAYS, 1, "R0", reminded=reminded, nobody_acts=reason)


DAYS = st.dates(dt.date(2024, 1, 1), dt.date(2027, 6, 30))


@given(start=DAYS, months=st.integers(1, 3))
@settings(max_examples=60)
def test_a_month_is_never_short_and_ends_on_a_working_day(start: dt.date, months: int) -> None:
    more = [LedgerEntry(kind=K.EXTENDED, on=start, days=months - 1)] if months > 1 else []
    day = of(SUBJECT_ACCESS, LedgerEntry(kind=K.STARTED, on=start), *more).on
    assert day is not None
    assert ENGLAND.is_working_day(day)
    assert day >= add_months(start, months)
    assert ENGLAND.working_days_between(add_months(start, months), day) <= 1


@given(start=DAYS, length=st.integers(1, 60))
@settings(max_examples=60)
def test_counting_the_first_day_makes_it_one_day_earlier(start: dt.date, length: int) -> None:
    started = LedgerEntry(kind=K.STARTED, on=start)
    after = due(in_law(Unit.DAYS, 1, "R0"), [started], ENGLAND, length=length).on
    counted = due(DATA_COMPLAINT, [started], ENGLAND, length=length).on
    assert after is not None
    assert counted == after - dt.timedelta(days=1)
