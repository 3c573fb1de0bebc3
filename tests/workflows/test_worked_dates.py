"""The 30 worked dates of rulebook section 11, by their numbers."""

import datetime as dt
from typing import Any

import pytest

from casework.clock import local
from tests.workflows.days import ENGLAND, UK, d
from workflows.application_window import Window, WindowFacts, deemed_delivery, window
from workflows.calendars import Calendar
from workflows.clocks import Basis, ClockRule, Unit
from workflows.ledger import Due, LedgerEntry, LedgerKind, due
from workflows.registry import clock_rule


def apply_by(provided: str, **facts: Any) -> Window:
    return window(WindowFacts(provided_on=d(provided), **facts), calendar=ENGLAND)


def clock(workflow: str, code: str, started: str, *more: LedgerEntry) -> Due:
    rule = clock_rule(f"{workflow}.{code}")
    return due(rule, [LedgerEntry(kind=LedgerKind.STARTED, on=d(started)), *more], ENGLAND)


def in_law(unit: Unit, length: int, rule: str, **how: Any) -> ClockRule:
    return ClockRule(
        code="answer", label="Answer", basis=Basis.LAW, unit=unit, length=length, rule=rule, start_label="Received",
        stopped_by_hold=False, **how,
    )  # fmt: skip


INFORMATION_REQUEST = clock_rule("information_request.answer")
SUBJECT_ACCESS = clock_rule("subject_access_request.answer")
DATA_COMPLAINT = clock_rule("data_protection_complaint.acknowledge")
FOUR_WEEKLY_UPDATE = in_law(Unit.DAYS, 28, "R4.1")
NATIONAL_DATA = in_law(Unit.MONTHS, 1, "R4.12")
ASB_COMPLAINT = in_law(Unit.MONTHS, 1, "R7.24", first_day_counts=True)
ASB_APPLICATION = in_law(Unit.MONTHS, 6, "R7.24", first_day_counts=True)


def by(rule: ClockRule, started: str, calendar: Calendar = ENGLAND) -> dt.date:
    """The day that a rule gives, from its start alone."""
    day = due(rule, [LedgerEntry(kind=LedgerKind.STARTED, on=d(started))], calendar).on
    assert day is not None
    return day


def test_date_1_leap_day_counts() -> None:
    assert apply_by("Thu 1 Feb 2024").last_day == d("Thu 29 Feb 2024")


@pytest.mark.parametrize(
    ("provided", "last_day"),
    [("2 Feb 2024", "Fri 1 Mar 2024"), ("2 Feb 2025", "Sun 2 Mar 2025"), ("2 Feb 2026", "Mon 2 Mar 2026")],
)
def test_date_2_is_not_the_same_day_next_month(provided: str, last_day: str) -> None:
    assert apply_by(provided).last_day == d(last_day)


def test_date_3_example_on_the_west_midlands_form() -> None:
    assert apply_by("1 Apr 2025").last_day == d("Tue 29 Apr 2025")


def test_date_4_christmas_does_not_roll_forward() -> None:
    result = apply_by("Thu 27 Nov 2025", made_on=d("Mon 29 Dec 2025"))
    assert (result.last_day, result.late, result.days_late) == (d("Thu 25 Dec 2025"), True, 4)


def test_date_5_good_friday_does_not_roll_forward() -> None:
    assert apply_by("Fri 6 Mar 2026").last_day == d("Fri 3 Apr 2026")


def test_date_6_uses_the_local_day_when_the_clocks_change() -> None:
    made = local(dt.datetime(2025, 3, 30, 23, 15, tzinfo=dt.UTC)).date()
    result = apply_by("Sun 2 Mar 2025", made_on=made)
    assert (made, result.last_day, result.late) == (d("31 Mar 2025"), d("Sun 30 Mar 2025"), True)


def test_date_7_provided_beats_the_date_on_the_letter() -> None:
    result = apply_by(
        "Wed 12 Feb 2025", letter_dated_on=d("Mon 10 Feb 2025"), channel="email", sent_on=d("Wed 12 Feb 2025")
    )
    assert (result.last_day, result.last_day_letter_rule) == (d("Wed 12 Mar 2025"), d("Mon 10 Mar 2025"))


def test_date_8_a_posted_letter_takes_two_working_days() -> None:
    posted = d("Fri 20 Dec 2024")
    result = apply_by("20 Dec 2024", letter_dated_on=posted, channel="post", sent_on=posted)
    assert deemed_delivery(posted, calendar=ENGLAND) == d("Tue 24 Dec 2024")
    assert (result.last_day_letter_rule, result.last_day) == (d("Fri 17 Jan 2025"), d("Tue 21 Jan 2025"))


def test_date_9_time_with_the_wrong_body_is_left_out() -> None:
    elsewhere = ((d("28 Mar 2025"), d("9 Apr 2025")),)
    result = apply_by("Mon 3 Mar 2025", wrong_body=elsewhere, made_on=d("9 Apr 2025"))
    assert (result.last_day, result.late) == (d("Sat 12 Apr 2025"), False)


def test_date_10_time_with_the_wrong_body_does_not_cure_lateness() -> None:
    elsewhere = ((d("2 Apr 2025"), d("9 Apr 2025")),)
    result = apply_by("Mon 3 Mar 2025", wrong_body=elsewhere, made_on=d("9 Apr 2025"))
    assert (result.last_day, result.late, result.days_late) == (d("Mon 7 Apr 2025"), True, 2)


def test_date_11_time_with_the_force_counts() -> None:
    result = apply_by("Mon 3 Mar 2025", made_on=d("9 Apr 2025"))
    assert (result.last_day, result.days_late) == (d("31 Mar 2025"), 9)


