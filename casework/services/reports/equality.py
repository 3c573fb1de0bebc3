"""Equality data (rulebook 8.8): asked if somebody wishes, kept apart, shown and counted to few, deleted when they wish.

That it was recorded, looked at or deleted is in the history of the office; what was said is nowhere but in its table.
"""

from collections.abc import Mapping

from sqlalchemy import delete, select

from casework import clock
from casework.access import Actor, Permission, require
from casework.errors import Invalid
from casework.extensions import db
from casework.models import EqualityAnswer
from casework.services.people import people
from casework.services.record import codes, history, tokens
from casework.services.record.tokens import Sent

NOTHING = "Choose an answer, or go back. Nobody has to answer anything."


def look(person_id: int, *, sent: Sent, actor: Actor) -> Mapping[str, str]:
    """What somebody said, by question; that it was looked at is noted. Raises `NotAllowed`, `NotFound`."""
    number = _begin(person_id, sent, actor)
    history.record(history.Kind.EQUALITY_OPENED, actor=actor, data={"person_id": number})
    return _said(number)


def record(person_id: int, given: Mapping[str, str], *, sent: Sent, actor: Actor) -> None:
    """Keep what somebody says of themselves, in place of what they said before. Raises `NotAllowed`, `NotFound`, and
    `Invalid` where nothing is said, or what no list has."""
    number = _begin(person_id, sent, actor)
    said = {question: answer for question, answer in given.items() if answer}
    if not said:
        raise Invalid("", NOTHING)
    for question, answer in said.items():
        if answer != codes.NOT_SAID and answer not in codes.labels(codes.answers_to(question)):
            raise Invalid(question, "Choose one of the list.")
    _forget(number)
    db.session.add_all(
        EqualityAnswer(person_id=number, question=question, answer=answer, recorded_on=clock.today())
        for question, answer in said.items()
    )
    history.record(history.Kind.EQUALITY_RECORDED, actor=actor, data={"person_id": number})


def forget(person_id: int, *, sent: Sent, actor: Actor) -> None:
    """Delete all that somebody said, as they wish. Raises `NotAllowed`, `NotFound`."""
    number = _begin(person_id, sent, actor)
    _forget(number)
    history.record(history.Kind.EQUALITY_DELETED, actor=actor, data={"person_id": number})


def _begin(person_id: int, sent: Sent, actor: Actor) -> int:
    require(actor, Permission.EQUALITY_ASK)
    tokens.use(sent, actor=actor)
    return people.load_person(person_id, actor=actor).id


def _said(person_id: int) -> dict[str, str]:
    """Where two records of one person are one, the later answer."""
    query = select(EqualityAnswer.question, EqualityAnswer.answer).where(EqualityAnswer.person_id == person_id)
    return {row.question: row.answer for row in db.session.execute(query.order_by(EqualityAnswer.id))}


def _forget(person_id: int) -> None:
    db.session.execute(delete(EqualityAnswer).where(EqualityAnswer.person_id == person_id))
