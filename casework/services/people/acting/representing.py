"""Recording who acts for whom in a case, and asking for a new written authority before it ends (R2.8, R7.7)."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select, update

from casework import clock
from casework.access import Actor, scope
from casework.errors import Invalid, NotFound
from casework.extensions import db
from casework.models import Case, Contact, Document, IncomingMail, Party, Person, Representation, RepresentedCase
from casework.services.people.acting import authority
from casework.services.people.acting.authority import PART, STANDINGS
from casework.services.record import history, notes, settings, tasks
from casework.services.record.activities import begin
from casework.services.record.tasks import About, Kind
from casework.services.record.tokens import Sent
from workflows.activities import Activity
from workflows.calendars import written

WHOM = "Choose for whom they act: somebody of this case."
CAME_FIRST = "The authority cannot end before it came."
NO_AUTHORITY = "Enter the day on which the written authority came, or leave this empty."
CASE_ALONE = "Without a written authority of somebody named it is for this case alone."
NO_CASE_OF_THEIRS = "Tick the cases of whoever they act for that the authority names."
CAME_WITH = "Choose what was said or filed on this case."


@dataclass(frozen=True, slots=True, kw_only=True)
class ActingEntry:
    """For whom somebody acts and how, as it was typed. `came_with`: "contact:7" or "document:3"; `for_id` None:
    somebody of whom nothing is known; `withdrawn_on`: since when they act for them no more; `case_ids`: the cases that
    the authority names, where it `covers` such."""

    standing: str
    for_id: int | None = None
    authority_on: dt.date | None = None
    came_with: str = ""
    scope: str = ""
    expires_on: dt.date | None = None
    covers: str = "case"
    case_ids: frozenset[int] = frozenset()
    withdrawn_on: dt.date | None = None


def record(reference: str, person_id: int, entry: ActingEntry, *, sent: Sent, actor: Actor) -> Representation:
    """Say for whom a representative of a case acts, or that there is a new authority: from now on that one counts.
    Raises `NotFound` for somebody who is no representative in it, `Invalid`, `Replayed`."""
    case = begin(reference, Activity.EDIT_PERSON, sent=sent, actor=actor)
    return add(case, person_id, entry, actor=actor)


def add(case: Case, person_id: int, entry: ActingEntry, *, actor: Actor) -> Representation:
    """The same on a locked case. Raises `NotFound`, `Invalid`."""
    in_it = select(Party.id).where(Party.case_id == case.id, Party.person_id == person_id, Party.part == PART)
    if db.session.scalar(in_it.limit(1)) is None:
        raise NotFound
    row = Representation(
        case_id=case.id, person_id=person_id, recorded_at=clock.now(), recorded_by_id=actor.user_id,
        **columns(case, person_id, entry),
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    if entry.covers == "cases":
        name_cases(row, entry, actor=actor)
    note = notes.write(case, "note", in_words(row), actor=actor, field="")
    data = {"representation_id": row.id, "person_id": person_id, "for_person_id": row.for_person_id}
    history.record(history.Kind.ACTING_RECORDED, actor=actor, case_id=case.id, note_id=note.id, data=data)
    for other in _same_people(row):
        _settle(other, actor=actor)
    ask_before_it_ends(case, row, actor=actor)
    return row


def columns(case: Case, person_id: int, entry: ActingEntry) -> dict[str, Any]:
    """What an entry says, by the columns of the row. Raises `Invalid` at the field."""
    if entry.standing not in STANDINGS:
        raise Invalid("standing", "Choose how they act for them.")
    in_it = select(Party.person_id).where(Party.case_id == case.id)
    if entry.for_id is not None and (entry.for_id == person_id or entry.for_id not in set(db.session.scalars(in_it))):
        raise Invalid("for_whom", WHOM)
    _check_days(entry)
    return {
        "for_person_id": entry.for_id,
        "standing": entry.standing,
        "authority_on": entry.authority_on,
        "scope": entry.scope.strip() or None,
        "expires_on": entry.expires_on,
        "covers": _covers(entry),
        "withdrawn_on": check_end(entry.withdrawn_on, entry.authority_on),
        **_came_with(case, entry.came_with),
    }


def name_cases(row: Representation, entry: ActingEntry, *, actor: Actor) -> tuple[frozenset[int], frozenset[int]]:
    """Keep which cases the authority names: before and now. One that the actor may not see stays named. Raises
    `Invalid` at "cases" for one that is no case of whoever they act for, or none at all."""
    named = select(RepresentedCase.case_id).where(RepresentedCase.representation_id == row.id)
    before = frozenset(db.session.scalars(named))
    seen = frozenset(db.session.scalars(scope(select(Case.id).where(Case.id.in_(before | entry.case_ids)), actor)))
    now = (before - seen) | (entry.case_ids & seen) if entry.covers == "cases" else frozenset()
    theirs = select(Party.case_id).where(Party.person_id == row.for_person_id, Party.case_id.in_(now))
    if entry.covers == "cases" and (not now or set(db.session.scalars(theirs)) != now):
        raise Invalid("cases", NO_CASE_OF_THEIRS)
    gone = (RepresentedCase.representation_id == row.id, RepresentedCase.case_id.in_(before - now))
    db.session.execute(delete(RepresentedCase).where(*gone))
    db.session.add_all(RepresentedCase(representation_id=row.id, case_id=number) for number in sorted(now - before))
    db.session.flush()
    return before, now


def follow_person(case: Case, was_id: int | None, person_id: int | None) -> None:
    """Once a case is somebody else's, whoever acted for the one who stood there acts for them."""
    theirs = (Representation.case_id == case.id, Representation.for_person_id.is_not_distinct_from(was_id))
    db.session.execute(update(Representation).where(*theirs).values(for_person_id=person_id))


