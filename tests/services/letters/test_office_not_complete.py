"""Until it is known whose letter it is and how to answer it nothing goes out; once it is, what waited goes."""

import pytest
from sqlalchemy import select

from casework import clock
from casework.access import SYSTEM, Actor
from casework.errors import Invalid
from casework.extensions import db
from casework.jobs import sweep
from casework.models import Case, Letter, Message, Person, Task
from casework.services.letters import documents, obstacles, prepared
from casework.services.record import identity, settings
from casework.transaction import unit_of_work
from tests import areas, factories
from tests.services.letters.offices import acknowledged_enquiry, letters, make
from tests.services.letters.test_receipts import log

pytestmark = pytest.mark.usefixtures("context")
Staff = dict[str, Actor]
NEEDED = ("office_name", "office_address", "office_phone", "office_email", "privacy_link", "body_name", "body_title")
WAITS = (
    "Nothing is sent to the public until the office's own details are complete. Still missing: phone number, address of "
    "the privacy notice. An administrator enters them on the page Area."
)


def forget(*names: str) -> None:
    with unit_of_work():
        areas.forget(*names)


def complete(*names: str) -> None:
    with unit_of_work():
        given = areas.of()
        values = {"office_phone": given.office.phone, "privacy_link": given.office.privacy_notice}
        for name in names:
            settings.change(name, values[name], actor=SYSTEM)


def receipt(case: Case) -> Letter:
    return db.session.scalars(select(Letter).where(Letter.case_id == case.id, Letter.code == "L-E00")).one()


def open_tasks(case: Case) -> list[str]:
    return list(db.session.scalars(select(Task.kind).where(Task.case_id == case.id, Task.done_at.is_(None))))


@pytest.mark.parametrize("name", NEEDED)
def test_each_of_what_is_needed_holds_every_letter(staff: Staff, name: str) -> None:
    case, _ = acknowledged_enquiry(staff)
    assert identity.problem() is None
    forget(name)
    with pytest.raises(Invalid, match="Nothing is sent to the public until the office's own details are complete"):
        make(case, "acknowledge", staff["officer"], who_will_be_asked="Leeds City Council about patrols")
    assert db.session.query(Message).count() == 0


def test_the_letter_says_what_is_missing_and_shows_where(staff: Staff) -> None:
    case, _ = acknowledged_enquiry(staff)
    forget("office_phone", "privacy_link")
    (letter,) = letters(case)
    occasion = prepared.occasion_of(letter, staff["officer"])
    assert obstacles.find(letter, occasion).sentences[0] == WAITS
    frame = documents.as_it_would_go(letter, occasion, on=clock.today()).frozen.frame
    assert "⟦Phone number⟧" in frame.office.contact
    assert frame.office.privacy_link == "⟦Address of the privacy notice⟧"
    assert documents.look(documents.as_it_would_go(letter, occasion, on=clock.today()))[:4] == b"%PDF"


def test_a_receipt_waits_and_goes_by_itself_when_all_is_known(staff: Staff) -> None:
    forget("office_phone", "privacy_link")
    case = log(staff)
    assert (receipt(case).status, open_tasks(case)) == ("draft", ["letter_waits"])
    complete("office_phone")
    assert sweep.send_receipts() == {"found": 0, "sent": 0}
    complete("privacy_link")
    assert sweep.send_receipts() == {"found": 1, "sent": 1}
    letter = receipt(case)
    assert (letter.status, open_tasks(case)) == ("sent", [])
    assert "⟦" not in letter.subject + letter.body
    assert db.session.query(Message).filter_by(letter_id=letter.id).one().state == "pending"
    assert sweep.send_receipts() == {"found": 0, "sent": 0}


def test_a_receipt_that_nobody_needs_any_more_does_not_go(staff: Staff) -> None:
    forget("office_phone")
    acknowledged, restricted, unsafe = (log(staff, email=f"pat{number}@invented.example") for number in range(3))
    factories.move(acknowledged, "acknowledge", staff["officer"], who_will_be_asked="The council.")
    with unit_of_work():
        db.session.get_one(Case, restricted.id).sensitive = True
        person = db.session.get_one(Person, unsafe.person_id)
        person.safe_contact = "Never by e-mail."
    complete("office_phone")
    assert sweep.send_receipts() == {"found": 3, "sent": 0}
    for case in (acknowledged, restricted, unsafe):
        assert (receipt(case).status, open_tasks(case)) == ("dropped", [])


def test_a_receipt_that_somebody_dropped_stays_dropped(staff: Staff) -> None:
    forget("office_phone")
    case = log(staff)
    with unit_of_work():
        receipt(case).status = "dropped"
    complete("office_phone")
    assert sweep.send_receipts() == {"found": 1, "sent": 0}
    assert (receipt(case).status, open_tasks(case)) == ("dropped", [])


def test_what_cannot_be_printed_is_left_to_a_person_all_the_same(staff: Staff) -> None:
    forget("office_phone")
    case = log(staff, full_name="Pat 😀 Invented")
    complete("office_phone")
    assert sweep.send_receipts() == {"found": 1, "sent": 0}
    assert (receipt(case).status, open_tasks(case)) == ("draft", ["letter_to_write"])
