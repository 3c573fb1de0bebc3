"""Asking the force, a partner or another organisation, on a case of any type: one question to each of them at once."""

from collections.abc import Sequence
from dataclasses import dataclass

from casework import clock as wall
from casework.access import Actor
from casework.errors import Invalid
from casework.models import Case
from casework.services.deadlines import clocks
from casework.services.letters import drafts, recipients
from casework.services.letters.values import Occasion
from casework.services.office import organisations
from casework.services.record import answers, cases, history
from casework.services.record.activities import begin
from casework.services.record.subjects import Subject
from casework.services.record.tokens import Sent
from casework.services.types import partner_question
from casework.services.types.partner_question import Asking
from workflows.activities import Activity
from workflows.engine import sentence
from workflows.enquiry_organisations import PARTNER_ENTRY, WHY_NOT_LISTED, names_partner
from workflows.enquiry_rules import QUESTION, Facts, may_share
from workflows.registry import KINDS

LETTER = "L-Q01"
SAY_WHAT = "Say what we ask them."


@dataclass(frozen=True, slots=True, kw_only=True)
class AskEntry:
    """`entry_ids`: the organisations of the directory that are asked; or `partner`, with the reason why the
    directory does not have them. `may_share`: the person agrees, or there is another lawful basis."""

    question: str
    entry_ids: Sequence[str] = ()
    partner: str = ""
    why_not_listed: str = ""
    may_share: bool = False


def ask(reference: str, entry: AskEntry, *, sent: Sent, actor: Actor) -> int:
    """Ask each of them, and draft the letter to those that the directory has. The state of the case stays. Returns how
    many letters were drafted.

    Raises `Invalid`, `NotAllowed`, `NotFound`, `Replayed`; then nobody is asked.
    """
    case = begin(reference, Activity.ASK_QUESTION, sent=sent, actor=actor)
    asked = [_ask(case, each, entry, actor=actor) for each in _whom(entry)]
    clocks.keep_next_due(case)
    cases.touch(case)
    kind = KINDS[LETTER]
    to = [(each, recipients.of_part(each)) for each in asked if partner_question.of(each).entry_id is not None]
    for subject, recipient in to:
        drafts.new_draft(Occasion(subject=subject, actor=actor), kind, recipient)
    return len(to)


def _whom(entry: AskEntry) -> list[Asking]:
    """Whom we ask, each once. Raises `Invalid`."""
    text = entry.question.strip()
    if not text:
        raise Invalid("question", SAY_WHAT)
    if not may_share(Facts(consent_or_basis=entry.may_share)):
        raise Invalid("consent", sentence(may_share))
    listed = [_listed(entry_id) for entry_id in dict.fromkeys(filter(None, entry.entry_ids))]
    found = [Asking(asked_of=name, text=text, entry_id=entry_id) for name, entry_id in listed]
    if entry.partner.strip() or not found:
        said = Facts(answers={"partner": entry.partner, "why_not_listed": entry.why_not_listed})
        if not names_partner(said):
            raise Invalid("organisations", sentence(names_partner))
        found.append(Asking(asked_of=entry.partner.strip(), text=text))
    return found


def _listed(entry_id: str) -> tuple[str, int]:
    try:
        found = organisations.chosen(entry_id)
    except Invalid as error:
        raise Invalid("organisations", error.message) from None
    assert found is not None  # noqa: S101 (no empty id is asked for)
    return found.name, found.id


def _ask(case: Case, asking: Asking, entry: AskEntry, *, actor: Actor) -> Subject:
    subject = partner_question.begin(case, asking, actor=actor, on=wall.today())
    data = {subject.name: partner_question.of(subject).number}
    event = history.record(history.Kind.PARTNER_QUESTION_ASKED, actor=actor, case_id=case.id, data=data)
    why = entry.why_not_listed.strip() if asking.entry_id is None else ""
    said = ((PARTNER_ENTRY, asking.asked_of), (QUESTION, asking.text), (WHY_NOT_LISTED, why))
    answers.keep_words(event, [(each.code, each.label, words) for each, words in said if words])
    return subject
