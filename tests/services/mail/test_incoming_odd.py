"""Mail that tempts: forged, rewritten, sent twice, about a restricted case, from somebody who may be two people."""

from collections.abc import Sequence

import pytest
from flask import Flask
from sqlalchemy import select, update

from casework import clock
from casework.access import Actor
from casework.extensions import db
from casework.models import Case, CaseEvent, Contact, Message, Task
from casework.models.base import Base
from casework.pages.mail import incoming as pages
from casework.services.mail import incoming
from casework.services.people import people
from casework.services.record import tasks
from casework.transaction import unit_of_work
from tests import factories
from tests.incoming import mails, reports
from tests.incoming.taking_in import receive
from tests.jobs.letters import letter_due

KNOWN, GONE, STRANGER = "pat@known.example", "pat@gone.example", "Sam Invented <sam@else.example>"


@pytest.fixture
def case(context: Flask, staff: dict[str, Actor]) -> Case:
    """An enquiry whose person writes from `KNOWN`."""
    made = factories.enquiry(staff["officer"])
    know(made, KNOWN)
    return made


@pytest.fixture
def letter(case: Case, staff: dict[str, Actor]) -> Message:
    """A letter that went to `GONE` under the Message-ID of the mails of tests."""
    return sent(case, staff["officer"], mails.OURS)


def know(case: Case, address: str) -> None:
    with unit_of_work():
        factories.known_by(case.person_id, email=address)


def sent(case: Case, actor: Actor, message_id: str) -> Message:
    number = letter_due(actor, case=case, address=GONE)
    know(case, KNOWN)
    with unit_of_work():
        values = {"state": "sent", "sent_at": clock.now(), "message_id": message_id, "adapter": "smtp"}
        db.session.execute(update(Message).where(Message.id == number).values(values))
    return db.session.get_one(Message, number)


def add_party(case: Case, part: str, address: str, actor: Actor) -> int:
    with unit_of_work():
        entry = people.PersonEntry(full_name="Alex Invented", email=address, invented=True)
        person = people.add_person(entry, actor=actor)
        people.add_party(db.session.merge(case), person, part, actor=actor)
        return person.id


def state_of(message: Message) -> str:
    db.session.refresh(message)
    return message.state


def about(raw: bytes, case: Case) -> bytes:
    """The mail with the reference of `case` for the one that reports of tests name."""
    return raw.replace(b"E-2026-00001", case.reference.encode())


def seen_by(actor: Actor, views: Sequence[str] = tuple(pages.VIEWS)) -> set[int]:
    return {row.id for view in views for row in pages.find(view, actor=actor).mails}


def test_a_carrier_with_message_ids_of_its_own_fails_the_letter_by_reference_and_address(letter: Message) -> None:
    case = db.session.get_one(Case, letter.case_id)
    mail = receive(about(reports.SES, case))
    assert state_of(letter) == "failed"
    assert (mail.kind, mail.state, mail.matched_by, mail.case_id) == ("bounce", "filed", "reference", case.id)
    assert db.session.scalars(select(Task.kind)).all() == ["mail_came_back"]


@pytest.mark.parametrize("name", reports.FAILED)
def test_the_reports_of_other_programs_fail_the_letter(letter: Message, name: str) -> None:
    receive(reports.FAILED[name])
    assert state_of(letter) == "failed"


def test_a_report_with_a_reference_and_another_address_fails_nothing_and_is_held(letter: Message) -> None:
    case = db.session.get_one(Case, letter.case_id)
    raw = about(reports.SES, case).replace(b"gone.example", b"else.example").replace(b"Gone.example", b"else.example")
    mail = receive(raw)
    assert state_of(letter) == "sent"
    assert (mail.kind, mail.state, mail.case_id) == ("bounce", "held", case.id)
    assert db.session.scalars(select(Task)).all() == []


def test_which_of_two_letters_came_back_is_for_a_person_to_say(letter: Message, staff: dict[str, Actor]) -> None:
    case = db.session.get_one(Case, letter.case_id)
    second = sent(case, staff["officer"], "<letter-8.abc@casework.example>")
    mail = receive(about(reports.SES, case))
    assert (state_of(letter), state_of(second)) == ("sent", "sent")
    assert (mail.state, mail.case_id, mail.problem) == ("held", case.id, incoming.UNKNOWN_LETTER)


def test_a_report_about_a_mail_of_somebody_else_to_the_same_address_fails_nothing(letter: Message) -> None:
    raw = mails.POSTFIX.replace(mails.OURS.encode(), b"<private@office.example>").replace(b"E-2026-00001: a", b"A")
    mail = receive(raw)
    assert state_of(letter) == "sent"
    assert (mail.kind, mail.state) == ("bounce", "waiting")


