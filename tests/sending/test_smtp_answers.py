"""SMTP against servers that answer oddly, word for word: what may have arrived is never handed over again by itself."""

import datetime as dt
import socketserver
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace

import pytest
import time_machine

from casework.sending.adapter import Enclosure, Mail, Outcome, Unreachable
from casework.sending.smtp import SmtpAdapter
from casework.sending.wire import to_bytes
from casework.services.mail import pace

SENDER = "Casework <casework@office.example>"
MAIL = Mail(
    to="pat@invented.example",
    subject="E-2026-00001: a letter",
    text="Dear Pat\n",
    message_id="<letter-1@casework.example>",
    written_at=dt.datetime(2026, 11, 20, 9, tzinfo=dt.UTC),
)
ENCLOSURE = Enclosure(file_name="letter.pdf", media_type="application/pdf", content=b"%PDF \xff")
USUAL = {
    "EHLO": b"250 office.example",
    "MAIL": b"250 OK",
    "RCPT": b"250 OK",
    "DATA": b"354 Go on",
    "CONTENT": b"250 Kept",
    "RSET": b"250 OK",
    "QUIT": b"221 Bye",
}


class Scripted(socketserver.ThreadingTCPServer):
    """Says what `answers` has for each verb, and notes the verbs that it was told."""

    daemon_threads = True

    def __init__(self, answers: Mapping[str, bytes]) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.answers = {**USUAL, **answers}
        self.heard: list[str] = []
        self.when_told: dict[str, Callable[[], object]] = {}

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.server_address[1]}"


class _Conversation(socketserver.StreamRequestHandler):
    server: Scripted

    def handle(self) -> None:
        self.wfile.write(b"220 office.example\r\n")
        while verb := self.rfile.readline().strip().decode().split(" ")[0].upper():
            self.server.heard.append(verb)
            self.server.when_told.get(verb, bool)()
            answer = self.server.answers.get(verb, b"500 What?")
            self.wfile.write(answer + b"\r\n")
            if verb == "DATA" and answer.startswith(b"354"):
                while self.rfile.readline() not in (b".\r\n", b""):
                    pass
                self.server.heard.append("CONTENT")
                self.wfile.write(self.server.answers["CONTENT"] + b"\r\n")


@contextmanager
def saying(**answers: bytes) -> Iterator[Scripted]:
    server = Scripted(answers)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize(
    ("answers", "outcome"),
    [
        ({"CONTENT": b"250 Kept"}, Outcome.SENT),
        ({"CONTENT": b"251 Kept, and sent on"}, Outcome.SENT),
        ({"CONTENT": b"252 Kept, and nobody knows more"}, Outcome.SENT),
        ({"CONTENT": b"Kept, thank you"}, Outcome.UNCERTAIN),
        ({"CONTENT": b"354 Go on"}, Outcome.UNCERTAIN),
        ({"CONTENT": b"421 Closing"}, Outcome.LATER),
        ({"CONTENT": b"451 Try later"}, Outcome.LATER),
        ({"CONTENT": b"554 Not this"}, Outcome.REFUSED),
        ({"DATA": b"421 Closing"}, Outcome.LATER),
        ({"DATA": b"554 Not this"}, Outcome.REFUSED),
        ({"RCPT": b"252 Nobody knows, but I take it"}, Outcome.SENT),
        ({"RCPT": b"421 Closing"}, Outcome.LATER),
        ({"RCPT": b"451 Greylisted"}, Outcome.LATER),
        ({"RCPT": b"550 No such person"}, Outcome.REFUSED),
        ({"RCPT": b"530 Sign in first"}, Outcome.LATER),
        ({"RCPT": b"What?"}, Outcome.LATER),
        ({"MAIL": b"553 Not from you"}, Outcome.LATER),
        ({"MAIL": b"421 Closing"}, Outcome.LATER),
    ],
)
def test_what_an_answer_means(answers: dict[str, bytes], outcome: Outcome) -> None:
    with saying(**answers) as server, SmtpAdapter(f"smtp://{server.address}", SENDER, timeout=5) as adapter:
        assert adapter.send(MAIL).outcome is outcome


