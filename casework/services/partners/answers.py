"""What an answer came with: the documents that belong to it, and the mail that it was."""

from collections.abc import Collection

from sqlalchemy import delete, select

from casework import clock
from casework.access import Actor, Permission, require
from casework.errors import Conflict, NotFound
from casework.extensions import db
from casework.models import Case, Document, IncomingMail, PartnerQuestion, QuestionDocument
from casework.services.documents import papers
from casework.services.mail.mail_sight import scope_mail
from casework.services.record import cases, history, subjects
from casework.services.record.activities import begin
from casework.services.record.subjects import Address, Subject
from casework.services.record.tokens import Sent
from casework.services.steps import moves
from casework.services.steps.moves import MoveRequest
from casework.services.types import partner_question
from workflows.activities import Activity
from workflows.partner_question import Trigger

NOT_FILED = "This mail is on no case. File it first, then say which question it answers."
WITHOUT_WORDS = "The answer is in the mail and its files."


def keep_files(reference: str, number: int, document_ids: Collection[int], *, sent: Sent, actor: Actor) -> None:
    """Say which documents of the case an answer came with. Raises `NotAllowed`, `NotFound`, `Replayed`."""
    case = begin(reference, Activity.ADD_DOCUMENT, sent=sent, actor=actor)
    subject = subjects.find(case, Address(reference, PartnerQuestion.__tablename__, number))
    now = [papers.find(case, each).id for each in sorted(set(document_ids))]
    _put(subject, now, actor=actor)


def answer_by_mail(mail_id: int, number: int, *, sent: Sent, actor: Actor) -> Subject:
    """Record that a mail which is filed on a case answers a question of it, on the day it came, with its files.

    Raises `NotAllowed`, `NotFound`, `Replayed`, `TransitionRefused`, and `Conflict` where it is filed on no case.
    """
    require(actor, Permission.MAIL_SORT)
    query = select(IncomingMail, Case.reference).outerjoin(Case, Case.id == IncomingMail.case_id)
    found = db.session.execute(scope_mail(query.where(IncomingMail.id == mail_id), actor)).first()
    if found is None:
        raise NotFound
    mail, reference = found
    if mail.state != "filed":
        raise Conflict(NOT_FILED)
    address = Address(reference, PartnerQuestion.__tablename__, number)
    seen = subjects.find(cases.load(reference, actor=actor), address).row.row_version
    answered = {"answer": mail.text.strip() or WITHOUT_WORDS, "came_on": clock.local(mail.arrived_at).date()}
    request = MoveRequest(trigger=Trigger.ANSWER.value, sent=Sent(sent.token, seen), answers=answered)
    subject = moves.make(address, request, actor=actor)
    files = db.session.scalars(select(Document.id).where(Document.incoming_id == mail.id).order_by(Document.id))
    _put(subject, list(files), actor=actor)
    return subject


def _put(subject: Subject, now: list[int], *, actor: Actor) -> None:
    row = partner_question.of(subject)
    of_answer = QuestionDocument.question_id == row.id
    before = sorted(db.session.scalars(select(QuestionDocument.document_id).where(of_answer)))
    if now == before:
        return
    db.session.execute(delete(QuestionDocument).where(of_answer))
    db.session.add_all(QuestionDocument(question_id=row.id, document_id=each) for each in now)
    db.session.flush()
    data = {subject.name: row.number, "before": before, "now": now}
    history.record(history.Kind.PARTNER_QUESTION_FILES, actor=actor, case_id=subject.case.id, data=data)
