"""Where mail that comes in ends up, and what it sets going."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from casework import clock
from casework.access import Actor
from casework.errors import Conflict, Invalid, NotAllowed, NotFound, Replayed
from casework.extensions import db
from casework.models import (
    Case,
    CaseEvent,
    Contact,
    DirectoryEntry,
    IncomingMail,
    Message,
    StoredFile,
    Task,
    User,
)
from casework.services.mail import incoming, mail_sorting, not_casework
from casework.services.mail.mail_sorting import Filing
from casework.services.people import ways
from casework.services.record import files
from casework.services.record.tokens import Sent
from casework.transaction import unit_of_work
from tests import factories
from tests.incoming import mails
from tests.incoming.taking_in import receive
from tests.jobs.letters import letter_due
from tests.services.letters import offices

KNOWN = "pat@known.example"


def know_address(case: Case) -> None:
    with unit_of_work():
        factories.known_by(case.person_id, email=KNOWN)


@pytest.fixture
def case(context: Flask, staff: dict[str, Actor]) -> Iterator[Case]:
    """An enquiry of Pat Invented, whose address is known."""
    made = factories.enquiry(staff["officer"])
    know_address(made)
    yield made
    db.session.rollback()


@pytest.fixture
def letter(case: Case, staff: dict[str, Actor]) -> Message:
    """A letter about the case that has been sent by mail."""
    number = letter_due(staff["officer"], case=case, address="pat@gone.example")
    know_address(case)
    with unit_of_work():
        values = {"state": "sent", "sent_at": clock.now(), "message_id": mails.OURS, "adapter": "smtp"}
        db.session.execute(update(Message).where(Message.id == number).values(values))
    return db.session.get_one(Message, number)


def amount(table: type[Any], **values: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(table).filter_by(**values)) or 0


def kinds(case: Case) -> list[str]:
    return list(db.session.scalars(select(CaseEvent.kind).filter_by(case_id=case.id).order_by(CaseEvent.id)))


def test_new_mail_waits_in_the_queue_and_is_kept_whole(context: Flask) -> None:
    raw = mails.plain("Please help.", subject="A new matter")
    mail = receive(raw)
    assert (mail.kind, mail.state, mail.case_id, mail.subject) == ("new", "waiting", None, "A new matter")
    assert files.content(mail.raw_sha256) == raw


def test_the_same_mail_twice_is_kept_and_acted_on_once(case: Case) -> None:
    raw = mails.plain(subject=case.reference)
    first, second = receive(raw), receive(raw)
    assert first.id == second.id
    assert amount(IncomingMail) == 1
    assert kinds(case).count("contact_logged") == 1


@pytest.mark.parametrize("header", ["in_reply_to", "references"])
def test_an_answer_of_a_party_becomes_a_contact_with_its_files_and_a_task(letter: Message, header: str) -> None:
    case = db.session.get_one(Case, letter.case_id)
    raw = mails.with_file(b"%PDF-1.7 invented", "My papers.pdf", **{header: f"<x@y.example> {mails.OURS}"})
    mail = receive(raw)
    assert (mail.kind, mail.state, mail.matched_by, mail.about_message_id) == (
        "reply",
        "filed",
        "message_id",
        letter.id,
    )
    contact = db.session.get_one(Contact, mail.contact_id)
    assert (contact.case_id, contact.direction, contact.channel) == (case.id, "in", "email")
    assert contact.person_id == case.person_id
    assert "Thank you." in contact.summary
    (attachment,) = mail.attachments
    assert (attachment.file_name, attachment.media_type) == ("My papers.pdf", "application/pdf")
    assert files.content(attachment.file_sha256) == b"%PDF-1.7 invented"
    task = db.session.scalars(select(Task).filter_by(kind="mail_to_read")).one()
    assert (task.case_id, task.incoming_id, task.owner_id) == (case.id, mail.id, case.owner_id)
    assert kinds(case)[-2:] == ["contact_logged", "task_opened"]


def test_a_reference_and_a_known_sender_are_enough(case: Case) -> None:
    mail = receive(mails.plain(subject=f"Re: your {case.reference.lower()}"))
    assert (mail.state, mail.case_id, mail.matched_by) == ("filed", case.id, "reference")


@pytest.mark.parametrize("by", ["thread", "reference"])
def test_somebody_unknown_is_held_and_never_put_on_the_case(letter: Message, by: str) -> None:
    case = db.session.get_one(Case, letter.case_id)
    given = {"in_reply_to": mails.OURS} if by == "thread" else {"subject": case.reference}
    before = kinds(case)
    mail = receive(mails.plain(sender="Sam Invented <sam@else.example>", **given))
    assert (mail.kind, mail.state, mail.case_id, mail.contact_id) == ("reply", "held", case.id, None)
    assert kinds(case) == before
    assert amount(Task) == 0


def test_a_colleague_and_an_organisation_of_the_directory_are_known(case: Case) -> None:
    with unit_of_work():
        db.session.add(DirectoryEntry(kind="force", name="Invented force", email="Desk@Force.example"))
    for sender in ("desk@force.example", "reviewer@test.example"):
        mail = receive(mails.plain(sender=sender, subject=case.reference, message_id=f"<{sender}>"))
        assert mail.state == "filed"
        assert db.session.get_one(Contact, mail.contact_id).person_id is None


def test_who_worked_here_and_an_organisation_that_is_not_used_any_more_are_held(case: Case) -> None:
    with unit_of_work():
        ended = clock.today() - dt.timedelta(days=1)
        db.session.add(DirectoryEntry(kind="force", name="Invented", email="desk@force.example", valid_to=ended))
        db.session.execute(update(User).where(User.email == "reviewer@test.example").values(is_enabled=False))
    for sender in ("desk@force.example", "reviewer@test.example"):
        mail = receive(mails.plain(sender=sender, subject=case.reference, message_id=f"<{sender}>"))
        assert (mail.state, mail.contact_id) == ("held", None)


def test_a_reference_that_does_not_exist_is_new_mail(case: Case) -> None:
    assert receive(mails.plain(subject="E-1999-00001")).state == "waiting"


@pytest.mark.parametrize("name", mails.BOUNCES)
def test_a_bounce_fails_the_letter_says_why_and_opens_one_task(letter: Message, name: str) -> None:
    case = db.session.get_one(Case, letter.case_id)
    mail = receive(mails.BOUNCES[name])
    receive(mails.BOUNCES[name] + b"\n")
    db.session.refresh(letter)
    assert (letter.state, letter.adapter) == ("failed", "smtp")
    assert letter.sent_at is not None
    assert str(letter.last_error).startswith("It came back: ")
    assert (mail.kind, mail.state, mail.case_id, mail.about_message_id) == ("bounce", "filed", case.id, letter.id)
    task = db.session.scalars(select(Task).filter_by(kind="mail_came_back")).one()
    assert (task.message_id, task.letter_id, task.owner_id) == (letter.id, letter.letter_id, case.owner_id)
    assert "message_bounced" in kinds(case)
    assert amount(Contact, case_id=case.id) == 1  # the first, by which the case was logged


def test_a_bounce_that_names_the_address_alone_counts_where_one_letter_went_there(letter: Message) -> None:
    receive(mails.ONLY_THE_ADDRESS)
    db.session.refresh(letter)
    assert letter.state == "failed"


@pytest.mark.parametrize(("days", "state"), [(13, "failed"), (15, "sent")])
def test_a_bounce_that_names_the_address_alone_counts_for_two_weeks(letter: Message, days: int, state: str) -> None:
    receive(mails.ONLY_THE_ADDRESS, now=letter.created_at + dt.timedelta(days=days))
    db.session.refresh(letter)
    assert letter.state == state


def test_a_bounce_that_could_be_of_several_letters_waits_for_a_person(
    letter: Message, case: Case, staff: dict[str, Actor]
) -> None:
    second = letter_due(staff["officer"], case=case, address="pat@gone.example")
    with unit_of_work():
        values = {"state": "sent", "sent_at": clock.now()}
        db.session.execute(update(Message).where(Message.id == second).values(values))
    mail = receive(mails.ONLY_THE_ADDRESS)
    db.session.refresh(letter)
    assert letter.state == "sent"
    assert (mail.kind, mail.state, mail.problem) == ("bounce", "waiting", incoming.UNKNOWN_LETTER)


@pytest.mark.parametrize("raw", [mails.DELAYED, mails.DELIVERED])
def test_a_delay_does_not_fail_the_letter(letter: Message, raw: bytes) -> None:
    mail = receive(raw)
    db.session.refresh(letter)
    assert letter.state == "sent"
    assert (mail.kind, mail.state) == ("automatic", "filed")
    assert amount(Task) == 0


def test_a_letter_that_was_given_up_stays_so(letter: Message) -> None:
    with unit_of_work():
        db.session.execute(update(Message).where(Message.id == letter.id).values(state="given_up"))
    receive(mails.POSTFIX)
    db.session.refresh(letter)
    assert letter.state == "given_up"


def test_an_out_of_office_makes_no_noise(letter: Message) -> None:
    case = db.session.get_one(Case, letter.case_id)
    before = kinds(case)
    mail = receive(mails.plain(auto_submitted="auto-replied", in_reply_to=mails.OURS))
    assert (mail.kind, mail.state, mail.case_id) == ("automatic", "filed", case.id)
    alone = receive(mails.plain(auto_submitted="auto-replied", message_id="<m2@known.example>"))
    assert (alone.kind, alone.state) == ("automatic", "set_aside")
    assert kinds(case) == [*before, "mail_filed"]
    assert amount(Task) == 0


@pytest.mark.parametrize("raw", mails.HOSTILE.values(), ids=mails.HOSTILE)
def test_broken_mail_is_kept_whole_and_shown(context: Flask, raw: bytes) -> None:
    mail = receive(raw)
    assert files.content(mail.raw_sha256) == raw
    assert mail.state == "waiting"
    assert "\x00" not in mail.text + mail.subject + mail.sender_name


def test_a_contact_counts_from_the_day_when_the_mail_server_had_it(case: Case) -> None:
    now = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.UTC)
    head = b"Received: from a by b; Wed, 18 Nov 2026 23:30:00 -0100\n"
    mail = receive(head + mails.plain(subject=case.reference), now=now)
    assert db.session.get_one(Contact, mail.contact_id).happened_on == dt.date(2026, 11, 19)
    far = b"Received: from a by b; Wed, 18 Nov 2020 12:00:00 +0000\n"
    assert receive(far + mails.plain("Another", subject=case.reference), now=now).arrived_at == now
    ahead = b"Received: from a by b; Sat, 21 Nov 2026 12:00:00 +0000\n"
    assert receive(ahead + mails.plain("A third", subject=case.reference), now=now).arrived_at == now


def sort(what: str, mail: IncomingMail, actor: Actor, *values: Any, **given: Any) -> None:
    settled = {"sent": factories.sent(mail.row_version), "actor": actor, **given}
    with unit_of_work():
        getattr(mail_sorting if what == "file_onto" else not_casework, what)(mail.id, *values, **settled)


def test_held_mail_is_filed_by_a_person_who_says_whose_it_is(case: Case, staff: dict[str, Actor]) -> None:
    mail = receive(mails.plain(sender="sam@else.example", subject=case.reference))
    sort("file_onto", mail, staff["reviewer"], Filing(reference=f" {case.reference.lower()} ", from_person=True))
    assert (mail.state, mail.matched_by, mail.settled_by_id) == ("filed", "person", staff["reviewer"].user_id)
    assert db.session.get_one(Contact, mail.contact_id).person_id == case.person_id
    assert amount(Task, kind="mail_to_read") == 1


@pytest.mark.parametrize(("part", "with_whom", "counts_for_them"), [
    ("representative", "representative", True), ("partner", "partner", False), ("witness", "person", True),
])  # fmt: skip
def test_a_mail_is_from_whoever_its_sender_is_in_the_case(
    case: Case, staff: dict[str, Actor], part: str, with_whom: str, counts_for_them: bool
) -> None:
    """What a representative writes counts as the person's; who works at a partner is no member of the public."""
    other = offices.add_party(case, part, "Rep Invented", staff["officer"])
    with unit_of_work():
        ways.add(db.session.merge(other), "email", "rep@else.example", source="test", actor=staff["officer"])
    mail = receive(mails.plain(sender="rep@else.example", subject=case.reference))
    contact = db.session.get_one(Contact, mail.contact_id)
    assert contact.with_whom == with_whom
    whose = other.id if with_whom == "person" else case.person_id
    assert contact.person_id == (whose if counts_for_them else None)
    assert contact.happened_time == clock.local(mail.arrived_at).time().replace(second=0, microsecond=0)


