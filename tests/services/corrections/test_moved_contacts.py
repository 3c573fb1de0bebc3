"""A contact on the wrong case goes to the right one, and everything counts as if it had always been there."""

import datetime as dt
from collections import Counter
from io import BytesIO

import pytest
from sqlalchemy import select, update

from casework import clock
from casework.access import Actor
from casework.errors import Invalid, NotFound
from casework.extensions import db
from casework.models import Answer, Case, CaseEvent, Clock, Contact, Document, IncomingMail, Task
from casework.services.corrections import moved_contacts
from casework.services.corrections.moved_contacts import NewEnquiry
from casework.services.desk import writing
from casework.services.desk.come_backs import ComeBack
from casework.services.desk.writing import Written
from casework.services.documents import uploads
from casework.services.mail import mail_sorting
from casework.services.mail.mail_sorting import Filing
from casework.services.people.contact_rows import Said
from casework.services.record import cases
from casework.services.record.tokens import Sent
from casework.services.steps import comebacks
from casework.statistics import runs
from casework.statistics.measures import BY_CODE
from casework.statistics.years import year_of
from casework.transaction import unit_of_work
from tests import factories
from tests.incoming import mails, taking_in

pytestmark = pytest.mark.usefixtures("context")
Staff = dict[str, Actor]


def said(case: Case, actor: Actor, *, days_ago: int = 0, direction: str = "in", urgent: bool = False) -> Contact:
    """A contact with a file and a day to come back."""
    on = clock.today() - dt.timedelta(days=days_ago)
    words = Said(direction=direction, channel="phone", on=on, summary="About something else.")
    back = ComeBack(on=clock.today() + dt.timedelta(days=2))
    files = uploads.prepare([("log.txt", BytesIO(b"said"))])
    written = Written(words="", said=words, files=files, come_back=back, urgent=urgent)
    with unit_of_work():
        kept = writing.write(case.reference, written, sent=factories.sent(), actor=actor)
    return db.session.get_one(Contact, kept.row_id)


def filed(case: Case, actor: Actor, *, urgent: bool = False) -> Contact:
    """A contact of a mail that was filed by hand, where every case was received on the day of the mail."""
    mail = taking_in.receive(mails.plain())
    with unit_of_work():
        filing = Filing(reference=case.reference, urgent=urgent)
        mail_sorting.file_onto(mail.id, filing, sent=factories.sent(mail.row_version), actor=actor)
    contact = db.session.get_one(Contact, mail.contact_id)
    with unit_of_work():
        db.session.execute(update(Case).values(received_on=contact.happened_on))
    return contact


def seen(case: Case, actor: Actor) -> Sent:
    return factories.sent(cases.load(case.reference, actor=actor).row_version)


def move(contact: Contact, source: Case, to: str, actor: Actor, reason: str = "It was about the other matter.") -> None:
    with unit_of_work():
        moved_contacts.move(source.reference, contact.id, to, reason=reason, sent=seen(source, actor), actor=actor)
    db.session.expire_all()


def due(case: Case, code: str) -> dt.date | None:
    return db.session.scalar(select(Clock.due_on).where(Clock.case_id == case.id, Clock.code == code))


def reasons(case: Case) -> list[str]:
    query = select(Answer.value).where(Answer.case_id == case.id, Answer.code == "reason").order_by(Answer.id)
    return list(db.session.scalars(query))


def put_right(case: Case) -> CaseEvent:
    """The event of a case to which, or from which, a contact was moved."""
    query = select(CaseEvent).where(CaseEvent.case_id == case.id, CaseEvent.kind == "put_right")
    return db.session.scalars(query.order_by(CaseEvent.id)).one()


