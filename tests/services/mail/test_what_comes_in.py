"""The odd mails of real programs on the case of somebody known; automatic answers; who may look at what waits."""

import datetime as dt
from collections.abc import Iterator, Sequence
from email.utils import format_datetime

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select, update

from casework import clock
from casework.access import Actor
from casework.errors import NotFound
from casework.extensions import db
from casework.models import Case, CaseEvent, Contact, IncomingMail, Message, Person, Task
from casework.pages.mail import incoming as pages
from casework.services.mail import incoming, not_casework
from casework.services.people import people
from casework.statistics import runs
from casework.statistics.measures import MEASURES
from casework.statistics.years import ReportingYear
from casework.transaction import unit_of_work
from tests import factories
from tests.incoming import mails
from tests.incoming.taking_in import receive
from tests.incoming.test_automatic import ANSWERED
from tests.incoming.test_odd_mail import given
from tests.jobs.letters import letter_due

KNOWN = "pat@known.example"


@pytest.fixture
def case(context: Flask, staff: dict[str, Actor]) -> Iterator[Case]:
    """An enquiry of somebody who writes from `KNOWN`, with a letter that went out by mail under `mails.OURS`."""
    made = factories.enquiry(staff["officer"])
    number = letter_due(staff["officer"], case=made, address="pat@gone.example")
    with unit_of_work():
        factories.known_by(made.person_id, email=KNOWN)
        sent = {"state": "sent", "sent_at": clock.now(), "message_id": mails.OURS, "adapter": "smtp"}
        db.session.execute(update(Message).where(Message.id == number).values(sent))
    yield made
    db.session.rollback()


def about(raw: bytes, case: Case) -> bytes:
    """A mail with the reference of the case for the one that it names, and our Message-ID for its place."""
    number = case.reference.removeprefix("E-2026-").encode()
    named = raw.replace(b"E-2026-00001", case.reference.encode()).replace(b"<OURS>", mails.OURS.encode())
    return named.replace("E-\u200b2026-\u200b00001".encode(), "E-\u200b2026-\u200b".encode() + number)


def amount(table: type[Contact] | type[Task], case: Case) -> int:
    return db.session.scalar(select(func.count()).select_from(table).filter_by(case_id=case.id)) or 0


@pytest.mark.parametrize(
    ("name", "by"),
    [("m01", "reference"), ("m05", "reference"), ("m17", "message_id"), ("m20", "reference")],
)
def test_the_answer_of_somebody_known_is_filed_however_it_is_written(case: Case, name: str, by: str) -> None:
    mail = receive(about(given(name), case))
    assert (mail.kind, mail.state, mail.case_id, mail.matched_by) == ("reply", "filed", case.id, by)
    assert (mail.sender, mail.sender_name, mail.person_id) == (KNOWN, "Pat Invented", case.person_id)


def test_a_form_on_a_website_offers_whoever_filled_it_in(context: Flask, staff: dict[str, Actor]) -> None:
    mail = pages.find_one(receive(given("m08")).id, actor=staff["officer"])
    assert mail.answers_go_to == f"Pat Invented <{KNOWN}>"
    offered = pages.contact_fields(mail)
    assert (offered["full_name"], offered["email"]) == ("Pat Invented", KNOWN)


def test_the_name_of_a_sender_keeps_its_letters_in_the_form(context: Flask, staff: dict[str, Actor]) -> None:
    mail = pages.find_one(receive(given("m04")).id, actor=staff["officer"])
    assert pages.contact_fields(mail)["full_name"] == "Zoë Håkansson"


@pytest.mark.parametrize("name", ["m11", "m12", "m13"])
def test_an_out_of_office_of_a_real_program_is_no_contact_and_no_task(case: Case, name: str) -> None:
    check_automatic(receive(about(given(name), case)), case)


@pytest.mark.parametrize(
    "name",
    [
        name
        for name, raw in ANSWERED.items()
        if (b"E-2026" in raw or mails.OURS.encode() in raw) and not name.startswith("receipt of another desk")
    ],
)
def test_an_automatic_answer_stands_on_its_case_and_counts_for_nothing(case: Case, name: str) -> None:
    check_automatic(receive(about(ANSWERED[name], case)), case)


