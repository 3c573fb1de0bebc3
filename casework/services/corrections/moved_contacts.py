"""A contact that was logged on the wrong case goes to the right one, or stands on another case as well.

With it go its words, its files, the mail that it came from and what somebody was to do about it; the clocks of both
cases count as if it had always been where it is. Where one of the cases is restricted the other one's history says
neither which it is nor why.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy import select

from casework.access import Actor
from casework.errors import Invalid, NotFound
from casework.extensions import db
from casework.models import Case, CaseEvent, Contact, IncomingMail, Party
from casework.services.corrections import day_of_receipt, words
from casework.services.deadlines import clocks, putting_right
from casework.services.desk import contacts, corrections, opening
from casework.services.documents import documents
from casework.services.people import comebacks, contact_rows
from casework.services.record import cases, history, references, restriction, tasks
from casework.services.record.activities import begin
from casework.services.record.tokens import Sent
from workflows.activities import Activity
from workflows.calendars import spoken
from workflows.registry import CASE_WORKFLOWS

WENT, CAME = "contact_went", "contact_came"
"""What these corrections are called in their events."""
SAME = "The contact stands on this case already. Enter the reference of another one."
LOGGED_WITH = "The case was logged with this contact, so it stays. You can put it on another case as well."
REOPENED = "The case was opened again for this contact alone, so it stays. You can put it on another case as well."
TOO_EARLY = "{reference} was received on {day}, after this contact. Check the reference, or put that day right first."
ELSEWHERE = "The reason stands on the other case."


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEnquiry:
    """What a contact about a matter of its own is logged as."""

    about: str


def move(reference: str, contact_id: int, to: str, *, reason: str, sent: Sent, actor: Actor) -> Case:
    """Move a contact to the case with this reference. Raises `Invalid`, `NotAllowed`, `NotFound`, `Conflict`,
    `Replayed`."""
    target = _target(reference, to, actor)
    source = begin(reference, Activity.PUT_RIGHT, sent=sent, actor=actor, as_seen=True)
    contact = words.contact_of(source, contact_id)
    _check_leaves(source, contact)
    _check_comes(target, contact)

    def record() -> None:
        contact_rows.record(contact, actor=actor, urgent=_was_urgent(source, contact))
        if contact.direction == "in":
            comebacks.leave_open(target, of_person=_is_of_person(contact), actor=actor)

    person_id = _person(contact, source, target)
    _carry_over(contact, source, target, person_id=person_id, record=record, reason=reason, actor=actor)
    return target


def move_to_new(reference: str, contact_id: int, new: NewEnquiry, *, reason: str, sent: Sent, actor: Actor) -> Case:
    """Make an enquiry of a contact, received when it came. Restricted as the case that it was on. Raises as `move`."""
    source = begin(reference, Activity.PUT_RIGHT, sent=sent, actor=actor, as_seen=True)
    contact = words.contact_of(source, contact_id)
    _check_leaves(source, contact)
    if contact.direction != "in":
        raise Invalid("where", "A new enquiry begins with what somebody told us. Move what we said to a case.")
    if not new.about.strip():
        raise Invalid("about", "Say in one line what it is about.")
    target, start = opening.of_contact(source, contact, new.about.strip(), actor=actor)
    _carry_over(contact, source, target, person_id=contact.person_id, record=start, reason=reason, actor=actor)
    return target


def copy(reference: str, contact_id: int, to: str, *, sent: Sent, actor: Actor) -> Case:
    """Put a contact on another case as well: one call may be about two matters. Nothing counts twice by it, because
    people are counted, each once. Raises as `move` does."""
    target = _target(reference, to, actor)
    source = begin(reference, Activity.LOG_CONTACT, sent=sent, actor=actor, as_seen=True)
    contact = words.contact_of(source, contact_id)
    _check_comes(target, contact)
    copied = opening.copy_contact(contact, target, person_id=_person(contact, source, target))
    contacts.follow(target, copied, actor=actor)
    contact_rows.record(copied, actor=actor)
    if copied.direction == "in":
        comebacks.leave_open(target, of_person=_is_of_person(copied), actor=actor)
    cases.touch(target)
    return target


def other_case(case_id: int, event_id: int, *, actor: Actor) -> str:
    """The reference of the case that an event of this one names. Raises `NotFound`, also where it may not be seen."""
    event = db.session.get(CaseEvent, event_id)
    if event is None or event.case_id != case_id or "other_case_id" not in event.data:
        raise NotFound
    reference = db.session.scalar(select(Case.reference).where(Case.id == event.data["other_case_id"]))
    return cases.load(reference or "", actor=actor).reference


def _target(reference: str, to: str, actor: Actor) -> Case:
    """The other case. Both are locked, in the order of their ids: two who move contacts between the same two cases wait
    for each other instead of for ever."""
    to = references.typed(to)
    if not to:
        raise Invalid("reference", "Enter the reference of the other case.")
    try:
        both = {case.id: case.reference for case in (cases.load(each, actor=actor) for each in (reference, to))}
    except NotFound:
        cases.load(reference, actor=actor)
        raise Invalid("reference", references.NO_SUCH_CASE) from None
    if len(both) == 1:
        raise Invalid("reference", SAME)
    locked = {number: cases.load_for_change(both[number], actor=actor) for number in sorted(both)}
    return next(case for case in locked.values() if case.reference == to)


def _is_of_person(contact: Contact) -> bool:
    return contact.with_whom in contact_rows.FOR_THE_PERSON


def _check_leaves(source: Case, contact: Contact) -> None:
    if words.is_first(source, contact):
        raise Invalid("where", LOGGED_WITH)
    if _made_a_step(source, contact):
        raise Invalid("where", REOPENED)


def _check_comes(target: Case, contact: Contact) -> None:
    if contact.happened_on < target.received_on:
        raise Invalid("reference", TOO_EARLY.format(reference=target.reference, day=spoken(target.received_on)))


def _made_a_step(case: Case, contact: Contact) -> bool:
    """Whether the case came back for it: of what the person told us it was the last before that step."""
    workflow = CASE_WORKFLOWS[case.case_type]
    back = {move.trigger.value for state in workflow.states if (move := workflow.come_back(state)) is not None}
    query = select(CaseEvent.at).where(CaseEvent.case_id == case.id, CaseEvent.trigger.in_(back))
    said = select(Contact.id).where(Contact.case_id == case.id, Contact.direction == "in")
    for at in db.session.scalars(query):
        last = said.where(Contact.recorded_at <= at).order_by(Contact.recorded_at.desc(), Contact.id.desc())
        if db.session.scalar(last.limit(1)) == contact.id:
            return True
    return False


def _person(contact: Contact, source: Case, target: Case) -> int | None:
    """Who it counts for: whoever said it where they belong to the other case, else the person of that one."""
    if contact.with_whom not in contact_rows.FOR_THE_PERSON:
        return None
    there = select(Party.id).where(Party.case_id == target.id, Party.person_id == contact.person_id)
    known = contact.person_id is not None and contact.person_id != source.person_id
    if known or db.session.scalar(there.limit(1)) is not None:
        return contact.person_id
    return target.person_id


def _carry_over(
    contact: Contact,
    source: Case,
    target: Case,
    *,
    person_id: int | None,
    record: Callable[[], None],
    reason: str,
    actor: Actor,
) -> None:
    why = corrections.reason(reason)
    before = {
        "is_update": contact_rows.is_update(contact),
        "happened_on": contact.happened_on,
        "recorded_at": _came_at(source, contact),
    }
    contact.case_id, contact.person_id = target.id, person_id
    db.session.flush()
    _take_along(contact, target)
    contacts.mark_urgent(target, _was_urgent(source, contact))
    shifts = putting_right.update_again(source, contact, before, actor=actor)
    shifts += putting_right.quiet_again(source, before, actor=actor)
    contacts.follow(target, contact, actor=actor)
    record()
    moved = {"moved_contact": contact.id}
    data = {**moved, "clocks": day_of_receipt.clocks_of(shifts)}
    _keep(source, WENT, why, data=data, other=target, actor=actor)
    _keep(target, CAME, why, data=moved, other=source, actor=actor)
    clocks.keep_next_due(source)
    clocks.keep_next_due(target)


def _keep(case: Case, what: str, why: str, *, data: Mapping[str, object], other: Case, actor: Actor) -> None:
    hidden = other.restricted and not _is_read_by_the_same(case, other)
    named = {} if hidden else {"other_case_id": other.id}
    corrections.keep(case, what, [], reason=ELSEWHERE if hidden else why, actor=actor, data={**data, **named})


def _is_read_by_the_same(case: Case, other: Case) -> bool:
    """Whether all who are named on a restricted case are named on the other one, too."""
    return case.restricted and set(restriction.named_ids(case)) <= set(restriction.named_ids(other))


def _take_along(contact: Contact, target: Case) -> None:
    """Its files, the mail that it came from, and what is still to be done about either."""
    mail_id = db.session.scalar(select(IncomingMail.id).where(IncomingMail.contact_id == contact.id))
    documents.go_with_contact(contact.id, target)
    if mail_id is not None:
        mail = db.session.get_one(IncomingMail, mail_id, with_for_update=True)
        mail.case_id, mail.matched_by = target.id, "person"
    tasks.go_with_contact(contact.id, mail_id, target)
    db.session.flush()


def _came_at(source: Case, contact: Contact) -> dt.datetime:
    """From when on lines of the ledger may be about it: since it was logged, or came from another case."""
    query = select(CaseEvent).where(CaseEvent.case_id == source.id, CaseEvent.kind == history.Kind.PUT_RIGHT.value)
    came = [
        event.at
        for event in db.session.scalars(query)
        if event.data.get("what") == CAME and event.data.get("moved_contact") == contact.id
    ]
    return max(came) - putting_right.ONE_COMMAND if came else contact.recorded_at


def _was_urgent(source: Case, contact: Contact) -> bool:
    kind = history.Kind.CONTACT_LOGGED.value
    query = select(CaseEvent.data).where(CaseEvent.case_id == source.id, CaseEvent.kind == kind)
    logged = (data for data in db.session.scalars(query) if data.get("contact_id") == contact.id)
    return any(data.get("urgent") for data in logged)
