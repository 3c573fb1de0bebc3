"""Who a letter goes to when that changes: nothing signed for one person, or written for them, goes to another."""

import datetime as dt
from typing import Any

import pytest

from casework import clock
from casework.access import Actor
from casework.errors import Conflict, Invalid
from casework.extensions import db
from casework.models import Case, DirectoryEntry, Letter, Message, Person, Task
from casework.services.letters import addressing, choosing, dispatch, drafts, signing
from casework.services.letters.obstacles import Confirmed
from casework.services.letters.texts import Text
from casework.services.letters.values import Occasion
from casework.services.record import cases, tasks
from casework.services.record.subjects import Address, Subject
from casework.transaction import unit_of_work
from tests import factories
from tests.factories import sent
from tests.services.letters import offices
from tests.services.letters.offices import add_party, give_address, make, prepare
from workflows.registry import KINDS

pytestmark = pytest.mark.usefixtures("context")
Staff = dict[str, Actor]
WHO = "Leeds City Council about patrols"
HOME = {"address": "1 Invented Street\nLeeds", "postcode": "LS1 1AA"}


def now(letter: Letter) -> Letter:
    db.session.rollback()
    return db.session.get_one(Letter, letter.id, populate_existing=True)


def write(case: Case, code: str, actor: Actor, to: str = "") -> Letter:
    with unit_of_work():
        recipient = choosing.first(case.reference, code, to, actor=actor)
        return drafts.write(Address(case.reference), code, recipient, sent=sent(), actor=actor)


def edit(case: Case, letter: Letter, body: str, actor: Actor) -> None:
    with unit_of_work():
        text = Text(subject="Your enquiry", body=body)
        version = now(letter).row_version
        drafts.save(case.reference, letter.id, text, sent=sent(version), actor=actor)


def sign(case: Case, letter: Letter, actor: Actor) -> None:
    with unit_of_work():
        signing.sign(case.reference, letter.id, sent=sent(now(letter).row_version), actor=actor)


def readdress(case: Case, letter: Letter, actor: Actor, *, channel: str = "email", to: str = "") -> None:
    with unit_of_work():
        version = now(letter).row_version
        recipient = choosing.other(case.reference, letter.id, channel, to, actor=actor)
        addressing.readdress(case.reference, letter.id, recipient, sent=sent(version), actor=actor)


def update(case: Case, letter: Letter, actor: Actor) -> None:
    with unit_of_work():
        version = now(letter).row_version
        addressing.bring_up_to_date(case.reference, letter.id, sent=sent(version), actor=actor)


def send(case: Case, letter: Letter, actor: Actor, confirmed: Confirmed = offices.ALL_CONFIRMED) -> None:
    with unit_of_work():
        seen = now(letter).row_version
        dispatch.send_alone(case.reference, letter.id, confirmed=confirmed, sent=sent(seen), actor=actor)


@pytest.fixture
def signed(staff: Staff) -> tuple[Case, Letter]:
    """A letter of an enquiry that two people are in, signed by a manager."""
    case = factories.enquiry(staff["officer"])
    give_address(case, **HOME)
    add_party(case, "interested_person", "Kim Invented", staff["officer"], email="kim@invented.example")
    letter = write(case, "L-E05", staff["officer"])
    sign(case, letter, staff["manager"])
    return case, now(letter)


@pytest.mark.parametrize("change", [{"channel": "post"}, {"to": "person"}])
def test_another_way_or_person_takes_the_signature_away(
    staff: Staff, signed: tuple[Case, Letter], change: dict[str, str]
) -> None:
    case, letter = signed
    kim = db.session.query(Person).filter_by(full_name="Kim Invented").one()
    given = {key: f"person:{kim.id}" if key == "to" else value for key, value in change.items()}
    readdress(case, letter, staff["officer"], **given)
    assert (now(letter).status, now(letter).signed_by_id) == ("draft", None)


def test_the_same_way_again_changes_nothing(staff: Staff, signed: tuple[Case, Letter]) -> None:
    case, letter = signed
    readdress(case, letter, staff["officer"])
    assert (now(letter).status, now(letter).row_version) == ("signed", letter.row_version)