def end(case: Case, person_id: int, *, actor: Actor) -> None:
    """Whoever is no representative of a case any more acts for nobody in it."""
    theirs = (Representation.case_id == case.id, Representation.person_id == person_id)
    for row in db.session.scalars(select(Representation).where(*theirs, Representation.withdrawn_on.is_(None))):
        row.withdrawn_on = clock.today()
        _settle(row, actor=actor)


def copy(source: Case, case: Case, contacts: Mapping[int, int]) -> None:
    """Whoever acts in one case acts in another that was found in it. `contacts`: copies by what they were copied of."""
    rows = select(Representation).where(Representation.case_id == source.id).order_by(Representation.id)
    names = (
        "person_id", "for_person_id", "standing", "authority_on", "scope", "expires_on", "withdrawn_on", "recorded_at",
        "recorded_by_id",
    )  # fmt: skip
    for row in db.session.scalars(rows):
        given = {name: getattr(row, name) for name in names}
        db.session.add(Representation(case_id=case.id, contact_id=contacts.get(row.contact_id or 0), **given))
    db.session.flush()


def in_words(row: Representation) -> str:
    """One paragraph of all that is recorded: for whom, how, the authority and what they may be told."""
    who = db.session.get_one(Person, row.person_id).full_name
    whom = db.session.get_one(Person, row.for_person_id).full_name if row.for_person_id else authority.SOMEBODY
    shown = f"written authority received {written(row.authority_on)}" if row.authority_on else "no written authority"
    said = f"{who} acts for {whom}: {STANDINGS[row.standing].lower()}, {shown}"
    said += f", until {written(row.expires_on)}" if row.expires_on else ""
    said += authority.WIDELY.get(row.covers, "")
    return f"{said}. May be told: {row.scope}" if row.scope else f"{said}."


def ask_before_it_ends(case: Case, row: Representation, *, actor: Actor) -> None:
    """The task that asks for a new authority, as many days before the last one as the office has set."""
    _settle(row, actor=actor)
    if row.expires_on is None or row.withdrawn_on is not None or row.expires_on < clock.today():
        return
    wait = dt.timedelta(days=int(settings.value("authority_ends_days")))
    due_on = max(row.expires_on - wait, clock.today())
    tasks.open_task(Kind.AUTHORITY_ENDS, case, About(due_on=due_on, detail=str(row.id)), actor=actor)


def _settle(row: Representation, *, actor: Actor) -> None:
    tasks.end(Kind.AUTHORITY_ENDS, case_id=row.case_id, detail=str(row.id), actor=actor)


def _same_people(row: Representation) -> list[Representation]:
    """The earlier rows about the same two, which count no more."""
    one = (Representation.case_id == row.case_id, Representation.person_id == row.person_id)
    whom = Representation.for_person_id.is_not_distinct_from(row.for_person_id)
    return list(db.session.scalars(select(Representation).where(*one, whom, Representation.id < row.id)))


def check_end(day: dt.date | None, authority_on: dt.date | None) -> dt.date | None:
    """Raise `Invalid` for a day from which nobody can have acted no more."""
    if day is not None and day > clock.today():
        raise Invalid("withdrawn_on", "This day cannot be in the future. Enter the last day of the authority instead.")
    if day is not None and authority_on is not None and day < authority_on:
        raise Invalid("withdrawn_on", "That is before the authority came. Check the day.")
    return day


def _covers(entry: ActingEntry) -> str:
    if entry.covers not in authority.COVERS:
        raise Invalid("covers", "Choose what the authority covers.")
    if entry.covers != "case" and (entry.authority_on is None or entry.for_id is None):
        raise Invalid("covers", CASE_ALONE)
    return entry.covers


def _check_days(entry: ActingEntry) -> None:
    if entry.authority_on is not None and entry.authority_on > clock.today():
        raise Invalid("authority_on", "The day on which the authority came cannot be in the future.")
    if entry.authority_on is None and entry.expires_on is not None:
        raise Invalid("expires_on", NO_AUTHORITY)
    if entry.authority_on and entry.expires_on and entry.expires_on < entry.authority_on:
        raise Invalid("expires_on", CAME_FIRST)


def _came_with(case: Case, chosen: str) -> dict[str, int | None]:
    what, _, number = chosen.partition(":")
    found: dict[str, int | None] = {"contact_id": None, "document_id": None}
    if not chosen:
        return found
    model = {"contact": Contact, "document": Document}.get(what)
    row = db.session.get(model, int(number)) if model and number.isdecimal() and len(number) <= 9 else None
    if not isinstance(row, Contact | Document) or _case_of(row) != case.id:
        raise Invalid("came_with", CAME_WITH)
    return {**found, f"{what}_id": row.id}


def _case_of(row: Contact | Document) -> int | None:
    """What came with a mail is on the case that the mail is on."""
    if isinstance(row, Document) and row.incoming_id is not None:
        return db.session.get_one(IncomingMail, row.incoming_id).case_id
    return row.case_id