@pytest.mark.parametrize("name", [name for name in ANSWERED if name.startswith("receipt of another desk")])
def test_what_the_desk_of_an_organisation_sends_counts_for_nothing_and_somebody_looks_at_it(
    case: Case, name: str
) -> None:
    mail = receive(about(ANSWERED[name], case))
    assert (mail.kind, mail.state, mail.case_id, mail.contact_id) == ("automatic", "filed", case.id, None)
    assert db.session.scalars(select(Task.kind).filter_by(case_id=case.id, incoming_id=mail.id)).all() == [
        "mail_to_read"
    ]
    assert db.session.scalars(select(Contact.direction).filter_by(case_id=case.id)).all() == ["in"]


def test_what_such_a_desk_sends_about_nothing_of_ours_waits_to_be_sorted(context: Flask) -> None:
    mail = receive(mails.plain(auto_submitted="auto-generated", in_reply_to="<theirs@desk.example>"))
    assert (mail.kind, mail.state) == ("automatic", "waiting")


def check_automatic(mail: IncomingMail, case: Case) -> None:
    assert (mail.kind, mail.state, mail.case_id, mail.contact_id) == ("automatic", "filed", case.id, None)
    assert amount(Task, case) == 0
    assert db.session.scalars(select(Contact.direction).filter_by(case_id=case.id)).all() == ["in"]
    last = db.session.scalars(select(CaseEvent).filter_by(case_id=case.id).order_by(CaseEvent.id.desc())).first()
    assert last is not None
    assert (last.kind, last.data["automatic"], last.data["incoming_id"]) == ("mail_filed", True, mail.id)
    assert db.session.get_one(Case, case.id).category == "new"


def test_an_out_of_office_of_the_next_year_is_in_none_of_its_figures(case: Case) -> None:
    later = clock.now() + dt.timedelta(days=365)
    year = ReportingYear(clock.local(later).year if clock.local(later).month > 3 else clock.local(later).year - 1)
    received = f"Received: by mx.office.example; {format_datetime(later)}\n".encode()
    with time_machine.travel(later, tick=False):
        assert receive(received + about(given("m11"), case)).kind == "automatic"
        of_people = [each for each in MEASURES if each.record_kind == "person"]
        assert [runs.figures(each, year)[0].record_ids for each in of_people] == [[] for _ in of_people]


def test_an_automatic_answer_of_somebody_unknown_stays_off_the_case(case: Case) -> None:
    mail = receive(mails.plain(sender="sam@else.example", subject=f"Automatic reply: {case.reference}"))
    assert (mail.kind, mail.state, mail.case_id) == ("automatic", "set_aside", case.id)


def test_what_was_taken_for_automatic_can_be_put_back_and_filed(case: Case, staff: dict[str, Actor]) -> None:
    mail = receive(about(given("m11"), case))
    with unit_of_work():
        not_casework.put_back(mail.id, sent=factories.sent(mail.row_version), actor=staff["officer"])
    assert db.session.get_one(IncomingMail, mail.id).state == "held"


def sees(actor: Actor, mail: IncomingMail) -> bool:
    """Whether somebody finds a mail in a list, and by its address."""
    listed = any(row.id == mail.id for view in pages.VIEWS for row in pages.find(view, actor=actor).mails)
    try:
        pages.find_one(mail.id, actor=actor)
    except NotFound:
        assert not listed
        return False
    return listed


def restrict(case: Case, staff: dict[str, Actor], *, to: Sequence[str] = ("officer", "manager")) -> None:
    db.session.expire_all()
    factories.restrict(case.reference, *(staff[each] for each in to))


def test_mail_that_waits_is_closed_with_the_case_of_its_sender(case: Case, staff: dict[str, Actor]) -> None:
    waiting = receive(mails.plain("Please ring me."))
    aside = receive(mails.plain("Another.", message_id="<m2@known.example>"))
    with unit_of_work():
        not_casework.set_aside(aside.id, "", sent=factories.sent(aside.row_version), actor=staff["officer"])
    assert sees(staff["reviewer"], waiting)
    restrict(case, staff)
    for mail in (waiting, aside):
        assert not sees(staff["reviewer"], mail)
        assert sees(staff["manager"], mail)
    assert pages.find_one(waiting.id, actor=staff["manager"]).noted == [case.id]


def test_mail_that_mentions_a_case_is_closed_with_it(case: Case, staff: dict[str, Actor]) -> None:
    mail = receive(mails.plain(f"It is about {case.reference.replace('-', '–')}.", sender="sam@else.example"))
    assert sees(staff["reviewer"], mail)
    restrict(case, staff)
    assert not sees(staff["reviewer"], mail)


