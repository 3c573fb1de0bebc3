"""Whether what is kept is what the rows say, and what belongs to no row any more."""

from collections.abc import Iterator

from sqlalchemy import select

from casework.errors import Damaged, StoreAway
from casework.extensions import db
from casework.models import StoredFile
from casework.services.record import files
from casework.services.record.files import DESTROYED, FOLDER
from casework.storing import store
from casework.storing.folder import Lying, long_ago

DAMAGED = "{sha256}: the bytes are not those that were kept. Put it back from a backup."
MISSING = "{sha256}: it is not in the folder of documents, or cannot be read there. Put it back from a backup."
AFTER_DIGITS = "g"
"""Comes after every digit of a hash."""
LEFT_OVER = "{sha256}: it lies in the folder of documents and belongs to nothing. It is removed within a day."


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
    """A sentence for each file of the folder that no row names."""
    for start in (f"{number:02x}" for number in range(256)):
        lying, owned = store.current().folder.lying(start), _in_folder(start)
        yield from (LEFT_OVER.format(sha256=one.sha256) for one in lying if one.sha256 not in owned)


def remove_left_over(start: str) -> int:
    """Remove what belongs to no row, and has not for a day, of those whose hash starts so. Returns how many."""
    folder = store.current().folder
    old = [one for one in folder.lying(start) if _is_old(one)]
    owned = _in_folder(start) if old else frozenset()
    return sum(folder.remove(one.sha256) for one in old if one.sha256 not in owned)


def _is_old(one: Lying) -> bool:
    return one.kept_at < long_ago()


def _in_folder(start: str) -> frozenset[str]:
    """By a span of hashes, for which both databases use the index: SQLite has none for what LIKE asks."""
    span = StoredFile.sha256.between(start, start + AFTER_DIGITS)
    query = select(StoredFile.sha256).where(StoredFile.place == FOLDER, span)
    return frozenset(db.session.scalars(query))
