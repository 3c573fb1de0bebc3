"""A step and its letters: prepared, read, sent together, or neither."""

import hashlib

import pytest

from casework import clock
from casework.access import Actor
from casework.errors import Conflict, Invalid
from casework.extensions import db
from casework.models import Answer, Case, CaseEvent, Letter, LetterVersion, Message, StoredFile, Task
from casework.services.letters import signing
from casework.services.letters.obstacles import Confirmed
from casework.services.record import files
from casework.transaction import unit_of_work
from tests import factories
from tests.services.letters import offices
from tests.services.letters.offices import acknowledged_enquiry, make, prepare

pytestmark = pytest.mark.usefixtures("context")
WHO = "Leeds City Council about patrols"


def state(case: Case) -> str:
    db.session.rollback()
    return db.session.get_one(Case, case.id, populate_existing=True).state


def messages(case: Case) -> list[Message]:
    return list(db.session.query(Message).filter_by(case_id=case.id, kind="letter").order_by(Message.id))


def kinds(case: Case) -> list[str]:
    return [event.kind for event in db.session.query(CaseEvent).filter_by(case_id=case.id).order_by(CaseEvent.id)]


def test_preparing_drafts_the_letter_with_the_answers_and_moves_nothing(staff: dict[str, Actor]) -> None:
    case, letter = acknowledged_enquiry(staff)
    assert state(case) == "new"
    assert (letter.code, letter.status, letter.channel, letter.email) == (
        "L-E01", "draft", "email", "pat@invented.example",
    )  # fmt: skip
    assert WHO in letter.body
    assert "Pat Invented" in letter.body
    assert "⟦" not in letter.body
    assert offices.open_prepared(case, "acknowledge")
    assert messages(case) == []


def test_preparing_again_brings_the_draft_up_to_date_and_keeps_what_it_said(staff: dict[str, Actor]) -> None:
    case, letter = acknowledged_enquiry(staff)
    (again,) = prepare(case, "acknowledge", staff["officer"], who_will_be_asked="The council's noise team")
    assert again.id == letter.id
    assert "noise team" in again.body
    bodies = [row.body for row in db.session.query(LetterVersion).filter_by(letter_id=letter.id).order_by("number")]
    assert len(bodies) == 2
    assert WHO in bodies[0]


def test_the_step_and_its_letter_are_one_transaction(staff: dict[str, Actor]) -> None:
    case, letter = acknowledged_enquiry(staff)
    make(case, "acknowledge", staff["officer"], who_will_be_asked=WHO)
    assert state(case) == "acknowledged"
    sent = db.session.get_one(Letter, letter.id, populate_existing=True)
    assert sent.status == "sent"
    (message,) = messages(case)
    assert (message.state, message.channel, message.to_address) == ("pending", "email", "pat@invented.example")
    frozen = files.content(str(sent.frozen_sha256))
    assert WHO in frozen.decode()
    assert hashlib.sha256(frozen).hexdigest() == sent.frozen_sha256
    assert (sent.document_sha256, sent.document_type) == (None, "application/pdf")
    assert not offices.open_prepared(case, "acknowledge")
    assert kinds(case)[-2:] == ["case_moved", "letter_sent"]


def test_a_step_without_its_letter_is_refused_unless_it_is_said_why(staff: dict[str, Actor]) -> None:
    case = factories.enquiry(staff["officer"])
    offices.give_address(case)
    with pytest.raises(Invalid, match="First prepare the letter that acknowledges an enquiry"):
        make(case, "acknowledge", staff["officer"], who_will_be_asked=WHO)
    assert state(case) == "new"
    factories.move(case, "acknowledge", staff["officer"], who_will_be_asked=WHO)
    assert state(case) == "acknowledged"
    said = db.session.query(Answer).filter_by(case_id=case.id, code="no_letter").one()
    assert said.value == "Told in person (invented)."


def test_what_was_drafted_for_a_step_ends_when_it_is_made_without_a_letter(staff: dict[str, Actor]) -> None:
    """Nobody is asked later to sign or send it."""
    case = factories.enquiry(staff["officer"])
    offices.give_address(case, adjustment_codes=["easy_read"])
    (letter,) = prepare(case, "acknowledge", staff["officer"], who_will_be_asked=WHO)
    factories.move(case, "acknowledge", staff["officer"], who_will_be_asked=WHO)
    assert db.session.get_one(Letter, letter.id, populate_existing=True).status == "dropped"
    assert db.session.query(Task).filter_by(case_id=case.id, done_at=None).count() == 0
    assert kinds(case)[-1] == "letter_dropped"
    assert messages(case) == []


def test_an_anonymous_enquiry_has_nobody_to_write_to(staff: dict[str, Actor]) -> None:
    case = factories.enquiry(staff["officer"], name=None)
    assert prepare(case, "acknowledge", staff["officer"], who_will_be_asked=WHO) == []
    make(case, "acknowledge", staff["officer"], who_will_be_asked=WHO)
    assert state(case) == "acknowledged"


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"email_unsafe": True}, "not safe"),
        ({"email": None}, "no e-mail address"),
        ({"email": "other@invented.example"}, "address has changed"),
    ],
)
def test_safe_contact_is_enforced_when_it_goes_and_nothing_happens(
    staff: dict[str, Actor], values: dict[str, object], sentence: str
) -> None:
    case, letter = acknowledged_enquiry(staff)
    offices.give_address(case, **values)
    with pytest.raises(Invalid, match=sentence):
        make(case, "acknowledge", staff["officer"], who_will_be_asked=WHO)
    assert state(case) == "new"
    assert messages(case) == []
    assert db.session.query(StoredFile).count() == 0
    assert db.session.get_one(Letter, letter.id, populate_existing=True).status == "draft"