def test_mail_about_two_restricted_cases_is_seen_by_the_people_of_either(case: Case, staff: dict[str, Actor]) -> None:
    other = factories.enquiry(staff["officer"])
    words = f"Both {case.reference} and {other.reference}."
    waiting = receive(mails.plain(words, sender="sam@else.example"))
    from_a_party = receive(mails.plain(f"It is about {other.reference}.", message_id="<m2@known.example>"))
    restrict(case, staff)
    restrict(other, staff, to=["second_manager"])
    later = receive(mails.plain(words, sender="sam@else.example", message_id="<m3@else.example>"))
    for mail in (waiting, from_a_party):
        assert [name for name in ("manager", "second_manager", "reviewer") if sees(staff[name], mail)] == [
            "manager",
            "second_manager",
        ]
    assert (later.state, later.case_id) == ("held", case.id)
    assert [name for name in ("manager", "second_manager", "reviewer") if sees(staff[name], later)] == ["manager"]


def test_mail_of_one_restricted_thread_that_mentions_another_is_seen_by_the_people_of_the_thread(
    case: Case, staff: dict[str, Actor]
) -> None:
    other = factories.enquiry(staff["officer"])
    number = letter_due(staff["officer"], case=case, address="pat@known.example")
    with unit_of_work():
        values = {
            "state": "sent",
            "sent_at": clock.now(),
            "message_id": "<letter-9.abc@casework.example>",
            "adapter": "smtp",
        }
        db.session.execute(update(Message).where(Message.id == number).values(values))
    restrict(case, staff)
    restrict(other, staff, to=["second_manager"])
    words = f"It is about {other.reference}."
    mail = receive(mails.plain(words, sender="sam@else.example", in_reply_to="<letter-9.abc@casework.example>"))
    assert (mail.state, mail.case_id) == ("held", case.id)
    assert [name for name in ("manager", "second_manager", "reviewer") if sees(staff[name], mail)] == ["manager"]


def test_mail_held_on_an_open_case_is_closed_with_another_that_it_mentions(case: Case, staff: dict[str, Actor]) -> None:
    other = factories.enquiry(staff["officer"])
    words = f"Not only {case.reference}, also {other.reference}."
    mail = receive(mails.plain(words, subject=case.reference, sender="sam@else.example"))
    assert (mail.state, mail.case_id, sees(staff["reviewer"], mail)) == ("held", case.id, True)
    restrict(other, staff)
    assert [name for name in ("officer", "manager", "reviewer") if sees(staff[name], mail)] == ["officer", "manager"]


def test_mail_of_somebody_who_is_added_to_a_restricted_case_is_closed(case: Case, staff: dict[str, Actor]) -> None:
    restrict(case, staff)
    mail = receive(mails.plain(sender="Sam Invented <sam@else.example>"))
    assert sees(staff["reviewer"], mail)
    with unit_of_work():
        entry = people.PersonEntry(full_name="Sam Invented", email="sam@else.example", invented=True)
        person = people.add_person(entry, actor=staff["officer"])
        people.add_party(db.session.merge(case), person, "witness", actor=staff["officer"])
    assert not sees(staff["reviewer"], mail)


def test_mail_is_closed_once_its_address_is_that_of_somebody_in_a_restricted_case(
    case: Case, staff: dict[str, Actor]
) -> None:
    restrict(case, staff)
    mail = receive(mails.plain(sender="Pat Invented <pat@new.example>"))
    assert sees(staff["reviewer"], mail)
    with unit_of_work():
        factories.known_by(case.person_id, email="pat@new.example")
    assert not sees(staff["reviewer"], mail)


def test_mail_of_somebody_with_an_open_case_too_waits_for_everybody(case: Case, staff: dict[str, Actor]) -> None:
    with unit_of_work():
        other = db.session.merge(factories.enquiry(staff["officer"]))
        people.add_party(other, db.session.get_one(Person, case.person_id), "witness", actor=staff["officer"])
    restrict(case, staff)
    assert sees(staff["reviewer"], receive(mails.plain("Another matter.")))


def test_what_is_not_read_yet_is_for_nobody(context: Flask, staff: dict[str, Actor]) -> None:
    with unit_of_work():
        number = incoming.keep(mails.plain(), source="test", now=clock.now())
    page = pages.find("to_sort", actor=staff["manager"])
    assert (page.mails, page.being_read) == ([], 1)
    with pytest.raises(NotFound):
        pages.find_one(number, actor=staff["manager"])
