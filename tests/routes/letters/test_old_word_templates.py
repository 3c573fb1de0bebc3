"""An office's Word template that was approved when more was allowed: nobody meets a failure, everybody is told."""

import pytest
from flask import Flask

from casework import clock
from casework.access import Actor
from casework.cli import cli
from casework.extensions import db
from casework.models import Letter, LetterTemplate, Task
from casework.services.record import files
from casework.transaction import unit_of_work
from tests import factories
from tests.letters.test_word_dangers import simple_field
from tests.routes.conftest import Inside, SignIn
from tests.routes.letters.test_odd_letters import TYPED
from tests.routes.record.test_case import day
from tests.services.letters import offices

Staff = dict[str, Actor]
NO_LONGER = "can no longer be used. The file has a field, “FILENAME”, that could load or run something."


def approved_before(code: str, staff: Staff) -> None:
    """A version in force that shows the name of its file, which is taken no more."""
    with unit_of_work():
        db.session.add(
            LetterTemplate(
                code=code, version=9, status="approved", format="word", subject="Ours", body="",
                file_name="Ours.docx", file_sha256=files.keep(simple_field("FILENAME")), effective_on=clock.today(),
                edited_at=clock.now(), author_id=staff["officer"].user_id, approved_at=clock.now(),
                approved_by_id=staff["manager"].user_id,
            )
        )  # fmt: skip


@pytest.fixture
def enquiry(inside: Inside, staff: Staff) -> str:
    def make() -> str:
        case = factories.enquiry(staff["officer"])
        offices.give_address(case)
        return case.reference

    return str(inside(make))


def test_a_step_whose_word_template_is_taken_no_more_says_so(
    inside: Inside, staff: Staff, signed_in: SignIn, enquiry: str
) -> None:
    inside(lambda: approved_before("L-E01", staff))
    answer = signed_in("officer").send(f"/cases/{enquiry}/moves/acknowledge", who_will_be_asked="The council")
    assert answer.status_code == 409
    assert f"The Word template of L-E01, version 9, {NO_LONGER}" in answer.text
    assert "A manager can approve a new version of it, or retire it" in answer.text


def test_a_letter_that_was_drafted_before_says_what_is_in_the_way(
    inside: Inside, staff: Staff, signed_in: SignIn, enquiry: str
) -> None:
    officer = signed_in("officer")
    prepared = officer.send(f"/cases/{enquiry}/moves/acknowledge", who_will_be_asked="The council")

    def becomes_old() -> None:
        code = db.session.query(Letter).one().code
        approved_before(code, staff)
        with unit_of_work():
            db.session.query(Letter).one().template = db.session.query(LetterTemplate).filter_by(version=9).one()

    inside(becomes_old)
    assert NO_LONGER in officer.get(prepared.location).text
    refused = officer.send(prepared.location)
    assert refused.status_code == 422
    assert "drop this letter and write it again" in refused.text
    letter = inside(lambda: db.session.query(Letter).one().id)
    shown = officer.get(f"/cases/{enquiry}/letters/{letter}")
    assert shown.status_code == 200
    assert NO_LONGER in shown.text
    assert officer.get(f"/cases/{enquiry}/letters/{letter}/document").status_code == 409


def test_a_contact_is_logged_although_the_receipt_cannot_be_made(
    inside: Inside, staff: Staff, signed_in: SignIn
) -> None:
    inside(lambda: approved_before("L-E00", staff))
    officer = signed_in("officer")
    sent = officer.send("/contacts/new", full_name="Ann Invented", **TYPED, **day("received_on", 0))
    assert sent.status_code == 303
    assert "Write a letter" in officer.get(sent.location).text
    assert inside(lambda: [task.kind for task in db.session.query(Task)]) == ["letter_to_write"]
    assert officer.get("/").status_code == 200


def test_the_checks_name_word_templates_that_cannot_be_used(app: Flask, staff: Staff) -> None:
    with app.app_context():
        approved_before("L-R01", staff)
    runner = app.test_cli_runner()
    checked = runner.invoke(cli, ["workflows", "check"])
    assert checked.exit_code == 1
    assert f"The Word template of L-R01, version 9, {NO_LONGER}" in checked.output
    assert f"The Word template of L-R01, version 9, {NO_LONGER}" in runner.invoke(cli, ["setup"]).output
