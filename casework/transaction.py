"""Who commits: the edge of a request, a job or a command, and nothing else.

What must happen after the commit (jobs) waits in the outbox and leaves once the commit has succeeded.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask, Response, flash, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from casework import outbox
from casework.extensions import db
from casework.rendering import QuickEnvironment
from casework.writing import writing

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
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
        _finish(response)
        return response

    def do_teardown_request(self, *arguments: object, **keywords: object) -> None:
        super().do_teardown_request(*arguments, **keywords)  # type: ignore[arg-type]
        writing.set(False)


def _finish(response: Response) -> None:
    if request.method in SAFE_METHODS or response.status_code >= 400:
        db.session.rollback()
        return
    db.session.commit()
    if not outbox.deliver(db.session):
        flash(MAIL_WILL_FOLLOW, "warning")
