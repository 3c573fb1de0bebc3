"""The box of a case: one page, from the note to the day on which somebody comes back to it."""

import datetime as dt
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from casework import clock
from casework.access import Actor
from casework.extensions import db
from casework.models import Contact, Document, Note, Task
from casework.services.record import cases
from tests import factories
from tests.client import CheckingClient, read
from tests.routes.conftest import Inside, SignIn

Staff = dict[str, Actor]
PDF = b"%PDF-1.7 an invented file"


@pytest.fixture
def reference(inside: Inside, staff: Staff) -> str:
    return str(inside(lambda: factories.enquiry(staff["officer"]).reference))


def write(client: CheckingClient, reference: str, **typed: Any) -> TestResponse:
    return client.send(f"/cases/{reference}/timeline", **{"what": "note", "text": "Rang, no answer.", **typed})


def come_back(days: int) -> dict[str, str]:
    on = clock.today() + dt.timedelta(days=days)
    return {"come_back_on-day": str(on.day), "come_back_on-month": str(on.month), "come_back_on-year": str(on.year)}


def test_a_note_is_written_on_the_timeline_itself(reference: str, signed_in: SignIn) -> None:
    client = signed_in("officer")
    sent = write(client, reference)
    assert (sent.status_code, sent.location) == (303, f"/cases/{reference}/timeline")
    story = client.get(sent.location).text
    assert "The note is added." in story
    assert "Rang, no answer." in story


def test_a_contact_says_how_and_with_whom_it_was(reference: str, inside: Inside, signed_in: SignIn) -> None:
    client = signed_in("officer")
    refused = write(client, reference, what="out-force", text="Asked for the log.")
    assert refused.status_code == 422
    assert "Choose how." in refused.text
    assert "Asked for the log." in refused.text
    assert write(client, reference, what="out-force", text="Asked for the log.", channel="phone").status_code == 303
    assert "We contacted the force" in client.get(f"/cases/{reference}/timeline").text
    newest = inside(lambda: db.session.query(Contact).order_by(Contact.id.desc()).limit(1).one())
    assert (newest.direction, newest.with_whom, newest.person_id) == ("out", "force", None)


@pytest.mark.parametrize("what", ["note", "in-person"])
def test_a_risk_of_harm_marks_the_case(
    reference: str, inside: Inside, staff: Staff, signed_in: SignIn, what: str
) -> None:
    sent = write(signed_in("officer"), reference, what=what, channel="phone", urgent="yes")
    assert (sent.status_code, sent.location.endswith("/timeline")) == (303, False)
    assert inside(lambda: cases.load(reference, actor=staff["officer"]).urgent)
    assert "Somebody may be at risk of harm" in signed_in("officer").get(f"/cases/{reference}/timeline").text


def test_files_stand_with_what_was_written_and_are_saved_as_they_came(
    reference: str, inside: Inside, signed_in: SignIn
) -> None:
    client = signed_in("officer")
    sent = write(client, reference, files=[(BytesIO(PDF), "log.pdf"), (BytesIO(b"said"), "../notes.txt")])
    assert sent.status_code == 303
    story = client.get(sent.location).text
    assert "log.pdf" in story
    assert ">notes.txt</a>" in story
    number = inside(lambda: db.session.scalar(select(Document.id).where(Document.file_name == "log.pdf")))
    saved = client.get(f"/cases/{reference}/files/{number}")
    assert (saved.data, saved.mimetype) == (PDF, "application/pdf")
    assert saved.headers["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(("name", "content"), [
    ("run.exe", b"MZ\x90"), ("page.html", b"<html>"), ("papers.pdf", b"MZ\x90"), ("empty.pdf", b""), ("what.xyz", b"x"),
])  # fmt: skip
def test_a_file_that_mail_would_warn_of_is_refused_and_nothing_is_kept(
    reference: str, inside: Inside, signed_in: SignIn, name: str, content: bytes
) -> None:
    refused = write(signed_in("officer"), reference, files=[(BytesIO(content), name)])
    assert refused.status_code == 422
    assert name in refused.text
    assert "Rang, no answer." in refused.text
    assert inside(lambda: (db.session.query(Note).count(), db.session.query(Document).count())) == (0, 0)


