"""The documents of a case on one page: put there, named, with their versions, and shown to nobody who may not see them."""

import datetime as dt

import pytest
import time_machine
from sqlalchemy import select
from werkzeug.test import TestResponse

from casework import clock
from casework.access import Actor
from casework.extensions import db
from casework.jobs import sweep
from casework.models import AccessLog, Document, Message, StoredFile, Task
from casework.transaction import unit_of_work
from tests import factories, uploading
from tests.client import CheckingClient
from tests.incoming import mails
from tests.incoming.taking_in import receive
from tests.routes.conftest import Inside, SignIn
from tests.services.letters import offices

Staff = dict[str, Actor]
PDF = b"%PDF-1.7 an invented file"


@pytest.fixture
def reference(inside: Inside, staff: Staff) -> str:
    return str(inside(lambda: factories.enquiry(staff["officer"]).reference))


def add(client: CheckingClient, reference: str, *files: uploading.File, **typed: str) -> TestResponse:
    return uploading.send(client, f"/cases/{reference}/documents", *files, **typed)


def number_of(inside: Inside, name: str) -> int:
    return inside(lambda: db.session.scalars(select(Document.id).where(Document.file_name == name)).one())


def test_several_documents_are_added_at_once_with_what_they_are(reference: str, signed_in: SignIn) -> None:
    client = signed_in("officer")
    added = add(client, reference, ("report.pdf", PDF), ("log.txt", b"said"), description="The report", source="force")
    assert (added.status_code, added.location) == (303, f"/cases/{reference}/documents")
    page = client.get(added.location).text
    for words in ("The documents are added.", "report.pdf", "log.txt", "The report", "The police force"):
        assert words in page
    assert "Added documents" in client.get(f"/cases/{reference}/timeline").text


def test_a_script_sends_one_file_after_another_and_is_told_no_page(reference: str, signed_in: SignIn) -> None:
    client = signed_in("officer")
    for name, more in (("a.pdf", "more"), ("b.pdf", "last")):
        assert add(client, reference, (name, PDF), one_by_one=more).status_code == 204
    page = client.get(f"/cases/{reference}/documents").text
    assert page.count("The documents are added.") == 1
    assert "b.pdf" in page


@pytest.mark.parametrize(("files", "sentence"), [
    ((), "Choose a file."),
    ((("a.pdf", PDF), ("run.exe", b"MZ\x90")), "“run.exe” is not kept. It could run on a computer or in a browser. Ask for it as PDF"),
    ((("lies.pdf", b"\x89PNG\r\n\x1a\n" + bytes(50)),), "“lies.pdf” is not kept. Its name says one kind of file and its content is another. Ask for it"),
    (tuple((f"{number}.txt", b"x") for number in range(11)), "no more than 10 files"),
])  # fmt: skip
def test_what_cannot_be_kept_is_said_and_nothing_of_it_is_kept(
    reference: str, inside: Inside, signed_in: SignIn, files: tuple[uploading.File, ...], sentence: str
) -> None:
    refused = add(signed_in("officer"), reference, *files, description="Kept words")
    assert refused.status_code == 422
    assert sentence in refused.text
    assert "Kept words" in refused.text
    assert inside(lambda: (db.session.query(Document).count(), db.session.query(StoredFile).count())) == (0, 0)


def test_the_same_file_twice_is_two_documents_and_one_stored_copy(
    reference: str, inside: Inside, signed_in: SignIn
) -> None:
    assert add(signed_in("officer"), reference, ("a.pdf", PDF), ("b.pdf", PDF)).status_code == 303
    assert inside(lambda: (db.session.query(Document).count(), db.session.query(StoredFile).count())) == (2, 1)


def test_a_newer_version_stands_for_the_document_and_the_older_one_stays(
    reference: str, inside: Inside, signed_in: SignIn
) -> None:
    client = signed_in("officer")
    add(client, reference, ("first.pdf", PDF), description="The report")
    old = number_of(inside, "first.pdf")
    sent = uploading.send(client, f"/cases/{reference}/documents/{old}", ("second.pdf", PDF + b" more"))
    assert sent.status_code == 303
    listed = client.get(f"/cases/{reference}/documents").text
    assert "second.pdf" in listed
    assert "version 2" in listed
    assert "first.pdf" not in listed
    page = client.get(f"/cases/{reference}/documents/{old}").text
    assert "There is a newer version" in page
    assert "Add a newer version" not in page
    with client.get(f"/cases/{reference}/documents/{old}/file") as saved:
        assert saved.data == PDF
    data = [("csrf_token", client.csrf(f"/cases/{reference}/documents")), ("token", "an-invented-token-1")]
    late = uploading.post(
        client, f"/cases/{reference}/documents/{old}/version", uploading.body(data, [("late.pdf", PDF)])
    )
    assert late.status_code == 409
    assert "Somebody put a newer version of this document here meanwhile." in late.text