def test_a_contact_goes_with_its_words_its_file_its_risk_and_what_is_to_be_done(staff: Staff) -> None:
    officer = staff["officer"]
    wrong, right = factories.enquiry(officer), factories.enquiry(officer, name="Sam Invented")
    contact = said(wrong, officer, urgent=True)
    move(contact, wrong, right.reference, officer)
    assert (contact.case_id, contact.person_id) == (right.id, right.person_id)
    assert db.session.scalars(select(Document.case_id)).all() == [right.id]
    assert db.session.scalars(select(Task.case_id)).all() == [right.id]
    assert db.session.get_one(Case, right.id).urgent
    assert (put_right(wrong).data["other_case_id"], put_right(right).data["other_case_id"]) == (right.id, wrong.id)
    assert reasons(wrong) == reasons(right) == ["It was about the other matter."]


def test_the_dates_of_both_cases_count_as_if_it_had_always_been_there(staff: Staff) -> None:
    """Both received 20 days ago: an update is due in 8 days. A call 3 days ago lets it be due in 25, where it stands."""
    reviewer = staff["reviewer"]
    wrong, right = factories.review(reviewer, days_ago=20), factories.review(reviewer, days_ago=20)
    contact = said(wrong, reviewer, days_ago=3, direction="out")
    days = {days: clock.today() + dt.timedelta(days=days) for days in (8, 25)}
    code = "complaint_review.update"
    assert (due(wrong, code), due(right, code)) == (days[25], days[8])
    move(contact, wrong, right.reference, reviewer)
    assert (due(wrong, code), due(right, code)) == (days[8], days[25])
    move(contact, right, wrong.reference, reviewer)
    assert (due(wrong, code), due(right, code)) == (days[25], days[8])


def test_the_counts_follow(staff: Staff) -> None:
    """Two people wrote. One was rung; the call was logged on the enquiry of the other."""
    officer = staff["officer"]
    wrong, right = factories.enquiry(officer), factories.enquiry(officer, name="Sam Invented")

    def answered() -> list[int]:
        return runs.figures(BY_CODE["people_contacted"], year_of(clock.today()))[0].record_ids

    contact = said(wrong, officer, direction="out")
    assert answered() == [wrong.person_id]
    move(contact, wrong, right.reference, officer)
    assert answered() == [right.person_id]


def test_the_mail_that_it_came_from_goes_with_it(staff: Staff) -> None:
    officer = staff["officer"]
    wrong, right = factories.enquiry(officer), factories.enquiry(officer)
    contact = filed(wrong, officer)
    move(contact, wrong, f" {right.reference.lower()} ", officer)
    mail = db.session.scalars(select(IncomingMail).where(IncomingMail.contact_id == contact.id)).one()
    assert mail.case_id == right.id


@pytest.mark.parametrize("by_mail", [True, False])
def test_the_risk_of_harm_goes_with_a_contact_however_often_it_is_moved(staff: Staff, by_mail: bool) -> None:
    officer = staff["officer"]
    first, second, third = (factories.enquiry(officer) for _ in range(3))
    contact = filed(first, officer, urgent=True) if by_mail else said(first, officer, urgent=True)
    move(contact, first, second.reference, officer)
    assert db.session.get_one(Case, second.id).urgent
    move(contact, second, third.reference, officer)
    assert db.session.get_one(Case, third.id).risk_open


def test_into_a_restricted_case_leaves_neither_where_nor_why(staff: Staff) -> None:
    officer = staff["officer"]
    wrong, secret = factories.enquiry(officer), factories.enquiry(officer)
    contact = said(wrong, officer)
    factories.restrict(secret.reference, officer)
    move(contact, wrong, secret.reference, officer, "It is about the secret matter.")
    assert "other_case_id" not in put_right(wrong).data
    assert reasons(wrong) == ["The reason stands on the other case."]
    assert reasons(secret) == ["It is about the secret matter."]
    assert moved_contacts.other_case(secret.id, put_right(secret).id, actor=officer) == wrong.reference


def test_out_of_a_restricted_case_says_no_more_than_the_contact(staff: Staff) -> None:
    officer = staff["officer"]
    secret, right = factories.enquiry(officer), factories.enquiry(officer)
    contact = said(secret, officer)
    factories.restrict(secret.reference, officer)
    move(contact, secret, right.reference, officer, "It is no part of the secret matter.")
    assert "other_case_id" not in put_right(right).data
    assert reasons(right) == ["The reason stands on the other case."]


