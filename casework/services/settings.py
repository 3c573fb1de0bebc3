"""The office's own settings: every name, its default and what it means, in one table."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from casework import clock
from casework.access import Actor, Permission, require
from casework.errors import Invalid
from casework.extensions import db
from casework.models import Setting
from casework.services import history


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    label: str
    default: Any
    hint: str


DEFINITIONS: Mapping[str, Definition] = {
    "reminder_offsets": Definition(
        label="When to remind the owner",
        default=[-5, -1, 0, 1],
        hint="Days from the due date, e.g. -5 is five days before and 1 is the day after",
    ),
    "escalation_days": Definition(
        label="When to tell the manager",
        default=3,
        hint="Days after the due date on which the team's managers are told that the date has passed",
    ),
    "clock_lengths": Definition(
        label="Lengths of the office's own clocks",
        default={},
        hint="Only where the office differs from the shipped length, e.g. acknowledge of an enquiry: 5",
    ),
    "deemed_service_days": Definition(
        label="Working days for a letter to arrive",
        default=2,
        hint="A posted letter counts as received this many working days after posting (section 2.2)",
    ),
}


def value(name: str) -> Any:
    """The office's value, or the shipped default."""
    stored = db.session.get(Setting, name)
    return DEFINITIONS[name].default if stored is None else stored.value


def values() -> dict[str, Any]:
    stored = {row.name: row.value for row in db.session.scalars(select(Setting))}
    return {name: stored.get(name, definition.default) for name, definition in DEFINITIONS.items()}


def change(name: str, new: Any, *, actor: Actor) -> None:
    """Set one setting. Raises `Invalid` when the value is not of the setting's kind."""
    require(actor, Permission.SETTINGS_MANAGE)
    _check(name, new)
    row = db.session.get(Setting, name)
    if row is None:
        row = Setting(name=name, value=new, changed_at=clock.now(), changed_by_id=actor.user_id)
        db.session.add(row)
    row.value, row.changed_at, row.changed_by_id = new, clock.now(), actor.user_id
    history.record(history.Kind.SETTING_CHANGED, actor=actor, data={"setting": name, "value": new})


def _check(name: str, new: Any) -> None:
    if name == "reminder_offsets":
        if not isinstance(new, list) or not new or not all(type(day) is int and -60 <= day <= 60 for day in new):
            raise Invalid(name, "Give whole days between -60 and 60, with a comma between them.")
    elif name == "clock_lengths":
        if not isinstance(new, dict) or not all(type(days) is int and 1 <= days <= 400 for days in new.values()):
            raise Invalid(name, "Give each length as a whole number from 1 to 400.")
    elif type(new) is not int or not 0 <= new <= 60:
        raise Invalid(name, "Give a whole number of days from 0 to 60.")
