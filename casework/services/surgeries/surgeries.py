"""Planning the days on which the public is met: place, host, times; held or cancelled (source-facts 1.4, 3.7 row 13).

The annual report counts the surgeries that were held, in the year of the day they were held.
"""

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from casework import clock
from casework.access import Actor, Permission, require
from casework.errors import Conflict, Invalid, NotFound
from casework.extensions import db
from casework.models import Surgery, SurgeryBooking, SurgeryTime
from casework.services.record import history, tokens
from casework.services.record.tokens import Sent
from casework.services.surgeries import times
from casework.services.surgeries.times import TimesEntry
from casework.services.types.surgery_times import WAYS
from workflows.calendars import written

STATES: Mapping[str, str] = {"planned": "Planned", "held": "Held", "cancelled": "Cancelled"}
LONGEST_ACCESS, LONGEST_REASON, LONGEST_LINE = 2_000, 1_000, 200
OTHER_TIME = "Give them another one first, or cancel: from each case."
TAKE_BACK = "Take that back on their cases first."
FIRST_DAY = dt.date(1990, 1, 1)
CHANGED_MEANWHILE = (
    "Somebody changed this surgery after you opened the page. Nothing of yours was saved. "
    "Look at it as it is now, then do it again if it is still right."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SurgeryEntry:
    """What was typed of a surgery. `way`: a key of `WAYS`, `state` one of `STATES`; `why` is asked of a cancelled one,
    `reason` of a change to one that was held or cancelled."""

    held_on: dt.date
    way: str
    place: str
    access: str
    host: str
    state: str = "planned"
    why: str = ""
    reason: str = ""


def plan(entry: SurgeryEntry, wanted: TimesEntry, *, sent: Sent, actor: Actor) -> Surgery:
    """Plan a surgery with its times. Raises `Invalid`, `NotAllowed`, `Replayed`."""
    require(actor, Permission.SURGERY_PLAN)
    tokens.use(sent, actor=actor)
    row = Surgery(**_checked(entry))
    db.session.add(row)
    db.session.flush()
    times.add_all(row, wanted)
    data = {"surgery_id": row.id, "state": row.state}
    history.record(history.Kind.SURGERY_PLANNED, on=row.held_on, actor=actor, data=data)
    return row


def change(surgery_id: int, entry: SurgeryEntry, *, sent: Sent, actor: Actor) -> list[str]:
    """Change what differs, say that it was held, or that it was cancelled. Returns the names of what changed; none is
    fine. Raises `Invalid`, also where somebody has a time of it that the change would take from them, `NotAllowed`,
    `NotFound`, `Conflict`, `Replayed`."""
    row = load_for_change(surgery_id, sent=sent, actor=actor)
    values, reason = _checked(entry), " ".join(entry.reason.split())
    ends = {name: (getattr(row, name), value) for name, value in values.items() if value != getattr(row, name)}
    if ends and row.state != "planned" and not reason:
        raise Invalid("reason", f"This surgery is recorded as {row.state}. Say why that changes.")
    _refuse_what_takes_times(row, ends)
    for name, (_, value) in ends.items():
        setattr(row, name, value)
    if ends:
        _record(row, history.ends(ends), reason, actor=actor)
    return list(ends)


def add_times(surgery_id: int, wanted: TimesEntry, *, sent: Sent, actor: Actor) -> None:
    """Raises `Invalid` for times that it has, or on a surgery that is over; else as `change`."""
    row = load_for_change(surgery_id, sent=sent, actor=actor)
    if row.state != "planned":
        raise Invalid("first", f"This surgery is recorded as {row.state}, so it has no more times.")
    before = times.said(row)
    times.add_all(row, wanted)
    row.row_version += 1
    _record(row, {"times": [before, times.said(row)]}, "", actor=actor)


def withdraw_time(surgery_id: int, time_id: int, *, sent: Sent, actor: Actor) -> SurgeryTime:
    """Offer a time no more. Raises `Conflict` where somebody has it; else as `change`."""
    row = load_for_change(surgery_id, sent=sent, actor=actor)
    before = times.said(row)
    time = times.withdraw(row, time_id)
    row.row_version += 1
    _record(row, {"times": [before, times.said(row)]}, "", actor=actor)
    return time


def load_for_change(surgery_id: int, *, sent: Sent, actor: Actor) -> Surgery:
    """Permission, lock, token, version."""
    require(actor, Permission.SURGERY_PLAN)
    query = select(Surgery).where(Surgery.id == surgery_id).with_for_update()
    row = db.session.scalar(query.execution_options(populate_existing=True))
    if row is None:
        raise NotFound
    tokens.use(sent, actor=actor)
    if row.row_version != sent.row_version:
        raise Conflict(CHANGED_MEANWHILE)
    return row


def _record(row: Surgery, changes: dict[str, Any], reason: str, *, actor: Actor) -> None:
    data: dict[str, Any] = {"surgery_id": row.id, "changed": list(changes), "changes": changes}
    if reason:
        data["reason"] = reason
    history.record(history.Kind.SURGERY_CHANGED, actor=actor, data=data)


def _refuse_what_takes_times(row: Surgery, ends: Mapping[str, tuple[Any, Any]]) -> None:
    """Nobody loses a time that they were told without hearing of it, and what was recorded of the day stays true."""
    if not ends.keys() & {"held_on", "state"}:
        return
    field, state = "held_on" if "held_on" in ends else "state", ends.get("state", ("", row.state))[1]
    found = _bookings(row)
    kept, over = found["offered"] + found["booked"], found["held"] + found["did_not_attend"]
    if kept and ("held_on" in ends or state == "cancelled"):
        raise Invalid(field, f"Times of it are kept for {_people(kept)}. {OTHER_TIME}")
    if over and ("held_on" in ends or state != "held"):
        raise Invalid(field, f"It is recorded whether {_people(over)} came on this day. {TAKE_BACK}")


def _bookings(row: Surgery) -> Counter[str]:
    """How many bookings of a surgery stand in each state."""
    query = select(SurgeryBooking.state).join(SurgeryTime, SurgeryTime.id == SurgeryBooking.time_id)
    return Counter(db.session.scalars(query.where(SurgeryTime.surgery_id == row.id)))


def _people(number: int) -> str:
    return "1 person" if number == 1 else f"{number} people"


def _checked(entry: SurgeryEntry) -> dict[str, Any]:
    """The columns that an entry makes. Raises `Invalid` at the field that is wrong."""
    if entry.held_on < FIRST_DAY or entry.held_on.year > clock.today().year + 5:
        raise Invalid("held_on", "Check the year of this day.")
    if entry.way not in WAYS:
        raise Invalid("way", "Say how people take part.")
    if entry.state not in STATES:
        raise Invalid("state", "Say whether it was held.")
    if entry.state == "held" and entry.held_on > clock.today():
        day = written(entry.held_on)
        raise Invalid("state", f"{day} is still to come, so the surgery is planned and was not held yet.")
    why = entry.why.strip() if entry.state == "cancelled" else ""
    if entry.state == "cancelled" and not why:
        raise Invalid("why", "Say why it was cancelled.")
    given = {"place": entry.place.strip(), "access": entry.access.strip(), "host": entry.host.strip()}
    for name, value in given.items():
        if not value:
            raise Invalid(name, "Write this down: the letters to those who come say it.")
    return {"held_on": entry.held_on, "way": entry.way, **given, "state": entry.state, "why": why or None}