def test_date_12_acknowledging_an_enquiry_over_easter() -> None:
    assert clock("enquiry", "acknowledge", "Tue 15 Apr 2025").on == d("Thu 1 May 2025")


def test_date_13_acknowledging_a_review_that_came_on_a_saturday() -> None:
    result = clock("complaint_review", "acknowledge", "Sat 20 Dec 2025")
    assert result.on == d("Tue 30 Dec 2025")
    assert result.steps == (
        "Received Saturday 20 December 2025",
        "5 working days (policy, section 3.1)",
        "25 December and 26 December are bank holidays",
        "Due Tuesday 30 December 2025",
    )


def test_date_14_replying_over_christmas() -> None:
    assert clock("enquiry", "reply", "Mon 15 Dec 2025").on == d("Thu 15 Jan 2026")


def test_date_15_information_requests_use_the_uk_calendar() -> None:
    assert INFORMATION_REQUEST.calendar == UK.name
    assert by(INFORMATION_REQUEST, "Tue 2 Jun 2026", UK) == d("Wed 1 Jul 2026")
    assert by(INFORMATION_REQUEST, "Tue 2 Jun 2026", ENGLAND) == d("30 Jun 2026")


@pytest.mark.parametrize(
    ("received", "uk", "england"),
    [("Mon 2 Mar 2026", "Tue 31 Mar 2026", "30 Mar 2026"), ("Fri 12 Dec 2025", "Thu 15 Jan 2026", "14 Jan 2026")],
)
def test_date_16_other_nations_holidays_count(received: str, uk: str, england: str) -> None:
    assert by(INFORMATION_REQUEST, received, UK) == d(uk)
    assert by(INFORMATION_REQUEST, received, ENGLAND) == d(england)


@pytest.mark.parametrize(
    ("received", "expected"), [("31 Jan 2025", "Fri 28 Feb 2025"), ("31 Jan 2024", "Thu 29 Feb 2024")]
)
def test_date_17_a_month_ends_with_the_month(received: str, expected: str) -> None:
    assert by(SUBJECT_ACCESS, received) == d(expected)


def test_date_18_subject_access_rolls_over_christmas() -> None:
    assert by(SUBJECT_ACCESS, "Wed 25 Nov 2026") == d("Tue 29 Dec 2026")


def test_date_19_four_weeks_roll_from_the_last_update() -> None:
    first = by(FOUR_WEEKLY_UPDATE, "Thu 4 Dec 2025")
    assert first == d("Thu 1 Jan 2026")
    assert ENGLAND.previous_working_day(first) == d("Wed 31 Dec 2025")
    assert by(FOUR_WEEKLY_UPDATE, "22 Dec 2025") == d("Mon 19 Jan 2026")
    sent = LedgerEntry(kind=LedgerKind.RESTARTED, on=d("22 Dec 2025"))
    assert clock("complaint_review", "update", "Thu 4 Dec 2025", sent).on == d("Mon 19 Jan 2026")


def test_date_20_five_working_days_over_easter() -> None:
    assert ENGLAND.add_working_days(d("Thu 17 Apr 2025"), 5) == d("Mon 28 Apr 2025")


def test_date_21_answer_to_a_recommendation_and_its_extension() -> None:
    assert clock("recommendation", "response", "Fri 30 Jan 2026").on == d("Fri 27 Feb 2026")
    more = LedgerEntry(kind=LedgerKind.EXTENDED, on=d("20 Feb 2026"), days=14)
    assert clock("recommendation", "response", "Fri 30 Jan 2026", more).on == d("Fri 13 Mar 2026")


@pytest.mark.parametrize(("made", "expected"), [("31 Jan 2024", "Wed 28 Feb 2024"), ("1 Feb 2024", "Thu 29 Feb 2024")])
def test_date_22_answer_to_a_recommendation_in_a_leap_year(made: str, expected: str) -> None:
    assert clock("recommendation", "response", made).on == d(expected)


def test_date_23_publishing_within_one_month() -> None:
    last = by(NATIONAL_DATA, "Thu 27 Nov 2025")
    assert last == d("Sat 27 Dec 2025")
    assert ENGLAND.previous_working_day(last) == d("Wed 24 Dec 2025")


def test_date_24_data_complaint_uses_the_earlier_count() -> None:
    assert by(DATA_COMPLAINT, "Sun 21 Jun 2026") == d("Mon 20 Jul 2026")


def test_date_25_working_days_over_a_substitute_holiday() -> None:
    assert ENGLAND.add_working_days(d("Wed 23 Dec 2026"), 2) == d("Tue 29 Dec 2026")
    assert ENGLAND.add_working_days(d("Wed 23 Dec 2026"), 5) == d("Mon 4 Jan 2027")


def test_date_26_working_days_and_days_differ() -> None:
    valid, decided = d("19 Dec 2025"), d("5 Jan 2026")
    assert (ENGLAND.working_days_between(valid, decided), (decided - valid).days) == (8, 17)


def test_date_27_the_reporting_year_is_a_local_one() -> None:
    received = local(dt.datetime(2025, 3, 31, 23, 10, tzinfo=dt.UTC)).date()
    assert received == d("1 Apr 2025")


def test_date_28_beginning_with_counts_day_one() -> None:
    assert by(ASB_COMPLAINT, "15 Jan 2025") == d("Fri 14 Feb 2025")
    assert by(ASB_APPLICATION, "14 Feb 2025") == d("Wed 13 Aug 2025")


def test_date_29_three_months_to_judicial_review() -> None:
    assert clock("complaint_review", "judicial_review", "Sun 30 Nov 2025").on == d("Sat 28 Feb 2026")


def test_date_30_live_example() -> None:
    assert apply_by("Fri 27 Nov 2026").last_day == d("Fri 25 Dec 2026")
