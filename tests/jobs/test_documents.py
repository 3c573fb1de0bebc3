"""The document of a letter: made after the step, once, of what was frozen in it; and who hears of one that cannot be."""

import hashlib
from collections.abc import Callable

import pytest
from flask import Flask
from redis import Redis
from rq import Queue
from rq.serializers import JSONSerializer
from sqlalchemy import select, update

from casework import clock
from casework.access import Actor
from casework.errors import Conflict
from casework.extensions import db
from casework.jobs import documents, mail, sweep
from casework.letters import pdf, word, word_template
from casework.models import Case, CaseEvent, Letter, Message, Person, Task
from casework.pages.letters import documents as pages
from casework.pages.record import case as case_pages
from casework.services.letters import posting
from casework.services.letters.posting import NotPosted
from casework.services.record import files, settings
from casework.transaction import unit_of_work
from casework.writing import Waiting
from tests import factories
from tests.factories import sent
from tests.jobs.offices import messages_due, states
from tests.jobs.post_office import PostOffice
from tests.letters.documents import made
from tests.letters.test_odd_text import frame, text_of
from tests.services.letters import offices, posts

pytestmark = pytest.mark.usefixtures("context", "queue")
Staff = dict[str, Actor]
WHO = "Leeds City Council about patrols"


def gone(staff: Staff, *, said: str = WHO, by_post: bool = False) -> Letter:
    """A letter that went out with its step a moment ago."""
    case = factories.enquiry(staff["officer"])
    away = {"email": None, "address": posts.ADDRESS, "postcode": "LS1 1AA"} if by_post else {}
    offices.give_address(case, **away)
    offices.prepare(case, "acknowledge", staff["officer"], who_will_be_asked=said)
    offices.make(case, "acknowledge", staff["officer"], who_will_be_asked=said)
    return db.session.query(Letter).filter_by(case_id=case.id).one()


def message_of(letter: Letter) -> Message:
    db.session.rollback()
    return db.session.query(Message).filter_by(letter_id=letter.id).one()


def kept(letter: Letter) -> bytes | None:
    db.session.rollback()
    sha256 = db.session.scalar(select(Letter.document_sha256).where(Letter.id == letter.id))
    return None if sha256 is None else files.content(sha256)


def opened(letter: Letter, actor: Actor) -> pages.Document:
    db.session.rollback()
    head = case_pages.head(db.session.get_one(Case, letter.case_id).reference, actor=actor)
    return pages.find(head, letter.id, as_word=False, actor=actor)


def tasks_of(letter: Letter) -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(Task.kind).where(Task.letter_id == letter.id, Task.done_at.is_(None))))


def failures(letter: Letter) -> int:
    query = db.session.query(CaseEvent).filter_by(case_id=letter.case_id, kind="message_failed")
    return query.count()


@pytest.mark.parametrize(
    "make",
    [
        lambda: pdf.render(frame(), []),
        lambda: word.render(frame(), []),
        lambda: word_template.render(made("Dear {{ recipient.name }}"), {}),
    ],
    ids=["PDF", "Word", "an office's own Word file"],
)
def test_no_document_is_made_while_others_wait_for_a_transaction(make: Callable[[], bytes]) -> None:
    assert make()
    with pytest.raises(Waiting), unit_of_work():
        make()


def test_the_job_makes_it_once_and_the_mail_carries_it(post_office: PostOffice, staff: Staff) -> None:
    letter = gone(staff)
    assert kept(letter) is None
    mail.send(message_of(letter).id)
    content = kept(letter)
    assert content is not None
    assert WHO in text_of(content)
    (enclosed,) = post_office.mails[0].iter_attachments()
    assert enclosed.get_content() == content
    assert opened(letter, staff["officer"]).content == content
    documents.make(letter.id)
    assert kept(letter) == content


def test_whoever_opens_it_first_sees_what_will_be_kept(post_office: PostOffice, staff: Staff) -> None:
    letter = gone(staff)
    first = opened(letter, staff["officer"])
    assert first.is_new
    mail.send(message_of(letter).id)
    assert kept(letter) == first.content
    assert not opened(letter, staff["officer"]).is_new


