"""Whether a contact on a case that was answered needs another answer: whoever logs or reads it says it (10.3)."""

import datetime as dt

from sqlalchemy import func, select

from casework import clock as wall
from casework.access import Actor, Permission, require
from casework.errors import Invalid, TransitionRefused
from casework.extensions import db
from casework.models import Case, Contact
from casework.services.deadlines import clocks
from casework.services.people import comebacks
from casework.services.people.contact_rows import FOR_THE_PERSON
from casework.services.record import cases, history, tokens
from casework.services.record.subjects import Subject
from casework.services.record.tokens import Sent
from casework.services.steps import moves
from workflows.ledger import LedgerEntry, LedgerKind

SAY = "Say whether this needs another answer."


def settle_contact(
    reference: str,
    contact_id: int,
    needs_answer: bool | None,
    *,
    actor: Actor,
) -> bool:
    """Call it after a contact is logged, in the same transaction, whatever it was and whatever state the case is in.

    Yes reopens the case from the day of the contact; where that step writes letters it is left to be made. No lets the
    time after which a case closes by itself begin again. True if the case is open again. Raises `Invalid` at
    "needs_answer" where it was not said, and where the case is closed for too long.
    """
    contact = db.session.get_one(Contact, contact_id)
    if contact.direction != "in":
        return False
    case = cases.load_for_change(reference, actor=actor)
    before = case.state
    if contact.with_whom in FOR_THE_PERSON:
        comebacks.say_came(case, actor=actor)
    _settle(case, needs_answer, on=contact.happened_on, actor=actor)
    return case.state != before


def answer(reference: str, needs_answer: bool | None, *, sent: Sent, actor: Actor) -> bool:
    """The same of the last contact, which came by itself. Raises `NotAllowed`, `NotFound`, `Replayed`, `Invalid`."""
    require(actor, Permission.CONTACT_LOG)
    case = cases.load_for_change(reference, actor=actor)
    tokens.use(sent, actor=actor, case_id=case.id)
    query = select(func.max(Contact.happened_on)).where(Contact.case_id == case.id, Contact.direction == "in")
    before = case.state
    _settle(case, needs_answer, on=db.session.scalar(query) or wall.today(), actor=actor)
    return case.state != before


def _settle(case: Case, needs_answer: bool | None, *, on: dt.date, actor: Actor) -> None:
    if not Subject(case).workflow.asks_of_contact(case.state):
        return
    if needs_answer is None:
        raise Invalid("needs_answer", SAY)
    data = {"needs_answer": needs_answer}
    history.record(history.Kind.NEW_CONTACT_SETTLED, actor=actor, case_id=case.id, on=on, data=data)
    if needs_answer:
        _come_back(case, on, actor)
    else:
        _stay_quiet(case, on, actor)
        comebacks.end(case, actor=actor)


def _come_back(case: Case, on: dt.date, actor: Actor) -> None:
    subject = Subject(case)
    move = subject.workflow.come_back(subject.state)
    if move is None or move.letters:
        comebacks.leave_open(case, actor=actor)
        return
    try:
        moves.make_with_contact(case, move.trigger, on=on, actor=actor)
    except TransitionRefused as refusal:
        raise Invalid("needs_answer", str(refusal)) from None


def _stay_quiet(case: Case, on: dt.date, actor: Actor) -> None:
    subject = Subject(case)
    quiet = subject.workflow.quiet
    found = clocks.find(subject, quiet) if quiet else None
    if found is not None and found.state == "running" and found.started_on <= on:
        line = LedgerEntry(kind=LedgerKind.RESTARTED, on=on, reason="The person was in touch again")
        clocks.add_entry(subject, quiet, line, actor=actor)
        clocks.keep_next_due(case)
