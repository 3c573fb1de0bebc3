"""Destroying documents, or returning them to whom they are from (rules 8.3, 8.5): one person asks and says why, a
manager who did not ask does it. What is left says when, who and why, and keeps the hash."""

from sqlalchemy import delete, exists, or_, select

from casework import clock
from casework.access import Actor
from casework.errors import Conflict, Invalid, NotAllowed
from casework.extensions import db
from casework.models import (
    Destruction,
    Document,
    FileText,
    IncomingMail,
    Letter,
    LetterEnclosure,
    LetterTemplate,
    Message,
    RedactionBox,
)
from casework.services.deadlines.reminder_people import OfCase, Office
from casework.services.documents import papers
from casework.services.record import files, history, tasks
from casework.services.record.activities import begin
from casework.services.record.tasks import About, Kind
from casework.services.record.tokens import Sent
from workflows.activities import Activity

HOW = {
    "destroyed": "Destroy it",
    "returned": "Return it to whom it is from",
}
ASKED_ALREADY = "Somebody asked for this meanwhile. A manager says whether it is done."
NOT_ASKED = "Nobody asks for this document to be destroyed any more. Look at it again."
SECOND_PERSON = "You asked for it, so another manager says whether it is done."
GOES_OUT = (
    "It goes with a letter that is not out yet. Take it out of what goes with that letter, or wait until it is sent."
)


def ask(reference: str, document_id: int, *, how: str, why: str, sent: Sent, actor: Actor) -> None:
    """Ask for a document to be destroyed or returned. Raises `Invalid`, `Conflict`, `NotAllowed`, `NotFound`,
    `Replayed`."""
    case = begin(reference, Activity.ADD_DOCUMENT, sent=sent, actor=actor)
    row = papers.find(case, document_id)
    if asked(row.id) is not None:
        raise Conflict(ASKED_ALREADY)
    _refuse_what_goes_out(row)
    db.session.add(Destruction(document_id=row.id, how=how, why=why, asked_at=clock.now(), asked_by_id=actor.user_id))
    db.session.flush()
    manager = Office(clock.today()).manager(OfCase.of(case), but=actor.user_id)
    tasks.open_task(Kind.DOCUMENT_TO_DESTROY, case, About(detail=str(row.id), owner_id=manager), actor=actor)
    data = {"document": row.id, "how": how, "why": why}
    history.record(history.Kind.DOCUMENT_DESTRUCTION_ASKED, actor=actor, case_id=case.id, data=data)


def keep(reference: str, document_id: int, *, sent: Sent, actor: Actor) -> None:
    """Keep a document that somebody asked to destroy. Raises as `ask` does."""
    case = begin(reference, Activity.ADD_DOCUMENT, sent=sent, actor=actor)
    row = papers.find(case, document_id)
    _end(row, "kept", actor)
    tasks.end(Kind.DOCUMENT_TO_DESTROY, case_id=case.id, detail=str(row.id), actor=actor)
    history.record(history.Kind.DOCUMENT_KEPT, actor=actor, case_id=case.id, data={"document": row.id})


def destroy(reference: str, document_id: int, *, sent: Sent, actor: Actor) -> bool:
    """Destroy it, as somebody else asked. Returns whether its bytes go too: not where something else here has the
    same. Raises as `ask` does."""
    case = begin(reference, Activity.DESTROY_DOCUMENT, sent=sent, actor=actor)
    row = papers.find(case, document_id)
    _refuse_what_goes_out(row)
    how = _end(row, "destroyed", actor).how
    row.file_name, row.description, row.destroyed_at = f"Document {row.id}, {how}", "", clock.now()
    db.session.execute(delete(RedactionBox).where(RedactionBox.document_id == row.id))
    db.session.flush()
    is_gone = _let_go(row)
    tasks.end(*tasks.OF_DOCUMENTS, case_id=case.id, detail=str(row.id), actor=actor)
    data = {"document": row.id, "how": how, "sha256": row.file_sha256, "bytes_gone": is_gone}
    history.record(history.Kind.DOCUMENT_DESTROYED, actor=actor, case_id=case.id, data=data)
    return is_gone


def asked(document_id: int) -> Destruction | None:
    """What somebody asked for and nobody has answered."""
    query = select(Destruction).where(Destruction.document_id == document_id, Destruction.outcome.is_(None))
    return db.session.scalar(query)


def _end(row: Document, outcome: str, actor: Actor) -> Destruction:
    found = asked(row.id)
    if found is None:
        raise Conflict(NOT_ASKED)
    if outcome == "destroyed" and found.asked_by_id == actor.user_id:
        raise NotAllowed(SECOND_PERSON)
    found.outcome, found.ended_at, found.ended_by_id = outcome, clock.now(), actor.user_id
    return found


def _refuse_what_goes_out(row: Document) -> None:
    waits = select(LetterEnclosure.letter_id).join(Letter, Letter.id == LetterEnclosure.letter_id)
    waits = waits.outerjoin(Message, Message.letter_id == Letter.id)
    is_open = or_(Letter.status.in_(Letter.OPEN), Message.state.in_(("pending", "sending", "uncertain")))
    if db.session.scalar(waits.where(LetterEnclosure.document_id == row.id, is_open).limit(1)) is not None:
        raise Invalid("", GOES_OUT)


def _let_go(row: Document) -> bool:
    """The mail that it came with has it in it, and goes as it came; its words stay."""
    mail = db.session.get(IncomingMail, row.incoming_id) if row.incoming_id is not None else None
    if mail is not None:
        files.destroy(mail.raw_sha256)
    if _is_needed(row.file_sha256):
        return False
    db.session.execute(delete(FileText).where(FileText.sha256 == row.file_sha256))
    files.destroy(row.file_sha256)
    return True


def _is_needed(sha256: str) -> bool:
    """By another document, a mail, a letter or a template."""
    needed = (
        exists().where(Document.file_sha256 == sha256, Document.destroyed_at.is_(None)),
        exists().where(IncomingMail.raw_sha256 == sha256),
        exists().where(or_(Letter.document_sha256 == sha256, Letter.frozen_sha256 == sha256)),
        exists().where(LetterTemplate.file_sha256 == sha256),
    )
    return bool(db.session.scalar(select(or_(*needed))))
