"""The words of an allegation, and the draft of a recommendation: put right, or taken off before it is issued."""

from collections.abc import Mapping

from casework.access import Actor
from casework.errors import Invalid, NotFound
from casework.extensions import db
from casework.models import Allegation, Case, Recommendation
from casework.services.desk import corrections, drafts_of_case
from casework.services.desk.corrections import Change
from casework.services.record import cases, codes, subjects
from casework.services.record.activities import begin
from casework.services.record.subjects import Address
from casework.services.record.tokens import Sent
from casework.services.reviews import allegations
from casework.services.reviews.allegations import AllegationEntry
from casework.services.reviews.recommendations import RecommendationEntry
from workflows.activities import Activity
from workflows.recommendation_types import ALLOWED, TYPES

ALLEGATION, DRAFT, DRAFT_REMOVED = "allegation", "draft", "draft_removed"
"""What these corrections are called in their events."""
ISSUED = "It was issued with the decision and stays as it was issued. Mark it as superseded if something replaces it."
WORDS: Mapping[str, str] = {"text": "What is recommended", "addressed_to": "To whom"}


def check_allegation(row: Allegation, entry: AllegationEntry) -> list[Change]:
    """What would be another. Raises `Invalid` at the field that cannot be."""
    if entry.category != row.category and entry.category not in codes.labels("allegation_category"):
        raise Invalid("category", "Choose a category from the list.")
    if not entry.summary.strip():
        raise Invalid("summary", "Say in a sentence what was alleged.")
    values = {
        "category": entry.category,
        "summary": entry.summary.strip(),
        "force_outcome": entry.force_outcome or None,
    }
    return corrections.changed(row, values, words={"summary": "What was alleged"})


def put_allegation_right(
    reference: str, number: int, entry: AllegationEntry, *, reason: str, sent: Sent, actor: Actor
) -> Allegation:
    """Give an allegation the words and the category that are right. What was found of it stays. Raises `Invalid`,
    `NotAllowed`, `NotFound`, `Conflict`, `Replayed`."""
    case = begin(reference, Activity.PUT_RIGHT, sent=sent, actor=actor, as_seen=True)
    why, row = corrections.reason(reason), allegations.load(case, number)
    changes = check_allegation(row, entry)
    corrections.apply(row, changes)
    db.session.flush()
    data = {"number": number, **drafts_of_case.renew(case, actor=actor).data}
    corrections.keep(case, ALLEGATION, changes, reason=why, actor=actor, data=data)
    return row


def draft_of(case: Case, number: int) -> Recommendation:
    """A recommendation that is not issued yet. Raises `NotFound`, and `Invalid` once it was issued."""
    subject = subjects.find(case, Address(case.reference, Recommendation.__tablename__, number))
    if not isinstance(subject.part, Recommendation):
        raise NotFound
    if subject.state is not subject.workflow.initial:
        raise Invalid("", ISSUED)
    return subject.part


def check_draft(case: Case, row: Recommendation, entry: RecommendationEntry) -> list[Change]:
    """What would be another. Raises `Invalid` at the field that cannot be."""
    if entry.rec_type not in ALLOWED.get(cases.review(case).review_type or "", frozenset()):
        raise Invalid("rec_type", "This kind of recommendation is not open to this type of review (section 3.4).")
    if not entry.text.strip() or not entry.addressed_to.strip():
        raise Invalid("text", "Say what is recommended, and to whom.")
    values = {"rec_type": entry.rec_type, "text": entry.text.strip(), "addressed_to": entry.addressed_to.strip()}
    return corrections.changed(row, values, words=WORDS)


def put_draft_right(
    reference: str, number: int, entry: RecommendationEntry, *, reason: str, sent: Sent, actor: Actor
) -> Recommendation:
    """Put the draft of a recommendation right. Raises as `put_allegation_right` does."""
    case = begin(reference, Activity.PUT_RIGHT, sent=sent, actor=actor, as_seen=True)
    why, row = corrections.reason(reason), draft_of(case, number)
    changes = check_draft(case, row, entry)
    corrections.apply(row, changes)
    db.session.flush()
    data = {"number": number, **drafts_of_case.renew(case, actor=actor).data}
    corrections.keep(case, DRAFT, changes, reason=why, actor=actor, data=data)
    return row


def removal_of(row: Recommendation) -> list[Change]:
    """A draft that is taken off, as it stood."""
    stood = f"{TYPES.get(row.rec_type, row.rec_type)}, to {row.addressed_to}\n\n{row.text}"
    words = (stood, "Taken off the case")
    return [Change(name="draft", old=row.number, new=None, label=f"Recommendation {row.number}", words=words)]


def remove_draft(reference: str, number: int, *, reason: str, sent: Sent, actor: Actor) -> Case:
    """Take the draft of a recommendation off the case. What it said stays with the event. Raises as
    `put_allegation_right` does."""
    case = begin(reference, Activity.PUT_RIGHT, sent=sent, actor=actor, as_seen=True)
    why, row = corrections.reason(reason), draft_of(case, number)
    changes = removal_of(row)
    db.session.delete(row)
    db.session.flush()
    data = {"number": number, **drafts_of_case.renew(case, actor=actor).data}
    corrections.keep(case, DRAFT_REMOVED, changes, reason=why, actor=actor, data=data)
    return case
