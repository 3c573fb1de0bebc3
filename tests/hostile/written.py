"""Which tables were written to and kept, as each database is told."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from sqlalchemy import Connection, event

from casework.extensions import db

_WRITES = re.compile(r"\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+\"?(\w+)")


class Written:
    """The tables of what was committed since `forget`."""

    def __init__(self) -> None:
        self.kept: set[str] = set()
        self._open: dict[int, set[str]] = {}

    def forget(self) -> None:
        self.kept.clear()

    def note(self, connection: Connection, _cursor: object, text: str, *_: object) -> None:
        if found := _WRITES.match(text):
            self._open.setdefault(id(connection.connection.dbapi_connection), set()).add(found[1])

    def commit(self, connection: Connection) -> None:
        self.kept |= self._open.pop(id(connection.connection.dbapi_connection), set())

    def roll_back(self, connection: Connection) -> None:
        self._open.pop(id(connection.connection.dbapi_connection), None)


@contextmanager
def watching(app: Flask) -> Iterator[Written]:
    written = Written()
    with app.app_context():
        engine = db.engine
    listeners = (("before_cursor_execute", written.note), ("commit", written.commit), ("rollback", written.roll_back))
    for name, listener in listeners:
        event.listen(engine, name, listener)
    try:
        yield written
    finally:
        for name, listener in listeners:
            event.remove(engine, name, listener)
