"""Whether mail to staff is still to be told at the moment of sending: its clock still runs to that date, its letter
still waits, its recipient still works here and may see the case."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, String, and_, case, cast, exists, literal, or_
from sqlalchemy.orm import aliased

from casework.access import visible_to
from casework.models import Case, Clock, DirectoryEntry, Letter, Message, User


def is_wanted(message: FromClause) -> ColumnElement[bool]:
    """The condition on a row of the message table, or an alias of it. A letter to the public is wanted until
    somebody gives it up."""
    c = message.c
    return or_(c.letter_id.is_not(None), and_(line_is_wanted(message), or_(c.kind != "digest", _has_a_line(c))))


def line_is_wanted(message: FromClause) -> ColumnElement[bool]:
    """The same for one line of a digest."""
    c = message.c
    runs = exists().where(Clock.id == c.clock_id, Clock.state == "running", Clock.due_on == c.due_on)
    return and_(_may_know(c), or_(c.clock_id.is_(None), runs), _subject_is_there(c))


def _may_know(c: Any) -> ColumnElement[bool]:
    works = exists().where(User.id == c.recipient_id, User.is_enabled)
    reads = exists().where(User.id == c.recipient_id, User.is_enabled, Case.id == c.case_id, visible_to(User.id))
    return or_(and_(c.case_id.is_(None), works), and_(c.case_id.is_not(None), reads))


def _subject_is_there(c: Any) -> ColumnElement[bool]:
    """What a notice is about still needs somebody."""
    waits = exists().where(
        Letter.case_id == c.case_id, Letter.status == "submitted", _about("letter", Letter.id) == c.about
    )
    other = aliased(Message)
    failed = exists().where(other.state.in_(("failed", "uncertain")), _about("message", other.id) == c.about)
    stale = exists().where(
        DirectoryEntry.is_active,
        or_(DirectoryEntry.verified_on.is_(None), DirectoryEntry.verified_on < c.due_on),
        _about("directory", DirectoryEntry.id) == c.about,
    )
    return case(
        (c.rule == "letter_unsigned", waits),
        (c.rule == "message_failed", failed),
        (c.rule == "directory_entry", stale),
        else_=literal(True),
    )


def _has_a_line(c: Any) -> ColumnElement[bool]:
    line = Message.__table__.alias("line")
    return exists().where(line.c.digest_id == c.id, line.c.state == "bundled", line_is_wanted(line))


def _about(kind: str, number: Any) -> ColumnElement[str]:
    return literal(f"{kind}:").concat(cast(number, String))
