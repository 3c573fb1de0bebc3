"""A complaint review: the application, the decision and what was decided about each allegation."""

import datetime as dt

from sqlalchemy import func, select

from casework.extensions import db
from casework.models import Allegation, Case, Clock, Contact, Decision
from casework.services.letters.values import recommendation
from casework.services.letters.values.due_days import from_today
from casework.services.letters.values.occasion import Occasion, Used, Values, asks, day
from casework.services.record import cases, codes
from casework.services.types import complaint_review_facts as facts
from workflows.calendars import add_months
from workflows.complaint_review import DECIDED_STATES
from workflows.complaint_review_rules import NOT_REASONABLE, REASONABLE
from workflows.recommendation import RESPONSE_CLOCKS
from workflows.recommendation_types import P6A, P25
from workflows.registry import clock_rule

FINDINGS = {REASONABLE: "was reasonable and proportionate", NOT_REASONABLE: "was not reasonable and proportionate"}
HANDLED = {P6A: "otherwise than by investigation", P25: "by investigation"}
BASIS = {
    P6A: "paragraph 6A of Schedule 3 to the Police Reform Act 2002",
    P25: "paragraph 25 of Schedule 3 to the Police Reform Act 2002",
}
PAPERS = (
    "the complaint as it was made, and how it was logged or recorded",
    "the plan for handling it",
    "the letter with the outcome, and what was enclosed",
    "the report, where there was an investigation",
    "the key evidence that was relied on (body-worn video when we ask for it)",
    "the list of allegations with their category and outcome",
    "correspondence with the complainant",
    "proof of the day on which the outcome was given",
    "the record of how the review body was decided, and of any referral",
    "linked complaints, and anything that must not be passed on because of harm or a third party",
)
"""Section 3.2."""


def fields(occasion: Occasion, today: dt.date, used: Used) -> Values:
    case = occasion.case
    found = _application(case, used) if asks(used, "review.") else {}
    if asks(used, "review.response_due_on"):
        found["review.response_due_on"] = day(_response_due(occasion, today))
    if asks(used, "decision."):
        found |= _decision(occasion, today)
    if asks(used, "allegations"):
        found["allegations"] = _allegations(case)
    if asks(used, "recommendations"):
        found["recommendations"] = recommendation.all_of(case)
    return {**found, "papers": [{"name": name} for name in PAPERS]}


def _application(case: Case, used: Used) -> Values:
    detail = cases.review(case)
    found = {
        "review.force_reference": detail.force_reference or "",
        "review.force": detail.force_named or "",
        "review.complaint_made_on": day(detail.complaint_made_on),
        "review.provided_on": day(detail.provided_on),
        "review.made_on": day(detail.made_on),
        "review.handled": HANDLED.get(detail.review_type or "", ""),
        "review.statutory_basis": BASIS.get(detail.review_type or "", ""),
    }
    if asks(used, "review.last_day"):
        found["review.last_day"] = day(facts.last_day(detail, facts.application(detail)))
    if asks(used, "review.application"):
        first = select(Contact.summary).where(Contact.case_id == case.id, Contact.direction == "in")
        found["review.application"] = db.session.scalar(first.order_by(Contact.id).limit(1)) or ""
    return found


def _response_due(occasion: Occasion, today: dt.date) -> dt.date | None:
    """The latest day on which an answer to a recommendation is due: of those that run, or that are now issued."""
    if occasion.move is not None and "issue_recommendations" in occasion.move.effects:
        return from_today(clock_rule(RESPONSE_CLOCKS[0]), today, None)
    running = select(func.max(Clock.due_on)).where(
        Clock.case_id == occasion.case.id, Clock.code.in_(RESPONSE_CLOCKS), Clock.state == "running"
    )
    return db.session.scalar(running)


def _decision(occasion: Occasion, today: dt.date) -> Values:
    case = occasion.case
    decision = db.session.scalar(
        select(Decision).where(Decision.case_id == case.id).order_by(Decision.id.desc()).limit(1)
    )
    finding = decision.finding if decision else cases.review(case).finding
    now = occasion.move is not None and "sign_decision" in occasion.move.effects
    decided_on = today if now else decision.decided_on if decision else None
    return {
        "decision.finding": FINDINGS.get(finding or "", ""),
        "decision.reasons": decision.reasons if decision else "",
        "decision.learning": (decision.learning or "") if decision else "",
        "decision.is_made": now or case.state in DECIDED_STATES,
        "decision.decided_on": day(decided_on),
        "decision.challenge_by": day(add_months(decided_on or today, 3)),
    }


def _allegations(case: Case) -> list[Values]:
    categories, outcomes = codes.labels("allegation_category"), codes.labels("force_outcome")
    rows = db.session.scalars(select(Allegation).where(Allegation.case_id == case.id).order_by(Allegation.number))
    return [
        {
            "number": str(row.number),
            "category": categories.get(row.category, row.category),
            "summary": row.summary,
            "force_outcome": outcomes.get(row.force_outcome or "", row.force_outcome or ""),
            "finding": FINDINGS.get(row.finding or "", ""),
            "reason": row.reason or "",
        }
        for row in rows
    ]
