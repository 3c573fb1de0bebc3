"""The merge fields: what a template may say `{{ ... }}` to, with the words that staff read and a sample value.

Values are text, lists and flags, never objects: a template cannot reach anything that is not named here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from workflows.engine import Question
from workflows.letters import PARAGRAPHS
from workflows.registry import WORKFLOWS

Value = Any
"""str, bool, a list of mappings of str, or a mapping of these by name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One merge field. `parts`: of a list, the names of one line with their samples."""

    name: str
    label: str
    kind: Literal["text", "flag", "list"] = "text"
    sample: str = ""
    parts: tuple[tuple[str, str], ...] = ()


def _text(name: str, label: str, sample: str) -> Field:
    return Field(name=name, label=label, sample=sample)


_FIELDS = (
    _text("today", "Today's date", "20 November 2026"),
    _text("case.reference", "Our reference", "R-2026-00001"),
    _text("case.about", "What it is about, in the words of the case", "Outcome of an invented complaint"),
    _text("case.received_on", "The day we received it", "2 November 2026"),
    _text("recipient.name", "Name of whoever gets the letter", "Pat Invented"),
    _text("person.name", "Name of the enquirer or applicant", "Pat Invented"),
    _text("person.complainant", "Name of the complainant, where a representative applied", "Cam Invented"),
    Field(name="person.is_representative", label="Whether the applicant represents the complainant", kind="flag"),
    _text("sender.name", "Who writes the letter", "Robin Invented"),
    _text("office.name", "Name of the office", "Policing and Crime Casework team"),
    _text("office.contact", "How to reach the office, in one line", "casework@office.example, 0113 496 0000"),
    _text("office.email", "E-mail address of the office", "casework@office.example"),
    _text("office.phone", "Phone number of the office", "0113 496 0000"),
    _text("office.address", "Postal address of the office", "1 Invented Street, Leeds LS1 0XX"),
    _text("office.adjustments", "That letters come in other formats", "Tell us if you need large print."),
    _text("office.privacy_link", "Where the privacy notice stands", "office.example/privacy"),
    _text("office.complaints_link", "Where to complain about the office", "office.example/complaints"),
    _text("enquiry.reply_due_on", "The day by which we mean to reply", "16 December 2026"),
    _text("enquiry.partner_due_on", "The day by which the force or partner should answer", "4 December 2026"),
    _text("enquiry.closes_on", "The day on which the enquiry closes by itself", "18 January 2027"),
    _text("enquiry.new_reference", "Reference of the case that the enquiry became", "R-2026-00002"),
    _text("review.force_reference", "The force's reference", "CO/00001/26"),
    _text("review.force", "The force", "West Yorkshire Police"),
    _text("review.application", "The application as it came", "I do not think that my complaint was looked into."),
    _text("review.complaint_made_on", "The day the complaint was made", "1 June 2026"),
    _text("review.provided_on", "The day the outcome was given to the complainant", "20 October 2026"),
    _text("review.made_on", "The day the application was made", "2 November 2026"),
    _text("review.last_day", "The last day for applying", "17 November 2026"),
    _text("review.handled", "How the complaint was handled", "otherwise than by investigation"),
    _text("review.statutory_basis", "The paragraph of the Act", "paragraph 6A of Schedule 3, Police Reform Act 2002"),
    _text("review.information_due_on", "The day the information is due", "4 December 2026"),
    _text("review.late_reasons_due_on", "The day the reasons for being late are due", "4 December 2026"),
    _text("review.papers_due_on", "The day the papers are due", "4 December 2026"),
    _text("review.response_due_on", "The day the force's response is due", "18 December 2026"),
    _text("review.referral_due_on", "The day by which the force says whether it refers", "21 November 2026"),
    _text("review.completion_due_on", "The day by which we mean to finish", "18 December 2026"),
    _text("review.next_update_on", "The day of the next update", "18 December 2026"),
    _text("decision.finding", "The finding, in the words of the Act", "was reasonable and proportionate"),
    _text("decision.reasons", "The reasons as a whole", "The invented outcome answers each concern."),
    _text("decision.learning", "Learning for the force", "Say in the first letter who will call back."),
    Field(name="decision.is_made", label="Whether the review has been decided", kind="flag"),
    _text("decision.decided_on", "The day of the decision", "20 November 2026"),
    _text("decision.challenge_by", "The last day for judicial review", "20 February 2027"),
    _text("recommendation.number", "Number of the recommendation", "1"),
    _text("recommendation.text", "The recommendation", "Apologise for the invented delay."),
    _text("recommendation.addressed_to", "Who it is addressed to", "West Yorkshire Police"),
    _text("recommendation.issued_on", "The day it was made", "20 November 2026"),
    _text("recommendation.due_on", "The day the answer is due", "18 December 2026"),
    _text("recommendation.answer", "How it was answered", "accepted"),
    _text("recommendation.answer_text", "What the force said", "We will write to say sorry."),
    _text("recommendation.implemented_on", "The day it was carried out", "8 January 2027"),
    _text("hold.reason", "Why the case is on hold, as a sentence", "There are criminal proceedings."),
    _text("hold.review_on", "The day the hold is looked at again", "18 December 2026"),
    Field(
        name="allegations", label="The allegations, one by one", kind="list",
        parts=(
            ("number", "1"), ("category", "Police action following contact"), ("summary", "Nobody called back."),
            ("force_outcome", "Service provided was acceptable"), ("finding", "was reasonable and proportionate"),
            ("reason", "The log shows two calls."),
        ),
    ),
    Field(
        name="recommendations", label="The recommendations, one by one", kind="list",
        parts=(
            ("number", "1"), ("text", "Apologise for the invented delay."), ("kind", "Remedy: apology"),
            ("addressed_to", "West Yorkshire Police"), ("answer", "accepted"), ("answer_text", "We will write."),
        ),
    ),
    Field(
        name="papers", label="The papers that we ask for (section 3.2)", kind="list",
        parts=(("name", "The complaint as it was made"),),
    ),
)  # fmt: skip


def _questions() -> Mapping[str, Question]:
    """What the steps with letters ask: `answers.` and the code of the question."""
    return {q.code: q for flow in WORKFLOWS.values() for move in flow.moves if move.letters for q in move.asks}


CATALOGUE: Mapping[str, Field] = {
    **{field.name: field for field in _FIELDS},
    **{
        f"answers.{code}": Field(
            name=f"answers.{code}",
            label=f"Answered in the step: {question.label}",
            kind="flag" if question.kind == "yes_no" else "text",
            sample="" if question.kind == "yes_no" else "An invented answer",
        )
        for code, question in _questions().items()
    },
    **{
        f"standard.{name}": _text(f"standard.{name}", f"Standard paragraph: {says}", "A standard paragraph.")
        for name, says in PARAGRAPHS.values()
    },
}


class Missing:
    """A value that the case does not have. It reads as a gap with its label, so that no letter goes out with a hole,
    and is false in a condition."""

    __slots__ = ("_label",)

    def __init__(self, label: str) -> None:
        self._label = label

    def __str__(self) -> str:
        return f"{GAP_OPEN}{self._label}{GAP_CLOSE}"

    def __bool__(self) -> bool:
        return False


GAP_OPEN, GAP_CLOSE = "⟦", "⟧"
"""Marks what is still to be filled in by hand."""


def complete(flat: Mapping[str, Value]) -> dict[str, Value]:
    """Values by dotted name as nested mappings, with `Missing` for every text field that has none."""
    nested: dict[str, Value] = {}
    for name, field in CATALOGUE.items():
        *rooms, leaf = name.split(".")
        place = nested
        for room in rooms:
            place = place.setdefault(room, {})
        value = flat.get(name)
        if field.kind == "list":
            place[leaf] = [_line(field, row) for row in value or ()]
        elif field.kind == "flag":
            place[leaf] = bool(value)
        else:
            # a text is kept as it is: a standard paragraph is a kind of text of its own
            place[leaf] = value if isinstance(value, str) and value else Missing(field.label)
    return nested


def samples() -> dict[str, Value]:
    """A value for every field, all invented, for a preview without a case."""
    flat: dict[str, Value] = {}
    for name, field in CATALOGUE.items():
        flat[name] = [dict(field.parts)] if field.kind == "list" else field.sample
    return flat


def _line(field: Field, row: Mapping[str, Value]) -> dict[str, Value]:
    return {name: row.get(name) or Missing(f"{field.label}: {name}") for name, _ in field.parts}
