"""Fetching over IMAP from a server on a real socket, which breaks off, refuses and forgets."""

import socket
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from casework.config import BadSetting, load_settings
from casework.extensions import db
from casework.incoming import sources
from casework.incoming.sources import Imap, Unreachable
from casework.jobs import incoming
from casework.models import IncomingMail
from casework.services.record import files
from tests.incoming import mails
from tests.jobs.imap_server import imap_server


def kept() -> list[IncomingMail]:
    incoming.read_what_waits()
    db.session.rollback()
    return list(db.session.scalars(select(IncomingMail).order_by(IncomingMail.id)))


def test_mail_is_kept_as_it_came_and_then_seen(context: Flask) -> None:
    raw = mails.plain(subject="Over IMAP").replace(b"\n", b"\r\n") + b"\x00\xff)\r\n* 2 FETCH\r\n"
    with imap_server({"7": raw, "8": b""}) as server, Imap(server.mailbox()) as source:
        assert incoming.take_in(source) == 2
        assert incoming.take_in(source) == 0
    assert server.seen == {"7", "8"}
    assert files.content(kept()[0].raw_sha256) == raw
    assert not [one for one in server.commands if "EXPUNGE" in one.upper()]
    assert any("BODY.PEEK[]" in one for one in server.commands)


def test_a_mail_that_breaks_off_is_not_kept_and_comes_again(context: Flask) -> None:
    stored = {str(number): mails.plain("word " * 50_000, subject=f"Number {number}") for number in range(3)}
    with imap_server(stored) as server:
        server.drops = {"1"}
        with pytest.raises(Unreachable), Imap(server.mailbox()) as source:
            incoming.take_in(source)
        assert (server.seen, [one.subject for one in kept()]) == ({"0"}, ["Number 0"])
        server.drops = set()
        with Imap(server.mailbox()) as source:
            assert incoming.take_in(source) == 2
    assert [one.subject for one in kept()] == ["Number 0", "Number 1", "Number 2"]


def test_a_mailbox_that_cannot_be_marked_is_said_and_the_mail_counts_once(context: Flask) -> None:
    with imap_server({"7": mails.plain()}) as server:
        server.refuses = {"UID STORE"}
        for _ in range(2):
            with pytest.raises(Unreachable, match="mark"), Imap(server.mailbox()) as source:
                incoming.take_in(source)
    assert len(kept()) == 1


@pytest.mark.parametrize("refused", ["UID SEARCH", "UID FETCH"])
def test_a_server_that_refuses_is_said(context: Flask, refused: str) -> None:
    with imap_server({"7": mails.plain()}) as server:
        server.refuses = {refused}
        with pytest.raises(Unreachable), Imap(server.mailbox()) as source:
            incoming.take_in(source)
    assert kept() == []


def test_a_mail_that_went_meanwhile_holds_up_no_other(context: Flask) -> None:
    with imap_server({"7": mails.plain(), "8": mails.plain(subject="Still there")}) as server:
        server.gone = {"7"}
        with Imap(server.mailbox()) as source:
            assert incoming.take_in(source) == 1
    assert [one.subject for one in kept()] == ["Still there"]


def test_a_mail_of_25_megabytes_comes_through(context: Flask) -> None:
    raw = mails.with_file(b"%PDF-1.7 " + b"\x00\x01\x02" * 6_100_000, "long.pdf")
    with imap_server({"7": raw}) as server, Imap(server.mailbox()) as source:
        assert incoming.take_in(source) == 1
    (mail,) = kept()
    assert [file.size for file in mail.attachments] == [18_300_009]


def test_a_password_with_signs_of_other_alphabets_is_no_crash(monkeypatch: pytest.MonkeyPatch) -> None:
    # a server that hangs up at once: nothing may be said of the address or the password
    with socket.create_server(("127.0.0.1", 0)) as listening:
        monkeypatch.setattr(sources, "TIMEOUT_SECONDS", 0.2)
        port = listening.getsockname()[1]
        with pytest.raises(Unreachable) as caught:
            sources.open_source(f"imap+starttls://pat:caf%C3%A9@127.0.0.1:{port}/INBOX")
    assert "caf" not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    ["imaps://pat:pass#word@host/INBOX", "imaps://pat:pass?word@host/INBOX", "imaps://pat:x@host:port/INBOX"],
)
def test_a_password_that_is_not_written_as_an_address_refuses_to_start(url: str) -> None:
    with pytest.raises(BadSetting, match="INCOMING_URL must be") as caught:
        load_settings({"CASEWORK_ENV": "test", "INCOMING_URL": url})
    assert "pass" not in str(caught.value).replace("password", "")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A Maildir with one mail that can be read."""
    for name in ("new", "cur"):
        (tmp_path / name).mkdir()
    (tmp_path / "new" / "2.a").write_bytes(mails.plain(subject="Can be read"))
    return tmp_path


def test_what_cannot_be_read_in_a_maildir_holds_up_no_other(context: Flask, folder: Path) -> None:
    (folder / "new" / "1.a").mkdir()
    (folder / "new" / "1.b").symlink_to(folder / "nowhere")
    source = CannotRead(folder)
    (folder / "new" / "1.c").write_bytes(b"x")
    assert incoming.take_in(source) == 1
    assert [one.subject for one in kept()] == ["Can be read"]


class CannotRead(sources.Maildir):
    """Its file 1.c may not be read. (Tests may run as root, whom no permission stops.)"""

    def _bytes(self, key: str) -> bytes:
        if key == "1.c":
            raise PermissionError
        return super()._bytes(key)


def test_a_maildir_that_cannot_be_changed_is_said(context: Flask, folder: Path) -> None:
    source = sources.Maildir(folder)
    (folder / "cur").rmdir()
    (folder / "cur").write_bytes(b"no folder")
    with pytest.raises(Unreachable, match="mark"):
        incoming.take_in(source)
    assert len(kept()) == 1
