"""The automatic receipt of an enquiry (L-E00): to whoever wrote by e-mail or form, where that is safe without anybody
looking. It says nothing of the matter."""

from casework.access import SYSTEM
from casework.models import Case, Letter
from casework.services.letters import dispatch, drafts, obstacles, recipients
from casework.services.letters.values import Occasion
from casework.services.people import contact_safety
from casework.services.record import settings, tasks
from casework.services.record.subjects import Subject
from casework.services.record.tasks import About, Kind
from workflows.letters import Audience
from workflows.registry import KINDS

CODE = "L-E00"
WRITTEN = frozenset({"email", "form"})
"""Nobody who rang needs to be told by mail that they rang."""


def send(case: Case) -> Letter | None:
    """Send a receipt for a new enquiry, or leave it to a person: None where it is switched off, came another way,
    or may not go without somebody looking (never by default to whoever has a note on safe contact)."""
    person = case.person
    if case.channel not in WRITTEN or person is None or not settings.value("automatic_receipt"):
        return None
    if case.urgent or case.sensitive or case.restricted or not contact_safety.may_be_automatic(person, "email"):
        return None
    occasion = Occasion(subject=Subject(case), actor=SYSTEM)
    recipient = recipients.by(recipients.of_person(Audience.PERSON, person), "email")
    letter = drafts.new_draft(occasion, KINDS[CODE], recipient)
    if obstacles.of_new(letter, occasion):
        tasks.open_task(Kind.LETTER_TO_WRITE, case, About(letter_id=letter.id, detail=letter.code))
        return letter
    dispatch.send(letter, occasion)
    return letter
