"""Extension objects, unbound until `create_app`, and how each database is opened."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, TypeVarTuple, cast

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import CompoundSelect, Connection, CursorResult, Engine, Select, event

from casework.models.base import Base
from casework.patience import Patience, Writers
from casework.writing import hurried, writing

Columns = TypeVarTuple("Columns")

db = SQLAlchemy(metadata=Base.metadata, disable_autonaming=True)

SQLITE_PRAGMAS = (
    "journal_mode=WAL",
    "foreign_keys=ON",
    "synchronous=FULL",
    "cache_size=-8000",
)


def read(statement: Select[*Columns] | CompoundSelect[*Columns], **given: Any) -> CursorResult[*Columns]:
    """The columns that a statement selects, without a detour through the ORM. What the session has not flushed yet is
    not seen.

    `given` are its bound parameters. Where people wait for it the statement is made once (`@cache`): to make one takes
    ten times as long as to carry it out.
    """
    return db.session.connection().execute(statement, given)


def prepare_engine(app: Flask, patience: Patience) -> None:
    """Make SQLite safe for several writers, and let nobody wait for a lock longer than `patience` says.

    Without BEGIN IMMEDIATE two read-then-write transactions lose updates silently; a reader takes a plain
    BEGIN and is never kept waiting (ADR 0001).
    """
    with app.app_context():
        engine = db.engine
    if engine.dialect.name == "sqlite":
        _prepare_sqlite(engine, Writers(patience))
    else:
        event.listen(engine, "connect", partial(_open_postgres, patience.milliseconds))
    _release_inherited_connections(engine)


def _prepare_sqlite(engine: Engine, writers: Writers) -> None:
    def begin(connection: Connection) -> None:
        if not writing.get():
            connection.exec_driver_sql("BEGIN")
        elif hurried.get() or not writers.wait(partial(_has_begun, connection)):
            _begin_to_write(connection)

    event.listen(engine, "connect", partial(_open_sqlite, writers.patience.milliseconds))
    event.listen(engine, "begin", begin)


def _open_sqlite(milliseconds: int, connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    for pragma in (*SQLITE_PRAGMAS, f"busy_timeout={milliseconds}"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_to_write(connection: Connection) -> None:
    """Raise `OperationalError` at once where another writes."""
    with _unwilling_to_wait(connection):
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _has_begun(connection: Connection) -> bool:
    """False where another writes. Beside SQLAlchemy, which would make an error of its own of each try."""
    with _unwilling_to_wait(connection) as opened:
        try:
            opened.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as problem:
            if problem.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise
            return False
        return True


@contextmanager
def _unwilling_to_wait(connection: Connection) -> Iterator[sqlite3.Connection]:
    opened = cast("sqlite3.Connection", connection.connection.dbapi_connection)
    usual = opened.execute("PRAGMA busy_timeout").fetchone()[0]
    opened.execute("PRAGMA busy_timeout=0")
    try:
        yield opened
    finally:
        opened.execute(f"PRAGMA busy_timeout={usual}")


def _open_postgres(milliseconds: int, connection: Any, _record: Any) -> None:
    connection.execute(f"SET lock_timeout = {milliseconds}")
    connection.commit()


def _release_inherited_connections(engine: Engine) -> None:
    """A connection made before the fork belongs to the parent process."""
    engine.dispose(close=False)
