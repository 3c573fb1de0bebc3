"""Answer now: one page acknowledges and answers, with one letter to the person (section 10.3)."""

import pytest

from casework import clock
from casework.access import Actor
from casework.extensions import db
from casework.models import Case, Clock, EnquiryDetail, Letter, Person
from tests import factories
from tests.routes.conftest import Inside, SignIn
from tests.services.letters import offices

Staff = dict[str, Actor]


@pytest.fixture
def reference(inside: Inside, staff: Staff) -> str:
    def make() -> str:
        case = factories.enquiry(staff["officer"])
        offices.give_address(case)
        return case.reference

    return str(inside(make))


def test_the_letter_is_read_around_the_text_and_goes_from_the_page(
    inside: Inside, signed_in: SignIn, reference: str
) -> None:
    officer, path = signed_in("officer"), f"/cases/{reference}/moves/answer_now"
    page = officer.get(path).text
    for words in ("Our reply to your enquiry", "This is our reply", "Victim Support", "Pat Invented"):
        assert words in page
    assert "⟦" not in page
    assert "HERE" not in page
    assert inside(lambda: db.session.query(Letter).filter_by(code="L-E06").count()) == 0
    sent = officer.send(path, to=f"{path}/at-once", reply="The patrols are on Friday.")
    assert (sent.status_code, sent.location.rpartition("/cases/")[2]) == (303, reference)

    def look() -> tuple[str, EnquiryDetail, list[str], list[tuple[str, str]]]:
        case = db.session.query(Case).filter_by(reference=reference).one()
        letters = db.session.query(Letter).filter_by(case_id=case.id, status="sent")
        clocks = db.session.query(Clock).filter_by(case_id=case.id).order_by(Clock.code)
        bodies = [letter.body for letter in letters]
        return case.state, db.session.get_one(EnquiryDetail, case.id), bodies, [(one.code, one.state) for one in clocks]

    state, detail, bodies, clocks = inside(look)
    assert state == "replied"
    assert (detail.acknowledged_on, detail.replied_on) == (clock.today(), clock.today())
    assert len(bodies) == 1
    assert "The patrols are on Friday." in bodies[0]
    assert clocks == [("enquiry.acknowledge", "met"), ("enquiry.comeback", "running"), ("enquiry.reply", "met")]


def test_an_empty_reply_is_asked_for_and_nothing_goes(inside: Inside, signed_in: SignIn, reference: str) -> None:
    path = f"/cases/{reference}/moves/answer_now"
    refused = signed_in("officer").send(path, to=f"{path}/at-once", reply=" ")
    assert refused.status_code == 422
    assert "Write an answer." in refused.text
    assert inside(lambda: db.session.query(Letter).filter_by(code="L-E06").count()) == 0


def test_a_note_on_safe_contact_is_read_first_and_the_text_is_kept(
    inside: Inside, signed_in: SignIn, reference: str
) -> None:
    def note() -> None:
        case = db.session.query(Case).filter_by(reference=reference).one()
        db.session.get_one(Person, case.person_id).safe_contact = "The partner reads the post."
        db.session.commit()

    inside(note)
    officer, path = signed_in("officer"), f"/cases/{reference}/moves/answer_now"
    assert "The partner reads the post." in officer.get(path).text
    refused = officer.send(path, to=f"{path}/at-once", reply="The patrols are on Friday.")
    assert refused.status_code == 422
    assert "Read the note on safe contact" in refused.text
    assert "The patrols are on Friday." in refused.text
    sent = officer.send(path, to=f"{path}/at-once", reply="The patrols are on Friday.", safe_contact="yes")
    assert sent.status_code == 303


def test_the_letter_can_be_looked_at_first(signed_in: SignIn, reference: str) -> None:
    officer, path = signed_in("officer"), f"/cases/{reference}/moves/answer_now"
    looked = officer.send(path, reply="The patrols are on Friday.")
    assert looked.location.endswith("/answer_now/letters")
    assert "The patrols are on Friday." in officer.get(looked.location).text


def test_the_page_of_the_acknowledgement_leads_to_answering_now(signed_in: SignIn, reference: str) -> None:
    page = signed_in("officer").get(f"/cases/{reference}/moves/acknowledge").text
    assert f"/cases/{reference}/moves/answer_now" in page
