"""Keeping files whole, under the SHA-256 of their bytes."""

import hashlib

from sqlalchemy import Insert
from sqlalchemy.dialects import postgresql, sqlite

from casework import clock
from casework.errors import Damaged
from casework.extensions import db
from casework.models import StoredFile


def keep(content: bytes) -> str:
    """Keep the bytes, once however often they come. Returns their SHA-256 in hex.

    One statement: two who keep the same bytes at the same moment do not get in each other's way.
    """
    sha256 = digest(content)
    row = {"sha256": sha256, "size": len(content), "content": content, "stored_at": clock.now()}
    db.session.execute(_insert(), [row])
    return sha256


def digest(content: bytes) -> str:
    """The name under which bytes are kept."""
    return hashlib.sha256(content).hexdigest()


def content(sha256: str) -> bytes:
    """The bytes. Raises `Damaged` where they are not what was kept."""
    found = db.session.get_one(StoredFile, sha256).content
    if digest(found) != sha256:
        raise Damaged(sha256)
    return found


def _insert() -> Insert:
    dialect = db.session.get_bind().dialect.name
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    return insert(StoredFile).on_conflict_do_nothing()
