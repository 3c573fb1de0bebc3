"""Whether what is kept is what the rows say, and what belongs to no row any more."""

from collections.abc import Iterator

from sqlalchemy import select

from casework.errors import Damaged, StoreAway
from casework.extensions import db
from casework.models import StoredFile
from casework.services.record import files
from casework.services.record.files import DESTROYED, FOLDER, OBJECTS
from casework.storing import store
from casework.storing.folder import Lying, Place, long_ago

DAMAGED = "{sha256}: the bytes are not those that were kept. Put it back from a backup."
MISSING = "{sha256}: it is not in the folder or bucket where it was kept, or cannot be read. Put it back from a backup."
NAMES = {FOLDER: "folder", OBJECTS: "bucket"}
AFTER_DIGITS = "g"
"""Comes after every digit of a hash."""
LEFT_OVER = "{sha256}: it lies in the {where} of documents and belongs to nothing. It is removed within a day."


def names() -> list[str]:
    """Every file that is kept, by its hash."""
    return list(
        db.session.scalars(select(StoredFile.sha256).where(StoredFile.place != DESTROYED).order_by(StoredFile.sha256))
    )


def problem_of(sha256: str) -> str | None:
    """What is wrong with one file, as a sentence."""
    try:
        files.opened(sha256).close()
    except Damaged:
        return DAMAGED.format(sha256=sha256)
    except StoreAway:
        return MISSING.format(sha256=sha256)
    return None


def left_over() -> Iterator[str]:
    """A sentence for each file of the folder and the bucket that no row names. Raises `StoreAway`."""
    for start in (f"{number:02x}" for number in range(256)):
        for place, where in _stores():
            lying, owned = where.lying(start), _owned(start, place)
            found = (one.sha256 for one in lying if one.sha256 not in owned)
            yield from (LEFT_OVER.format(sha256=name, where=NAMES[place]) for name in found)


def remove_left_over(start: str) -> int:
    """Remove what belongs to no row, and has not for a day, of those whose hash starts so. Returns how many."""
    return sum(_remove_left_over(start, place, where) for place, where in _stores())


def _remove_left_over(start: str, place: str, where: Place) -> int:
    old = [one for one in where.lying(start) if _is_old(one)]
    owned = _owned(start, place) if old else frozenset()
    return sum(where.remove(one.sha256) for one in old if one.sha256 not in owned)


def _stores() -> list[tuple[str, Place]]:
    where = store.current()
    return [(FOLDER, where.folder), *([(OBJECTS, where.objects)] if where.objects else [])]


def _is_old(one: Lying) -> bool:
    return one.kept_at < long_ago()


def _owned(start: str, place: str) -> frozenset[str]:
    """By a span of hashes, for which both databases use the index: SQLite has none for what LIKE asks."""
    span = StoredFile.sha256.between(start, start + AFTER_DIGITS)
    query = select(StoredFile.sha256).where(StoredFile.place == place, span)
    return frozenset(db.session.scalars(query))
