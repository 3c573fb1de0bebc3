"""A document is destroyed or returned by two people; what is left says when, who and why, and not what it was (8.3, 8.5)."""

import pytest
from sqlalchemy import select, update

from casework.access import Actor
from casework.extensions import db
from casework.jobs import searching, stored_files
from casework.models import Case, Document, FileText, IncomingMail, SearchText, StoredFile, Task
from casework.transaction import unit_of_work
from tests import factories, uploading
from tests.client import CheckingClient
from tests.incoming import mails
from tests.incoming.taking_in import receive
from tests.routes.conftest import Inside, SignIn

Staff = dict[str, Actor]
WORDS = b"An invented quokka was seized."
GONE, STAYS = "Its file is gone from here within a day", "Something else here has the same content"
WHY = "Agreed with the force (invented)"


@pytest.fixture
def reference(inside: Inside, staff: Staff) -> str:
    return str(inside(lambda: factories.enquiry(staff["officer"]).reference))


def number_of(inside: Inside, name: str) -> int:
    return inside(lambda: db.session.scalars(select(Document.id).where(Document.file_name == name)).one())


def put(client: CheckingClient, reference: str, inside: Inside, name: str, content: bytes = WORDS) -> str:
    """The address of a document."""
    assert uploading.send(client, f"/cases/{reference}/documents", (name, content)).status_code == 303
    return f"/cases/{reference}/documents/{number_of(inside, name)}"


def ask(client: CheckingClient, path: str, how: str = "destroyed") -> None:
    assert client.send(f"{path}/destroy", how=how, why=WHY).status_code == 303


def end(client: CheckingClient, path: str, what: str = "do") -> str:
    """What the page says then."""
    assert client.send(path, to=f"{path}/destroy/{what}").status_code == 303
    return client.get(path).text


def kept(inside: Inside) -> list[tuple[str, bytes]]:
    return list(inside(lambda: [(row.place, row.content) for row in db.session.query(StoredFile)]))


def test_two_people_destroy_a_document_and_its_words_are_gone(
    reference: str, inside: Inside, signed_in: SignIn, staff: Staff
) -> None:
    client = signed_in("officer")
    path = put(client, reference, inside, "Pat Invented.txt")
    number = int(path.rpartition("/")[2])
    inside(lambda: searching.read_documents(number))
    client.send(f"{path}/about", description="About Pat", source="force", conditions="Not to be copied")
    ask(client, path)
    assert WHY in client.get(path).text
    assert "Destroy it for good" not in client.get(path).text
    manager = signed_in("manager")
    page = end(manager, path)
    for words in (GONE, "Officer (invented)", "Manager (invented)", WHY, "Not to be copied", "SHA-256 of what it was"):
        assert words in page
    for words in ("Pat Invented.txt", "About Pat", "Save it", "Return or destroy it</a>"):
        assert words not in page
    assert manager.get(f"{path}/file").status_code == 409
    assert kept(inside) == [("destroyed", b"")]
    assert inside(
        lambda: (db.session.query(FileText).count(), db.session.query(Task).filter_by(done_at=None).count())
    ) == (0, 0)
    found = inside(lambda: " ".join(term for row in db.session.query(SearchText) for term in row.terms))
    assert "quokka" not in found
    assert "Destroyed a document" in manager.get(f"/cases/{reference}/timeline").text


def test_who_asked_or_is_no_manager_does_not_destroy_it(reference: str, inside: Inside, signed_in: SignIn) -> None:
    manager, officer = signed_in("manager"), signed_in("officer")
    path = put(manager, reference, inside, "a.txt")
    assert manager.send(f"{path}/destroy", how="destroyed", why="").status_code == 422
    ask(manager, path, "returned")
    for client in (manager, officer):
        assert "It is returned: destroy what is here" not in client.get(path).text
        assert client.send(path, to=f"{path}/destroy/do").status_code == 403
    assert kept(inside) == [("database", WORDS)]
    assert "The document is kept." in end(officer, path, "keep")
    assert signed_in("second_manager").send(path, to=f"{path}/destroy/do").status_code == 409
    ask(manager, path, "returned")
    assert "Returned by" in end(signed_in("second_manager"), path)


def test_a_manager_who_did_not_ask_has_the_task(
    reference: str, inside: Inside, staff: Staff, signed_in: SignIn
) -> None:
    manager = signed_in("manager")
    path = put(manager, reference, inside, "a.txt")
    ask(manager, path)
    assert f'href="{path}"' in signed_in("second_manager").get("/").text
    told = inside(lambda: [row.owner_id for row in db.session.query(Task).filter_by(kind="document_to_destroy")])
    assert told == [staff["second_manager"].user_id]


def test_the_stored_file_goes_with_the_last_that_needs_it_and_is_kept_again_when_it_comes_again(
    reference: str, inside: Inside, signed_in: SignIn
) -> None:
    officer, manager = signed_in("officer"), signed_in("manager")
    first, second = (put(officer, reference, inside, name) for name in ("a.txt", "b.txt"))
    ask(officer, first)
    assert STAYS in end(manager, first)
    assert manager.get(f"{first}/file").status_code == 409
    assert manager.get(f"/cases/{reference}/files/{first.rpartition('/')[2]}").status_code == 409
    with manager.get(f"{second}/file") as saved:
        assert saved.data == WORDS
    ask(officer, second)
    assert GONE in end(manager, second)
    assert kept(inside) == [("destroyed", b"")]
    third = put(officer, reference, inside, "c.txt")
    with officer.get(f"{third}/file") as saved:
        assert saved.data == WORDS
    assert officer.get(f"{first}/file").status_code == 409


def test_a_mail_goes_as_it_came_with_the_file_that_is_in_it_and_its_words_stay(
    reference: str, inside: Inside, signed_in: SignIn
) -> None:
    def come() -> None:
        mail = receive(mails.with_file(WORDS, "mailed.txt"))
        case_id = db.session.scalar(select(Case.id).where(Case.reference == reference))
        with unit_of_work():
            of_mail = update(IncomingMail).where(IncomingMail.id == mail.id)
            db.session.execute(of_mail.values(case_id=case_id, state="filed"))

    inside(come)
    officer, manager = signed_in("officer"), signed_in("manager")
    path = f"/cases/{reference}/documents/{number_of(inside, 'mailed.txt')}"
    ask(officer, path)
    assert GONE in end(manager, path)
    assert officer.get("/mail/1/raw").status_code == 409
    assert officer.get(f"/mail/1/files/{path.rpartition('/')[2]}").status_code == 409
    page = officer.get("/mail/1").text
    assert "Thank you." in page
    assert "mailed.txt" not in page


def test_what_lies_in_the_folder_belongs_to_nothing_then(reference: str, inside: Inside, signed_in: SignIn) -> None:
    officer, manager = signed_in("officer"), signed_in("manager")
    path = put(officer, reference, inside, "large.txt", b"invented " * 600_000)
    ask(officer, path)
    end(manager, path)
    assert kept(inside) == [("destroyed", b"")]
    assert "belongs to nothing" in " ".join(inside(lambda: list(stored_files.check())))
