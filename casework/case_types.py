"""One record per type of case: all that there is to know of a type besides its workflow.

Outside `workflows/` this is the one place that knows a type by its name. Forms, lists, filters, letters, pages, counts
and imports read the record, so that a new type needs one entry here.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from casework.models import EnquiryDetail, ReviewDetail
from workflows import complaint_review, enquiry
from workflows.engine import Workflow

Detail = EnquiryDetail | ReviewDetail


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseType:
    """One type of case. Only the first three need to be said of a simple type.

    `it_is` completes the sentence "It is ..." where somebody chooses what to log, e.g. "a complaint about our service".
    """

    workflow: Workflow
    prefix: str
    """The letters that its references begin with, e.g. "E" of E-2026-00001."""
    it_is: str
    logged_at: str = "cases.new_of_type"
    """The endpoint of its form for logging one."""
    detail: type[Detail] | None = None
    """The table of what only this type has, by `case_id`."""
    fields: tuple[str, ...] = ()
    """The first words of the merge fields that only its own letters use."""
    tabs: tuple[tuple[str, str], ...] = ()
    """The tabs that only its pages have: (endpoint, text)."""
    overview: tuple[str, ...] = ()
    """Questions (by code) whose latest answers stand on the first page of a case."""
    has_figures: bool = False
    """A file of `statistics/measures` counts it. Of other types the flow is counted: received, open, closed."""
    is_review: bool = False
    """Its pages have what a review is made of: the last day to apply, triage, allegations, drafts of the decision."""
    columns: frozenset[str] = frozenset()
    """The columns of an import that only this type has."""

    @property
    def name(self) -> str:
        return self.workflow.name

    @property
    def label(self) -> str:
        return self.workflow.label

    @property
    def plural(self) -> str:
        return self.workflow.plural


_TYPES = (
    CaseType(
        workflow=enquiry.WORKFLOW,
        prefix="E",
        it_is="an enquiry",
        logged_at="contacts.new",
        detail=EnquiryDetail,
        has_figures=True,
        fields=("enquiry",),
    ),
    CaseType(
        workflow=complaint_review.WORKFLOW,
        prefix="R",
        it_is="an application for a complaint review",
        logged_at="applications.new",
        detail=ReviewDetail,
        fields=("review", "decision", "recommendation", "allegations", "recommendations", "papers"),
        has_figures=True,
        is_review=True,
        tabs=(("case.review", "Review"), ("case.recommendations", "Recommendations")),
        columns=frozenset({"decided_on", "finding", "investigating_body", "invalid_reason"}),
    ),
)

CASE_TYPES: Mapping[str, CaseType] = {each.name: each for each in _TYPES}