def test_a_worker_that_was_stopped_for_long_hands_nothing_over_as_it_wakes() -> None:
    now = dt.datetime(2026, 11, 20, 9, tzinfo=dt.UTC)
    with (
        time_machine.travel(now, tick=True) as traveller,
        saying() as server,
        SmtpAdapter(f"smtp://{server.address}", SENDER) as adapter,
    ):
        server.when_told["RCPT"] = lambda: traveller.shift(pace.LEASE - dt.timedelta(seconds=50))
        assert adapter.send(MAIL).outcome is Outcome.LATER
        assert "DATA" not in server.heard
        server.when_told["RCPT"] = lambda: traveller.shift(-pace.LEASE)
        assert adapter.send(MAIL).outcome is Outcome.SENT


def test_words_that_are_not_english_go_in_seven_bits() -> None:
    letter = replace(MAIL, text="Caf\u00e9 \u2013 \u2603\n" * 50, attachments=(ENCLOSURE,))
    assert to_bytes(letter, SENDER).isascii()
    assert to_bytes(replace(MAIL, text="Caf\u00e9\n"), SENDER).isascii()


def test_a_server_whose_encryption_was_taken_away_gets_neither_the_password_nor_the_mail() -> None:
    with saying(EHLO=b"250-office.example\r\n250 AUTH PLAIN LOGIN") as server:
        address = f"smtp+starttls://user:secret@{server.address}"
        with SmtpAdapter(address, SENDER, timeout=5) as adapter:
            with pytest.raises(Unreachable):
                adapter.open()
            assert adapter.send(MAIL).outcome is Outcome.LATER
        assert set(server.heard) == {"EHLO"}


def test_a_server_that_refuses_to_encrypt_gets_neither_the_password_nor_the_mail() -> None:
    answers = {"EHLO": b"250-office.example\r\n250-AUTH PLAIN LOGIN\r\n250 STARTTLS", "STARTTLS": b"454 Not now"}
    with saying(**answers) as server:
        address = f"smtp+starttls://user:secret@{server.address}"
        with SmtpAdapter(address, SENDER, timeout=5) as adapter:
            assert adapter.send(MAIL).outcome is Outcome.LATER
        assert set(server.heard) == {"EHLO", "STARTTLS"}


def test_a_connection_that_cannot_be_made_fit_again_is_not_used_for_the_next_mail() -> None:
    with saying(RCPT=b"550 No such person", RSET=b"503 What?") as server:
        with SmtpAdapter(f"smtp://{server.address}", SENDER, timeout=5) as adapter:
            adapter.send(MAIL)
            adapter.send(MAIL)
        assert server.heard.count("EHLO") == 2


def test_a_password_that_the_protocol_cannot_carry_is_a_reason_and_no_crash() -> None:
    with (
        saying(EHLO=b"250-office.example\r\n250 AUTH PLAIN") as server,
        SmtpAdapter(f"smtp://user:pass%C3%A9@{server.address}", SENDER, timeout=5) as adapter,
    ):
        result = adapter.send(MAIL)
    assert result.outcome is Outcome.LATER
    assert "pass" not in result.reason.replace("password", "")
    assert "AUTH" not in server.heard


@pytest.mark.parametrize(
    "address",
    [
        "pat@invented.example\r\nBcc: cam@invented.example",
        "pat@invented.example\r\nRCPT TO:<cam@invented.example>",
        "pat@invented.example,cam@invented.example",
        "office:pat@invented.example",
        ".06:m@!_y.example",
        "pat@[invented.example",
        "pat(her@invented.example",
        "p\u00e4t@invented.example",
        "pat@b\u00fccher.example",
        "pat@invented.example ",
        "pat",
        "",
    ],
)
def test_an_address_that_mail_cannot_carry_is_refused_before_anybody_is_asked(address: str) -> None:

    with saying() as server, SmtpAdapter(f"smtp://{server.address}", SENDER, timeout=5) as adapter:
        result = adapter.send(replace(MAIL, to=address))
    assert result.outcome is Outcome.REFUSED
    assert server.heard == []
