"""What goes to and fro between two people: the text that was written last, the comments on it, what was changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from casework.extensions import db
from casework.models import Answer
from casework.pages.record import compared
from casework.pages.record.case import Head
from casework.pages.record.compared import Mark
from workflows.engine import Move
from workflows.registry import options

COMMENTS = "comments"


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """`texts`: what was answered last to the questions of a step that are carried on, by code. `comments`: what was
    said when it was sent back since."""

    texts: Mapping[str, str] = field(default_factory=dict)
    comments: str = ""


def of(head: Head, move: Move) -> Carried:
    """No query for a step that carries nothing on."""
    carried = [question for question in move.asks if question.carried]
    codes = {question.code: {words: code for code, words in options(question)} for question in carried}
    if not codes:
        return Carried()
    query = select(Answer.code, Answer.value).where(Answer.case_id == head.id, Answer.code.in_([*codes, COMMENTS]))
    texts: dict[str, str] = {}
    comments = ""
    for row in db.session.execute(query.order_by(Answer.id)):
        if row.code == COMMENTS:
            comments = row.value
        else:
            texts[row.code] = codes[row.code].get(row.value, row.value)
            comments = ""
    return Carried(texts=texts, comments=comments)


def changes(head: Head, move: Move, answers: Mapping[str, Any]) -> Sequence[Sequence[Mark]]:
    """What is changed in a carried text beside what was answered last; nothing where it is the same."""
    before = of(head, move).texts
    for question in move.asks:
        old, new = before.get(question.code, ""), str(answers.get(question.code) or "")
        if question.carried and question.kind == "text" and old and old.strip() != new.strip():
            return compared.lines(old.splitlines(), new.splitlines())
    return ()
