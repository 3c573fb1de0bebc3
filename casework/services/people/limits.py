"""The register of unreasonable contact (section 7.6): a limit with reasons, an end, and a day to look at it again.

A limit takes no right away: nothing here is asked when an application for a review is logged.
"""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

from sqlalchemy import Date, Select, bindparam, select

from casework import clock
from casework.access import Actor, Permission, require, scope
from casework.errors import Conflict, Invalid, NotFound
from casework.extensions import db, read
from casework.models import Case, ContactLimit, Party
from casework.services.record import cases, history, notes, tasks
from casework.services.record.tasks import About, Kind
from casework.services.record.tokens import Sent
from workflows.calendars import add_months, written
from workflows.registry import workflow_of

LETTER = "L-E07"
REVIEW_MONTHS = 6
LONGEST_MONTHS = 12
CHANGED = "Somebody looked at this limit after you opened the page. Look at it as it is now, then do it again."
NOT_THERE = "Choose one of their enquiries: the letter about the limit goes from it."
ALREADY = "Their contact is limited already. Look at that limit again instead."
TOO_LONG = f"A limit lasts {LONGEST_MONTHS} months at most. It can be kept for longer when it is looked at again."
PAST = "The last day must lie ahead."


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitEntry:
    """`what` is limited and how they can still reach us, why, until when, and who looks at it again if they ask."""

    what: str
    reasons: str
    challenge: str
    until_on: dt.date


def impose(reference: str, person_id: int, entry: LimitEntry, *, actor: Actor) -> ContactLimit:
    """Limit somebody's contact, as decided on an enquiry of theirs; the letter that tells them takes the token of the
    form. Raises `NotAllowed`, `NotFound`, `Invalid`."""
    require(actor, Permission.CONTACT_LIMIT)
    case = cases.load_for_change(reference, actor=actor)
    in_it = select(Party.id).where(Party.case_id == case.id, Party.person_id == person_id)
    if case.case_type != workflow_of(LETTER).name or db.session.scalar(in_it.limit(1)) is None:
        raise Invalid("reference", NOT_THERE)
    if in_force(person_id) is not None:
        raise Invalid("", ALREADY)
    _check(entry)
    today = clock.today()
    limit = ContactLimit(
        person_id=person_id, case_id=case.id, what=entry.what.strip(), reasons=entry.reasons.strip(),
        challenge=entry.challenge.strip(), decided_on=today, decided_by_id=actor.user_id, until_on=entry.until_on,
        review_on=next_review(today, entry.until_on),
    )  # fmt: skip
    db.session.add(limit)
    db.session.flush()
    _tell(case, limit, history.Kind.CONTACT_LIMITED, f"{_said(limit)}\nReasons: {limit.reasons}", actor=actor)
    _ask_again(case, limit, actor=actor)
    return limit


def look_again(limit_id: int, entry: LimitEntry, *, lift: bool, sent: Sent, actor: Actor) -> ContactLimit:
    """Keep a limit as it is or otherwise, or lift it; `entry.reasons` say why. Raises `NotFound`, `Conflict`."""
    require(actor, Permission.CONTACT_LIMIT)
    found = select(ContactLimit.person_id, Case.reference).join(Case, Case.id == ContactLimit.case_id)
    row = db.session.execute(scope(found.where(ContactLimit.id == limit_id), actor)).first()
    if row is None:
        raise NotFound
    case = cases.load_for_change(row.reference, actor=actor)
    limit = db.session.get_one(ContactLimit, limit_id, populate_existing=True)
    if limit.ended_on is not None or limit.row_version != sent.row_version:
        raise Conflict(CHANGED)
    if lift:
        limit.ended_on = clock.today()
    else:
        _check(entry)
        limit.what, limit.challenge, limit.until_on = entry.what.strip(), entry.challenge.strip(), entry.until_on
        limit.review_on = next_review(clock.today(), entry.until_on)
    limit.row_version += 1
    result = "The limit on contact is lifted." if lift else _said(limit)
    _tell(case, limit, history.Kind.CONTACT_LIMIT_REVIEWED, f"{result}\nReasons: {entry.reasons.strip()}", actor=actor)
    _settle(case, limit, actor=actor)
    if not lift:
        _ask_again(case, limit, actor=actor)
    return limit


def in_force(person_id: int) -> ContactLimit | None:
    """The limit that holds for somebody today."""
    query = select(ContactLimit).where(ContactLimit.person_id == person_id, ContactLimit.in_force(clock.today()))
    return db.session.scalar(query.order_by(ContactLimit.id.desc()).limit(1))


def of_people(ids: Collection[int]) -> dict[int, tuple[str, dt.date]]:
    """What is limited and until when, of those of these people whose contact is limited today."""
    rows = read(_in_force(), people=list(ids), today=clock.today())
    return {row.person_id: (row.what, row.until_on) for row in rows}


@cache
def _in_force() -> Select[int, str, dt.date]:
    query = select(ContactLimit.person_id, ContactLimit.what, ContactLimit.until_on)
    theirs = ContactLimit.person_id.in_(bindparam("people", expanding=True))
    return query.where(theirs, ContactLimit.in_force(bindparam("today", type_=Date)))


def next_review(today: dt.date, until_on: dt.date) -> dt.date:
    """Six months from now, or the last day where that comes first."""
    return min(add_months(today, REVIEW_MONTHS), until_on)


def _check(entry: LimitEntry) -> None:
    if entry.until_on <= clock.today():
        raise Invalid("until_on", PAST)
    if entry.until_on > add_months(clock.today(), LONGEST_MONTHS):
        raise Invalid("until_on", TOO_LONG)


def _said(limit: ContactLimit) -> str:
    return f"Contact is limited until {written(limit.until_on)}: {limit.what}"


def _tell(case: Case, limit: ContactLimit, kind: history.Kind, text: str, *, actor: Actor) -> None:
    note = notes.write(case, "note", text, actor=actor, field="")
    data = {"limit_id": limit.id, "person_id": limit.person_id, "review_on": limit.review_on.isoformat()}
    history.record(kind, actor=actor, case_id=case.id, note_id=note.id, data=data)


def _ask_again(case: Case, limit: ContactLimit, *, actor: Actor) -> None:
    tasks.open_task(Kind.LIMIT_TO_REVIEW, case, About(due_on=limit.review_on, detail=str(limit.id)), actor=actor)


def _settle(case: Case, limit: ContactLimit, *, actor: Actor) -> None:
    tasks.end(Kind.LIMIT_TO_REVIEW, case_id=case.id, detail=str(limit.id), actor=actor)
