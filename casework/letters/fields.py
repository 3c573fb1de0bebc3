"""The merge fields: what a template may say `{{ ... }}` to, with the words that staff read and a sample value.

Values are text, lists and flags, never objects: a template cannot reach anything that is not named here.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from casework.letters import (
    appointment_fields,
    enquiry_fields,
    recommendation_fields,
    review_fields,
)
from casework.letters.field import Field as Field
from casework.letters.field import text
from workflows.clocks import HOLD_REVIEW
from workflows.engine import Question
from workflows.letters import PARAGRAPHS
from workflows.registry import CASE_WORKFLOWS, WORKFLOWS

Value = Any
"""str, bool, a list of mappings of str, or a mapping of these by name."""


_FIELDS = (
    text("today", "Today's date", "20 November 2026"),
    text("case.reference", "Our reference", "R-2026-00001"),
    text("case.about", "What it is about, in the words of the case", "Outcome of an invented complaint"),
    text("case.received_on", "The day we received it", "2 November 2026"),
    text("case.new_reference", "Reference of the case that it became", "R-2026-00002"),
    text("recipient.name", "Name of whoever gets the letter", "Pat Invented"),
    text("person.name", "Name of the enquirer or applicant", "Pat Invented"),
    text("person.complainant", "Name of the complainant, where a representative applied", "Cam Invented"),
    Field(name="person.is_representative", label="Whether the applicant represents the complainant", kind="flag"),
    text("sender.name", "Who writes the letter", "Robin Invented"),
    text("office.name", "Name of the office", "Invented Casework team"),
    text("office.contact", "How to reach the office, in one line", "casework@office.example, 0113 496 0000"),
    text("office.email", "E-mail address of the office", "casework@office.example"),
    text("office.phone", "Phone number of the office", "0113 496 0000"),
    text("office.address", "Postal address of the office", "1 Invented Street, Inventon, ZZ1 1ZZ"),
    text("office.website", "Website of the office", "https://www.office.example"),
    text("office.adjustments", "That letters come in other formats", "Tell us if you need large print."),
    text("office.privacy_link", "Where the privacy notice stands", "office.example/privacy"),
    text("office.complaints_link", "Where to complain about the office", "office.example/complaints"),
    text("body.name", "The local policing body, in full", "Commissioner for an Invented Area"),
    text("body.title", "The local policing body, after “the”", "Commissioner"),
    text("body.deputy", "Its deputy, after “the”", "Deputy Commissioner"),
    text("body.office", "Its office, in a sentence", "the Commissioner's office"),
    text("hold.reason", "Why the case is on hold, as a sentence", "There are criminal proceedings."),
    text("hold.review_on", "The day the hold is looked at again", "18 December 2026"),
    *appointment_fields.FIELDS,
    *enquiry_fields.FIELDS,
    *review_fields.FIELDS,
    *recommendation_fields.FIELDS,
)  # fmt: skip


def _questions() -> Mapping[str, Question]:
    """What the steps with letters ask: `answers.` and the code of the question."""
    return {q.code: q for flow in WORKFLOWS.values() for move in flow.moves if move.letters for q in move.asks}


def _of_any_type() -> Iterator[Field]:
    """Of each type of case the days of its clocks, and what was asked when the case was logged."""
    for workflow in CASE_WORKFLOWS.values():
        for name, rule in workflow.clock_rules.items():
            code = name.rpartition(".")[2]
            if code != HOLD_REVIEW.code:
                yield text(f"due.{code}", f"The day that is due: {rule.label}", "18 December 2026")
        for question in workflow.opening_asks:
            yield text(f"logged.{question.code}", f"Asked when it was logged: {question.label}", "An invented answer")


CATALOGUE: Mapping[str, Field] = {
    **{field.name: field for field in _FIELDS},
    **{field.name: field for field in _of_any_type()},
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
        f"standard.{name}": text(f"standard.{name}", f"Standard paragraph: {says}", "A standard paragraph.")
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
