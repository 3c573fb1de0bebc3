"""What an office publishes of its anti-social behaviour case reviews each year besides their flow (table 10.5)."""

from functools import partial

from sqlalchemy import func, select

from casework.models import Answer, Case, CaseEvent
from casework.services.record.history import Kind
from casework.statistics.measure import Measure
from casework.statistics.queries import IS_ONE, AnySelect, Query, in_year
from casework.statistics.years import ReportingYear
from workflows.asb_case_review import WORKFLOW, Trigger
from workflows.asb_case_review_rules import RESPONSES

SECTION = "Outcomes of anti-social behaviour case reviews"
ACCEPTED = tuple(label for code, label in RESPONSES if code != "not_accepted")
"""As the answer is kept: in the words that were chosen."""


def _stepped(year: ReportingYear, *, triggers: tuple[Trigger, ...], accepted: bool = False) -> AnySelect:
    """Cases of which one of these steps was made for the first time in the year."""
    first = select(CaseEvent.case_id, func.min(CaseEvent.on).label("on")).join(Case, Case.id == CaseEvent.case_id)
    first = first.where(Case.case_type == WORKFLOW.name, IS_ONE, CaseEvent.kind == Kind.CASE_MOVED.value)
    first = first.where(CaseEvent.trigger.in_(triggers))
    if accepted:
        first = first.join(Answer, Answer.event_id == CaseEvent.id)
        first = first.where(Answer.code == "response", Answer.value.in_(ACCEPTED))
    steps = first.group_by(CaseEvent.case_id).subquery()
    return select(steps.c.case_id).where(in_year(steps.c.on, year)).order_by(steps.c.case_id)


def _query(*triggers: Trigger, accepted: bool = False) -> Query:
    return partial(_stepped, triggers=triggers, accepted=accepted)


_ROWS: tuple[tuple[str, str, str, str, Query], ...] = (
    ("taken_on", "Anti-social behaviour case reviews taken on", "Applications found eligible and taken on in the year.",
     "the day on which it was first taken on", _query(Trigger.TAKE_ON)),
    ("decided", "Anti-social behaviour case reviews decided",
     "Reviews decided for the first time in the year, with recommendations or without.",
     "the day of the first decision", _query(Trigger.RECOMMEND, Trigger.DO_NOT_UPHOLD)),
    ("with_recommendations", "Anti-social behaviour case reviews with recommendations",
     "Reviews decided with recommendations in the year. A part of those decided in it, unless first decided before.",
     "the day of the first decision with recommendations", _query(Trigger.RECOMMEND)),
    ("accepted", "Anti-social behaviour case reviews whose recommendations were accepted",
     "Reviews whose recommendations a body accepted in the year, wholly or in part.",
     "the day of the answer", _query(Trigger.RECORD_RESPONSE, accepted=True)),
)  # fmt: skip
MEASURES = tuple(
    Measure(
        code=f"{WORKFLOW.name}_{code}",
        section=SECTION,
        title=title,
        definition=definition,
        unit=WORKFLOW.plural.lower(),
        dated_by=dated_by,
        query=query,
    )
    for code, title, definition, dated_by, query in _ROWS
)