def test_a_corrected_address_takes_the_signature_away_once_it_is_taken_over(
    staff: Staff, signed: tuple[Case, Letter]
) -> None:
    case, letter = signed
    give_address(case, email="new@invented.example")
    with pytest.raises(Invalid, match="address has changed"):
        send(case, letter, staff["officer"])
    readdress(case, letter, staff["officer"])
    assert (now(letter).status, now(letter).email) == ("draft", "new@invented.example")


def test_a_letter_to_somebody_else_is_merged_for_them(staff: Staff, signed: tuple[Case, Letter]) -> None:
    case, letter = signed
    assert "Dear Pat Invented," in letter.body
    kim = db.session.query(Person).filter_by(full_name="Kim Invented").one()
    readdress(case, letter, staff["officer"], to=f"person:{kim.id}")
    assert "Dear Kim Invented," in now(letter).body
    assert "Pat" not in now(letter).body


def test_what_was_written_by_hand_for_one_goes_to_nobody_else(staff: Staff, signed: tuple[Case, Letter]) -> None:
    case, letter = signed
    edit(case, letter, "Dear Pat Invented,\n\nWhat nobody else should read.", staff["officer"])
    kim = db.session.query(Person).filter_by(full_name="Kim Invented").one()
    with pytest.raises(Invalid, match="written by hand for Pat Invented"):
        readdress(case, letter, staff["officer"], to=f"person:{kim.id}")
    assert now(letter).to_name == "Pat Invented"
    readdress(case, letter, staff["officer"], channel="post")


@pytest.mark.parametrize("by_hand", [False, True])
@pytest.mark.parametrize(
    ("values", "shown"),
    [
        ({"full_name": "Pat Renamed"}, ("to_name", "Pat Renamed")),
        ({"adjustment_codes": ["large_print"]}, ("large_print", True)),
    ],
)
def test_what_is_known_of_the_person_now_counts_when_it_goes(
    staff: Staff, values: dict[str, Any], shown: tuple[str, object], by_hand: bool
) -> None:
    case = factories.enquiry(staff["officer"])
    give_address(case)
    letter = write(case, "L-E05", staff["officer"])
    if by_hand:
        edit(case, letter, "Invented words of the writer.", staff["officer"])
    sign(case, letter, staff["manager"])
    give_address(case, **values)
    with pytest.raises(Invalid, match="Bring it up to date first"):
        send(case, letter, staff["officer"])
    update(case, letter, staff["officer"])
    assert getattr(now(letter), shown[0]) == shown[1]
    assert now(letter).status == "draft"
    assert not by_hand or "Invented words of the writer" in now(letter).body
    send(case, letter, staff["officer"])


def test_what_the_person_turns_out_to_need_is_prepared_first(staff: Staff) -> None:
    case = factories.enquiry(staff["officer"])
    give_address(case)
    letter = write(case, "L-E05", staff["officer"])
    give_address(case, adjustment_codes=["easy_read"])
    with pytest.raises(Invalid, match="Bring it up to date first"):
        send(case, letter, staff["officer"])
    update(case, letter, staff["officer"])
    with pytest.raises(Invalid, match="prepared by hand"):
        send(case, letter, staff["officer"])
    finish_tasks(letter, staff["officer"])
    edit(case, letter, "Other words than those in Easy Read.", staff["officer"])
    with pytest.raises(Invalid, match="prepared by hand"):
        send(case, letter, staff["officer"])
    finish_tasks(letter, staff["officer"])
    send(case, letter, staff["officer"])


def finish_tasks(letter: Letter, actor: Actor) -> None:
    for task in db.session.query(Task).filter_by(letter_id=letter.id, done_at=None).all():
        with unit_of_work():
            tasks.finish(task.id, sent=sent(), actor=actor)


def test_what_was_to_be_prepared_for_one_is_not_asked_for_another(staff: Staff) -> None:
    case = factories.enquiry(staff["officer"])
    give_address(case, adjustment_codes=["easy_read"])
    kim = add_party(
        case, "interested_person", "Kim Invented", staff["officer"], email="kim@invented.example",
        adjustment_codes=["braille"],
    )  # fmt: skip
    letter = write(case, "L-E05", staff["officer"])
    readdress(case, letter, staff["officer"], to=f"person:{kim.id}")
    assert [task.detail for task in tasks.open_of(case.id, letter_id=letter.id)] == ["braille"]


