"""Dates, codes and references in the words of the office."""

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask

from casework import templating
from casework.pages.desk import queues, search
from casework.pages.office import audit
from casework.services.record.history import Kind
from casework.words import number_in, plural
from workflows.registry import clock_label


@pytest.fixture
def _a_friday_in_november() -> Iterator[None]:
    with time_machine.travel(dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC), tick=False):
        yield


@pytest.mark.usefixtures("_a_friday_in_november")
@pytest.mark.parametrize(
    ("due", "words"),
    [
        (dt.date(2026, 11, 17), "3 days overdue"),
        (dt.date(2026, 11, 19), "1 day overdue"),
        (dt.date(2023, 2, 20), "1,369 days overdue"),
        (dt.date(2026, 11, 20), "due today, Friday 20 November"),
        (dt.date(2026, 11, 21), "due tomorrow, Saturday 21 November"),
        (dt.date(2026, 11, 27), "due in 7 days, Friday 27 November"),
        (dt.date(2026, 11, 28), "due 28 November 2026"),
        (None, "no date set"),
    ],
)
def test_a_due_date_is_said_as_one_would_say_it(due: dt.date | None, words: str) -> None:
    assert templating.when_due(due) == words


@pytest.mark.parametrize(
    ("instant", "words"),
    [
        (dt.datetime(2026, 11, 20, 14, 5, tzinfo=dt.UTC), "20 November 2026, 2:05pm"),
        (dt.datetime(2026, 7, 31, 23, 30, tzinfo=dt.UTC), "1 August 2026, 12:30am"),
        (dt.datetime(2026, 11, 20, 12, 0, tzinfo=dt.UTC), "20 November 2026, 12:00pm"),
        (None, ""),
    ],
)
def test_a_moment_is_shown_by_the_clock_in_london(instant: dt.datetime | None, words: str) -> None:
    assert templating.moment(instant) == words


def test_days_and_amounts() -> None:
    assert templating.day(dt.date(2026, 11, 2)) == "2 November 2026"
    assert templating.short_day(dt.date(2026, 11, 2)) == "2 Nov 2026"
    assert [plural(number, "case") for number in (0, 1, 2000)] == ["0 cases", "1 case", "2,000 cases"]
    assert plural(2, "enquiry", "enquiries") == "2 enquiries"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("7", 7),
        ("999999999", 999_999_999),
        ("1000000000", None),
        ("-7", None),
        (" 7", None),
        ("٧", None),
        ("", None),
        (None, None),
    ],
)
def test_a_number_that_a_row_may_have_is_told_from_anything_else(text: str | None, number: int | None) -> None:
    assert number_in(text) == number


def test_codes_are_shown_in_the_words_of_the_office(app: Flask) -> None:
    with app.app_context():
        assert templating.label("district", "leeds") == "Leeds"
        assert templating.label("district", None) == "Not recorded"
        assert templating.label("district", "an_old_code") == "an old code"
    assert templating.state_label("enquiry", "awaiting_partner") != "awaiting_partner"
    assert clock_label("enquiry.acknowledge") == "Acknowledge"


@pytest.mark.parametrize(
    ("typed", "reference"),
    [
        ("E-2025-00971", "E-2025-00971"),
        ("e 2025 971", "E-2025-00971"),
        ("r2025/234", "R-2025-00234"),
        (" E.2025.971 ", "E-2025-00971"),
        ("E-2025-123456", "E-2025-123456"),
        ("E-25-971", None),
        ("X-2025-00971", None),
        ("Emma 2025", None),
    ],
)
def test_a_reference_is_understood_as_people_type_it(typed: str, reference: str | None) -> None:
    assert search.reference_typed(typed) == reference


def test_every_kind_of_event_has_its_words() -> None:
    assert set(audit.KIND_LABELS) == set(Kind)


def test_a_place_in_a_list_survives_the_address() -> None:
    for key, sort in (("2026-11-20", "due"), ("", "due"), ("2026-11-20", "received"), ("E-2026-00001", "reference")):
        place = queues.Place(key=key, id=7)
        assert queues.place(str(place), sort=sort) == place
    assert queues.place("E-2026-00001.7", sort="due") is None
