"""The priority of the police and crime plan that a matter falls under: of the plan in force on the day on which it was
received (source-facts 3.7, point 18), as the issue suggests until somebody chooses another."""

import datetime as dt

from casework.models import Case
from casework.services.record import codes
from casework.services.record.codes import Value


def offered(on: dt.date) -> list[tuple[str, str]]:
    """The priorities of the plan in force on a day."""
    return [(value.code, value.label) for value in _of_plan(on)]


def suggested(issue: str | None, on: dt.date) -> str | None:
    """The first priority of that plan which the office has named for an issue; None where there is none."""
    return next((value.code for value in _of_plan(on) if issue in value.matches), None)


def following(case: Case) -> str | None:
    """What the priority of a case is now: chosen by somebody, or as its issue and its day of receipt suggest."""
    return case.priority if case.priority_chosen else suggested(case.issue, case.received_on)


def _of_plan(on: dt.date) -> list[Value]:
    """Where two plans are in force on a day, those of the one that began last."""
    plans = [plan for plan in codes.values("plan") if plan.is_in_force(on)]
    plan = max(plans, key=lambda each: each.valid_from or dt.date.min, default=None)
    return [value for value in codes.values("priority") if plan is not None and value.belongs_to == plan.code]