def test_what_a_document_is_can_be_put_right_and_what_was_said_stays_in_the_history(
    reference: str, inside: Inside, signed_in: SignIn
) -> None:
    client = signed_in("officer")
    add(client, reference, ("a.pdf", PDF), description="The wrong words")
    path = f"/cases/{reference}/documents/{number_of(inside, 'a.pdf')}"
    assert client.send(f"{path}/about", description="The log", source="person").status_code == 303
    assert "The log" in client.get(path).text
    assert "The wrong words" in client.get(f"/cases/{reference}/timeline").text


def test_what_came_with_mail_and_letters_that_were_sent_are_documents_too(
    reference: str, inside: Inside, staff: Staff, signed_in: SignIn
) -> None:
    def happen() -> str:
        case = factories.enquiry(staff["officer"])
        offices.give_address(case)
        with unit_of_work():
            factories.known_by(case.person_id, email="pat@known.example")
        receive(mails.with_file(PDF, "mailed.pdf", subject=f"About {case.reference}"))
        offices.prepare(case, "acknowledge", staff["officer"], who_will_be_asked="The council")
        offices.make(case, "acknowledge", staff["officer"], who_will_be_asked="The council")
        return str(case.reference)

    case = inside(happen)
    client = signed_in("officer")
    page = client.get(f"/cases/{case}/documents").text
    assert "mailed.pdf" in page
    assert "With a mail" in page
    assert "Letter L-E01" in page
    number = number_of(inside, "mailed.pdf")
    with client.get(f"/cases/{case}/documents/{number}/file") as saved:
        assert saved.data == PDF
        assert saved.headers["Content-Disposition"].startswith("attachment")
        assert saved.headers["X-Content-Type-Options"] == "nosniff"
    assert client.get(f"/cases/{reference}/documents/{number}").status_code == 404


def test_documents_of_a_restricted_case_are_there_for_its_people_alone_and_who_opened_one_is_kept(
    reference: str, inside: Inside, staff: Staff, signed_in: SignIn
) -> None:
    add(signed_in("officer"), reference, ("a.pdf", PDF))
    inside(lambda: factories.restrict(reference, staff["officer"], staff["manager"]))
    path = f"/cases/{reference}/documents/{number_of(inside, 'a.pdf')}/file"
    assert signed_in("reviewer").get(path).status_code == 404
    with signed_in("officer").get(path) as saved:
        assert saved.status_code == 200
    seen = inside(lambda: db.session.execute(select(AccessLog.user_id, AccessLog.endpoint)).all())
    assert (staff["officer"].user_id, "documents.file") in [tuple(row) for row in seen]


def test_who_reads_only_adds_nothing(reference: str, signed_in: SignIn) -> None:
    auditor = signed_in("auditor")
    assert "Add documents" not in auditor.get(f"/cases/{reference}/documents").text
    sent = auditor.post(f"/cases/{reference}/documents/add", data={"csrf_token": auditor.csrf("/cases")})
    assert sent.status_code == 403


def test_papers_with_conditions_are_asked_for_on_the_day_and_nobody_is_named(
    reference: str, inside: Inside, staff: Staff, signed_in: SignIn
) -> None:
    client, due = signed_in("officer"), clock.today() + dt.timedelta(days=9)
    day = {"return_on-day": str(due.day), "return_on-month": str(due.month), "return_on-year": str(due.year)}
    add(client, reference, ("a.pdf", PDF), source="force", conditions="Not to be copied", **day)
    page = client.get(f"/cases/{reference}/documents").text
    assert "Not to be copied" in page
    assert "Return or destroy by" in page
    with time_machine.travel(dt.datetime.combine(due, dt.time(9), dt.UTC), tick=False):
        inside(lambda: sweep.write_reminders(clock.today()))
    told = inside(lambda: db.session.query(Message).filter_by(rule="papers_to_return").all())
    assert [(one.recipient_id, one.due_on) for one in told] == [(staff["officer"].user_id, due)]
    path = f"/cases/{reference}/documents/{number_of(inside, 'a.pdf')}/about"
    assert client.send(path, description="The log", **dict.fromkeys(day, "")).status_code == 303
    assert inside(lambda: db.session.query(Task).filter_by(kind="papers_to_return", done_at=None).count()) == 0
