"""The letters: what each is for, who gets it, what it must say, and whether a manager signs it (rulebook 10.1 to 10.3, 10.7)."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterKind:
    """One letter code. `copies`: it tells one person what concerns another, so that harm is checked first (R3.8).
    `by_step`: whoever makes its step signs it by making it. It says no more than the decision that the step signs,
    which somebody else drafted (R1.9); whoever edited it by hand cannot."""

    code: str
    purpose: str
    audiences: tuple[Audience, ...]
    musts: tuple[str, ...] = ()
    signed: bool = False
    by_step: bool = False
    copies: bool = False
    automatic: bool = False


A = Audience
_KINDS = (
    LetterKind(code="L-E00", purpose="automatic receipt of an enquiry", audiences=(A.PERSON,), automatic=True),
    LetterKind(
        code="L-E01", purpose="acknowledges an enquiry and says who will be asked", audiences=(A.PERSON,),
        musts=("who_will_be_asked",),
    ),
    LetterKind(code="L-E02", purpose="says who can help with what is outside our remit", audiences=(A.PERSON,)),
    LetterKind(code="L-E03", purpose="says that the enquiry goes on as another type of case", audiences=(A.PERSON,)),
    LetterKind(code="L-E04", purpose="asks the force or a partner", audiences=(A.PARTNER,)),
    LetterKind(code="L-E05", purpose="says that an answer is still awaited", audiences=(A.PERSON,)),
    LetterKind(code="L-E06", purpose="replies to an enquiry", audiences=(A.PERSON,)),
    LetterKind(code="L-E07", purpose="tells of a restriction for unreasonable contact", audiences=(A.PERSON,), signed=True),
    LetterKind(code="L-R01", purpose="acknowledges an application for a review", audiences=(A.PERSON,)),
    LetterKind(
        code="L-R02", purpose="tells the applicant that the review was passed to the IOPC", audiences=(A.PERSON,),
        musts=("passed_to_iopc",),
    ),
    LetterKind(
        code="L-R02b", purpose="passes the application to the IOPC", audiences=(A.IOPC,), musts=("copy_of_application",)
    ),
    LetterKind(code="L-R03", purpose="names the office of another force", audiences=(A.PERSON,)),
    LetterKind(
        code="L-R04", purpose="says that there is no right to a review, or a review already",
        audiences=(A.PERSON,),
    ),
    LetterKind(code="L-R05", purpose="says that there is no written outcome yet", audiences=(A.PERSON,)),
    LetterKind(
        code="L-R06", purpose="says that there is no review after the IOPC, a faster procedure or a withdrawal",
        audiences=(A.PERSON,),
    ),
    LetterKind(code="L-R07", purpose="asks why the application is late", audiences=(A.PERSON,)),
    LetterKind(
        code="L-R08", purpose="refuses a late application", audiences=(A.PERSON,), signed=True,
        musts=("late_decision", "late_reasons", *DECIDED),
    ),
    LetterKind(code="L-R09", purpose="asks for information or authority", audiences=(A.PERSON,)),
    LetterKind(code="L-R10", purpose="closes for want of information", audiences=(A.PERSON,)),
    LetterKind(code="L-R11", purpose="accepts a late application", audiences=(A.PERSON,)),
    LetterKind(
        code="L-R12", purpose="notifies the force and asks for papers", audiences=(A.FORCE,),
        musts=("copy_of_application", "list_of_papers", "papers_due"),
    ),
    LetterKind(code="L-R13", purpose="notifies interested persons", audiences=(A.INTERESTED,), copies=True),
    LetterKind(
        code="L-R14", purpose="notifies the person complained against, through the force",
        audiences=(A.COMPLAINED_AGAINST,), copies=True,
    ),
    LetterKind(code="L-R15", purpose="asks for more papers", audiences=(A.FORCE,), musts=("papers_due",)),
    LetterKind(code="L-R16", purpose="raises a referral issue", audiences=(A.FORCE,)),
    LetterKind(
        code="L-R20", purpose="tells the complainant that the outcome was reasonable and proportionate",
        audiences=(A.PERSON,), signed=True, by_step=True, musts=("decision", "reasons_by_allegation", *DECIDED),
    ),
    LetterKind(
        code="L-R21", purpose="tells the force the decision", audiences=(A.FORCE,), signed=True, by_step=True,
        musts=("decision", "reasons"),
    ),
    LetterKind(
        code="L-R22", purpose="tells the others the decision", audiences=(A.INTERESTED, A.COMPLAINED_AGAINST),
        signed=True, by_step=True, copies=True, musts=("decision",),
    ),
    LetterKind(
        code="L-R23", purpose="tells the complainant that the outcome was not reasonable and proportionate",
        audiences=(A.PERSON,), signed=True, by_step=True, musts=("decision", "reasons_by_allegation", *DECIDED),
    ),
    LetterKind(
        code="L-R24", purpose="gives the force the decision with its recommendations", audiences=(A.FORCE,), signed=True, by_step=True,
        musts=("decision", "reasons", "recommendations", "statutory_basis", "response_due", "what_a_response_says"),
    ),
    LetterKind(
        code="L-R25", purpose="tells the complainant how the force answered", audiences=(A.PERSON,), copies=True
    ),
    LetterKind(code="L-R26", purpose="confirms a withdrawal", audiences=(A.PERSON,)),
    LetterKind(code="L-R27", purpose="says that the review is on hold", audiences=(A.PERSON,)),
    LetterKind(code="L-R28", purpose="updates the applicant", audiences=(A.PERSON,)),
    LetterKind(code="L-R29", purpose="says that the review was reopened", audiences=(A.PERSON,), signed=True),
    LetterKind(code="L-C01", purpose="agrees more time for an answer", audiences=(A.FORCE,)),
    LetterKind(
        code="L-C02", purpose="copies the force's answer", audiences=(A.PERSON, A.INTERESTED, A.COMPLAINED_AGAINST),
        copies=True,
    ),
    LetterKind(code="L-C03", purpose="reminds of an overdue answer", audiences=(A.FORCE,)),
    LetterKind(code="L-C04", purpose="escalates an overdue answer", audiences=(A.FORCE,), signed=True),
    LetterKind(code="L-C05", purpose="confirms that a recommendation was implemented", audiences=(A.FORCE,)),
)  # fmt: skip
KINDS: Mapping[str, LetterKind] = {kind.code: kind for kind in _KINDS}

PARAGRAPHS: Mapping[str, tuple[str, str]] = {
    "P-QUEST": ("question", "the one question that a review answers (R3.1)"),
    "P-NEWINV": ("not_a_reinvestigation", "a review is not a new investigation (R3.2)"),
    "P-JR": ("judicial_review", "final but for judicial review (R3.12)"),
    "P-SERVICE": ("service_complaint", "how to complain about our service (R3.13)"),
    "P-SUPPORT": ("support", "where to find support"),
    "P-IOPC": ("passed_to_iopc", "the IOPC is the review body and has the application (R2.7)"),
    "P-LATE": ("late_refusal", "the application was late and is not taken (R2.1, R2.3)"),
    "P-ANSWER": ("response_must_say", "what the force's answer to a recommendation must say (R3.7)"),
}
"""Standard paragraphs: code -> (name after "standard.", what it says). Kept, approved and dated like letters."""

GOES_BY_ANSWER: Mapping[str, tuple[str, frozenset[str]]] = {
    "L-R04": ("invalid_reason", frozenset({"NO_RIGHT_NON_SCH3", "PRE_FEB_2020", "DUPLICATE"})),
    "L-R05": ("invalid_reason", frozenset({"PREMATURE"})),
    "L-R06": ("invalid_reason", frozenset({"NO_RIGHT_IOPC_INVESTIGATION"})),
}
"""Of the letters of one move, these go only with these answers: one move closes for several reasons."""
ONCE_WITH_DECISION = frozenset({"L-R24"})
"""Named on the decision and on each recommendation, but sent once, with the decision (section 10.2)."""


def case_type(code: str) -> str:
    """Which type of case a letter belongs to."""
    return "enquiry" if code.startswith("L-E") else "complaint_review"


def of_recommendation(code: str) -> bool:
    """Whether the letter is about one recommendation."""
    return code.startswith("L-C")
