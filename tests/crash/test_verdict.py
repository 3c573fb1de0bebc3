"""That the crash test would see what it looks for: a message that is lost, sent twice, damaged or forgotten."""

import datetime as dt
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select, update

from casework import clock, create_app
from casework.extensions import db
from casework.models import Letter, Message
from casework.transaction import unit_of_work
from tests.crash import office
from tests.crash.hostile_post_office import HostilePostOffice, Receipt
from tests.crash.verdict import Verdict, judge

STAFF, PUBLIC = "<staff-0@crash.example>", "<letter-0@crash.example>"


@pytest.fixture(scope="module")
def small_office(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """One reminder and one letter."""
    folder = tmp_path_factory.mktemp("crash")
    app = create_app(
        {"CASEWORK_ENV": "test", "DATABASE_URL": f"sqlite:///{folder / 'casework.db'}", "INSTANCE_PATH": str(folder)}
    )
    office.set_up(app, reminders=1, letters=1, over=dt.timedelta(), seed=1)
    return app


@pytest.fixture
def post_office(small_office: Flask) -> Iterator[HostilePostOffice]:
    """A server that took both once, and an office that knows it."""
    handler = HostilePostOffice(1, waits=1, patience=0)
    with small_office.app_context():
        with unit_of_work():
            db.session.execute(update(Message).values(state="sent", sent_at=clock.now(), last_error=None))
        document = db.session.scalars(select(Letter.document_sha256)).one()
        db.session.rollback()
        handler.journal += [
            Receipt(message_id=STAFF, content="a", attachments=()),
            Receipt(message_id=PUBLIC, content="b", attachments=(str(document),)),
        ]
        yield handler
        db.engine.dispose()


def _judged(app: Flask, post_office: HostilePostOffice, **values: object) -> Verdict:
    with unit_of_work():
        if values:
            db.session.execute(update(Message).values(values))
    return judge(app, post_office, expected=2)


def test_what_arrived_once_and_is_known_to_have_is_well(small_office: Flask, post_office: HostilePostOffice) -> None:
    assert _judged(small_office, post_office).problems == []


def test_a_message_that_never_arrived_is_lost(small_office: Flask, post_office: HostilePostOffice) -> None:
    post_office.journal.clear()
    problems = _judged(small_office, post_office).problems
    assert len(problems) == 2
    assert all("lost: it never arrived" in problem for problem in problems)


def test_a_reminder_may_arrive_twice_and_a_letter_may_not(small_office: Flask, post_office: HostilePostOffice) -> None:
    post_office.journal *= 2
    verdict = _judged(small_office, post_office)
    assert verdict.again == {"reminders": 1, "letters": 1}
    assert [problem.partition(": ")[2] for problem in verdict.problems] == ["a letter to the public arrived 2 times"]


def test_a_copy_and_a_document_are_what_they_were(small_office: Flask, post_office: HostilePostOffice) -> None:
    post_office.journal[1] = Receipt(message_id=PUBLIC, content="b", attachments=("another",))
    post_office.journal.append(Receipt(message_id=STAFF, content="changed", attachments=()))
    assert [problem.partition(": ")[2] for problem in _judged(small_office, post_office).problems] == [
        "its copies differ",
        "the document did not arrive as it was kept",
    ]


@pytest.mark.parametrize(
    ("state", "reason", "said"),
    [
        ("pending", None, {"it was not settled"}),
        ("failed", None, {"no reason is given", "it failed, though nobody refused it for good (None)"}),
        ("uncertain", "The connection was lost.", {"it was not settled", "0 tasks are open"}),
    ],
)
def test_what_was_forgotten_or_failed_without_a_reason_is_seen(
    small_office: Flask, post_office: HostilePostOffice, state: str, reason: str | None, said: set[str]
) -> None:
    found = _judged(small_office, post_office, state=state, last_error=reason).problems
    assert said <= {problem.partition(": ")[2] for problem in found}


def test_mail_that_nobody_wrote_is_seen(small_office: Flask, post_office: HostilePostOffice) -> None:
    post_office.journal.append(Receipt(message_id="<stranger@crash.example>", content="c", attachments=()))
    assert _judged(small_office, post_office).problems == ["Mail that is no message of ours: <stranger@crash.example>."]
