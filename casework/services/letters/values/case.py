"""The case itself, and whoever is written to about it."""

from sqlalchemy import select

from casework.extensions import db
from casework.models import Answer, Case, ContactLimit, Hold, LimitDecision, User
from casework.services.letters import recipients
from casework.services.letters.values.occasion import Used, Values, asks, day
from casework.services.people.unnamed import written_name
from workflows.registry import WORKFLOWS

HELD = {
    "criminal_proceedings": "There are criminal proceedings.",
    "inquest": "There is an inquest.",
    "judicial_review": "A court is looking at a decision, in a judicial review.",
    "waiting_for_applicant": "We are waiting to hear from you.",
}
"""To the person. Of any other reason the letter says what its writer puts in."""


def fields(case: Case, used: Used) -> Values:
    found = {
        "case.reference": case.reference,
        "case.about": case.about,
        "case.received_on": day(case.received_on),
    }
    if asks(used, "person."):
        found |= _person(case)
    if asks(used, "case.new_reference"):
        became = select(Case.reference).where(Case.linked_from_id == case.id).limit(1)
        found["case.new_reference"] = db.session.scalar(became) or ""
    if asks(used, "hold."):
        found |= _hold(case)
    if asks(used, "limit."):
        found |= _limit(case)
    return found | _logged(case) if asks(used, "logged.") else found


def _person(case: Case) -> Values:
    writes_to = recipients.person_of(case)
    represents = writes_to is not None and case.person is not None and writes_to.id != case.person.id
    return {
        "person.name": written_name(writes_to) if writes_to else "",
        "person.complainant": written_name(case.person) if represents and case.person else "",
        "person.is_representative": represents,
    }


def _hold(case: Case) -> Values:
    hold = db.session.scalar(select(Hold).where(Hold.case_id == case.id, Hold.released_on.is_(None)).limit(1))
    return {
        "hold.reason": HELD.get(hold.reason_code, "") if hold else "",
        "hold.review_on": day(hold.review_on) if hold else "",
    }


def _limit(case: Case) -> Values:
    """The newest limit on contact that was decided on this case, with the last decision about it (section 7.6)."""
    query = select(ContactLimit, LimitDecision.reasons, User.name)
    query = query.join(LimitDecision, LimitDecision.limit_id == ContactLimit.id)
    query = query.outerjoin(User, User.id == LimitDecision.decided_by_id).where(ContactLimit.case_id == case.id)
    row = db.session.execute(query.order_by(ContactLimit.id.desc(), LimitDecision.id.desc()).limit(1)).first()
    if row is None:
        return {}
    limit = row.ContactLimit
    return {
        "limit.what": limit.what,
        "limit.reasons": row.reasons,
        "limit.ended_on": day(limit.ended_on) if limit.ended_on else "",
        "limit.until_on": day(limit.until_on),
        "limit.review_on": day(limit.review_on),
        "limit.decider": f"{row.name or 'Casework'}, manager",
        "limit.challenge": limit.challenge,
    }


def _logged(case: Case) -> Values:
    """What was answered to the questions of its type when it was logged."""
    codes = [question.code for question in WORKFLOWS[case.case_type].opening_asks]
    if not codes:
        return {}
    query = select(Answer.code, Answer.value).where(Answer.case_id == case.id, Answer.code.in_(codes))
    first: Values = {}
    for row in db.session.execute(query.order_by(Answer.id)):
        first.setdefault(f"logged.{row.code}", row.value)
    return first