def test_the_person_complained_against_is_never_written_to_directly(staff: Staff) -> None:
    case = factories.review_in_assessment(staff)
    give_address(case)
    officer = add_party(
        case, "complained_against", "Officer Invented", staff["reviewer"], email="officer@invented.example"
    )
    letter = write(case, "L-R28", staff["reviewer"], f"person:{officer.id}")
    assert (letter.audience, letter.email) == ("complained_against", None)
    with pytest.raises(Invalid, match="The force is not in the directory"):
        send(case, letter, staff["reviewer"])
    offices.add_directory()
    update(case, letter, staff["reviewer"])
    assert now(letter).email == "force@invented.example"
    with pytest.raises(Invalid, match="does no harm"):
        send(case, letter, staff["reviewer"], Confirmed())


@pytest.mark.parametrize(
    ("part", "authority", "audience", "asked"),
    [
        ("representative", True, "person", False),
        ("representative", False, "other", True),
        ("witness", False, "other", True),
        ("interested_person", False, "interested", True),
    ],
)
def test_whoever_is_not_the_one_it_is_for_needs_a_check_of_harm(
    staff: Staff, part: str, authority: bool, audience: str, asked: bool
) -> None:
    case = factories.enquiry(staff["officer"])
    give_address(case)
    other = add_party(case, part, "Kim Invented", staff["officer"], email="kim@invented.example")
    if authority:
        offices.acts_for(case, other, staff["officer"])
    letter = write(case, "L-E05", staff["officer"], f"person:{other.id}")
    assert letter.audience == audience
    if asked:
        with pytest.raises(Invalid, match="does no harm"):
            send(case, letter, staff["officer"], Confirmed())
    send(case, letter, staff["officer"], Confirmed(harm=asked))


def test_without_written_authority_a_representative_gets_nothing_by_itself(staff: Staff) -> None:
    case = factories.enquiry(staff["officer"])
    give_address(case)
    add_party(case, "representative", "Rae Invented", staff["officer"], email="rae@invented.example")
    (letter,) = prepare(case, "acknowledge", staff["officer"], who_will_be_asked=WHO)
    assert letter.to_name == "Pat Invented"


def test_an_organisation_that_comes_into_the_directory_later_gets_the_letter(staff: Staff) -> None:
    case = factories.review_in_assessment(staff)
    give_address(case)
    (letter,) = prepare(case, "ask_more_papers", staff["reviewer"], missing="The log of the invented call.")
    assert (letter.to_name, letter.directory_entry_id) == ("The force", None)
    offices.add_directory()
    (again,) = prepare(case, "ask_more_papers", staff["reviewer"], missing="The log of the invented call.")
    assert again.id == letter.id
    assert (again.email, again.directory_entry_id is not None) == ("force@invented.example", True)


def test_one_letter_of_a_step_can_be_left_out_with_a_reason(staff: Staff) -> None:
    case = factories.review_in_assessment(staff)
    offices.add_directory()
    case = factories.review(staff["reviewer"])
    factories.triaged(case)
    give_address(case)
    for trigger, who in (("acknowledge", "officer"), ("accept_as_valid", "reviewer")):
        case = factories.move(case, trigger, staff[who])
    for name in ("Kim Invented", "Lou Invented"):
        add_party(case, "interested_person", name, staff["reviewer"], email=f"{name[:3].lower()}@invented.example")
    drafted = prepare(case, "notify_parties", staff["reviewer"], parties_notified=True)
    assert [letter.to_name for letter in drafted if letter.code == "L-R13"] == ["Kim Invented", "Lou Invented"]
    kim = next(letter for letter in drafted if letter.to_name == "Kim Invented")
    with unit_of_work():
        drafts.drop(
            case.reference, kim.id, "It would do harm.", sent=sent(kim.row_version),
            actor=staff["reviewer"],
        )  # fmt: skip
    make(case, "notify_parties", staff["reviewer"], parties_notified=True)
    assert {letter.to_name: letter.status for letter in offices.letters(case) if letter.code == "L-R13"} == {
        "Kim Invented": "dropped", "Lou Invented": "sent",
    }  # fmt: skip
    sent_to = [row.to_address for row in db.session.query(Message).filter_by(case_id=case.id)]
    assert "kim@invented.example" not in sent_to


