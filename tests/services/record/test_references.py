"""References that people can read on the phone, without a gap even where many log at once."""

import datetime as dt
import threading

import pytest
import time_machine
from flask import Flask

from casework.access import Actor
from casework.errors import Invalid
from casework.extensions import db
from casework.models import Case
from casework.services.desk import opening
from casework.services.desk.opening import CaseEntry
from casework.services.record import references
from casework.transaction import unit_of_work
from tests import factories

Staff = dict[str, Actor]
THREADS, EACH = 6, 8


def test_numbers_have_no_gap_when_many_log_at_once(app: Flask, staff: Staff) -> None:
    problems: list[BaseException] = []

    def log(seed: int) -> None:
        with app.app_context():
            for number in range(EACH):
                try:
                    factories.enquiry(staff["officer"], name=f"Person {seed}-{number} Invented")
                    _log_and_give_up(staff["officer"])
                except BaseException as problem:
                    problems.append(problem)

    threads = [threading.Thread(target=log, args=(seed,)) for seed in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    with app.app_context():
        numbers = [row.number for row in db.session.query(Case.number).order_by(Case.number)]
    assert numbers == list(range(1, THREADS * EACH + 1))


def _log_and_give_up(officer: Actor) -> None:
    """A logging that fails after its number was taken."""
    entry = CaseEntry(person=None, received_on=dt.date(2999, 1, 1), channel="phone", about="x", details="x")
    with pytest.raises(Invalid):
        _take_and_fail(entry, officer)


def _take_and_fail(entry: CaseEntry, officer: Actor) -> None:
    with unit_of_work():
        references.take("enquiry")
        opening.open_case("enquiry", entry, sent=factories.sent(), actor=officer)


@pytest.mark.usefixtures("context")
def test_the_year_is_that_of_the_local_day_of_logging(staff: Staff) -> None:
    with time_machine.travel(dt.datetime(2025, 6, 30, 23, 30, tzinfo=dt.UTC), tick=False):
        assert factories.enquiry(staff["officer"]).reference == "E-2025-00001"
    with time_machine.travel(dt.datetime(2025, 12, 31, 23, 59, tzinfo=dt.UTC), tick=False):
        assert factories.review(staff["reviewer"]).reference == "R-2025-00001"
    with time_machine.travel(dt.datetime(2026, 1, 1, 0, 1, tzinfo=dt.UTC), tick=False):
        assert factories.review(staff["reviewer"]).reference == "R-2026-00001"
        assert factories.enquiry(staff["officer"], received_on=dt.date(2025, 12, 30)).reference == "E-2026-00001"
