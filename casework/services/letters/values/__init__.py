"""What the merge fields of a letter say for one case: days in full, findings in the words of the Act."""

import datetime as dt
from collections.abc import Callable, Mapping

from casework import clock as wall
from casework.case_types import CASE_TYPES
from casework.extensions import db
from casework.letters.language import Prepared, fields_of, merge
from casework.models import Part, PartnerQuestion, Person, Recommendation
from casework.services.letters.letter_templates import in_force
from casework.services.letters.recipients import Recipient
from casework.services.letters.values import (
    appointment,
    case,
    due_days,
    office,
    partner_question,
    recommendation,
    review,
)
from casework.services.letters.values.occasion import Occasion as Occasion
from casework.services.letters.values.occasion import Used, asks
from casework.services.letters.values.occasion import Values as Values
from casework.services.letters.values.occasion import day as day
from casework.services.people.unnamed import written_name
from workflows.letters import PARAGRAPHS
from workflows.registry import options

OF_PARTS: Mapping[type[Part], Callable[[Occasion], Values]] = {
    Recommendation: recommendation.fields,
    PartnerQuestion: partner_question.fields,
}


def of(occasion: Occasion, recipient: Recipient, *, used: Used = None) -> Values:
    """Every field that has a value, by its dotted name; where it is known what is `used`, what that takes and no more.
    A field that is absent reads as a gap."""
    today = wall.today()
    paragraphs = _paragraphs(today, used)
    if used is not None:
        used = used.union(*(fields_of(body) for body in paragraphs.values()))
    values = {
        "today": day(today),
        "recipient.name": _named(recipient),
        "sender.name": occasion.actor.name,
        **office.fields(),
        **case.fields(occasion.case, used),
        **_answers(occasion),
        **due_days.fields(occasion, today, used),
        **appointment.fields(occasion, used),
    }
    if CASE_TYPES[occasion.case.case_type].is_review:
        values |= review.fields(occasion, today, used)
    if occasion.subject.part is not None:
        values |= OF_PARTS[type(occasion.subject.part)](occasion)
    return values | {name: Prepared(merge(body, values).strip()) for name, body in paragraphs.items()}


def _named(recipient: Recipient) -> str:
    """Whom the letter speaks to: somebody who is reached through an organisation is still spoken to by name."""
    if recipient.person_id is None:
        return recipient.name
    return written_name(db.session.get_one(Person, recipient.person_id))


def _answers(occasion: Occasion) -> Values:
    """What was answered in the step, in the words of its choices."""
    asked = {question.code: question for question in occasion.move.asks} if occasion.move else {}
    values: Values = {}
    for code, answer in occasion.answers.items():
        if code in asked and answer not in (None, "", False):
            shown = dict(options(asked[code])).get(str(answer))
            values[f"answers.{code}"] = shown or (day(answer) if isinstance(answer, dt.date) else str(answer))
    return values


def _paragraphs(today: dt.date, used: Used) -> dict[str, str]:
    """The standard paragraphs in force, as they are worded, with the field that each stands in."""
    names = {f"standard.{name}": code for code, (name, _) in PARAGRAPHS.items()}
    return {name: in_force(code, today).body for name, code in names.items() if asks(used, name)}