def test_a_letter_that_somebody_leaves_out_while_another_reads_it_stops_the_step(staff: Staff) -> None:
    case, letter = offices.acknowledged_enquiry(staff)
    seen = {letter.id: letter.row_version}
    with unit_of_work():
        drafts.drop(case.reference, letter.id, "Told.", sent=sent(letter.row_version), actor=staff["manager"])
    with pytest.raises(Conflict, match="dropped or sent after you opened the page"):
        factories.move_with(case, "acknowledge", staff["officer"], seen, who_will_be_asked=WHO)
    factories.move_with(case, "acknowledge", staff["officer"], {}, who_will_be_asked=WHO)
    assert db.session.query(Message).filter_by(case_id=case.id).count() == 0


def test_a_letter_dropped_before_the_step_was_prepared_does_not_keep_its_letter_back(staff: Staff) -> None:
    case = factories.enquiry(staff["officer"])
    give_address(case)
    with unit_of_work():
        recipient = choosing.first(case.reference, "L-E01", "", actor=staff["officer"])
        early = drafts.new_draft(Occasion(subject=Subject(case), actor=staff["officer"]), KINDS["L-E01"], recipient)
    with unit_of_work():
        drafts.drop(
            case.reference, early.id, "Too early.", sent=sent(early.row_version),
            actor=staff["officer"],
        )  # fmt: skip
    drafted = prepare(case, "acknowledge", staff["officer"], who_will_be_asked=WHO)
    assert [letter.status for letter in drafted] == ["dropped", "draft"]


def test_nobody_signs_what_they_wrote_a_version_of(staff: Staff, signed: tuple[Case, Letter]) -> None:
    case, letter = signed
    edit(case, letter, "Words of a manager.", staff["manager"])
    edit(case, letter, "Words of the officer.", staff["officer"])
    with pytest.raises(Invalid, match="You wrote or edited"):
        sign(case, letter, staff["manager"])
    sign(case, letter, staff["second_manager"])


def test_who_only_brings_a_letter_up_to_date_may_sign_it(staff: Staff) -> None:
    case, letter = offices.acknowledged_enquiry(staff)
    with unit_of_work():
        cases.load_for_change(case.reference, actor=staff["officer"]).about = "Another invented matter"
        person = db.session.get_one(Person, case.person_id)
        person.full_name = "Pat Renamed"
    update(case, letter, staff["manager"])
    sign(case, letter, staff["manager"])
    assert now(letter).status == "signed"


def test_what_somebody_is_editing_does_not_go_meanwhile(staff: Staff) -> None:
    case = factories.enquiry(staff["officer"])
    give_address(case)
    letter = write(case, "L-E05", staff["officer"])
    with unit_of_work():
        drafts.take_lock(case.reference, letter.id, sent=sent(), actor=staff["reviewer"])
    with pytest.raises(Invalid, match="is editing this letter"):
        send(case, letter, staff["officer"])
    with unit_of_work():
        now(letter).locked_at = clock.now() - dt.timedelta(minutes=16)
    send(case, letter, staff["officer"])


def test_a_letter_that_no_person_began_is_from_whoever_takes_it_on(staff: Staff) -> None:
    offices.add_directory()
    case = factories.review_decided(staff)
    give_address(case)
    factories.recommendation_move(case, "reject", staff["reviewer"], reasons="Not accepted, invented.")
    (letter,) = [each for each in offices.letters(case) if each.code == "L-R25"]
    assert letter.author_id is None
    update(case, letter, staff["reviewer"])
    assert now(letter).author_id == staff["reviewer"].user_id
    assert "Reviewer (invented)" in now(letter).body
    body = now(letter).body
    update(case, letter, staff["manager"])
    assert now(letter).body == body
    send(case, letter, staff["manager"])


def test_an_organisation_is_chosen_as_what_it_is(staff: Staff) -> None:
    offices.add_directory()
    case = factories.review_in_assessment(staff)
    force = db.session.query(DirectoryEntry).filter_by(kind="force").one()
    assert choosing.of_choice(case, KINDS["L-R15"], f"entry:{force.id}").audience == "force"
    assert choosing.of_choice(case, KINDS["L-R01"], f"entry:{force.id}").audience == "force"
    assert choosing.of_choice(case, KINDS["L-E04"], f"entry:{force.id}").audience == "partner"


def test_a_letter_that_was_sent_is_not_readdressed(staff: Staff, signed: tuple[Case, Letter]) -> None:
    case, letter = signed
    send(case, letter, staff["officer"])
    with pytest.raises(Conflict, match="sent or dropped"):
        readdress(case, letter, staff["officer"], channel="post")
