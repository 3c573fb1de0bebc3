"""SMTP with encryption and a password, against a real server with a certificate made for the test."""

import datetime as dt
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

from casework.sending.adapter import Enclosure, Mail, Outcome, Unreachable
from casework.sending.smtp import SmtpAdapter
from tests.jobs.post_office import PostOffice, free_port

SENDER = "Casework <casework@office.example>"
MAIL = Mail(
    to="pat@invented.example",
    subject="E-2026-00001: a letter",
    text="Dear Pat\n\nCaf\u00e9\n",
    message_id="<letter-1@casework.example>",
    written_at=dt.datetime(2026, 11, 20, 9, tzinfo=dt.UTC),
)
USER, PASSWORD = "case@work", "a pass/word:with@signs"
LOGINS: list[str] = []
QUOTED = "case%40work:a%20pass%2Fword%3Awith%40signs"


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for `localhost` that signs itself, and its key."""
    folder = tmp_path_factory.mktemp("certificate")
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    extra = ["-addext", "subjectAltName=DNS:localhost", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run([*command, *extra], check=True, capture_output=True)
    return certificate, key


@contextmanager
def serving(office: PostOffice, certificate: tuple[Path, Path], *, from_the_start: bool = False) -> Iterator[int]:
    """A server that takes mail over an encrypted connection alone, from whoever knows the password.

    For one that is encrypted from the start aiosmtpd cannot demand the password: the test looks whether it came.
    """
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(*certificate)
    LOGINS.clear()
    given: dict[str, Any] = {"tls_context": context, "require_starttls": True, "auth_required": True}
    if from_the_start:
        given = {"ssl_context": context, "auth_require_tls": False}
    controller = Controller(office, hostname="localhost", port=free_port(), authenticator=_knows_the_password, **given)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


def _knows_the_password(server: SMTP, session: object, envelope: object, mechanism: str, data: Any) -> AuthResult:
    LOGINS.append(mechanism)
    right = isinstance(data, LoginPassword) and (data.login, data.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=right, handled=False)


@pytest.mark.parametrize(("scheme", "from_the_start"), [("smtp+starttls", False), ("smtps", True)])
def test_an_encrypted_connection_with_a_password(
    certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, scheme: str, from_the_start: bool
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    office = PostOffice()
    with (
        serving(office, certificate, from_the_start=from_the_start) as port,
        SmtpAdapter(f"{scheme}://{QUOTED}@localhost:{port}", SENDER, timeout=5) as adapter,
    ):
        adapter.open()
        assert adapter.send(MAIL).outcome is Outcome.SENT
    assert office.message_ids == [MAIL.message_id]
    assert len(LOGINS) == 1


def test_a_certificate_that_nobody_vouches_for_is_not_trusted(certificate: tuple[Path, Path]) -> None:
    office = PostOffice()
    with (
        serving(office, certificate) as port,
        SmtpAdapter(f"smtp+starttls://{QUOTED}@localhost:{port}", SENDER, timeout=5) as adapter,
        pytest.raises(Unreachable),
    ):
        adapter.open()
    assert office.mails == []


def test_a_wrong_password_says_what_the_server_said_and_not_the_password(
    certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    office = PostOffice()
    with serving(office, certificate) as port:
        address = f"smtp+starttls://case%40work:guessed@localhost:{port}"
        with SmtpAdapter(address, SENDER, timeout=5) as adapter, pytest.raises(Unreachable) as problem:
            adapter.open()
        with SmtpAdapter(address, SENDER, timeout=5) as adapter:
            assert adapter.send(MAIL).outcome is Outcome.LATER
    assert "535" in str(problem.value)
    assert "guessed" not in str(problem.value)
    assert office.mails == []


@pytest.mark.parametrize(
    ("media_type", "name", "content"),
    [
        ("application/pdf", "E-2026-00001-L-E06.pdf", b"%PDF \x00\xff\r\n.\r\n\n.\n"),
        ("", "nothing known", b"."),
        ("application/pdf", "with \u00e4 and \u2603.pdf", b"x" * 3_000_000),
    ],
)
def test_what_is_attached_arrives_as_it_was(media_type: str, name: str, content: bytes) -> None:
    office = PostOffice()
    controller = Controller(office, hostname="127.0.0.1", port=free_port())
    controller.start()
    enclosure = Enclosure(file_name=name, media_type=media_type, content=content)
    with SmtpAdapter(f"smtp://127.0.0.1:{controller.port}", SENDER, timeout=10) as adapter:
        sent = [
            adapter.send(replace(MAIL, attachments=(enclosure,), is_automatic=False)).outcome,
            adapter.send(replace(MAIL, text="plain")).outcome,
        ]
    controller.stop()
    assert sent == [Outcome.SENT, Outcome.SENT]
    with_it, plain = office.mails
    (attached,) = with_it.iter_attachments()
    got = attached.get_payload(decode=True)
    assert (got, attached.get_filename()) == (content, name)
    assert with_it["Auto-Submitted"] is None
    assert plain["Auto-Submitted"] == "auto-generated"
    assert plain.get_content().strip() == "plain"


def test_smtp_cannot_be_asked() -> None:
    with SmtpAdapter("smtp://localhost:1", SENDER) as adapter:
        assert (adapter.can_ask, adapter.find(MAIL.message_id, MAIL.written_at)) == (False, None)