def test_between_two_restricted_cases_each_says_nothing_to_who_is_not_named_on_the_other(staff: Staff) -> None:
    officer = staff["officer"]
    wide, narrow = factories.enquiry(officer), factories.enquiry(officer)
    contact = said(wide, officer)
    factories.restrict(wide.reference, officer, staff["reviewer"])
    factories.restrict(narrow.reference, officer)
    move(contact, wide, narrow.reference, officer, "It is about the secret matter.")
    assert "other_case_id" not in put_right(wide).data
    assert reasons(wide) == ["The reason stands on the other case."]
    assert put_right(narrow).data["other_case_id"] == wide.id


def test_a_restricted_case_that_is_not_theirs_is_no_case_to_move_to(staff: Staff) -> None:
    wrong, secret = factories.enquiry(staff["officer"]), factories.enquiry(staff["officer"])
    contact = said(wrong, staff["reviewer"])
    factories.restrict(secret.reference, staff["officer"])
    with pytest.raises(Invalid, match="or you may not see it"):
        move(contact, wrong, secret.reference, staff["reviewer"])
    with pytest.raises(NotFound):
        moved_contacts.other_case(wrong.id, 1, actor=staff["reviewer"])


def test_what_a_case_was_logged_with_stays(staff: Staff) -> None:
    officer = staff["officer"]
    case, other = factories.enquiry(officer), factories.enquiry(officer)
    first = db.session.scalars(select(Contact).where(Contact.case_id == case.id)).one()
    with pytest.raises(Invalid, match="was logged with this contact"):
        move(first, case, other.reference, officer)


def test_what_alone_opened_a_case_again_stays(staff: Staff) -> None:
    officer = staff["officer"]
    case, other = factories.replied(officer), factories.enquiry(officer)
    contact = said(case, officer)
    with unit_of_work():
        assert comebacks.settle_contact(case.reference, contact.id, True, actor=officer)
    with pytest.raises(Invalid, match="opened again for this contact alone"):
        move(contact, case, other.reference, officer)


def test_a_case_that_came_later_cannot_have_had_it(staff: Staff) -> None:
    officer = staff["officer"]
    wrong, later = factories.enquiry(officer, days_ago=9), factories.enquiry(officer, days_ago=1)
    with pytest.raises(Invalid, match="after this contact"):
        move(said(wrong, officer, days_ago=3), wrong, later.reference, officer)
    with pytest.raises(Invalid, match="on this case already"):
        move(said(wrong, officer), wrong, wrong.reference, officer)


def test_a_new_enquiry_begins_when_the_contact_came(staff: Staff) -> None:
    officer = staff["officer"]
    wrong = factories.enquiry(officer, days_ago=9)
    contact = said(wrong, officer, days_ago=3)
    with unit_of_work():
        new, why = NewEnquiry(about="Another invented matter"), "A matter of its own."
        case = moved_contacts.move_to_new(
            wrong.reference, contact.id, new, reason=why, sent=seen(wrong, officer), actor=officer
        )
    assert (case.received_on, case.person_id) == (clock.today() - dt.timedelta(days=3), wrong.person_id)
    assert db.session.get_one(Contact, contact.id).case_id == case.id
    assert due(case, "enquiry.acknowledge") not in (None, due(wrong, "enquiry.acknowledge"))


def test_one_call_about_two_matters_stands_on_both_and_counts_one_person(staff: Staff) -> None:
    officer = staff["officer"]
    first, second = factories.enquiry(officer), factories.enquiry(officer, name=None)
    contact = said(first, officer)
    with unit_of_work():
        moved_contacts.copy(first.reference, contact.id, second.reference, sent=seen(first, officer), actor=officer)
    copied = db.session.scalars(select(Contact).where(Contact.copied_from_id == contact.id)).one()
    assert (copied.case_id, copied.summary) == (second.id, contact.summary)
    assert Counter(db.session.scalars(select(Document.case_id))) == Counter([first.id, second.id])
    figures = runs.figures(BY_CODE["people_not_answered"], year_of(clock.today()))
    assert figures[0].record_ids == [first.person_id]
