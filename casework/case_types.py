"""One record per type of case: all that there is to know of a type besides its workflow.

Outside `workflows/` this is the one place that knows a type by its name. Forms, lists, filters, letters, pages, counts
and imports read the record, so that a new type needs one entry here.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from casework.access import Actor
from casework.models import Case, EnquiryDetail, ReviewDetail
from casework.services.record.subjects import Subject
from casework.services.types import complaint_review as own_of_reviews
from casework.services.types import complaint_review_effects, complaint_review_facts, simple
from casework.services.types import enquiry as own_of_enquiries
from casework.services.types import partner_question as own_of_questions
from casework.services.types import recommendation as own_of_recommendations
from casework.services.types import surgery_appointment as own_of_appointments
from casework.services.types.context import Effect
from casework.services.types.imported import ImportedCase
from workflows import (
    asb_case_review,
    complaint_review,
    data_protection_complaint,
    enquiry,
    information_request,
    partner_question,
    recommendation,
    service_complaint,
    subject_access_request,
    surgery_appointment,
)
from workflows.engine import Workflow

Detail = EnquiryDetail | ReviewDetail
ANY_TYPE = "new_cases.new"


def _no_detail(case: Case) -> None:
    """A simple type has no table of its own."""


def _nothing_imported(row: ImportedCase) -> Mapping[str, Any]:  # noqa: ARG001
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseType:
    """One type of case. Only the first two need to be said of a simple type."""

    workflow: Workflow
    prefix: str
    """The letters that its references begin with, e.g. "E" of E-2026-00001."""
    logged_at: str = ANY_TYPE
    """The endpoint of its form for logging one."""
    log_text: str = ""
    """What stands in the head for logging one. The others are on the page of all types, one link away."""
    detail: type[Detail] | None = None
    """The table of what only this type has, by `case_id`, with a row from the start."""
    new_detail: Callable[[Case], Detail | None] = _no_detail
    imported: Callable[[ImportedCase], Mapping[str, Any]] = _nothing_imported
    """The columns of `detail` as an old register gives them."""
    facts: Callable[..., Any] = simple.facts
    """What its guards look at, read from a case."""
    effects: Mapping[str, Effect] = field(default_factory=dict)
    """What its steps write that no other type's do."""
    fields: tuple[str, ...] = ()
    """The first words of the merge fields that only its own letters use."""
    due_fields: Mapping[str, str] = field(default_factory=dict)
    """Merge fields with names of their own for the days of its clocks: field -> clock, besides "due.<clock>". A clock
    of its parts is named in full: the nearest day."""
    tabs: tuple[tuple[str, str], ...] = ()
    """The tabs that only its pages have: (endpoint, text)."""
    overview: tuple[str, ...] = ()
    """Questions (by code) whose latest answers stand on the first page of a case."""
    has_figures: bool = False
    """A file of `statistics/measures` counts it. Of other types the flow is counted: received, open, closed."""
    is_review: bool = False
    """Its pages have what a review is made of: the last day to apply, triage, allegations, drafts of the decision."""
    is_triaged: bool = False
    """Its risk is thought through under the headings of THRIVE, and it may belong elsewhere (7.2)."""
    columns: frozenset[str] = frozenset()
    """The columns of an import that only this type has."""

    @property
    def name(self) -> str:
        return self.workflow.name

    @property
    def address(self) -> str:
        """Its name in the address of a page."""
        return self.name.replace("_", "-")

    @property
    def is_logged_as_any(self) -> bool:
        """Its form is the one that every simple type has."""
        return self.logged_at == ANY_TYPE

    @property
    def label(self) -> str:
        return self.workflow.label

    @property
    def plural(self) -> str:
        return self.workflow.plural


@dataclass(frozen=True, slots=True, kw_only=True)
class PartType:
    """One kind of part of a case with a life of its own. Its table is the `Part` called like its workflow."""

    workflow: Workflow
    path: str
    """What stands for it in the address of its pages, e.g. "recommendations"."""
    page: str
    """The endpoint of the page of the case that lists them."""
    facts: Callable[..., Any]
    """What its guards look at, read from a subject."""
    effects: Mapping[str, Effect] = field(default_factory=dict)
    text: str = "text"
    """The column that says what one is about."""
    not_written_yet: str = ""
    """Why no letter is written about one in its first state. Empty: one may be."""
    begun_by: str = ""
    """The effect by which a step of the case begins one."""
    begun_on: str = ""
    """The column with the day of that step."""
    organisation: str = ""
    """The column with the organisation of the directory that letters about it go to."""
    fields: tuple[str, ...] = ()
    """The first words of the merge fields that only its own letters use, where they are no fields of a type of case."""
    whom: str = ""
    """The column that says who is waited for."""

    @property
    def name(self) -> str:
        return self.workflow.name