def test_a_letter_written_after_the_report_came_did_not_come_back(letter: Message) -> None:
    head = b"Received: from a by b; Thu, 19 Nov 2026 12:00:00 +0000\n"
    with unit_of_work():
        written = mails.parsed_day("2026-11-20")
        db.session.execute(update(Message).where(Message.id == letter.id).values(created_at=written))
        receive(head + mails.ONLY_THE_ADDRESS, now=mails.parsed_day("2026-11-21"))
    assert state_of(letter) == "sent"


def test_a_copy_that_did_not_arrive_does_not_fail_what_did(letter: Message) -> None:
    mail = receive(reports.TO_SEVERAL)
    assert state_of(letter) == "sent"
    assert (mail.kind, mail.state) == ("automatic", "filed")


@pytest.mark.parametrize("name", reports.ANSWERED)
def test_an_answer_of_a_machine_neither_fails_the_letter_nor_makes_noise(letter: Message, name: str) -> None:
    case = db.session.get_one(Case, letter.case_id)
    events = db.session.scalars(select(CaseEvent.kind).where(CaseEvent.case_id == case.id).order_by(CaseEvent.id)).all()
    know(case, GONE)
    mail = receive(reports.ANSWERED[name])
    assert state_of(letter) == "sent"
    assert (mail.kind, mail.state, mail.case_id) == ("automatic", "filed", case.id)
    assert db.session.scalars(
        select(CaseEvent.kind).where(CaseEvent.case_id == case.id).order_by(CaseEvent.id)
    ).all() == [
        *events,
        "mail_filed",
    ]
    assert db.session.scalars(select(Task)).all() == []


@pytest.mark.parametrize(
    "given",
    [
        {"sender": f"=?utf-8?q?Pat_=3C{KNOWN.replace('@', '=40')}=3E?= <sam@else.example>"},
        {"sender": f"{KNOWN}, sam@else.example"},
        {"sender": f"{KNOWN}\nFrom: sam@else.example"},
        {"authentication_results": "mx.office.example; dkim=none; dmarc=fail header.from=known.example"},
    ],
)
def test_a_forged_sender_is_nobody_who_is_known(case: Case, given: dict[str, str]) -> None:
    mail = receive(mails.plain(subject=case.reference, **given))
    assert (mail.state, mail.case_id, mail.contact_id) == ("held", case.id, None)


@pytest.mark.parametrize("part", ["representative", "complained_against"])
def test_who_of_a_case_wrote_stands_on_the_mail_and_for_whom_they_spoke_on_the_contact(
    case: Case, staff: dict[str, Actor], part: str
) -> None:
    """What a representative writes is said by the person; what the other side writes is no contact of theirs."""
    person_id = add_party(case, part, "alex@else.example", staff["officer"])
    mail = receive(mails.plain(sender="Alex Invented <Alex@Else.example>", subject=case.reference))
    contact = db.session.get_one(Contact, mail.contact_id)
    assert mail.person_id == person_id
    assert contact.person_id == (case.person_id if part == "representative" else None)
    assert contact.summary.startswith("From Alex Invented <Alex@Else.example>\n\n")


def test_of_two_people_with_one_address_nobody_is_guessed(case: Case, staff: dict[str, Actor]) -> None:
    add_party(case, "representative", KNOWN, staff["officer"])
    mail = receive(mails.plain(subject=case.reference))
    assert mail.state == "filed"
    assert db.session.get_one(Contact, mail.contact_id).person_id is None


@pytest.mark.parametrize("shared", [False, True])
def test_an_out_of_office_is_of_the_one_person_with_its_address(
    letter: Message, case: Case, staff: dict[str, Actor], shared: bool
) -> None:
    if shared:
        add_party(case, "representative", KNOWN, staff["officer"])
    mail = receive(mails.plain(auto_submitted="auto-replied", in_reply_to=mails.OURS))
    assert (mail.state, mail.person_id) == ("filed", None if shared else case.person_id)


@pytest.mark.parametrize(
    "written", ["{} {} {}", "{}-{} - {}", "{} - {}-{}", "{}/{}/{}", "{}\u2212{}\u2212{}", "{}{}-{}"]
)
def test_a_reference_is_known_as_people_write_it(case: Case, written: str) -> None:
    given = written.format(*case.reference.lower().split("-"))
    raw = mails.plain(subject=f"=?utf-8?q?{''.join(f'={byte:02X}' for byte in f'Your {given}.'.encode())}?=")
    assert receive(raw).case_id == case.id


def test_a_mail_that_names_two_cases_of_its_sender_is_for_a_person(case: Case, staff: dict[str, Actor]) -> None:
    second = factories.enquiry(staff["officer"], name="Pat Invented")
    know(second, KNOWN)
    mail = receive(mails.plain(subject=f"{case.reference} and {second.reference}"))
    assert (mail.state, mail.case_id, mail.matched_by) == ("held", case.id, "several")
    assert "other cases" in pages.find_one(mail.id, actor=staff["officer"]).why


