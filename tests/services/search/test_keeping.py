"""What is written is found at once, and what was put right, moved or taken away is found as it is now."""

from typing import Any

import pytest
from sqlalchemy import delete, func, select, text, update

from casework.access import Actor
from casework.extensions import db
from casework.jobs import searching
from casework.models import Allegation, Case, Contact, Letter, Note, Person, SearchChange, SearchText
from casework.pages.search import results
from casework.pages.search.results import Hit, Limits
from casework.services.people.doubles import merging
from casework.services.people.people import PersonEntry
from casework.services.record import notes
from casework.transaction import unit_of_work
from tests import factories
from tests.incoming import mails
from tests.incoming.taking_in import receive

pytestmark = pytest.mark.usefixtures("context")
Staff = dict[str, Actor]


@pytest.fixture
def case(staff: Staff) -> Case:
    return factories.enquiry(staff["officer"], details="Quokkas on the verge.", about="A verge")


def found(words: str, actor: Actor, **limits: Any) -> list[Hit]:
    return list(results.find(words, Limits(**limits), actor=actor).hits)


def sources(words: str, actor: Actor) -> set[str]:
    return {hit.source for hit in found(words, actor)}


def test_what_was_put_right_is_found_by_what_it_says_now(case: Case, staff: Staff) -> None:
    with unit_of_work():
        contact = db.session.scalars(select(Contact).where(Contact.case_id == case.id)).one()
        contact.summary = "Wombats in the car park."
    assert sources("wombat", staff["officer"]) == {"contact"}
    assert "contact" not in sources("quokka", staff["officer"])


def test_what_many_rows_are_told_at_once_is_found(case: Case, staff: Staff) -> None:
    other = factories.enquiry(staff["officer"])
    with unit_of_work():
        db.session.execute(update(Contact).where(Contact.case_id == case.id).values(case_id=other.id))
    assert {hit.reference for hit in found("quokkas", staff["officer"], kind="contact")} == {other.reference}


def test_what_was_taken_away_is_not_found(case: Case, staff: Staff) -> None:
    with unit_of_work():
        note = notes.write(case, "note", "A numbat was mentioned.", actor=staff["officer"], field="text")
    assert sources("numbat", staff["officer"]) == {"note"}
    with unit_of_work():
        db.session.execute(delete(Note).where(Note.id == note.id))
    assert sources("numbat", staff["officer"]) == set()


def test_what_was_taken_back_is_not_found(case: Case, staff: Staff) -> None:
    with unit_of_work():
        notes.write(case, "note", "A numbat was mentioned.", actor=staff["officer"], field="text")
        db.session.rollback()
    assert sources("numbat", staff["officer"]) == set()


def test_nothing_is_left_to_do_after_a_transaction(case: Case) -> None:
    assert db.session.scalar(select(func.count(SearchChange.id))) == 0


def test_what_was_written_by_sql_is_found_a_minute_later(case: Case, staff: Staff) -> None:
    with unit_of_work():
        db.session.execute(text("UPDATE contact SET summary = 'Bandicoots'"))
    assert "contact" not in sources("bandicoot", staff["officer"])
    assert searching.catch_up() == {"texts": 1}
    assert sources("bandicoot", staff["officer"]) == {"contact"}


def test_somebody_merged_is_found_as_the_one_who_stands_and_apart_again(staff: Staff) -> None:
    first, second = (
        factories.enquiry(staff["officer"], entry=PersonEntry(full_name=name)).person_id
        for name in ("Ottoline Inventina", "Ottilie Madeupton")
    )
    assert first
    assert second
    with unit_of_work():
        both = [db.session.get_one(Person, number) for number in (first, second)]
        sent = factories.sent(merging.fingerprint(*both))
        done = merging.merge(first, second, "The same voice", sent=sent, actor=staff["officer"])
    people = [hit.row_id for hit in found("madeupton", staff["officer"], kind="person")]
    assert people == [first]
    with unit_of_work():
        merging.undo(done.id, {}, sent=factories.sent(), actor=staff["officer"])
    assert [hit.row_id for hit in found("madeupton", staff["officer"], kind="person")] == [second]


def test_a_name_that_was_added_finds_somebody_and_with_a_slip(staff: Staff) -> None:
    case = factories.enquiry(staff["officer"], entry=PersonEntry(full_name="Ottoline Inventina"))
    with unit_of_work():
        factories.known_by(case.person_id, full_name="Ottoline Zephyrine", phone="0113 496 0987")
    assert sources("zephyrine", staff["officer"]) == {"person"}
    assert sources("zephirine", staff["officer"]) == {"person"}
    assert sources("+44 113 4960987", staff["officer"]) == {"person"}


def test_mail_is_found_by_its_words_sender_and_files_and_follows_to_its_case(case: Case, staff: Staff) -> None:
    mail = receive(mails.with_file(b"%PDF-1.7 x", "platypus-plan.pdf"))
    assert sources("platypus plan", staff["officer"]) == {"document"}
    with unit_of_work():
        mail.case_id, mail.state = case.id, "filed"
    assert [hit.reference for hit in found("platypus", staff["officer"])] == [case.reference]


def test_what_a_letter_and_a_decision_say_is_found(staff: Staff) -> None:
    review = factories.review_decided(staff)
    with unit_of_work():
        db.session.execute(update(Allegation).values(summary="An echidna was seized."))
        db.session.execute(update(Letter).values(body="We write about the echidna."))
    had_letters = db.session.scalar(select(func.count(Letter.id)).where(Letter.case_id == review.id))
    assert sources("echidna", staff["officer"]) == ({"allegation", "letter"} if had_letters else {"allegation"})
    assert sources(f'"{review.reference}"', staff["officer"]) >= {"cases"}


def test_a_text_longer_than_a_row_is_found_by_its_end(case: Case, staff: Staff) -> None:
    long = "word " * 16_500 + "bilby at the end"
    with unit_of_work():
        notes.write(case, "note", long, actor=staff["officer"], field="text")
    rows = select(func.count(SearchText.id)).where(SearchText.source == "note")
    assert db.session.scalar(rows) == 2
    (hit,) = found("bilby", staff["officer"])
    assert "".join(piece.text for piece in hit.passage if piece.is_marked) == "bilby"
    with unit_of_work():
        db.session.execute(update(Note).values(text="short"))
    assert db.session.scalar(rows) == 1