def test_a_note_on_safe_contact_must_have_been_read(staff: dict[str, Actor]) -> None:
    case, _ = acknowledged_enquiry(staff)
    offices.give_address(case, safe_contact="Only in the mornings.")
    with pytest.raises(Invalid, match="Read the note on safe contact"):
        make(case, "acknowledge", staff["officer"], confirmed=Confirmed(), who_will_be_asked=WHO)
    make(case, "acknowledge", staff["officer"], confirmed=Confirmed(safe_contact=True), who_will_be_asked=WHO)
    assert state(case) == "acknowledged"


def test_large_print_changes_the_letter_and_easy_read_is_prepared_by_hand(staff: dict[str, Actor]) -> None:
    case = factories.enquiry(staff["officer"])
    offices.give_address(case, adjustment_codes=["large_print", "easy_read"])
    (letter,) = prepare(case, "acknowledge", staff["officer"], who_will_be_asked=WHO)
    assert letter.large_print
    task = db.session.query(Task).filter_by(letter_id=letter.id).one()
    assert (task.kind, task.detail) == ("letter_to_prepare", "easy_read")
    with pytest.raises(Invalid, match="prepared by hand"):
        make(case, "acknowledge", staff["officer"], who_will_be_asked=WHO)


def test_a_letter_that_somebody_changed_after_the_page_was_opened_stops_the_step(staff: dict[str, Actor]) -> None:
    case, letter = acknowledged_enquiry(staff)
    with pytest.raises(Conflict, match="changed or added after you opened the page"):
        factories.move_with(
            case, "acknowledge", staff["officer"], {letter.id: letter.row_version - 1}, who_will_be_asked=WHO
        )
    assert state(case) == "new"


def test_a_case_that_changed_makes_the_letter_stale(staff: dict[str, Actor]) -> None:
    case, _ = acknowledged_enquiry(staff)
    with pytest.raises(Invalid, match="Bring it up to date"):
        make(case, "acknowledge", staff["officer"], who_will_be_asked="Somebody else altogether")
    assert state(case) == "new"


def test_a_decision_writes_to_everybody_concerned_with_every_must(staff: dict[str, Actor]) -> None:
    offices.add_directory()
    case = factories.review_in_sign_off(staff, reasonable=False, recommend=True)
    offices.give_address(case)
    officer = offices.add_party(case, "complained_against", "Officer Invented", staff["reviewer"])
    drafted = prepare(case, "approve_not_reasonable", staff["manager"])
    assert [(letter.code, letter.audience) for letter in drafted] == [
        ("L-R23", "person"), ("L-R24", "force"), ("L-R22", "complained_against"),
    ]  # fmt: skip
    to_force = drafted[1].body
    assert "Apologise for the invented matter" in to_force
    assert officer.full_name not in drafted[0].body
    assert ["⟦" in letter.body for letter in drafted] == [False, False, True]
    offices.fill_in(case, drafted[2], "The log shows what was done.", staff["reviewer"])
    make(case, "approve_not_reasonable", staff["manager"])
    assert state(case) == "decided_not_reasonable"
    assert [message.to_address for message in messages(case)] == [
        "pat@invented.example", "force@invented.example", "force@invented.example",
    ]  # fmt: skip
    assert {letter.signed_by_id for letter in offices.letters(case)} == {staff["manager"].user_id}
    assert kinds(case).count("letter_signed") == 3


def test_a_manager_who_wrote_in_a_decision_letter_does_not_sign_it_by_making_the_step(
    staff: dict[str, Actor],
) -> None:
    """Nobody's own words go out on their own signature (R1.9)."""
    offices.add_directory()
    case = factories.review_in_sign_off(staff, reasonable=False, recommend=True)
    offices.give_address(case)
    officer = offices.add_party(case, "complained_against", "Officer Invented", staff["reviewer"])
    *_, copy = prepare(case, "approve_not_reasonable", staff["manager"])
    assert officer.full_name in copy.to_name
    offices.fill_in(case, copy, "The log shows what was done.", staff["manager"])
    with pytest.raises(Invalid, match=r"L-R22 to .* must sign it off"):
        make(case, "approve_not_reasonable", staff["manager"])
    assert state(case) == "sign_off"
    with unit_of_work():
        copy = db.session.get_one(Letter, copy.id, populate_existing=True)
        signing.sign(
            case.reference,
            copy.id,
            sent=factories.sent(copy.row_version),
            actor=staff["second_manager"],
        )
    make(case, "approve_not_reasonable", staff["manager"])
    signers = {letter.code: letter.signed_by_id for letter in offices.letters(case)}
    assert signers["L-R22"] == staff["second_manager"].user_id
    assert signers["L-R23"] == signers["L-R24"] == staff["manager"].user_id


def test_what_no_person_does_is_drafted_and_becomes_a_task(staff: dict[str, Actor]) -> None:
    offices.add_directory()
    case = factories.review_decided(staff)
    offices.give_address(case)
    factories.recommendation_move(case, "reject", staff["reviewer"], reasons="Not accepted, invented.")
    db.session.rollback()
    closed = db.session.get_one(Case, case.id, populate_existing=True)
    assert (closed.state, closed.closed_on) == ("closed", clock.today())
    (letter,) = [each for each in offices.letters(case) if each.code == "L-R25"]
    assert letter.status == "draft"
    assert db.session.query(Task).filter_by(letter_id=letter.id, kind="letter_to_write").count() == 1
