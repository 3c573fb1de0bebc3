"""The page of a person has the documents of their cases, of those that the reader may see."""

from sqlalchemy import update

from casework.access import Actor
from casework.extensions import db
from casework.models import AccessLog, Case, IncomingMail
from casework.transaction import unit_of_work
from tests import factories, uploading
from tests.incoming import mails
from tests.incoming.taking_in import receive
from tests.routes.conftest import Inside, SignIn


def test_the_documents_of_all_their_cases_stand_on_their_page(
    inside: Inside, staff: dict[str, Actor], signed_in: SignIn
) -> None:
    def happen() -> tuple[str, int]:
        case = factories.enquiry(staff["officer"])
        receive(mails.with_file(b"%PDF-1.7 x", "mailed.pdf"))
        with unit_of_work():
            db.session.execute(update(IncomingMail).values(case_id=case.id, state="filed"))
            person_id = db.session.get_one(Case, case.id).person_id or 0
        return str(case.reference), person_id

    reference, person = inside(happen)
    client = signed_in("officer")
    path = f"/cases/{reference}/documents"
    uploading.send(client, path, ("first.txt", b"one"), description="The log", source="force")
    page = client.get(f"/people/{person}").text
    for words in ("mailed.pdf", "first.txt", "The log", "The police force"):
        assert words in page
    uploading.send(client, f"{path}/2", ("second.txt", b"two"))
    page = client.get(f"/people/{person}").text
    assert "second.txt" in page
    assert "first.txt" not in page
    inside(lambda: factories.restrict(reference, staff["officer"], staff["manager"]))
    assert signed_in("reviewer").get(f"/people/{person}").status_code == 404
    assert "second.txt" in client.get(f"/people/{person}").text
    assert "list: persons.show" in inside(lambda: [row.endpoint for row in db.session.query(AccessLog)])
