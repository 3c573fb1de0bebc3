"""Large files in the box of a case: taken in piece by piece, or refused with a sentence and nothing left."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from casework.access import Actor
from casework.extensions import db
from casework.models import Document, Note, StoredFile
from tests import factories, uploading
from tests.client import CheckingClient
from tests.routes.conftest import Inside, SignIn

MEGABYTE = 1024 * 1024
LARGE = b"%PDF-1.7 an invented file" + bytes(6 * MEGABYTE)


@pytest.fixture
def reference(inside: Inside, staff: dict[str, Actor]) -> str:
    return str(inside(lambda: factories.enquiry(staff["officer"]).reference))


def write(client: CheckingClient, reference: str, *files: tuple[str, bytes]) -> TestResponse:
    return uploading.send(client, f"/cases/{reference}/timeline", *files, what="note", text="Rang, no answer.")


def lying(app: Flask) -> list[Path]:
    folder = Path(app.config["DOCUMENTS_FOLDER"])
    return [path for path in folder.rglob("*") if path.is_file() and path.read_bytes() == LARGE]


@pytest.fixture(autouse=True)
def empty_folder(app: Flask) -> Iterator[None]:
    yield
    for path in lying(app):
        path.unlink()


def test_a_file_larger_than_a_form_is_taken_in_and_saved_as_it_came(
    app: Flask, reference: str, inside: Inside, signed_in: SignIn
) -> None:
    client = signed_in("officer")
    assert write(client, reference, ("a.pdf", LARGE), ("b.pdf", LARGE)).status_code == 303
    assert len(lying(app)) == 1
    number = inside(lambda: db.session.query(Document.id).filter_by(file_name="a.pdf").scalar())
    with client.get(f"/cases/{reference}/files/{number}") as saved:
        assert (saved.data, saved.content_length) == (LARGE, len(LARGE))


def test_a_name_of_300_signs_with_a_path_is_kept_by_its_end(reference: str, inside: Inside, signed_in: SignIn) -> None:
    name = "../../etc/" + "x" * 290 + ".pdf"
    assert write(signed_in("officer"), reference, (name, b"%PDF-1.7")).status_code == 303
    (kept,) = inside(lambda: db.session.query(Document.file_name).one())
    assert kept == "x" * 196 + ".pdf"


def bomb() -> bytes:
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", bytes(300 * MEGABYTE))
    return packed.getvalue()


@pytest.mark.parametrize(("name", "content", "sentence"), [
    ("large.pdf", b"%PDF-1.7" + bytes(51 * MEGABYTE), "“large.pdf” is larger than 50 MB."),
    ("run.pdf", b"MZ" + bytes(6 * MEGABYTE), "“run.pdf” is not kept."),
    ("bomb.docx", bomb(), "“bomb.docx” is not kept."),
])  # fmt: skip
def test_what_is_refused_leaves_nothing_and_says_why(
    reference: str, inside: Inside, signed_in: SignIn, name: str, content: bytes, sentence: str
) -> None:
    refused = write(signed_in("officer"), reference, (name, content))
    assert refused.status_code == 422
    assert sentence in refused.text
    assert "Rang, no answer." in refused.text
    counted = inside(lambda: [db.session.query(each).count() for each in (Note, Document, StoredFile)])
    assert counted == [0, 0, 0]


@contextmanager
def full_disk() -> Iterator[None]:
    """No file of this process grows beyond a megabyte."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (MEGABYTE, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_disk_that_fills_up_in_mid_upload_says_so_and_keeps_nothing(
    reference: str, inside: Inside, signed_in: SignIn
) -> None:
    client = signed_in("officer")
    client.get(f"/cases/{reference}/timeline")
    with full_disk():
        refused = write(client, reference, ("a.pdf", LARGE))
    assert refused.status_code == 503
    assert "The place where files are kept is full or out of reach." in refused.text
    assert inside(lambda: db.session.query(Note).count()) == 0
    assert write(client, reference, ("a.pdf", LARGE)).status_code == 303


def test_an_upload_that_is_cut_in_the_middle_keeps_nothing(reference: str, inside: Inside, signed_in: SignIn) -> None:
    client = signed_in("officer")
    whole = uploading.body([], [("a.pdf", LARGE)])
    cut = uploading.post(client, f"/cases/{reference}/write", whole[:MEGABYTE], said=len(whole))
    assert cut.status_code == 400
    assert inside(lambda: [db.session.query(each).count() for each in (Note, Document, StoredFile)]) == [0, 0, 0]


def test_nobody_sends_large_files_without_signing_in(client: CheckingClient, reference: str) -> None:
    refused = uploading.post(client, f"/cases/{reference}/write", uploading.body([], [("a.pdf", LARGE)]))
    assert refused.status_code == 413
