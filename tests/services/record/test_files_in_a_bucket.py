"""Large files lie in a bucket where one is set, and move there and back while people work. A real server that speaks S3."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask

from casework import clock
from casework.errors import Damaged, StoreAway
from casework.extensions import db
from casework.jobs import stored_files
from casework.models import StoredFile
from casework.services.documents import stored
from casework.services.record import files
from casework.storing import store
from casework.storing.folder import Folder
from casework.storing.objects import Objects
from casework.transaction import snapshot, unit_of_work
from tests import buckets

SMALL, LARGE = b"small", b"large" * 2_000_000
"""More than one part."""


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with buckets.server() as url:
        yield url


@pytest.fixture
def objects(context: Flask, server: str, tmp_path: Path) -> Iterator[Objects]:
    """A new bucket for whatever is larger than a kilobyte."""
    kept, found = store.current(), Objects(buckets.new(server), tmp_path / "unfinished")
    folder = Folder(tmp_path / "documents")
    settings: dict[str, Any] = {"folder": folder, "objects": found, "new_in_objects": True, "in_database": 1000}
    context.extensions[store.NAME] = replace(kept, **settings)
    yield found
    db.session.rollback()
    context.extensions[store.NAME] = kept


def keep(content: bytes) -> str:
    with unit_of_work():
        return files.keep(content)


def places() -> list[str]:
    with snapshot():
        return sorted(row.place for row in db.session.query(StoredFile))


def test_a_large_file_lies_in_the_bucket_and_moves_back_and_there(context: Flask, objects: Objects) -> None:
    small, large = keep(SMALL), keep(LARGE)
    assert keep(LARGE) == large
    assert [each.sha256 for each in objects.lying(large[:2])] == [large]
    assert places() == ["database", "objects"]
    assert (files.content(small), files.content(large)) == (SMALL, LARGE)
    context.extensions[store.NAME] = replace(store.current(), new_in_objects=False)
    with files.opened(large) as before:
        assert stored_files.move() == 1
        assert before.read() == LARGE
    assert places() == ["database", "folder"]
    assert files.content(large) == LARGE
    assert "it lies in the bucket of documents and belongs to nothing" in " ".join(stored_files.check())
    context.extensions[store.NAME] = replace(store.current(), new_in_objects=True)
    assert stored_files.move() == 1
    assert places() == ["database", "objects"]


def test_what_belongs_to_nothing_is_removed_after_a_day_and_what_is_kept_stays(objects: Objects) -> None:
    large, left = keep(LARGE), files.digest(LARGE + b"more")
    with unit_of_work():
        files.keep(LARGE + b"more")
        db.session.rollback()
    assert stored.remove_left_over(left[:2]) == 0
    with time_machine.travel(clock.now() + dt.timedelta(days=2), tick=False):
        assert [stored.remove_left_over(start) for start in (left[:2], large[:2])] == [1, 0]
    assert [each.sha256 for each in objects.lying(left[:2])] == []
    assert files.content(large) == LARGE


def test_what_was_changed_or_lost_in_the_bucket_is_said(objects: Objects, tmp_path: Path) -> None:
    large = keep(LARGE)
    other = tmp_path / "other"
    other.write_bytes(b"changed")
    with other.open("rb") as source:
        objects.add(source, large)
    with pytest.raises(Damaged):
        files.content(large)
    assert stored.problem_of(large) == stored.DAMAGED.format(sha256=large)
    with time_machine.travel(clock.now() + dt.timedelta(days=2), tick=False):
        objects.remove(large)
    with pytest.raises(StoreAway):
        files.content(large)
    assert stored.problem_of(large) == stored.MISSING.format(sha256=large)


def test_while_the_bucket_is_away_small_files_are_kept_and_nothing_is_lost(context: Flask, objects: Objects) -> None:
    large = keep(LARGE)
    away = Objects("http://key:secret@127.0.0.1:1/documents", objects.folder)
    context.extensions[store.NAME] = replace(store.current(), objects=away)
    with pytest.raises(StoreAway), unit_of_work():
        files.keep(LARGE + b"more")
    with pytest.raises(StoreAway):
        files.content(large)
    assert files.content(keep(SMALL)) == SMALL
    context.extensions[store.NAME] = replace(store.current(), objects=None)
    with pytest.raises(StoreAway):
        files.content(large)
    context.extensions[store.NAME] = replace(store.current(), objects=objects)
    assert files.content(large) == LARGE
