"""Keeping files whole, under the SHA-256 of their bytes: small ones in the database, all others in the folder; and
whether a file may be opened.

No file is in memory whole unless it is small enough for the database.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum
from io import BytesIO
from typing import BinaryIO

from sqlalchemy import ColumnElement, Insert, case, delete, exists, literal, select, update
from sqlalchemy.dialects import postgresql, sqlite

from casework import clock
from casework.errors import Damaged, KeptShut, StoreAway
from casework.extensions import db
from casework.models import Document, FileCheck, FileText, StoredFile
from casework.storing import store
from casework.storing.folder import PIECE, Place

DATABASE, FOLDER, OBJECTS, DESTROYED = "database", "folder", "objects", "destroyed"
IS_DESTROYED = "This file was destroyed. What is left says when and why, and not what it was."

OF_FILES = frozenset({FileText.__tablename__, FileCheck.__tablename__})
"""Tables that say something of a file: they do not keep it."""
WAITS = (
    "It waits to be checked for viruses, which takes a minute or two. Nobody can open it before. Where it takes "
    "longer, tell whoever runs Casework: the scanner may be away."
)
NOT_LOOKED_AT = (
    "The virus scanner could not look at it, so nobody can open it. It is tried again each hour. Whoever runs Casework "
    "sees the reason in the log."
)
INFECTED = "A virus was found in it, so nobody can open it. Ask whoever sent it for another copy."


class Check(StrEnum):
    """What the virus scanner said of a file."""

    CLEAN = "clean"
    INFECTED = "infected"
    NOT_LOOKED_AT = "not_looked_at"


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A file that lies at the `place` where it will be kept, as yet without a row. `content` is that of a row alone."""

    sha256: str
    size: int
    place: str
    content: bytes = b""


def prepare(source: BinaryIO) -> Prepared:
    """Read a file from its beginning and put a large one into the folder or bucket. No database is asked, so nobody
    waits for it meanwhile; whatever gets no row is removed after a day. Raises `StoreAway`."""
    sha256, size = digest_of(source)
    source.seek(0)
    where = store.current()
    if size <= where.in_database:
        return Prepared(sha256=sha256, size=size, place=DATABASE, content=source.read())
    place = _place_of_large()
    _store(place).add(source, sha256)
    return Prepared(sha256=sha256, size=size, place=place)


def keep_prepared(found: Prepared) -> str:
    """Keep it, once however often it comes. Returns the SHA-256 in hex.

    One statement: two who keep the same bytes at the same moment do not get in each other's way.
    """
    db.session.execute(_insert(), [{**asdict(found), "stored_at": clock.now()}])
    return found.sha256


def keep(content: bytes) -> str:
    """Keep bytes. Raises `StoreAway`."""
    return keep_prepared(prepare(BytesIO(content)))


def digest(content: bytes) -> str:
    """The name under which bytes are kept."""
    return hashlib.sha256(content).hexdigest()


def digest_of(source: BinaryIO) -> tuple[str, int]:
    """The same of a file, which is read from its beginning, with its size."""
    source.seek(0)
    read, size = hashlib.sha256(), 0
    while piece := source.read(PIECE):
        read.update(piece)
        size += len(piece)
    return read.hexdigest(), size


def content(sha256: str) -> bytes:
    """The bytes. Raises `Damaged` where they are not what was kept, `StoreAway` where they cannot be reached."""
    with opened(sha256) as file:
        return file.read()


def opened(sha256: str) -> BinaryIO:
    """The file, at its beginning, once it was compared with what was kept. Raises as `content` does, and `KeptShut`
    for one that was destroyed."""
    row = db.session.execute(select(StoredFile.place, StoredFile.content).where(StoredFile.sha256 == sha256)).one()
    if row.place == DESTROYED:
        raise KeptShut(IS_DESTROYED)
    file = BytesIO(row.content) if row.place == DATABASE else _store(row.place).open(sha256)
    if digest_of(file)[0] != sha256:
        file.close()
        raise Damaged(sha256)
    file.seek(0)
    return file


