"""Whether mail to staff is still to be told at the moment of sending: its clock still runs to that date, its letter
still waits, its recipient still works here and may see the case."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, String, and_, case, cast, exists, literal, not_, or_
from sqlalchemy.orm import aliased

from casework.access import visible_to
from casework.models import Case, Clock, ContactLimit, DirectoryEntry, Letter, Message, Task, User
from casework.services.record.tasks import REMINDED

ACCOUNT = "account"
"""The kind of mail to somebody about their own account."""
NO_ACCESS = "The account was closed, or the person may not see the case any more."
ENDED = "The step was taken, or the case was closed or put on hold, before this went out."
MOVED = "The date was moved before this went out."
SETTLED = "Somebody saw to it before this went out."
EMPTY = "Nothing that it was to say was needed any more."
ANOTHER_PERSON = "Somebody else looks after this now, and is told instead."
LATER_ONE = "A later reminder about the same date took its place."
TOLD_AGAIN = (NO_ACCESS, ENDED, MOVED, SETTLED, ANOTHER_PERSON)
"""Reasons that may pass, e.g. a hold that ends: if it is to be told after all, it is."""


def is_wanted(message: FromClause) -> ColumnElement[bool]:
    """The condition on a row of the message table, or an alias of it. A letter to the public is wanted until
    somebody gives it up, and so is what somebody is told about their own account, also once it is closed."""
    c = message.c
    return or_(
        c.letter_id.is_not(None),
        c.kind == ACCOUNT,
        and_(line_is_wanted(message), or_(c.kind != "digest", _has_a_line(c))),
    )


def why_not(message: FromClause) -> ColumnElement[str]:
    """The sentence that says why a row is not wanted."""
    c = message.c
    runs = exists().where(Clock.id == c.clock_id, Clock.state == "running")
    return case(
        (c.kind == "digest", EMPTY),
        (not_(_may_know(c)), NO_ACCESS),
        (and_(c.clock_id.is_not(None), not_(runs)), ENDED),
        (c.clock_id.is_not(None), MOVED),
        else_=SETTLED,
    )


def is_withdrawn() -> ColumnElement[bool]:
    """The condition on `Message` under which it was skipped for a reason that may pass, so that it may be told yet."""
    return and_(Message.state == "given_up", or_(*(Message.last_error == reason for reason in TOLD_AGAIN)))


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
    limited = exists().where(
        ContactLimit.ended_on.is_(None), ContactLimit.review_on == c.due_on, _about("limit", ContactLimit.id) == c.about
    )
    stale = exists().where(
        DirectoryEntry.in_use(c.due_on),
        or_(DirectoryEntry.verified_on.is_(None), DirectoryEntry.verified_on < c.due_on),
        entry_as_it_is(DirectoryEntry.id, DirectoryEntry.row_version) == c.about,
    )
    is_open = and_(Task.case_id == c.case_id, Task.done_at.is_(None), Task.due_on == c.due_on)
    to_do = exists().where(is_open, _about("task", Task.id) == c.about)
    return case(
        (c.rule == "letter_unsigned", waits),
        (c.rule.in_(REMINDED), to_do),
        (c.rule == "limit_review", limited),
        (c.rule == "message_failed", failed),
        (c.rule == "directory_entry", stale),
        else_=literal(True),
    )


def _has_a_line(c: Any) -> ColumnElement[bool]:
    line = Message.__table__.alias("line")
    return exists().where(line.c.digest_id == c.id, line.c.state == "bundled", line_is_wanted(line))


def entry_as_it_is(number: Any, version: Any) -> ColumnElement[str]:
    """What a notice about an entry of the directory is about: whoever changes an entry makes another notice of it."""
    return _about("directory", number).concat(":").concat(cast(version, String))


def _about(kind: str, number: Any) -> ColumnElement[str]:
    return literal(f"{kind}:").concat(cast(number, String))
