"""Until the virus scanner found a file clean nobody opens it; in which a virus was found never. A real `clamd` is asked."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from casework import clock
from casework.access import Actor
from casework.extensions import db
from casework.jobs import searching, stored_files
from casework.models import Document, FileText, IncomingMail, Task
from casework.pages.running import jobs
from casework.services.running import health
from casework.storing import store
from casework.storing.scanner import Scanner, ScannerAway
from casework.transaction import unit_of_work
from tests import factories, scanners, uploading
from tests.client import CheckingClient
from tests.incoming import mails
from tests.incoming.taking_in import receive
from tests.routes.conftest import Inside, SignIn

Staff = dict[str, Actor]
CLEAN = b"%PDF-1.7 an invented file"
WAITS, FOUND = "It waits to be checked for viruses", "A virus was found in it, so nobody can open it."


@pytest.fixture
def scanned(app: Flask, clamd: str) -> Iterator[Flask]:
    """An office that has its files checked."""
    kept = app.extensions[store.NAME]
    app.extensions[store.NAME] = replace(kept, scanner=Scanner(clamd))
    yield app
    app.extensions[store.NAME] = kept


@pytest.fixture
def reference(inside: Inside, staff: Staff) -> str:
    return str(inside(lambda: factories.enquiry(staff["officer"]).reference))


def put(client: CheckingClient, reference: str, inside: Inside, name: str, content: bytes) -> str:
    """The address of a document."""
    assert uploading.send(client, f"/cases/{reference}/documents", (name, content)).status_code == 303
    number = inside(lambda: db.session.scalar(select(Document.id).where(Document.file_name == name)))
    return f"/cases/{reference}/documents/{number}"


def away(app: Flask) -> None:
    app.extensions[store.NAME] = replace(app.extensions[store.NAME], scanner=Scanner("unix:///nowhere/clamd.ctl"))


@pytest.mark.usefixtures("scanned")
def test_a_file_waits_until_it_was_found_clean(reference: str, inside: Inside, signed_in: SignIn) -> None:
    client = signed_in("officer")
    path = put(client, reference, inside, "a.txt", b"An invented quokka.")
    for page in (client.get(path).text, client.get(f"/cases/{reference}/documents").text):
        assert WAITS in page
    assert "Save it" not in client.get(path).text
    refused = client.get(f"{path}/file")
    assert (refused.status_code, WAITS in refused.text) == (409, True)
    number = int(path.rpartition("/")[2])
    assert inside(searching.offer_documents) == {"offered": 0}
    inside(stored_files.scan)
    assert WAITS not in client.get(path).text
    with client.get(f"{path}/file") as saved:
        assert saved.data == b"An invented quokka."
    inside(lambda: searching.read_documents(number))
    assert inside(lambda: db.session.query(FileText).count()) == 1


@pytest.mark.usefixtures("scanned")
def test_what_has_a_virus_is_opened_by_nobody_and_a_manager_who_may_see_the_case_is_told(
    reference: str, inside: Inside, staff: Staff, signed_in: SignIn
) -> None:
    client = signed_in("officer")
    inside(lambda: factories.restrict(reference, staff["officer"], staff["second_manager"]))
    path = put(client, reference, inside, "bad.txt", scanners.EICAR)
    for _ in range(2):
        inside(stored_files.scan)
    told = inside(lambda: [(row.owner_id, row.detail) for row in db.session.query(Task).filter_by(kind="virus_found")])
    assert told == [(staff["second_manager"].user_id, path.rpartition("/")[2])]
    assert FOUND in client.get(path).text
    for way in (f"{path}/file", f"/cases/{reference}/files/{path.rpartition('/')[2]}"):
        assert client.get(way).status_code == 409
    assert client.get(f"{path}/pages/1").status_code == 404
    assert FOUND in client.get(f"/cases/{reference}/documents").text


def test_what_has_a_virus_stays_shut_where_the_scanner_is_no_longer_set(
    scanned: Flask, reference: str, inside: Inside, signed_in: SignIn
) -> None:
    client = signed_in("officer")
    path = put(client, reference, inside, "bad.txt", scanners.EICAR)
    inside(stored_files.scan)
    scanned.extensions[store.NAME] = replace(scanned.extensions[store.NAME], scanner=None)
    assert client.get(f"{path}/file").status_code == 409
    path = put(client, reference, inside, "a.pdf", CLEAN)
    assert client.get(f"{path}/file").status_code == 200


@pytest.mark.usefixtures("scanned")
def test_of_a_mail_that_is_filed_later_a_manager_is_told_then(inside: Inside, staff: Staff, signed_in: SignIn) -> None:
    mail = int(inside(lambda: receive(mails.with_file(scanners.EICAR, "bad.txt")).id))
    inside(stored_files.scan)
    client = signed_in("officer")
    assert FOUND in client.get(f"/mail/{mail}").text
    assert client.get(f"/mail/{mail}/files/1").status_code == 409
    assert inside(lambda: db.session.query(Task).count()) == 0

    def file() -> None:
        case = factories.enquiry(staff["officer"])
        with unit_of_work():
            db.session.get_one(IncomingMail, mail).case_id = case.id

    inside(file)
    inside(stored_files.offer_to_scanner)
    assert inside(lambda: db.session.query(Task).filter_by(kind="virus_found").count()) == 1


def test_while_the_scanner_is_away_files_wait_and_whoever_runs_casework_is_told(
    scanned: Flask, reference: str, inside: Inside, signed_in: SignIn
) -> None:
    client = signed_in("officer")
    away(scanned)
    path = put(client, reference, inside, "a.pdf", CLEAN)
    inside(stored_files.scan)
    assert WAITS in client.get(path).text
    assert health.SCANNER_AWAY not in inside(jobs.find_troubles)
    with time_machine.travel(clock.now() + dt.timedelta(minutes=20), tick=False):
        assert health.SCANNER_AWAY in inside(jobs.find_troubles)


@pytest.mark.usefixtures("scanned")
def test_what_is_larger_than_the_scanner_takes_is_tried_again_after_an_hour(
    reference: str, inside: Inside, signed_in: SignIn
) -> None:
    client = signed_in("officer")
    path = put(client, reference, inside, "long.txt", b"invented " * (scanners.LARGEST // 4))
    for _ in range(2):
        inside(stored_files.scan)
    assert "The virus scanner could not look at it" in client.get(path).text
    assert inside(stored_files.offer_to_scanner) == {"offered": 0, "told": 0}
    with time_machine.travel(clock.now() + dt.timedelta(minutes=61), tick=False):
        assert inside(stored_files.offer_to_scanner) == {"offered": 1, "told": 0}


def test_an_address_at_which_nobody_listens_is_said(clamd: str) -> None:
    assert Scanner(clamd).look_at(BytesIO(scanners.EICAR)).virus == "Eicar-Test.UNOFFICIAL"
    for url in ("unix:///nowhere/clamd.ctl", "tcp://127.0.0.1:1"):
        with pytest.raises(ScannerAway):
            Scanner(url).look_at(BytesIO(CLEAN))
