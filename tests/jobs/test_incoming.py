"""Fetching mail: a Maildir, a file; and being killed between keeping a mail and marking it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask, current_app
from sqlalchemy import select

from casework.access import Actor
from casework.cli import cli
from casework.config import BadSetting, load_settings
from casework.extensions import db
from casework.incoming.sources import Maildir, Unreachable, open_source
from casework.jobs import incoming
from casework.models import IncomingMail, Task
from tests import factories
from tests.incoming import mails


class Killed(BaseException):
    """The worker's process ends here."""


class KilledBeforeMarking(Maildir):
    def mark(self, key: str) -> None:
        raise Killed


@pytest.fixture
def folder(context: Flask, tmp_path: Path) -> Iterator[Path]:
    """A Maildir that INCOMING_URL names."""
    for name in ("new", "cur", "tmp"):
        (tmp_path / "mail box" / name).mkdir(parents=True)
    context.config["INCOMING_URL"] = f"maildir:{tmp_path}/mail%20box"
    yield tmp_path / "mail box"
    context.config["INCOMING_URL"] = ""


def deliver(folder: Path, name: str, raw: bytes) -> None:
    (folder / "new" / name).write_bytes(raw)


def subjects() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(IncomingMail.subject).order_by(IncomingMail.id)))


def test_new_mail_is_kept_and_moved_once(folder: Path) -> None:
    deliver(folder, "1.a", mails.plain(subject="First"))
    deliver(folder, "2.a", mails.plain(subject="Second"))
    assert incoming.collect() == {"mails": 2}
    assert sorted(subjects()) == ["First", "Second"]
    assert sorted(file.name for file in (folder / "cur").iterdir()) == ["1.a:2,S", "2.a:2,S"]
    assert incoming.collect() == {"mails": 0}


def test_killed_between_the_commit_and_the_mark_the_mail_counts_once(folder: Path, staff: dict[str, Actor]) -> None:
    case = factories.enquiry(staff["officer"])
    deliver(folder, "1.a", mails.plain(sender="reviewer@test.example", subject=case.reference))
    with pytest.raises(Killed):
        incoming.take_in(KilledBeforeMarking(folder))
    assert len(subjects()) == 1
    assert (folder / "new" / "1.a").exists()
    assert incoming.collect() == {"mails": 1}
    assert len(subjects()) == 1
    assert not (folder / "new" / "1.a").exists()
    assert len(db.session.scalars(select(Task)).all()) == 1


def test_broken_mail_holds_up_no_other(folder: Path) -> None:
    for number, raw in enumerate(mails.HOSTILE.values()):
        deliver(folder, f"{number}.a", raw)
    deliver(folder, "zz.a", mails.plain(subject="After all of them"))
    assert incoming.collect() == {"mails": len(mails.HOSTILE) + 1}
    assert "After all of them" in subjects()
    assert list((folder / "new").iterdir()) == []


def test_without_a_mailbox_nothing_happens(context: Flask) -> None:
    assert context.config["INCOMING_URL"] == ""
    assert incoming.collect() is None


def test_a_mailbox_that_is_not_there_is_said_without_its_address(context: Flask, tmp_path: Path) -> None:
    for url in (f"maildir:{tmp_path}/none", "imaps://pat:secret@127.0.0.1:9/INBOX"):
        with pytest.raises(Unreachable) as caught:
            open_source(url)
        assert "secret" not in str(caught.value)
        assert str(tmp_path) not in str(caught.value)


def test_a_single_mail_is_taken_in_from_a_file(app: Flask, context: Flask, tmp_path: Path) -> None:
    file = tmp_path / "one.eml"
    file.write_bytes(mails.plain(subject="By hand"))
    answers = [app.test_cli_runner().invoke(cli, ["mail", "receive", str(file)]) for _ in range(2)]
    assert [answer.exit_code for answer in answers] == [0, 0]
    assert answers[0].output == answers[1].output
    assert subjects() == ["By hand"]


@pytest.mark.parametrize("url", ["imap://a:b@host/INBOX", "http://x", "maildir:", "imaps://host"])
def test_an_address_that_cannot_be_used_refuses_to_start_without_repeating_it(url: str) -> None:
    with pytest.raises(BadSetting, match="INCOMING_URL must be") as caught:
        load_settings({"CASEWORK_ENV": "test", "INCOMING_URL": url})
    assert "a:b" not in str(caught.value)


def test_the_server_that_is_named_is_believed_about_senders(folder: Path, staff: dict[str, Actor]) -> None:
    case, config = factories.enquiry(staff["officer"]), current_app.config
    config["INCOMING_AUTHSERV_ID"] = "mx.office.example"
    results = (
        "mx.office.example; dmarc=pass",
        "mx.office.example; spf=fail; dmarc=none",
        "mx.else.example; dmarc=fail",
    )
    for number, header in enumerate(results):
        given = {"authentication_results": header, "message_id": f"<{number}@test.example>"}
        deliver(folder, f"{number}.a", mails.plain(sender="reviewer@test.example", subject=case.reference, **given))
    incoming.collect()
    config["INCOMING_AUTHSERV_ID"] = ""
    assert db.session.scalars(select(IncomingMail.state).order_by(IncomingMail.id)).all() == ["filed", "held", "filed"]


def test_a_name_of_a_mail_server_that_cannot_be_one_refuses_to_start() -> None:
    with pytest.raises(BadSetting, match="INCOMING_AUTHSERV_ID must be"):
        load_settings({"CASEWORK_ENV": "test", "INCOMING_AUTHSERV_ID": "mx.office.example; dmarc=pass"})
