"""The register of unreasonable contact (section 7.6): a limit with reasons, an end, and a day to look at it again.

A limit takes no right away: nothing here is asked when an application for a review is logged. It may be decided of
somebody who has no case yet; then the letter about it waits for one.
"""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

from sqlalchemy import ColumnElement, Date, Select, bindparam, or_, select

from casework import clock
from casework.access import Actor, Permission, require, scope_people, visible
from casework.errors import Conflict, Invalid, NotFound
from casework.extensions import db, read
from casework.models import Case, ContactLimit, LimitDecision, Party, Person
from casework.services.people import people
from casework.services.record import cases, history, notes, tasks
from casework.services.record.tasks import About, Kind
from casework.services.record.tokens import Sent
from workflows.calendars import add_months, written

IMPOSED, KEPT, LIFTED = "imposed", "kept", "lifted"
LETTERS = {IMPOSED: "L-E07", KEPT: "L-E09", LIFTED: "L-E10"}
"""What was decided -> the letter that tells it."""
REVIEW_MONTHS = 6
LONGEST_MONTHS = 12
CHANGED = "Somebody looked at this limit after you opened the page. Look at it as it is now, then do it again."
NOT_THERE = "Choose one of their cases: the letter about the limit goes from it."
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
    """Limit somebody's contact, as decided on a case of theirs, or on none (""); the letter that tells them takes the
    token of the form. Raises `NotAllowed`, `NotFound`, `Invalid`."""
    require(actor, Permission.CONTACT_LIMIT)
    person = people.load_person(person_id, actor=actor)
    case = case_of(person.id, reference, actor=actor) if reference else None
    if in_force(person.id) is not None:
        raise Invalid("", ALREADY)
    _check(entry)
    limit = ContactLimit(
        person_id=person.id, case_id=case.id if case is not None else None, what=entry.what.strip(),
        challenge=entry.challenge.strip(), decided_on=clock.today(), until_on=entry.until_on,
        review_on=next_review(clock.today(), entry.until_on),
    )  # fmt: skip
    db.session.add(limit)
    db.session.flush()
    _tell(case, limit, _decide(limit, IMPOSED, entry.reasons, actor=actor), actor=actor)
    ask_again(case, limit, actor=actor)
    return limit


def look_again(limit_id: int, entry: LimitEntry, *, lift: bool, sent: Sent, actor: Actor) -> ContactLimit:
    """Keep a limit as it is or otherwise, or lift it; `entry.reasons` say why. Raises `NotFound`, `Conflict`."""
    require(actor, Permission.CONTACT_LIMIT)
    limit = load(limit_id, actor=actor)
    case = locked_case(limit, actor=actor)
    db.session.refresh(limit, with_for_update=True)
    if limit.ended_on is not None or limit.row_version != sent.row_version:
        raise Conflict(CHANGED)
    if lift:
        limit.ended_on = clock.today()
    else:
        _check(entry)
        limit.what, limit.challenge, limit.until_on = entry.what.strip(), entry.challenge.strip(), entry.until_on
        limit.review_on = next_review(clock.today(), entry.until_on)
    limit.row_version += 1
    _tell(case, limit, _decide(limit, LIFTED if lift else KEPT, entry.reasons, actor=actor), actor=actor)
    _settle(limit, actor=actor)
    if not lift:
        ask_again(case, limit, actor=actor)
    return limit


def attach(limit: ContactLimit, case: Case, *, actor: Actor) -> None:
    """Let a limit that was decided of somebody without a case belong to one of theirs."""
    limit.case_id = case.id
    _tell(case, limit, last_decision(limit.id), actor=actor)
    if limit.ended_on is None:
        ask_again(case, limit, actor=actor)


def load(limit_id: int, *, actor: Actor) -> ContactLimit:
    """Raises `NotFound`, also where it was decided on a restricted case that is not the actor's."""
    query = select(ContactLimit).join(Person, Person.id == ContactLimit.person_id)
    query = query.outerjoin(Case, Case.id == ContactLimit.case_id).where(ContactLimit.id == limit_id)
    limit = db.session.scalar(scope_people(query.where(is_open_to(actor)), actor))
    if limit is None:
        raise NotFound
    return limit


def is_open_to(actor: Actor) -> ColumnElement[bool]:
    """The condition on `ContactLimit` with the case that it was decided on, if any, under which the actor sees it."""
    return or_(ContactLimit.case_id.is_(None), visible(actor))


def case_of(person_id: int, reference: str, *, actor: Actor) -> Case:
    """A case of somebody, locked. Raises `Invalid` at "reference" for one that is not theirs, `NotFound`."""
    case = cases.load_for_change(reference, actor=actor)
    in_it = select(Party.id).where(Party.case_id == case.id, Party.person_id == person_id)
    if db.session.scalar(in_it.limit(1)) is None:
        raise Invalid("reference", NOT_THERE)
    return case


def locked_case(limit: ContactLimit, *, actor: Actor) -> Case | None:
    """The case that a limit was decided on, locked."""
    reference = db.session.scalar(select(Case.reference).where(Case.id == limit.case_id))
    return cases.load_for_change(reference, actor=actor) if reference is not None else None


def last_decision(limit_id: int) -> LimitDecision:
    query = select(LimitDecision).where(LimitDecision.limit_id == limit_id).order_by(LimitDecision.id.desc()).limit(1)
    return db.session.scalars(query).one()


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


def ask_again(case: Case | None, limit: ContactLimit, *, actor: Actor) -> None:
    """The task that it is looked at again. Without a case the first page of every manager
    and their reminder have it."""
    if case is not None:
        about = About(due_on=limit.review_on, detail=str(limit.id))
        tasks.open_task(Kind.LIMIT_TO_REVIEW, case, about, actor=actor)


def _check(entry: LimitEntry) -> None:
    if entry.until_on <= clock.today():
        raise Invalid("until_on", PAST)
    if entry.until_on > add_months(clock.today(), LONGEST_MONTHS):
        raise Invalid("until_on", TOO_LONG)


def _decide(limit: ContactLimit, decided: str, reasons: str, *, actor: Actor) -> LimitDecision:
    made = LimitDecision(
        limit_id=limit.id,
        decided=decided,
        what=limit.what,
        reasons=reasons.strip(),
        challenge=limit.challenge,
        until_on=limit.until_on,
        decided_on=clock.today(),
        decided_by_id=actor.user_id,
    )
    db.session.add(made)
    db.session.flush()
    return made


def _said(made: LimitDecision) -> str:
    if made.decided == LIFTED:
        return "The limit on contact is lifted."
    return f"Contact is limited until {written(made.until_on)}: {made.what}"


def _tell(case: Case | None, limit: ContactLimit, made: LimitDecision, *, actor: Actor) -> None:
    """The event of a decision, with its words as a note of the case."""
    kind = history.Kind.CONTACT_LIMITED if made.decided == IMPOSED else history.Kind.CONTACT_LIMIT_REVIEWED
    text = f"{_said(made)}\nReasons: {made.reasons}"
    note = notes.write(case, "note", text, actor=actor, field="") if case is not None else None
    data = {"limit_id": limit.id, "person_id": limit.person_id, "review_on": limit.review_on.isoformat()}
    history.record(kind, actor=actor, case_id=limit.case_id, note_id=note.id if note is not None else None, data=data)


def _settle(limit: ContactLimit, *, actor: Actor) -> None:
    if limit.case_id is not None:
        tasks.end(Kind.LIMIT_TO_REVIEW, case_id=limit.case_id, detail=str(limit.id), actor=actor)
