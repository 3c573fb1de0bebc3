"""Surgeries for tests, planned through their service: of today, so that what comes of an appointment can be recorded."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from casework import clock
from casework.access import SYSTEM
from casework.models import Surgery
from casework.services.record.tokens import Sent
from casework.services.surgeries import surgeries
from casework.services.surgeries.surgeries import SurgeryEntry
from casework.services.surgeries.times import TimesEntry
from casework.services.types import surgery_times
from casework.transaction import unit_of_work
from tests.walking import A_TIME


def planned(
    on: dt.date | None = None, *, first: dt.time = dt.time(10), number: int = 3, minutes: int = 20, **values: Any
) -> Surgery:
    """A surgery with its times, today where no day is named."""
    given = {"way": "in_person", "place": "Invented Town Hall", "access": "Step-free.", "host": "The Deputy (invented)"}
    entry = SurgeryEntry(held_on=on or clock.today(), **{**given, **values})
    wanted = TimesEntry(first=first, number=number, minutes=minutes)
    with unit_of_work():
        return surgeries.plan(entry, wanted, sent=Sent.fresh(), actor=SYSTEM)


def a_time() -> str:
    """The id of a time that is free, as a form gives it."""
    if not surgery_times.free():
        planned()
    return surgery_times.free()[0][0]


def with_time(answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers to a step, with a time that is free where they only say that there is one."""
    return {code: a_time() if value == A_TIME else value for code, value in answers.items()}