def test_of_two_cases_that_of_the_sender_counts(case: Case, staff: dict[str, Actor]) -> None:
    other = factories.enquiry(staff["officer"], name="Cam Invented")
    mail = receive(mails.plain(subject=f"{other.reference} {case.reference}"))
    assert (mail.state, mail.case_id) == ("filed", case.id)


def test_a_reference_in_the_words_alone_is_new_mail(case: Case) -> None:
    assert receive(mails.plain(f"About {case.reference}.")).state == "waiting"


@pytest.mark.parametrize("who", [KNOWN, STRANGER])
def test_a_restricted_case_in_the_words_of_a_mail_is_for_its_people_alone(
    case: Case, staff: dict[str, Actor], who: str
) -> None:
    factories.restrict(case.reference)
    mail = receive(mails.plain(f"On Friday you wrote:\n> {case.reference}", sender=who))
    assert (mail.state, mail.case_id, mail.contact_id) == ("held", case.id, None)
    assert seen_by(staff["manager"]) == set()


def test_who_is_known_from_a_restricted_case_alone_writes_to_its_people(case: Case, staff: dict[str, Actor]) -> None:
    factories.restrict(case.reference)
    assert receive(mails.plain("Please ring me.")).case_id == case.id
    factories.enquiry(staff["officer"], name="Pat Invented")
    other = db.session.scalars(select(Case).order_by(Case.id.desc()).limit(1)).one()
    know(other, KNOWN)
    assert receive(mails.plain("Another matter.", message_id="<m2@known.example>")).state == "waiting"


def test_who_is_known_from_another_case_too_writes_to_everybody_although_the_newest_is_restricted(
    case: Case, staff: dict[str, Actor]
) -> None:
    newest = factories.enquiry(staff["officer"], name="Pat Invented")
    know(newest, KNOWN)
    factories.restrict(newest.reference)
    mail = receive(mails.plain("Another matter."))
    assert (mail.state, mail.case_id) == ("waiting", None)


@pytest.mark.parametrize("raw", [reports.SES, reports.DOMINO, mails.DELAYED, mails.FORWARDED])
def test_a_report_about_a_restricted_case_shows_its_letter_to_nobody_else(
    case: Case, staff: dict[str, Actor], raw: bytes
) -> None:
    factories.restrict(case.reference)
    mail = receive(about(raw, case))
    assert mail.case_id == case.id
    assert seen_by(staff["manager"]) == set()


def test_of_several_references_the_restricted_one_decides_who_sees_it(case: Case, staff: dict[str, Actor]) -> None:
    hidden = factories.enquiry(staff["officer"], name="Cam Invented")
    factories.restrict(hidden.reference)
    mail = receive(mails.plain(subject=f"{case.reference} {hidden.reference}"))
    assert (mail.state, mail.case_id) == ("held", hidden.id)


def test_a_second_copy_of_a_mail_is_kept_and_counts_once(case: Case) -> None:
    raw = mails.with_file(b"%PDF-1.7 x", "a.pdf", subject=case.reference)
    first = receive(b"Received: by one\n" + raw)
    second = receive(b"Received: by two\n" + raw)
    assert (first.state, second.state, second.case_id) == ("filed", "set_aside", case.id)
    assert second.problem == incoming.AGAIN
    assert len(db.session.scalars(select(Task)).all()) == 1


@pytest.mark.parametrize("given", [{"text": "Other words."}, {"sender": STRANGER}, {"subject": "Other"}])
def test_somebody_elses_message_id_hides_no_mail(case: Case, given: dict[str, str]) -> None:
    receive(mails.plain(subject="A question"))
    assert receive(mails.plain(**{"subject": "A question", **given})).state == "waiting"


def test_mail_about_a_closed_case_is_a_task_for_its_owner(case: Case, staff: dict[str, Actor]) -> None:
    with unit_of_work():
        values = {"state": "closed", "category": "closed", "closed_on": clock.today(), "first_closed_on": clock.today()}
        db.session.execute(update(Base.metadata.tables["cases"]).where(Case.id == case.id).values(values))
    mail = receive(mails.plain(subject=case.reference))
    task = db.session.scalars(select(Task)).one()
    assert (mail.state, task.kind, task.owner_id) == ("filed", "new_contact", case.owner_id)


def test_a_letter_of_which_nobody_knew_came_back_so_nobody_has_to_find_out(letter: Message) -> None:
    case = db.session.get_one(Case, letter.case_id)
    with unit_of_work():
        db.session.execute(update(Message).where(Message.id == letter.id).values(state="uncertain"))
        subject = tasks.About(letter_id=letter.letter_id, message_id=letter.id)
        tasks.open_task(tasks.Kind.MESSAGE_UNCERTAIN, case, subject)
    receive(mails.POSTFIX)
    assert state_of(letter) == "failed"
    assert db.session.scalars(select(Task.kind).where(Task.done_at.is_(None))).all() == ["mail_came_back"]
