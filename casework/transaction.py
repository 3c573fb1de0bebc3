"""Who commits: the edge of a request, a job or a command, and nothing else.

What must happen after the commit (jobs) waits in the outbox and leaves once the commit has succeeded.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import structlog
from flask import Flask, Response, flash, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from casework import openings, outbox
from casework.extensions import db
from casework.openings import Shown
from casework.rendering import QuickEnvironment
from casework.writing import hurried, writing

log = structlog.get_logger(__name__)
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
LEADS_ELSEWHERE = frozenset({301, 302, 303, 307, 308})
"""Answers without a page."""
MAIL_WILL_FOLLOW = (
    "Your change is saved. The queue cannot be reached just now, so mail and counts will follow as soon as it is back."
)


@contextmanager
def unit_of_work() -> Iterator[None]:
    """One transaction of a job or a command: commits at the end, rolls back on any error."""
    token = writing.set(True)
    try:
        yield
        db.session.commit()
    except BaseException:
        db.session.rollback()
        outbox.forget(db.session)
        raise
    finally:
        writing.reset(token)
    outbox.deliver(db.session)


@contextmanager
def aside() -> Iterator[None]:
    """A small write of its own inside a reading request: the log of who opened a restricted case."""
    db.session.rollback()
    with unit_of_work():
        yield


@contextmanager
def in_passing() -> Iterator[None]:
    """A small write beside a request that is left out where somebody else writes just now: nobody waits for it.

    What was read before is read anew.
    """
    token = hurried.set(True)
    try:
        with aside():
            yield
    except OperationalError as problem:
        log.debug("written_another_time", problem=type(problem).__name__)
    finally:
        hurried.reset(token)


@contextmanager
def reading() -> Iterator[None]:
    """A reading of its own within a request that writes, before it does or once it was refused: nobody waits for it.

    Nothing that was read in it is at hand afterwards, and what was written before is taken back.
    """
    if not writing.get():
        yield
        return
    db.session.rollback()
    token = writing.set(False)
    try:
        yield
    finally:
        db.session.rollback()
        writing.reset(token)


@contextmanager
def snapshot() -> Iterator[None]:
    """A reading that sees one moment of the database however long it takes, and keeps nobody waiting."""
    db.session.rollback()
    if db.engine.dialect.name == "postgresql":
        db.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    try:
        yield
    finally:
        db.session.rollback()


@contextmanager
def beside() -> Iterator[Connection]:
    """A small write that others see at once, on a connection of its own, while a reading goes on."""
    token = writing.set(True)
    try:
        with db.engine.begin() as connection:
            yield connection
    finally:
        writing.reset(token)


class CaseworkFlask(Flask):
    """Flask whose dispatch ends in one commit (a change that was accepted) or one rollback (all else)."""

    jinja_environment = QuickEnvironment

    def log_exception(self, exc_info: Any) -> None:
        """Outside of development nothing: Flask would write the words of the exception, which may carry somebody's
        data, before `error_pages` logs what happened without them."""
        if self.config["CASEWORK_ENV"] == "development":
            super().log_exception(exc_info)

    def preprocess_request(self) -> ResponseReturnValue | None:
        writing.set(request.method not in SAFE_METHODS)
        return super().preprocess_request()

    def dispatch_request(self) -> ResponseReturnValue:
        response = self.make_response(super().dispatch_request())
        _finish(response, self.extensions["note_openings"])
        return response

    def do_teardown_request(self, *arguments: object, **keywords: object) -> None:
        super().do_teardown_request(*arguments, **keywords)  # type: ignore[arg-type]
        writing.set(False)


def _finish(response: Response, note: Callable[[Shown], None]) -> None:
    """What was refused is taken back, also where the page shows a restricted case again: that somebody saw it stays."""
    shown = openings.take()
    if response.status_code in LEADS_ELSEWHERE:
        shown = None
    if request.method in SAFE_METHODS or response.status_code >= 400:
        db.session.rollback()
        if shown is not None:
            with unit_of_work():
                note(shown)
        return
    if shown is not None:
        note(shown)
    db.session.commit()
    if not outbox.deliver(db.session):
        flash(MAIL_WILL_FOLLOW, "warning")
