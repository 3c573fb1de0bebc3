"""A worker and a person who deal with the same letter at the same moment."""

from collections.abc import Callable

from flask import Flask
from redis import Redis

from casework import clock
from casework.access import Actor
from casework.extensions import db
from casework.jobs import mail, settling
from casework.sending.adapter import Outcome, Result
from casework.services.mail import by_hand, claims, pace
from casework.services.mail.claims import Outgoing
from casework.transaction import unit_of_work
from tests import factories
from tests.jobs.letters import letter_due, open_tasks
from tests.jobs.offices import message
from tests.services.record.test_concurrency import together

ROUNDS = 8


def test_neither_waits_for_the_other_for_ever(app: Flask, queue: Redis, staff: dict[str, Actor]) -> None:
    for _ in range(ROUNDS):
        with app.app_context():
            found = doubtful(staff)
        ends = together(app, sent(found), given_up(found, staff["manager"]))
        assert ends in (["done", "done"], ["Conflict", "done"])
        with app.app_context():
            assert message(found.id).state in ("sent", "given_up")
            assert open_tasks(found.id) == []
            db.session.rollback()


def doubtful(staff: dict[str, Actor]) -> Outgoing:
    """A letter that a worker has had for too long, with a task to find out."""
    number = letter_due(staff["officer"])
    with unit_of_work():
        (found,) = claims.outgoing([number], now=clock.now())
        assert claims.claim(number, "slow", now=clock.now())
    with unit_of_work():
        claims.recover_stale_claims([number], clock.now() + pace.LEASE * 2)
    settling.settle(number)
    return found


def sent(found: Outgoing) -> Callable[[], object]:
    done = mail.Done(found, Result(outcome=Outcome.SENT), "smtp")
    return lambda: mail._settle(done, "slow")


def given_up(found: Outgoing, actor: Actor) -> Callable[[], object]:
    return lambda: by_hand.give_up(found.id, "Told in person", sent=factories.sent(), actor=actor)
