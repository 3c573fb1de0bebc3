"""Files are kept whole and once, wherever they lie; nothing is lost, changed or left over."""

import os
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from casework import clock
from casework.errors import Damaged, StoreAway
from casework.extensions import db
from casework.jobs import stored_files
from casework.models import StoredFile
from casework.services.documents import stored
from casework.services.record import files
from casework.storing import store
from casework.storing.folder import PIECE, Folder
from casework.transaction import unit_of_work

SMALL, LARGE = b"small", b"large" * 1000
LIMIT = 1000


@pytest.fixture
def folder(context: Flask, tmp_path: Path) -> Iterator[Path]:
    """A folder of documents, for whatever is larger than a kilobyte."""
    kept = store.current()
    context.extensions[store.NAME] = replace(kept, folder=Folder(tmp_path / "documents"), in_database=LIMIT)
    yield tmp_path / "documents"
    db.session.rollback()
    context.extensions[store.NAME] = kept


def keep(content: bytes) -> str:
    with unit_of_work():
        return files.keep(content)


def lying(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def make_old(path: Path) -> None:
    before = clock.now().timestamp() - 2 * 24 * 60 * 60
    os.utime(path, (before, before))


def set_limit(app: Flask, limit: int) -> None:
    app.extensions[store.NAME] = replace(store.current(), in_database=limit)


def kept_in_a_row(sha256: str) -> bytes:
    with unit_of_work():
        return bytes(db.session.scalars(select(StoredFile.content).filter_by(sha256=sha256)).one())


def test_a_small_file_is_a_row_and_a_large_one_lies_in_the_folder(folder: Path) -> None:
    small, large = keep(SMALL), keep(LARGE)
    assert (files.content(small), files.content(large)) == (SMALL, LARGE)
    assert [path.read_bytes() for path in lying(folder)] == [LARGE]
    assert (kept_in_a_row(small), kept_in_a_row(large)) == (SMALL, b"")
    assert list(stored_files.check()) == []


@pytest.mark.parametrize("content", [SMALL, LARGE])
def test_the_same_file_is_kept_once(folder: Path, content: bytes) -> None:
    assert keep(content) == keep(content)
    assert db.session.query(StoredFile).count() == 1
    assert len(lying(folder)) == (content == LARGE)


def test_files_move_to_where_their_size_belongs_and_open_as_before(folder: Path, context: Flask) -> None:
    small, large = keep(SMALL), keep(LARGE)
    set_limit(context, 10_000)
    assert (stored_files.move(), kept_in_a_row(large)) == (1, LARGE)
    set_limit(context, 1)
    assert (stored_files.move(), kept_in_a_row(small), kept_in_a_row(large)) == (2, b"", b"")
    assert (files.content(small), files.content(large)) == (SMALL, LARGE)
    assert list(stored_files.check()) == []


@pytest.mark.parametrize("change", ["content = :other", "size = 7", "sha256 = 'other'"])
def test_what_was_kept_is_never_changed(folder: Path, change: str) -> None:
    keep(SMALL)
    with pytest.raises(DatabaseError), unit_of_work():
        db.session.execute(text(f"UPDATE stored_file SET {change}"), {"other": b"other"} if ":" in change else {})


def test_a_file_that_was_changed_or_lost_by_hand_is_named_by_the_check(folder: Path) -> None:
    changed, lost = keep(LARGE), keep(LARGE * 2)
    path = folder / changed[:2] / changed[2:]
    path.chmod(0o600)
    path.write_bytes(b"other")
    (folder / lost[:2] / lost[2:]).unlink()
    with pytest.raises(Damaged):
        files.content(changed)
    with pytest.raises(StoreAway):
        files.content(lost)
    said = sorted(stored_files.check())
    assert len(said) == 2
    assert any(changed in one and "not those that were kept" in one for one in said)
    assert any(lost in one and "not in the folder" in one for one in said)
    assert keep(LARGE * 2) == lost, "whoever brings it again heals it"
    assert files.content(lost) == LARGE * 2


def test_what_a_refused_change_leaves_behind_is_named_and_removed_after_a_day(folder: Path) -> None:
    kept, refused = keep(LARGE), files.prepare(BytesIO(LARGE + b"refused")).sha256
    assert [one.startswith(refused) for one in stored_files.check()] == [True]
    assert stored.remove_left_over(refused[:2]) == 0
    for path in lying(folder):
        make_old(path)
    assert [stored.remove_left_over(each[:2]) for each in (kept, refused)] == [0, 1]
    assert list(stored_files.check()) == []
    assert files.content(kept) == LARGE


def test_a_file_that_somebody_keeps_as_it_is_removed_stays(folder: Path) -> None:
    sha256 = files.prepare(BytesIO(LARGE)).sha256
    for path in lying(folder):
        make_old(path)
    keep(LARGE)
    assert not store.current().folder.remove(sha256)
    assert files.content(sha256) == LARGE


def test_what_a_killed_process_left_unfinished_is_removed(folder: Path) -> None:
    keep(LARGE)
    left = folder / "unfinished" / "left"
    left.write_bytes(b"half a file")
    stored_files.tidy()
    assert left.exists()
    make_old(left)
    stored_files.tidy()
    assert not left.exists()


def test_a_folder_out_of_reach_takes_nothing_and_says_so(folder: Path) -> None:
    folder.write_bytes(b"a file where the folder should be")
    with pytest.raises(StoreAway), unit_of_work():
        files.keep(LARGE)
    assert db.session.query(StoredFile).count() == 0
    assert files.content(keep(SMALL)) == SMALL


class Counting(BytesIO):
    """Remembers how much was asked for at once."""

    most = 0

    def read(self, size: int | None = -1, /) -> bytes:
        piece = super().read(size)
        self.most = max(self.most, len(piece))
        return piece


def test_a_large_file_is_never_in_memory_whole(folder: Path) -> None:
    source = Counting(b"x" * (3 * PIECE + 1))
    with unit_of_work():
        sha256 = files.keep_prepared(files.prepare(source))
    assert source.most == PIECE
    with files.opened(sha256) as file:
        assert not isinstance(file, BytesIO)