def check_of_document() -> ColumnElement[str | None]:
    """For `why_shut`, of a document whose check is joined."""
    return case((Document.destroyed_at.is_not(None), literal(DESTROYED)), else_=FileCheck.state)


def why_shut(check: str | None) -> str:
    """Why nobody may open a file, by what the scanner said of it, or "": where a scanner is set it is opened only once
    it was found clean; infected it never is."""
    if check == DESTROYED:
        return IS_DESTROYED
    if check == Check.INFECTED:
        return INFECTED
    if store.current().scanner is None or check == Check.CLEAN:
        return ""
    return WAITS if check is None else NOT_LOOKED_AT


def reason(sha256: str) -> str:
    """The same of one file."""
    return why_shut(db.session.scalar(select(FileCheck.state).where(FileCheck.sha256 == sha256)))


def opened_for_somebody(sha256: str) -> BinaryIO:
    """A file for whoever wants to see it. Raises as `opened` does, and `KeptShut`."""
    why = reason(sha256)
    if why:
        raise KeptShut(why)
    return opened(sha256)


def to_move() -> list[str]:
    """What lies where a file of its size would not be put today."""
    most = store.current().in_database
    large = (StoredFile.place != _place_of_large()) & (StoredFile.size > most)
    small = (StoredFile.place != DATABASE) & (StoredFile.size <= most)
    return list(
        db.session.scalars(
            select(StoredFile.sha256).where(large | small, StoredFile.place != DESTROYED).order_by(StoredFile.sha256)
        )
    )


def move(sha256: str) -> None:
    """Put one file where its size belongs, while people work: whoever opens it finds it before and after. What is left
    in the folder is removed after a day. Raises `Damaged`, `StoreAway`."""
    with opened(sha256) as file:
        found = prepare(file)
    is_elsewhere = StoredFile.place.not_in((found.place, DESTROYED))
    row = update(StoredFile).where(StoredFile.sha256 == sha256, is_elsewhere)
    db.session.execute(row.values(place=found.place, content=found.content))


def destroy(sha256: str) -> None:
    """Let the bytes go of what nothing needs any more. The row stays, with the hash and the size; what lies in the
    folder is removed within a day."""
    row = update(StoredFile).where(StoredFile.sha256 == sha256, StoredFile.place != DESTROYED)
    db.session.execute(row.values(place=DESTROYED, content=b""))


def _place_of_large() -> str:
    return OBJECTS if store.current().new_in_objects else FOLDER


def _store(place: str) -> Place:
    """Raises `StoreAway` for a bucket that is set no more."""
    where = store.current()
    if place == FOLDER:
        return where.folder
    if where.objects is None:
        raise StoreAway
    return where.objects


def _insert() -> Insert:
    """What was destroyed and comes again is kept again."""
    dialect = db.session.get_bind().dialect.name
    insert = (postgresql.insert if dialect == "postgresql" else sqlite.insert)(StoredFile)
    again = {"place": insert.excluded.place, "content": insert.excluded.content}
    is_gone = StoredFile.place == DESTROYED
    return insert.on_conflict_do_update(index_elements=[StoredFile.sha256], set_=again, where=is_gone)


def drop_unused(names: Iterable[str]) -> None:
    """Delete for good those of these files that no row names any more, with what was read of them. One in the folder
    goes with the others that have no row (`jobs/stored_files.py`)."""
    named = [
        key.parent
        for table in StoredFile.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column is StoredFile.__table__.c.sha256 and table.name not in OF_FILES
    ]
    for name in set(names):
        if any(db.session.scalar(select(exists().where(column == name))) for column in named):
            continue
        for model in (FileText, FileCheck, StoredFile):
            db.session.execute(delete(model).where(model.sha256 == name))
