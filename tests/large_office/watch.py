"""What each statement reads, as the database itself counts it.

SQLite counts the steps of its virtual machine, PostgreSQL the rows that its plan touched. Both are the same on every
machine and at every load, unlike a time.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Engine, event

EACH = 200
"""Steps between two looks at SQLite's machine."""


@dataclass(slots=True)
class Asked:
    """One statement with what it read: steps on SQLite, rows on PostgreSQL."""

    text: str
    given: Any
    read: int = 0


@dataclass(slots=True)
class Watch:
    """The statements of a page, in order."""

    asked: list[Asked] = field(default_factory=list)

    def note(self, text: str, given: Any) -> None:
        self.asked.append(Asked(text, given))

    def count(self) -> int:
        """SQLite stops a statement where this does not give 0."""
        if self.asked:
            self.asked[-1].read += EACH
        return 0


@contextmanager
def watching(engine: Engine) -> Iterator[Watch]:
    """Keep every statement that goes through the engine."""
    watch, watched = Watch(), []

    def before(connection: Connection, _cursor: Any, text: str, given: Any, _context: Any, _many: bool) -> None:
        watch.note(text, given)
        driver = connection.connection.dbapi_connection
        if engine.dialect.name == "sqlite" and driver is not None and driver not in watched:
            driver.set_progress_handler(watch.count, EACH)
            watched.append(driver)

    event.listen(engine, "before_cursor_execute", before)
    try:
        yield watch
    finally:
        event.remove(engine, "before_cursor_execute", before)
        for driver in watched:
            driver.set_progress_handler(None, 0)
    if engine.dialect.name == "postgresql":
        _count_rows(engine, watch)


def _count_rows(engine: Engine, watch: Watch) -> None:
    """PostgreSQL tells what a plan read only while it carries it out: what was read is read once more; what was
    written is only planned, and counts what the planner expects."""
    with engine.connect() as connection:
        for asked in watch.asked:
            verb = asked.text.lstrip("( ")[:6].upper()
            if verb not in ("SELECT", "UPDATE", "DELETE"):
                continue
            reads = verb == "SELECT" and "FOR UPDATE" not in asked.text
            how = "ANALYZE, TIMING OFF, FORMAT JSON" if reads else "FORMAT JSON"
            found = connection.exec_driver_sql(f"EXPLAIN ({how}) {asked.text}", asked.given).scalar_one()
            plan = found if isinstance(found, list) else json.loads(found)
            asked.read = _rows_of(plan[0]["Plan"], actual=reads)
        connection.rollback()


def _rows_of(node: dict[str, Any], *, actual: bool) -> int:
    inner = sum(_rows_of(one, actual=actual) for one in node.get("Plans", ()))
    if "Scan" not in node["Node Type"]:
        return inner
    if not actual:
        return inner + int(node["Plan Rows"])
    kept = node["Actual Rows"] + node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
    return inner + int(kept * node["Actual Loops"])
