"""The automatic receipt, of a type of case that has one (L-E00 of an enquiry): to whoever wrote by e-mail or form,
where that is safe without anybody looking. It says nothing of the matter."""

from sqlalchemy import select

from casework.access import SYSTEM
from casework.errors import Conflict
from casework.extensions import db
from casework.models import Case, Letter, Task
from casework.services.letters import addressing, dispatch, drafts, obstacles, recipients
from casework.services.letters.values import Occasion
from casework.services.people import contact_safety
from casework.services.record import identity, settings, tasks
from casework.services.record.subjects import Subject
from casework.services.record.tasks import About, Kind
from workflows.letters import Audience, LetterKind
from workflows.registry import WORKFLOWS

WRITTEN = frozenset({"email", "form"})
"""Nobody who rang needs to be told by mail that they rang."""


def send(case: Case) -> Letter | None:
    """Send a receipt for a new case, or leave it to a person: None where its type has none, it is switched off, the
    case came another way, its wording cannot be used, or it may not go without somebody looking (never by default to
    whoever has a note on safe contact). Until the office's own details are complete it waits, and then goes by
    itself."""
    kind, person = _kind(case), case.person
    if kind is None or person is None or not _may_go(case):
        return None
    occasion = Occasion(subject=Subject(case), actor=SYSTEM)
    recipient = recipients.by(recipients.of_person(Audience.PERSON, person), "email")
    try:
        letter = drafts.new_draft(occasion, kind, recipient)
    except Conflict:  # a Word template that can no longer be used keeps nobody's contact out
        tasks.open_task(Kind.LETTER_TO_WRITE, case, About(detail=kind.code))
        return None
    about = About(letter_id=letter.id, detail=letter.code)
    if identity.missing():
        tasks.open_task(Kind.LETTER_WAITS, case, about)
    elif obstacles.of_new(letter, occasion):
        tasks.open_task(Kind.LETTER_TO_WRITE, case, about)
    else:
        dispatch.send(letter, occasion)
    return letter


def waiting(*, limit: int) -> list[int]:
    """The receipts that waited for the office's own details and may go now."""
    if identity.missing():
        return []
    query = select(Letter.id).join(Task, Task.letter_id == Letter.id)
    query = query.where(Task.kind == Kind.LETTER_WAITS.value, Task.done_at.is_(None)).order_by(Letter.id)
    return list(db.session.scalars(query.distinct().limit(limit)))


def send_waiting(letter_id: int) -> bool:
    """Send one that waited, with the words of today. Where the case went on meanwhile it is not sent any more, and
    where something else is in the way it is left to a person. Whether it was sent."""
    letter = db.session.get_one(Letter, letter_id)
    query = select(Case).where(Case.id == letter.case_id).with_for_update(of=Case)
    case = db.session.scalars(query.execution_options(populate_existing=True)).one()
    db.session.refresh(letter)
    tasks.end(Kind.LETTER_WAITS, letter_id=letter.id)
    if letter.status not in Letter.OPEN:
        return False
    if case.state != WORKFLOWS[case.case_type].initial or not _may_go(case):
        drafts.close(letter, actor=SYSTEM)
        return False
    occasion = Occasion(subject=Subject(case), actor=SYSTEM)
    addressing.refresh(letter, occasion)
    if obstacles.find(letter, occasion).sentences:
        tasks.open_task(Kind.LETTER_TO_WRITE, case, About(letter_id=letter.id, detail=letter.code))
        return False
    dispatch.send(letter, occasion)
    return True


def _kind(case: Case) -> LetterKind | None:
    return next((each for each in WORKFLOWS[case.case_type].letters if each.automatic), None)


def _may_go(case: Case) -> bool:
    """Whether it may go to the person of the case without anybody looking."""
    if case.person is None or case.channel not in WRITTEN or not settings.value("automatic_receipt"):
        return False
    if case.urgent or case.sensitive or case.restricted:
        return False
    return contact_safety.may_be_automatic(case.person, "email")
