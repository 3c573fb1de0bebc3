"""What was answered to the questions of a step, or of the form that logs a case: the words that were shown."""

import datetime as dt
from collections.abc import Iterable, Mapping

from casework.extensions import db
from casework.models import Answer, CaseEvent
from workflows.engine import Question
from workflows.registry import options


def keep(event: CaseEvent, questions: Iterable[Question], given: Mapping[str, object]) -> None:
    """Keep what was answered; a question that was left empty, or answered with no, keeps nothing."""
    for question in questions:
        value = given.get(question.code)
        if value in (None, "", False) or question.kind in ("organisation", "surgery_time"):
            # what an organisation is called is the answer to another question, and the event says which time
            continue
        shown = dict(options(question)).get(str(value), in_words(value))
        db.session.add(
            Answer(event_id=event.id, case_id=event.case_id, code=question.code, label=question.label, value=shown)
        )
    db.session.flush()


def keep_words(event: CaseEvent, said: Iterable[tuple[str, str, str]]) -> None:
    """Keep words that belong to an event and are not for the event itself: code, label, text."""
    db.session.add_all(
        Answer(event_id=event.id, case_id=event.case_id, code=code, label=label, value=value)
        for code, label, value in said
    )
    db.session.flush()


def in_words(value: object) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, dt.date):
        return value.strftime("%-d %B %Y")
    return str(value)
