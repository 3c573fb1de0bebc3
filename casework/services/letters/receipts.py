"""The automatic receipt, of a type of case that has one (L-E00 of an enquiry): to whoever wrote by e-mail or form,
where that is safe without anybody looking. It says nothing of the matter."""

from casework.access import SYSTEM
from casework.models import Case, Letter
from casework.services.letters import dispatch, drafts, obstacles, recipients
from casework.services.letters.values import Occasion
from casework.services.people import contact_safety
from casework.services.record import settings, tasks
from casework.services.record.subjects import Subject
from casework.services.record.tasks import About, Kind
from workflows.letters import Audience
from workflows.registry import WORKFLOWS

WRITTEN = frozenset({"email", "form"})
"""Nobody who rang needs to be told by mail that they rang."""


def send(case: Case) -> Letter | None:
    """Send a receipt for a new case, or leave it to a person: None where its type has none, it is switched off, the
    case came another way, or it may not go without somebody looking (never by default to whoever has a note on safe
    contact)."""
    person = case.person
    kind = next((each for each in WORKFLOWS[case.case_type].letters if each.automatic), None)
    if kind is None or case.channel not in WRITTEN or person is None or not settings.value("automatic_receipt"):
        return None
    if case.urgent or case.sensitive or case.restricted or not contact_safety.may_be_automatic(person, "email"):
        return None
    occasion = Occasion(subject=Subject(case), actor=SYSTEM)
    recipient = recipients.by(recipients.of_person(Audience.PERSON, person), "email")
    letter = drafts.new_draft(occasion, kind, recipient)
    if obstacles.of_new(letter, occasion):
        tasks.open_task(Kind.LETTER_TO_WRITE, case, About(letter_id=letter.id, detail=letter.code))
        return letter
    dispatch.send(letter, occasion)
    return letter
