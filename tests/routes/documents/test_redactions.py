"""A redacted copy is made page by page, by numbers where there is no mouse, and stands beside its original."""

from io import BytesIO
from pathlib import Path

import pypdf
import pytest
from sqlalchemy import select

from casework.access import Actor
from casework.extensions import db
from casework.models import Document
from tests import factories, uploading
from tests.client import CheckingClient
from tests.pictures import papers
from tests.pictures.papers import HIDDEN
from tests.routes.conftest import Inside, SignIn

UPPER = {"left": "0", "top": "0", "width": "100 %", "height": "39,5", "reason": "third_party"}


@pytest.fixture
def reference(inside: Inside, staff: dict[str, Actor]) -> str:
    return str(inside(lambda: factories.enquiry(staff["officer"]).reference))


def put(client: CheckingClient, reference: str, inside: Inside, name: str, content: bytes) -> str:
    """The address of a document."""
    assert uploading.send(client, f"/cases/{reference}/documents", (name, content)).status_code == 303
    number = inside(lambda: db.session.scalar(select(Document.id).where(Document.file_name == name)))
    return f"/cases/{reference}/documents/{number}"


def test_a_copy_is_made_in_which_nobody_finds_what_was_hidden(
    reference: str, inside: Inside, signed_in: SignIn, tmp_path: Path
) -> None:
    client = signed_in("officer")
    original = papers.pdf(tmp_path)
    path = put(client, reference, inside, "report.pdf", original)
    assert "Page 2 of 2" in client.get(f"{path}/pages/2").text
    assert "Hidden on page 2" not in client.get(f"{path}/redact/2").text
    drawn = client.send(f"{path}/redact/2", to=f"{path}/redact/2", **UPPER)
    assert drawn.status_code == 303
    assert "Somebody else&#39;s personal details" in client.get(f"{path}/redact/2").text
    assert "page 2</a>" in client.get(f"{path}/redact/1").text
    made = client.send(f"{path}/redact/2", to=f"{path}/redact/make")
    assert made.status_code == 303
    copy = made.location.removesuffix("/pages/1")
    with client.get(f"{copy}/file") as saved:
        read = pypdf.PdfReader(BytesIO(saved.data))
        assert HIDDEN.encode() not in saved.data
    assert "".join(page.extract_text() for page in read.pages).strip() == ""
    shown = client.get(copy).text
    for words in ("report (redacted).pdf", "Hidden on page 2", "Somebody else&#39;s personal details: 1"):
        assert words in shown
    assert "report (redacted).pdf" in client.get(path).text
    with client.get(f"{path}/file") as saved:
        assert saved.data == original
    assert "Made a redacted copy" in client.get(f"/cases/{reference}/timeline").text


def test_a_box_is_taken_away_again_and_without_boxes_no_copy_is_made(
    reference: str, inside: Inside, signed_in: SignIn
) -> None:
    client = signed_in("officer")
    path = put(client, reference, inside, "picture.png", papers.picture())
    client.send(f"{path}/redact/1", to=f"{path}/redact/1", **UPPER)
    assert client.send(f"{path}/redact/1", form=-2).status_code == 303
    refused = client.send(f"{path}/redact/1", to=f"{path}/redact/make")
    assert refused.status_code == 422
    assert "Draw at least one box first" in refused.text


@pytest.mark.parametrize(("changed", "sentence"), [
    ({"left": "much"}, "Enter a number from 0 to 100."),
    ({"height": "101"}, "Enter a number from 0 to 100."),
    ({"reason": ""}, "Choose why it is hidden."),
])  # fmt: skip
def test_a_box_that_cannot_be_drawn_is_said_and_what_was_typed_stays(
    reference: str, inside: Inside, signed_in: SignIn, changed: dict[str, str], sentence: str
) -> None:
    client = signed_in("officer")
    path = put(client, reference, inside, "picture.png", papers.picture())
    refused = client.send(f"{path}/redact/1", to=f"{path}/redact/1", **{**UPPER, "width": "77.5", **changed})
    assert refused.status_code == 422
    assert sentence in refused.text
    assert "77.5" in refused.text


def test_what_is_no_pdf_and_no_picture_is_not_drawn(reference: str, inside: Inside, signed_in: SignIn) -> None:
    client = signed_in("officer")
    path = put(client, reference, inside, "notes.txt", b"said")
    assert "Look at it" not in client.get(path).text
    for page in ("pages/1", "redact/1"):
        assert client.get(f"{path}/{page}").status_code == 404


def test_a_damaged_pdf_is_said_to_be(reference: str, inside: Inside, signed_in: SignIn) -> None:
    client = signed_in("officer")
    path = put(client, reference, inside, "broken.pdf", b"%PDF-1.7 broken")
    for page in ("pages/1", "redact/1"):
        assert "It is damaged" in client.get(f"{path}/{page}").text