_TYPES = (
    CaseType(
        workflow=enquiry.WORKFLOW,
        prefix="E",
        logged_at="contacts.new",
        log_text="Log a contact",
        detail=EnquiryDetail,
        new_detail=own_of_enquiries.new_detail,
        facts=own_of_enquiries.facts,
        effects=own_of_enquiries.EFFECTS,
        has_figures=True,
        is_triaged=True,
        fields=("enquiry",),
        due_fields={
            "enquiry.reply_due_on": "reply",
            "enquiry.partner_due_on": "partner_question.answer",
            "enquiry.closes_on": "comeback",
            "enquiry.answer_due_on": "waiting",
        },
    ),
    CaseType(
        workflow=complaint_review.WORKFLOW,
        prefix="R",
        logged_at="applications.new",
        log_text="Log a review application",
        detail=ReviewDetail,
        new_detail=own_of_reviews.new_detail,
        imported=own_of_reviews.imported,
        facts=complaint_review_facts.facts,
        effects=complaint_review_effects.EFFECTS,
        fields=("review", "decision", "recommendation", "allegations", "recommendations", "papers"),
        due_fields={
            "review.information_due_on": "information",
            "review.late_reasons_due_on": "late_reasons",
            "review.papers_due_on": "papers",
            "review.referral_due_on": "escalation",
            "review.completion_due_on": "completion",
            "review.next_update_on": "update",
        },
        has_figures=True,
        is_review=True,
        tabs=(("case.review", "Review"), ("case.recommendations", "Recommendations")),
        columns=frozenset({"decided_on", "finding", "investigating_body", "invalid_reason"}),
    ),
    CaseType(
        workflow=information_request.WORKFLOW,
        prefix="F",
        overview=("regime", "passed_to", "outcome", "review_outcome", "closed_because"),
    ),
    CaseType(
        workflow=subject_access_request.WORKFLOW,
        prefix="A",
        overview=("what_they_want", "identity_seen", "passed_to", "needed", "outcome", "closed_because"),
    ),
    CaseType(
        workflow=data_protection_complaint.WORKFLOW,
        prefix="D",
        overview=("what_happened_to", "who_looks", "outcome"),
    ),
    CaseType(
        workflow=service_complaint.WORKFLOW,
        prefix="S",
        overview=("about_whom", "what_they_want", "who_looks", "outcome", "remedy", "why_again"),
    ),
    CaseType(
        workflow=asb_case_review.WORKFLOW,
        prefix="B",
        overview=("council", "what_they_want", "council_decision", "why_not", "partner", "recommendations", "response"),
    ),
    CaseType(
        workflow=surgery_appointment.WORKFLOW,
        prefix="P",
        effects=own_of_appointments.EFFECTS,
        fields=("appointment",),
        tabs=(("surgeries.appointment", "Appointment"),),
        overview=("access", "prefers", "briefing", "agrees", "agreed", "done"),
    ),
)

CASE_TYPES: Mapping[str, CaseType] = {each.name: each for each in _TYPES}

_PARTS = (
    PartType(
        workflow=recommendation.WORKFLOW,
        path="recommendations",
        page="case.recommendations",
        facts=own_of_recommendations.facts,
        effects=own_of_recommendations.EFFECTS,
        not_written_yet="Nobody is written to about a recommendation before it is issued with the decision.",
    ),
    PartType(
        workflow=partner_question.WORKFLOW,
        path="questions",
        page="questions.index",
        facts=own_of_questions.facts,
        effects=own_of_questions.EFFECTS,
        begun_by="ask_question",
        begun_on="asked_on",
        organisation="entry_id",
        fields=("question",),
        whom="asked_of",
    ),
)

PART_TYPES: Mapping[str, PartType] = {each.name: each for each in _PARTS}


def facts_of(subject: Subject, *, actor: Actor, answers: Mapping[str, object], today: dt.date) -> Any:
    """What the guards of a subject's workflow look at."""
    if subject.part is not None:
        return PART_TYPES[subject.name].facts(subject, actor=actor, today=today).answered(answers)
    return CASE_TYPES[subject.name].facts(subject.case, actor=actor, today=today).answered(answers)


def effects_of(workflow: str) -> Mapping[str, Effect]:
    """What the steps of a type, or of a kind of part, write that no others do."""
    return CASE_TYPES[workflow].effects if workflow in CASE_TYPES else PART_TYPES[workflow].effects
