"""An ASB case review as an office does it once the law allows it: off until then, the limit of the area, the figures."""

import datetime as dt

import pytest
from flask import Flask

from casework import clock
from casework.access import SYSTEM, Actor
from casework.extensions import db
from casework.models import Case
from casework.services.desk import opening
from casework.services.record import settings
from casework.statistics.measures import BY_CODE
from casework.statistics.years import year_of
from casework.transaction import unit_of_work
from tests import areas, factories
from workflows.engine import TransitionRefused

Staff = dict[str, Actor]
NAME = "asb_case_review"
BODY = {"partner": "An invented council", "why_not_listed": "Asked this once (invented)."}


def taken_on(staff: Staff, **answers: object) -> Case:
    case = factories.logged(NAME, staff["officer"])
    given = {
        "council_decision": "not_met",
        "council_decided_on": clock.today() - dt.timedelta(days=40),
        "in_area": True,
    }
    return factories.move(case, "take_on", staff["officer"], **{**given, **answers})


def decided(staff: Staff) -> Case:
    case = factories.move(taken_on(staff), "ask_records", staff["officer"], records="The file.", **BODY)
    case = factories.move(case, "record_records", staff["officer"], what_came="The file.")
    return factories.move(case, "recommend", staff["manager"], reasons="Slow.", recommendations="Meet them.", **BODY)


def test_an_office_begins_without_it(context: Flask) -> None:
    areas.forget(f"{settings.USE}{NAME}")
    assert settings.value(f"{settings.USE}{NAME}") is False
    assert NAME not in {each.name for each in opening.types_in_use()}


def test_the_limit_that_the_office_set_holds_unless_somebody_says_why(context: Flask, staff: Staff) -> None:
    with unit_of_work():
        settings.change("asb_appeal_days", 28, actor=SYSTEM)
    with pytest.raises(TransitionRefused, match="Say why you take it all the same"):
        taken_on(staff)
    assert taken_on(staff, why_late="They were in hospital.").state == "eligible"


def test_another_body_that_is_asked_later_moves_no_date(context: Flask, staff: Staff) -> None:
    case = factories.move(taken_on(staff), "ask_records", staff["officer"], records="The file.", **BODY)
    due = case.next_due_on
    case = factories.move(case, "ask_records", staff["officer"], records="The calls.", **BODY)
    assert (case.state, case.next_due_on) == ("awaiting_bodies", due)


def test_the_figures_of_the_year_are_those_of_the_table(context: Flask, staff: Staff) -> None:
    """Three applications: one refused, one upheld and accepted in part, one only taken on."""
    refused = factories.logged(NAME, staff["officer"])
    factories.move(refused, "refuse", staff["officer"], why_not="no_decision", reasons="Not yet.")
    case = decided(staff)
    factories.move(case, "record_response", staff["officer"], response="accepted_in_part", response_words="Some.")
    taken_on(staff)
    year = year_of(clock.today())
    found = {
        code: len(db.session.execute(BY_CODE[f"{NAME}_{code}"].query(year)).all())
        for code in ("received", "taken_on", "decided", "with_recommendations", "accepted")
    }
    assert found == {"received": 3, "taken_on": 2, "decided": 1, "with_recommendations": 1, "accepted": 1}
