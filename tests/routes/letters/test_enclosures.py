"""Documents that go out with a letter: chosen while it is open, and never the original of a redacted copy."""

import pytest
from sqlalchemy import select

from casework.access import Actor
from casework.extensions import db
from casework.models import Document, Letter, LetterEnclosure
from casework.transaction import unit_of_work
from tests import factories, uploading
from tests.client import CheckingClient
from tests.pictures import papers
from tests.routes.conftest import Inside, SignIn
from tests.services.letters import offices

PDF = b"%PDF-1.7 an invented file"


@pytest.fixture
def letter(inside: Inside, staff: dict[str, Actor]) -> str:
    """The address of a draft."""

    def make() -> str:
        case = factories.enquiry(staff["officer"])
        offices.give_address(case)
        (drafted,) = offices.prepare(case, "acknowledge", staff["officer"], who_will_be_asked="The council")
        return f"/cases/{case.reference}/letters/{drafted.id}"

    return str(inside(make))


def put(client: CheckingClient, letter: str, inside: Inside, name: str, content: bytes = PDF) -> str:
    """The number of a document of the case."""
    assert uploading.send(client, f"{letter.partition('/letters')[0]}/documents", (name, content)).status_code == 303
    return str(inside(lambda: db.session.scalar(select(Document.id).where(Document.file_name == name))))


def test_what_goes_with_a_letter_stands_on_its_page_and_in_the_history(
    letter: str, inside: Inside, signed_in: SignIn
) -> None:
    client = signed_in("officer")
    number = put(client, letter, inside, "leaflet.pdf")
    assert client.send(f"{letter}/enclosures", documents=[number]).status_code == 303
    assert "leaflet.pdf" in client.get(letter).text
    assert "Chose what goes with a letter" in client.get(f"{letter.partition('/letters')[0]}/timeline").text
    assert client.send(f"{letter}/enclosures").status_code == 303
    assert inside(lambda: db.session.query(LetterEnclosure).count()) == 0


def test_a_signature_was_for_the_letter_without_them(letter: str, inside: Inside, signed_in: SignIn) -> None:
    client = signed_in("officer")
    number = put(client, letter, inside, "leaflet.pdf")

    def sign() -> None:
        with unit_of_work():
            db.session.scalars(select(Letter)).one().status = "submitted"

    inside(sign)
    assert client.send(f"{letter}/enclosures", documents=[number]).status_code == 303
    assert inside(lambda: db.session.scalars(select(Letter.status)).one()) == "draft"


def test_of_what_has_a_redacted_copy_the_original_never_goes_out(
    letter: str, inside: Inside, signed_in: SignIn
) -> None:
    client = signed_in("officer")
    number = put(client, letter, inside, "picture.png", papers.picture())
    path = f"{letter.partition('/letters')[0]}/documents/{number}/redact"
    box = {"left": "0", "top": "0", "width": "50", "height": "50", "reason": "address"}
    client.send(f"{path}/1", to=f"{path}/1", **box)
    assert client.send(f"{path}/1", to=f"{path}/make").status_code == 303
    page = client.get(f"{letter}/enclosures").text
    assert "picture (redacted).pdf" in page
    assert "picture.png" not in page
    assert client.send(f"{letter}/enclosures", documents=[number]).status_code == 422


def test_more_than_a_mail_takes_is_refused_with_a_sentence(letter: str, inside: Inside, signed_in: SignIn) -> None:
    client = signed_in("officer")
    numbers = [put(client, letter, inside, f"{name}.pdf", PDF + bytes(8 * 1024 * 1024)) for name in "ab"]
    refused = client.send(f"{letter}/enclosures", documents=numbers)
    assert refused.status_code == 422
    assert "larger than 15 MB" in refused.text
