"""What is asked of the database, for tests that hold the number of statements."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from sqlalchemy import event

from casework.extensions import db


@contextmanager
def asked(app: Flask) -> Iterator[list[str]]:
    """The statements that go to the database meanwhile, without the beginnings of transactions."""
    found: list[str] = []

    def note(_connection: object, _cursor: object, text: str, *_: object) -> None:
        if not text.startswith("BEGIN"):
            found.append(text)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", note)
