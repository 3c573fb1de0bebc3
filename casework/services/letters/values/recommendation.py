"""A recommendation and the answer to it."""

from sqlalchemy import select

from casework.extensions import db
from casework.models import Case, Clock, Recommendation
from casework.services.letters.values.occasion import Occasion, Values, day
from casework.services.types import recommendation as own_of_recommendations
from workflows.recommendation import RESPONSE_CLOCKS
from workflows.recommendation_types import TYPES

ANSWERED = {"accepted": "accepted", "part_accepted": "accepted in part", "rejected": "not accepted"}


def fields(occasion: Occasion) -> Values:
    """The recommendation as it will be after the step, so that the letter can be read before it."""
    row = own_of_recommendations.of(occasion.subject)
    state = occasion.move.target.value if occasion.move else row.response or row.state
    said = "\n\n".join(str(occasion.answers[code]) for code in ("steps", "reasons") if occasion.answers.get(code))
    answer = select(Clock.due_on).where(occasion.subject.key.owns(Clock), Clock.code.in_(RESPONSE_CLOCKS))
    due_on = db.session.scalar(answer)
    return {
        "recommendation.number": str(row.number),
        "recommendation.text": row.text,
        "recommendation.addressed_to": row.addressed_to,
        "recommendation.issued_on": day(row.issued_on),
        "recommendation.due_on": day(due_on),
        "recommendation.answer": ANSWERED.get(state, ""),
        "recommendation.answer_text": said or row.response_text or "",
        "recommendation.implemented_on": day(row.implemented_on),
    }


def all_of(case: Case) -> list[Values]:
    query = select(Recommendation).where(Recommendation.case_id == case.id).order_by(Recommendation.number)
    return [
        {
            "number": str(row.number),
            "text": row.text,
            "kind": TYPES.get(row.rec_type, row.rec_type),
            "addressed_to": row.addressed_to,
            "answer": ANSWERED.get(row.response or "", ""),
            "answer_text": row.response_text or "",
        }
        for row in db.session.scalars(query)
    ]