def test_a_risk_of_harm_is_said_where_a_mail_is_filed(case: Case, staff: dict[str, Actor]) -> None:
    mail = receive(mails.plain())
    sort("file_onto", mail, staff["officer"], Filing(reference=case.reference, urgent=True))
    assert db.session.get_one(Case, case.id).urgent


def test_the_owner_who_files_a_mail_gets_no_task_to_read_it(case: Case, staff: dict[str, Actor]) -> None:
    mail = receive(mails.plain())
    sort("file_onto", mail, staff["officer"], Filing(reference=case.reference))
    assert amount(Task) == 0


def test_what_cannot_be_done_says_so_and_changes_nothing(case: Case, staff: dict[str, Actor]) -> None:
    mail = receive(mails.plain())
    with pytest.raises(Invalid, match="no case with this reference"):
        sort("file_onto", mail, staff["officer"], Filing(reference="E-1999-00001"))
    with pytest.raises(NotAllowed):
        sort("set_aside", mail, staff["auditor"], "")
    with pytest.raises(Conflict, match="sorted this mail meanwhile"):
        sort("set_aside", mail, staff["officer"], "", sent=factories.sent(99))
    once = factories.sent(mail.row_version)
    sort("set_aside", mail, staff["officer"], "", sent=once)
    with pytest.raises(Replayed):
        sort("put_back", mail, staff["officer"], sent=Sent(once.token, mail.row_version))
    with pytest.raises(Conflict, match=r"Officer \(invented\) has sorted"):
        sort("file_onto", mail, staff["officer"], Filing(reference=case.reference))
    assert db.session.get_one(IncomingMail, mail.id).state == "set_aside"