def test_it_says_what_was_so_when_it_was_sent(post_office: PostOffice, staff: Staff) -> None:
    letter = gone(staff)
    with unit_of_work():
        settings.change("office_name", "Another office", actor=staff["administrator"])
        db.session.get_one(Person, letter.person_id).full_name = "Pat Renamed"
        db.session.get_one(Case, letter.case_id).sensitive = True
    mail.send(message_of(letter).id)
    said = text_of(kept(letter) or b"")
    assert "Policing and Crime Casework team" in said
    assert "Pat Invented" in said
    body = post_office.mails[0].get_body()
    assert body
    assert "Another office" not in said + body.get_content()
    assert "OFFICIAL-SENSITIVE" not in said


def test_by_e_mail_one_that_cannot_be_made_fails_with_the_reason_and_a_task(
    post_office: PostOffice, staff: Staff
) -> None:
    letter, reminder = gone(staff, said=posts.SEEMS_FINE), messages_due(staff)[-1]
    mail.send(message_of(letter).id, reminder)
    row = message_of(letter)
    assert row.state == "failed"
    assert (row.last_error or "").startswith("These characters cannot be printed")
    assert tasks_of(letter) == ["message_failed"]
    assert (len(post_office.mails), kept(letter)) == (1, None)
    with pytest.raises(Conflict, match="These characters cannot be printed"):
        opened(letter, staff["officer"])


def test_by_post_it_stays_in_the_print_queue_with_the_reason_and_a_task(staff: Staff) -> None:
    letter = gone(staff, said=posts.SEEMS_FINE, by_post=True)
    for _ in range(2):
        documents.make(letter.id)
    row = message_of(letter)
    assert (row.state, row.attempts) == ("pending", 0)
    assert (row.last_error or "").startswith("These characters cannot be printed")
    assert row.next_attempt_at > clock.now()
    assert (tasks_of(letter), failures(letter)) == (["message_failed"], 1)


def test_what_nobody_could_print_was_not_posted(staff: Staff) -> None:
    letter = gone(staff, by_post=True)
    row = message_of(letter)
    with pytest.raises(NotPosted, match="has not been made yet"), unit_of_work():
        posting.record_posted([row.id], clock.today(), sent=sent(), actor=staff["officer"])
    documents.make(letter.id)
    with unit_of_work():
        posting.record_posted([row.id], clock.today(), sent=sent(), actor=staff["officer"])
    assert message_of(letter).state == "sent"


def test_the_sweep_offers_what_waits_to_be_printed_and_was_not_made(app: Flask, queue: Redis, staff: Staff) -> None:
    letter = gone(staff, by_post=True)
    queue.flushall()
    sweep.offer_mail()
    offered = [(job.func_name, job.args) for job in Queue("mail", connection=queue, serializer=JSONSerializer).jobs]
    assert offered == [("casework.jobs.documents.make", [letter.id])]
    documents.make(letter.id)
    queue.flushall()
    sweep.offer_mail()
    assert Queue("mail", connection=queue, serializer=JSONSerializer).jobs == []


def test_one_that_stops_the_job_holds_up_no_other(post_office: PostOffice, staff: Staff) -> None:
    letter, reminder = gone(staff), messages_due(staff)[-1]
    with unit_of_work():
        nonsense = files.keep(b"not what a letter is made of")
        db.session.execute(update(Letter).where(Letter.id == letter.id).values(frozen_sha256=nonsense))
    number = message_of(letter).id
    with pytest.raises(ValueError, match="Expecting value"):
        mail.send(number, reminder)
    mail.send(number, reminder)  # as the queue does some seconds later
    assert sorted(states()) == ["pending", "sent"]
    assert message_of(letter).last_error == mail.NOT_PREPARED


def test_the_same_letter_is_always_the_same_bytes(staff: Staff) -> None:
    letter = gone(staff)
    first, again = opened(letter, staff["officer"]).content, opened(letter, staff["officer"]).content
    assert hashlib.sha256(first).digest() == hashlib.sha256(again).digest()