def test_a_file_of_another_case_is_not_there(reference: str, inside: Inside, staff: Staff, signed_in: SignIn) -> None:
    client = signed_in("officer")
    write(client, reference, files=[(BytesIO(PDF), "log.pdf")])
    number = inside(lambda: db.session.scalar(select(Document.id)))
    other = inside(lambda: factories.enquiry(staff["officer"]).reference)
    assert client.get(f"/cases/{other}/files/{number}").status_code == 404


def test_a_day_to_come_back_is_a_task_in_my_work_until_it_is_done(reference: str, signed_in: SignIn) -> None:
    client = signed_in("reviewer")
    assert write(client, reference, text="Ring back on Tuesday.", **come_back(2)).status_code == 303
    work = client.get("/").text
    assert "Come back to it" in work
    assert "Ring back on Tuesday." in work
    assert "Come back to it" not in signed_in("officer").get("/").text
    tasks = [form.get("class") == "cw-done" for form in read(client.get(f"/cases/{reference}").text).forms]
    assert client.send(f"/cases/{reference}", form=tasks.index(True), back="case").status_code == 303
    assert "Come back to it" not in client.get("/").text


def test_a_colleague_is_chosen_from_the_team_and_asked_for_today(
    reference: str, inside: Inside, staff: Staff, signed_in: SignIn
) -> None:
    client = signed_in("officer")
    assert "@Reviewer (invented)" in client.get(f"/cases/{reference}/timeline").text
    assert write(client, reference, for_whom=str(staff["reviewer"].user_id)).status_code == 303
    task = inside(lambda: db.session.scalars(select(Task)).one())
    assert (task.owner_id, task.due_on) == (staff["reviewer"].user_id, clock.today())
    assert "Come back to it" in signed_in("reviewer").get("/").text
    assert write(client, reference, for_whom=str(staff["auditor"].user_id)).status_code == 422


@pytest.mark.parametrize(("days", "sentence"), [(-1, "must be today or later"), (800, "more than two years away")])
def test_a_day_that_cannot_be_meant_is_refused(reference: str, signed_in: SignIn, days: int, sentence: str) -> None:
    refused = write(signed_in("officer"), reference, **come_back(days))
    assert refused.status_code == 422
    assert sentence in refused.text


def test_on_a_restricted_case_nobody_is_offered_who_may_not_see_it(
    reference: str, inside: Inside, staff: Staff, signed_in: SignIn
) -> None:
    inside(lambda: factories.restrict(reference, staff["officer"], staff["manager"]))
    client = signed_in("officer")
    page = client.get(f"/cases/{reference}/timeline").text
    assert "@Manager (invented)" in page
    assert "@Reviewer (invented)" not in page
    assert write(client, reference, for_whom=str(staff["reviewer"].user_id)).status_code == 422
    assert write(client, reference, text="A secret matter.", **come_back(0)).status_code == 303
    work = client.get("/").text
    assert "Come back to it" in work
    assert "A secret matter." in work
    for other in ("reviewer", "second_manager"):
        assert "A secret matter." not in signed_in(other).get("/").text


def test_a_contact_on_an_answered_case_asks_for_another_answer(inside: Inside, staff: Staff, signed_in: SignIn) -> None:
    client, path = signed_in("officer"), inside(lambda: str(factories.replied(staff["officer"]).reference))
    refused = write(client, path, what="in-person", text="Not content.", channel="phone")
    assert refused.status_code == 422
    assert "Say whether this needs another answer." in refused.text
    assert "Not content." in refused.text
    sent = write(client, path, what="in-person", text="Not content.", channel="phone", needs_answer="yes")
    assert sent.status_code == 303
    assert "The case is open again." in client.get(sent.location).text


def test_who_reads_only_has_no_box(reference: str, signed_in: SignIn) -> None:
    auditor = signed_in("auditor")
    assert "Add a note or a contact" not in auditor.get(f"/cases/{reference}/timeline").text
    assert auditor.post(f"/cases/{reference}/write", data={"csrf_token": auditor.csrf("/cases")}).status_code == 403


def test_a_box_that_is_opened_by_its_address_leads_to_the_timeline(reference: str, signed_in: SignIn) -> None:
    assert signed_in("officer").get(f"/cases/{reference}/write").location == f"/cases/{reference}/timeline"
