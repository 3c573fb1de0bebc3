"""What tests of surgeries share: a day on which the clocks go forward, a surgery on it as it is typed, an appointment."""

import datetime as dt
from typing import Any

from casework import clock
from casework.access import Actor
from casework.models import Case
from tests import factories, surgeries

NOON = dt.datetime(2027, 2, 10, 12, tzinfo=clock.LONDON)
SPRING = dt.datetime(2027, 3, 28, 12, tzinfo=clock.LONDON)
"""A Sunday in whose night the clocks went forward."""
CHECKED = {"in_remit": True, "no_proceedings": True, "safe": True}


def typed(day: str = "2027-03-28", **more: str) -> dict[str, str]:
    on = dt.date.fromisoformat(day)
    given = {
        "held_on-day": str(on.day), "held_on-month": str(on.month), "held_on-year": str(on.year),
        "way": "in_person", "place": "Invented Town Hall", "access": "Step-free from the street.",
        "host": "The Deputy (invented)", "first": "10:00", "number": "3", "minutes": "20",
    }  # fmt: skip
    return {**given, **more}


def offered(staff: dict[str, Actor], **values: Any) -> Case:
    """An appointment that was offered the first time that is free."""
    case = factories.logged("surgery_appointment", staff["officer"], **values)
    return factories.move(case, "accept", staff["manager"], surgery_time=surgeries.a_time(), **CHECKED)


def booked(staff: dict[str, Actor], **values: Any) -> str:
    """The same of which the person said that it suits them; its reference."""
    return factories.move(offered(staff, **values), "confirm", staff["officer"]).reference
