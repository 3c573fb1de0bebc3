"""Whether something could be saved now, found out without saving anything."""

import os
import shutil
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from casework.extensions import db

ROOM_NEEDED = 16 * 1024 * 1024
"""Bytes free beside SQLite's file, for its log."""
NOTHING_CAN_BE_SAVED = (
    "Nothing can be saved: the disk is full, or the database takes no changes. "
    "Make room, or look at the database server."
)


def is_possible() -> bool:
    """False for a full disk or a file that may not be written (SQLite), a server that only reads (PostgreSQL), and a
    database that does not answer."""
    try:
        if db.engine.dialect.name == "postgresql":
            return bool(db.session.scalar(text("SELECT current_setting('transaction_read_only') = 'off'")))
        db.session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        return False
    return _has_room(Path(db.engine.url.database or ""))


def _has_room(file: Path) -> bool:
    may_write = os.access(file, os.W_OK) and os.access(file.parent, os.W_OK)
    return may_write and shutil.disk_usage(file.parent).free >= ROOM_NEEDED
