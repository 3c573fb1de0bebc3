"""Surgeries and appointments of two years, worked by hand: "3 public surgeries" from those that were held alone."""

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine

from casework import clock
from casework.access import SYSTEM, Actor
from casework.extensions import db
from casework.jobs import counts as job
from casework.models import Case, Contact, CountFigure, Surgery
from casework.pages.reports import counted_records
from casework.services.surgeries import surgeries as services
from casework.services.surgeries.surgeries import SurgeryEntry
from casework.statistics import runs
from casework.transaction import unit_of_work
from tests import factories, surgeries
from tests.routes.surgeries.days import booked, offered

pytestmark = pytest.mark.usefixtures("context")
Staff = dict[str, Actor]
HELD = {"note": "What was said.", "agrees": "yes"}
AUTUMN, SPRING, LAST, NEXT = (dt.date(2026, 10, 25), dt.date(2027, 3, 28), dt.date(2027, 3, 31), dt.date(2027, 4, 1))
"""The clocks go back on the first and forward on the second; the third is the last day of the year."""


def at(day: dt.date, hour: int = 12) -> time_machine.travel:
    return time_machine.travel(dt.datetime.combine(day, dt.time(hour), tzinfo=clock.LONDON), tick=False)


def say(surgery: Surgery, state: str, why: str = "") -> None:
    names = ("held_on", "way", "place", "access", "host")
    entry = SurgeryEntry(**{name: getattr(surgery, name) for name in names}, state=state, why=why)
    with unit_of_work():
        services.change(surgery.id, entry, sent=factories.sent(surgery.row_version), actor=SYSTEM)


def case_of(reference: str) -> Case:
    return db.session.query(Case).filter_by(reference=reference).one()


def two_years(staff: Staff) -> dict[str, str]:
    """Who asked for an appointment -> the reference."""
    move: Callable[..., Case] = factories.move
    officer, manager = staff["officer"], staff["manager"]
    with at(dt.date(2026, 9, 1)):
        surgeries.planned(AUTUMN)
        snow = surgeries.planned(dt.date(2027, 1, 12))
        found = {name: booked(staff, name=f"{name} Invented") for name in ("Ann", "Bob", "Dan")}
        say(snow, "cancelled", "Snow.")
        move(case_of(found["Dan"]), "cancel", officer, whose_wish="person", reason="Ill.")
    with at(AUTUMN):
        move(case_of(found["Ann"]), "record_held", officer, **HELD)
        bob = move(case_of(found["Bob"]), "record_absence", officer)
        surgeries.planned(SPRING)
    with at(dt.date(2026, 11, 2)):
        move(bob, "offer_again", manager, surgery_time=surgeries.a_time())
        move(case_of(found["Bob"]), "confirm", officer)
        enquiry = factories.enquiry(officer)
        with unit_of_work():
            db.session.query(Contact).filter_by(case_id=enquiry.id).update({"person_id": bob.person_id})
    with at(SPRING):
        move(case_of(found["Bob"]), "record_held", officer, **HELD)
        for day in (dt.date(2027, 3, 30), LAST, NEXT):
            surgeries.planned(day, number=1)
    with at(dt.date(2027, 3, 29)):
        found["Eve"] = offered(staff, name="Eve Invented").reference
        found["Cat"] = booked(staff, name="Cat Invented")
        found["Fay"] = booked(staff, name="Fay Invented")
    with at(NEXT, 15):
        say(db.session.query(Surgery).filter_by(held_on=LAST).one(), "held")
        move(case_of(found["Fay"]), "record_held", officer, **HELD)
    return found


def counted(start_year: int, staff: Staff) -> tuple[int, dict[str, list[int]]]:
    with unit_of_work():
        run_id = runs.request(start_year, sent=factories.sent(), actor=staff["manager"]).id
    job.compute(run_id)
    rows = db.session.query(CountFigure).filter_by(run_id=run_id, breakdown="")
    return run_id, {
        row.measure: row.record_ids for row in rows if row.measure.startswith(("surgeries", "app", "people_s"))
    }


def test_the_surgeries_of_the_report_are_those_held_and_appointments_are_counted_apart(staff: Staff) -> None:
    with at(NEXT, 16):
        found = two_years(staff)
        run_id, first = counted(2026, staff)
        assert {code: len(ids) for code, ids in first.items()} == {
            "surgeries_held": 3,
            "appointments_booked": 3,
            "appointments_attended": 2,
            "appointments_missed": 1,
            "appointments_given_back": 1,
            "people_surgery_only": 1,
            "people_surgery_and_enquiry": 1,
        }
        assert {case_of(found[name]).id for name in ("Ann", "Bob")} == set(first["appointments_attended"])
        _, then = counted(2027, staff)
        assert [len(then[code]) for code in ("surgeries_held", "appointments_attended", "appointments_missed")] == [
            1,
            1,
            0,
        ]
        figure = db.session.query(CountFigure).filter_by(run_id=run_id, measure="surgeries_held").one()
        behind = counted_records.behind(run_id, figure.id, page=1, actor=staff["auditor"])
        assert [line.on for line in behind.lines] == [AUTUMN, SPRING, LAST]
