"""Putting right who acts for whom, and saying from when somebody does so no more. Drafts are looked at again."""

import datetime as dt
from typing import Any

from casework.access import Actor
from casework.errors import Conflict, Invalid, NotFound
from casework.extensions import db
from casework.models import Case, Contact, Document, Person, Representation
from casework.services.desk import corrections, drafts_of_case
from casework.services.desk.corrections import Change
from casework.services.people.acting import authority, representing
from casework.services.people.acting.representing import ActingEntry
from casework.services.record.activities import begin
from casework.services.record.tokens import Sent
from workflows.activities import Activity
from workflows.calendars import written

ACTING, ENDED = "acting", "acting_ended"
"""What these corrections are called in their events."""
MEANWHILE = "Somebody changed for whom they act after you opened the page. Look at it as it is now, then do it again."
SAME = "Nothing is different from what stands there. Change what is wrong, or leave it as it is."
ENDED_ALREADY = "They act for them no more already."


def change(
    reference: str, representation_id: int, entry: ActingEntry, *, reason: str, sent: Sent, actor: Actor
) -> Representation:
    """Put right for whom, how, the authority or its end; without `withdrawn_on` it is also taken back that they act no
    more. Raises `NotFound`, `Conflict`, `Invalid`, `Replayed`."""
    case, row = _begin(reference, representation_id, sent=sent, actor=actor)
    why = corrections.reason(reason)
    values = representing.columns(case, row.person_id, entry)
    changes = _differences(row, values)
    before, now = representing.name_cases(row, entry, actor=actor)
    if before != now:
        changes.append(Change(name="names_cases", old=len(before), new=len(now)))
    if not changes:
        raise Invalid("", SAME)
    for name, value in values.items():
        setattr(row, name, value)
    return _keep(case, row, ACTING, changes, why=why, actor=actor)


def withdraw(
    reference: str, representation_id: int, on: dt.date, *, reason: str, sent: Sent, actor: Actor
) -> Representation:
    """From this day they act for them no more. Raises as `change`."""
    case, row = _begin(reference, representation_id, sent=sent, actor=actor)
    why = corrections.reason(reason)
    if row.withdrawn_on is not None:
        raise Invalid("withdrawn_on", ENDED_ALREADY)
    row.withdrawn_on = representing.check_end(on, row.authority_on)
    return _keep(case, row, ENDED, [Change(name="withdrawn_on", old=None, new=on)], why=why, actor=actor)


def _begin(reference: str, representation_id: int, *, sent: Sent, actor: Actor) -> tuple[Case, Representation]:
    case = begin(reference, Activity.EDIT_PERSON, sent=sent, actor=actor)
    row = db.session.get(Representation, representation_id, populate_existing=True)
    if row is None or row.case_id != case.id:
        raise NotFound
    if row.row_version != sent.row_version:
        raise Conflict(MEANWHILE)
    return case, row


def _differences(row: Representation, values: dict[str, Any]) -> list[Change]:
    with_words = ("for_person_id", "contact_id", "document_id")
    plain = {name: value for name, value in values.items() if name not in with_words}
    found = corrections.differences(row, plain, words={"scope": "What they may be told"})
    if values["for_person_id"] != row.for_person_id:
        words = (_name(row.for_person_id), _name(values["for_person_id"]))
        found.append(Change(name="for_person_id", old=row.for_person_id, new=values["for_person_id"],
                            label="For whom they act", words=words))  # fmt: skip
    came, now = (row.contact_id, row.document_id), (values["contact_id"], values["document_id"])
    if came != now:
        words = (_came_with(*came), _came_with(*now))
        found.append(Change(name="came_with", old=None, new=None, label="What the authority came with", words=words))
    return found


def _keep(
    case: Case, row: Representation, what: str, changes: list[Change], *, why: str, actor: Actor
) -> Representation:
    row.row_version += 1
    db.session.flush()
    representing.ask_before_it_ends(case, row, actor=actor)
    data = {"representation_id": row.id, "person_id": row.person_id, **drafts_of_case.renew(case, actor=actor).data}
    corrections.keep(case, what, changes, reason=why, actor=actor, data=data)
    return row


def _name(person_id: int | None) -> str:
    return db.session.get_one(Person, person_id).full_name if person_id else authority.SOMEBODY


def _came_with(contact_id: int | None, document_id: int | None) -> str:
    if document_id is not None:
        return db.session.get_one(Document, document_id).file_name
    if contact_id is not None:
        return f"What was said on {written(db.session.get_one(Contact, contact_id).happened_on)}"
    return "Nothing"
