"""What a letter is: whom it goes to, what it must say, whether a manager signs it (rulebook 10.7).

The letters themselves stand with the workflow that they belong to; `registry.py` has all of them by code.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Audience(StrEnum):
    """Who a letter is written to. Each is found among the parties of the case or in the directory."""

    PERSON = "person"
    """The enquirer, or the applicant: the representative where there is one with authority (R2.8)."""
    FORCE = "force"
    IOPC = "iopc"
    POLICING_BODY = "policing_body"
    PARTNER = "partner"
    INTERESTED = "interested"
    COMPLAINED_AGAINST = "complained_against"
    """The person complained against, through the force (section 3.1)."""
    OTHER = "other"
    """Somebody else in the case, whom no letter goes to by itself: a witness, a representative without authority."""


AUDIENCE_LABELS: Mapping[Audience, str] = {
    Audience.PERSON: "The person who is in touch",
    Audience.FORCE: "The force",
    Audience.IOPC: "The IOPC",
    Audience.POLICING_BODY: "The office of another force",
    Audience.PARTNER: "The force or a partner",
    Audience.INTERESTED: "Interested persons",
    Audience.COMPLAINED_AGAINST: "The person complained against, through the force",
    Audience.OTHER: "Somebody else in the case",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Must:
    """Something that a letter must say. It says so when it writes its field whatever the conditions; for a list, when
    a loop over it writes these `parts` of every line."""

    label: str
    field: str
    parts: tuple[str, ...] = ()

    @property
    def names(self) -> frozenset[str]:
        """The field, or the field and part of each part."""
        return frozenset(f"{self.field}.{part}" for part in self.parts) or frozenset({self.field})

    @property
    def how(self) -> str:
        return f"{self.field} with {' and '.join(self.parts)} in a loop" if self.parts else self.field


MUSTS: Mapping[str, Must] = {
    "decision": Must(label="the decision", field="decision.finding"),
    "late_decision": Must(label="the decision", field="standard.late_refusal"),
    "late_reasons": Must(label="the reasons", field="answers.reason"),
    "reasons": Must(label="the reasons as a whole", field="decision.reasons"),
    "reasons_by_allegation": Must(
        label="the reasons by allegation", field="allegations", parts=("number", "finding", "reason")
    ),
    "not_a_reinvestigation": Must(label="that it is not a new investigation", field="standard.not_a_reinvestigation"),
    "judicial_review": Must(
        label="that it is final but for judicial review, with the time limit", field="standard.judicial_review"
    ),
    "service_complaint": Must(label="how to complain about our service", field="standard.service_complaint"),
    "support": Must(label="where to find support", field="standard.support"),
    "passed_to_iopc": Must(
        label="both facts: who the review body is, and that the application was passed on (R2.7)",
        field="standard.passed_to_iopc",
    ),
    "copy_of_application": Must(label="a copy of the application", field="review.application"),
    "list_of_papers": Must(label="the list of papers", field="papers", parts=("name",)),
    "papers_due": Must(label="the day the papers are due", field="review.papers_due_on"),
    "recommendations": Must(label="each recommendation, numbered", field="recommendations", parts=("number", "text")),
    "statutory_basis": Must(label="the statutory basis", field="review.statutory_basis"),
    "response_due": Must(label="the day the response is due", field="review.response_due_on"),
    "what_a_response_says": Must(label="what the response must say", field="standard.response_must_say"),
    "who_will_be_asked": Must(label="who will be asked (R7.1)", field="answers.who_will_be_asked"),
}
"""Reference, contact, adjustments and privacy link stand in the frame of every letter and cannot be left out."""
FRAME_FIELDS = ("case.reference", "office.contact", "office.adjustments", "office.privacy_link")
"""What an office's own Word template must have, because it brings its own frame."""
DECIDED = ("not_a_reinvestigation", "judicial_review", "service_complaint", "support")


def musts(*names: str) -> tuple[Must, ...]:
    """Several of `MUSTS` by name, in that order."""
    return tuple(MUSTS[name] for name in names)


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterKind:
    """One letter code. `copies`: it tells one person what concerns another, so that harm is checked first (R3.8).
    `by_step`: whoever makes its step signs it by making it. It says no more than the decision that the step signs,
    which somebody else drafted (R1.9); whoever edited it by hand cannot. `automatic`: it goes out by itself."""

    code: str
    purpose: str
    audiences: tuple[Audience, ...] = (Audience.PERSON,)
    musts: tuple[Must, ...] = ()
    signed: bool = False
    by_step: bool = False
    signed_if_sensitive: bool = False
    """A manager signs it where the case is for an MP, a councillor or the media, or sensitive (R7.7)."""
    copies: bool = False
    automatic: bool = False
    goes_with: tuple[str, frozenset[str]] = ("", frozenset())
    """Of the letters of one move, this one goes only where this question has one of these answers."""
    on_any_case: bool = False
    """It is about the person, and may be written on a case of theirs of any type."""
    not_from: frozenset[str] = frozenset()
    """Triggers whose rows name it, but with which it is not sent: it went out with another step already."""

    def goes(self, trigger: str, answers: Mapping[str, object]) -> bool:
        """Whether it goes with this step, answered like that."""
        asked, values = self.goes_with
        return trigger not in self.not_from and (not asked or answers.get(asked) in values)


PARAGRAPHS: Mapping[str, tuple[str, str]] = {
    "P-QUEST": ("question", "the one question that a review answers"),  # R3.1
    "P-NEWINV": ("not_a_reinvestigation", "a review is not a new investigation"),  # R3.2
    "P-JR": ("judicial_review", "final but for judicial review"),  # R3.12
    "P-SERVICE": ("service_complaint", "how to complain about our service"),  # R3.13
    "P-SUPPORT": ("support", "where to find support"),
    "P-IOPC": ("passed_to_iopc", "the IOPC is the review body and has the application"),  # R2.7
    "P-LATE": ("late_refusal", "the application was late and is not taken"),  # R2.1, R2.3
    "P-ANSWER": ("response_must_say", "what the force's answer to a recommendation must say"),  # R3.7
}
"""Standard paragraphs: code -> (name after "standard.", what it says). Kept, approved and dated like letters."""
