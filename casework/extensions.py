"""Extension objects, unbound until `create_app`, and how each database is opened."""

from typing import Any, TypeVarTuple

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import CompoundSelect, Connection, CursorResult, Engine, Select, event

from casework.models.base import Base
from casework.writing import writing

Columns = TypeVarTuple("Columns")

db = SQLAlchemy(metadata=Base.metadata, disable_autonaming=True)

SQLITE_PRAGMAS = (
    "journal_mode=WAL",
    "busy_timeout=10000",
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


def prepare_engine(app: Flask) -> None:
    """Make SQLite safe for several writers.

    Without BEGIN IMMEDIATE two read-then-write transactions lose updates silently; a reader takes a plain
    BEGIN and is never kept waiting (ADR 0001). PostgreSQL needs none of this.
    """
    with app.app_context():
        engine = db.engine
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _open_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    _release_inherited_connections(engine)


def _open_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    for pragma in SQLITE_PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing.get() else "BEGIN")


def _release_inherited_connections(engine: Engine) -> None:
    """A connection made before the fork belongs to the parent process."""
    engine.dispose(close=False)