def test_setting_aside_can_be_undone_and_both_are_recorded(context: Flask, staff: dict[str, Actor]) -> None:
    mail = receive(mails.plain())
    sort("set_aside", mail, staff["officer"], "other")
    sort("put_back", mail, staff["manager"])
    assert (mail.state, mail.settled_by_id) == ("waiting", None)
    assert amount(CaseEvent, kind="mail_set_aside") == 2


def test_mail_about_a_restricted_case_is_there_for_its_people_alone(case: Case, staff: dict[str, Actor]) -> None:
    mail = receive(mails.plain(sender="sam@else.example", subject=case.reference))
    with unit_of_work():
        db.session.execute(update(Case).where(Case.id == case.id).values(restricted=True))
    with pytest.raises(NotFound):
        sort("set_aside", mail, staff["manager"], "")
    other = receive(mails.plain())
    with pytest.raises(Invalid, match="you may not see it"):
        sort("file_onto", other, staff["manager"], Filing(reference=case.reference))


def test_an_attachment_kept_twice_is_one_file(context: Flask) -> None:
    content = b"%PDF-1.7 the same"
    for number in (1, 2):
        receive(mails.with_file(content, "a.pdf", message_id=f"<{number}@x.example>"))
    assert amount(StoredFile, size=len(content)) == 1
