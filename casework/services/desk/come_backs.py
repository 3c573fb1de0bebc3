"""A day to come back to a case ("ring back Tuesday"): a task with a reminder, for oneself or for a colleague."""

import datetime as dt
from dataclasses import dataclass

from casework import clock
from casework.access import Actor
from casework.errors import Invalid
from casework.models import Case, Contact, Note, Task
from casework.services.record import restriction, tasks
from casework.services.record.tasks import About, Kind

FARTHEST = dt.timedelta(days=731)


@dataclass(frozen=True, slots=True, kw_only=True)
class ComeBack:
    """When, and who: whoever writes it, where nobody is chosen. A colleague without a day is asked for today."""

    on: dt.date | None = None
    for_id: int | None = None


def arrange(case: Case, wanted: ComeBack, about: Contact | Note, *, actor: Actor) -> Task | None:
    """Open the task on a locked case, where one is wanted. Raises `Invalid`."""
    owner_id = wanted.for_id or actor.user_id
    if wanted.on is None and owner_id == actor.user_id:
        return None
    day = wanted.on or clock.today()
    if day < clock.today():
        raise Invalid("come_back_on", "The day to come back to it must be today or later.")
    if day > clock.today() + FARTHEST:
        raise Invalid("come_back_on", "That is more than two years away. Check the year.")
    if owner_id != actor.user_id:
        restriction.who_gets(case, owner_id or 0, field="for_whom")
    is_note = isinstance(about, Note)
    said = About(
        note_id=about.id if is_note else None, contact_id=None if is_note else about.id, due_on=day, owner_id=owner_id
    )
    return tasks.open_task(Kind.COME_BACK, case, said, actor=actor)
