"""A batch that is held up: by a message that cannot be prepared, by a slow server, by a person who acts meanwhile."""

import datetime as dt

import pytest
from redis import Redis
from rq import Queue
from rq.serializers import JSONSerializer
from sqlalchemy import select, update

from casework import clock, outbox
from casework.access import Actor
from casework.extensions import db
from casework.jobs import mail, settling
from casework.models import Message, Task
from casework.queues import QUEUES
from casework.sending.adapter import Outcome, Result
from casework.services.mail import by_hand, claims, letters_under_way, pace
from casework.services.mail.claims import Outgoing
from casework.services.record import tasks
from casework.transaction import unit_of_work
from tests import factories
from tests.jobs.letters import letter_due, open_tasks
from tests.jobs.offices import message, states
from tests.jobs.post_office import PostOffice

pytestmark = pytest.mark.usefixtures("context")


def notice_of_an_unknown_kind(staff: dict[str, Actor]) -> int:
    """The id of a message whose words nobody knows."""
    now = clock.now()
    row = Message(
        kind="notice",
        rule="of_a_later_version",
        recipient_id=staff["officer"].user_id,
        to_address="officer@office.example",
        message_id="<unknown@casework.example>",
        created_at=now,
        next_attempt_at=now,
    )
    with unit_of_work():
        db.session.add(row)
    return row.id


def test_a_message_that_cannot_be_prepared_holds_up_no_other_and_loses_none(
    queue: Redis, post_office: PostOffice, staff: dict[str, Actor]
) -> None:
    first, unknown, last = (
        letter_due(staff["officer"]),
        notice_of_an_unknown_kind(staff),
        letter_due(staff["officer"], address="cam@invented.example"),
    )
    with pytest.raises(KeyError):
        mail.send(first, unknown, last)
    assert states() == ["sent", "pending", "pending"]
    row = message(unknown)
    assert (row.attempts, row.last_error) == (1, mail.NOT_PREPARED)
    assert row.next_attempt_at > clock.now()
    mail.send(first, unknown, last)  # as the queue does some seconds later
    assert states() == ["sent", "pending", "sent"]
    assert len(post_office.mails) == 2


def test_a_slow_server_has_the_rest_from_the_next_job(
    queue: Redis, post_office: PostOffice, staff: dict[str, Actor], monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = [letter_due(staff["officer"], address=f"pat{number}@invented.example") for number in range(3)]
    monkeypatch.setattr(mail, "MOST_SECONDS", 0.01)
    post_office.seconds_per_mail = 0.05
    mail.send(*ids)
    assert states() == ["sent", "pending", "pending"]
    assert [job.args for job in Queue("mail", connection=queue, serializer=JSONSerializer).jobs] == [ids[1:]]


def test_a_batch_ends_before_its_job_is_cut_off_and_its_job_before_the_lease_of_a_claim() -> None:
    """So a worker that was stopped for long (SIGSTOP) is cut off as it wakes, before it hands over what is not its
    own any more."""
    assert mail.MOST_SECONDS * 2 < QUEUES["mail"].timeout <= pace.LEASE.total_seconds()


@pytest.fixture
def slow(staff: dict[str, Actor]) -> Outgoing:
    """A letter that a worker has had for longer than its lease."""
    number = letter_due(staff["officer"])
    with unit_of_work():
        (found,) = claims.outgoing([number], now=clock.now())
        assert claims.claim(number, "slow", now=clock.now())
    with unit_of_work():
        claims.recover_stale_claims([number], clock.now() + pace.LEASE + dt.timedelta(seconds=1))
    return found


def hand_over(found: Outgoing) -> None:
    with unit_of_work():
        mail._settle(mail.Done(found, Result(outcome=Outcome.SENT), "smtp"), "slow")


def test_what_a_slow_worker_sent_is_not_sent_again_where_nobody_has_begun_to(
    queue: Redis, post_office: PostOffice, staff: dict[str, Actor], slow: Outgoing
) -> None:
    with unit_of_work():
        by_hand.resend(slow.id, sent=factories.sent(), actor=staff["manager"], perhaps_twice=True)
    hand_over(slow)
    mail.send(slow.id)
    assert (states(), open_tasks(slow.id), post_office.mails) == (["sent"], [], [])


def test_a_letter_that_may_not_have_arrived_a_second_time_is_a_task_again(
    queue: Redis, post_office: PostOffice, staff: dict[str, Actor], slow: Outgoing
) -> None:
    settling.settle(slow.id)
    (task,) = db.session.scalars(select(Task).where(Task.message_id == slow.id))
    with unit_of_work():
        tasks.finish(task.id, sent=factories.sent(), actor=staff["officer"])
    settling.settle(slow.id)
    assert open_tasks(slow.id) == []
    with unit_of_work():
        by_hand.resend(slow.id, sent=factories.sent(), actor=staff["manager"], perhaps_twice=True)
    post_office.cuts_after_content = True
    mail.send(slow.id)
    assert letters_under_way.uncertain_ids(clock.now(), limit=10) == [slow.id]
    for _ in range(2):
        settling.settle(slow.id)
    assert (states(), open_tasks(slow.id)) == (["uncertain"], ["message_uncertain"])


@pytest.mark.parametrize("state", ["given_up", "failed"])
def test_what_a_person_said_meanwhile_stays(queue: Redis, slow: Outgoing, state: str) -> None:
    with unit_of_work():
        db.session.execute(update(Message).values(state=state))
    hand_over(slow)
    assert states() == [state]


def test_what_a_transaction_that_failed_asked_for_is_not_offered_by_the_next(queue: Redis) -> None:
    def ask_and_fail() -> None:
        with unit_of_work():
            outbox.after_commit(db.session, "mail", by_hand.SEND_JOB, 1)
            raise LookupError

    with pytest.raises(LookupError):
        ask_and_fail()
    with unit_of_work():
        outbox.after_commit(db.session, "mail", by_hand.SEND_JOB, 2)
    assert [job.args for job in Queue("mail", connection=queue, serializer=JSONSerializer).jobs] == [[2]]
