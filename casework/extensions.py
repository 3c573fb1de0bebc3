"""Extension objects, unbound until `create_app`, and how each database is opened."""

from functools import partial
from typing import Any, TypeVarTuple

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
    usual = writers.patience.milliseconds

    def begin(connection: Connection) -> None:
        if not writing.get():
            connection.exec_driver_sql("BEGIN")
            return
        if hurried.get():
            _begin_to_write(connection, usual, 0)
        else:
            writers.wait(partial(_begin_to_write, connection, usual))

    event.listen(engine, "connect", partial(_open_sqlite, usual))
    event.listen(engine, "begin", begin)


def _open_sqlite(usual: int, connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    for pragma in (*SQLITE_PRAGMAS, f"busy_timeout={usual}"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_to_write(connection: Connection, usual: int, milliseconds: int) -> None:
    if milliseconds == usual:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        return
    connection.exec_driver_sql(f"PRAGMA busy_timeout={milliseconds}")
    try:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    finally:
        connection.exec_driver_sql(f"PRAGMA busy_timeout={usual}")


def _open_postgres(milliseconds: int, connection: Any, _record: Any) -> None:
    connection.execute(f"SET lock_timeout = {milliseconds}")
    connection.commit()


def _release_inherited_connections(engine: Engine) -> None:
    """A connection made before the fork belongs to the parent process."""
    engine.dispose(close=False)
