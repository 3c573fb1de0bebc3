"""A real mail server for tests, which can be told to refuse, to put off, to cut the connection or to be slow."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class PostOffice:
    """Keeps what arrives. `answers` gives the reply to a recipient's address, by default 250."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.answers: dict[str, str] = {}
        self.answer_to_content = "250 Kept"
        self.cuts_after_content = False
        self.seconds_per_mail = 0.0
        self.falls_silent_at: int | None = None
        """The number of the mail that is taken in but not answered within the time of a test."""
        self._arrival = threading.Condition()

    @property
    def message_ids(self) -> list[str]:
        return [mail["Message-ID"] for mail in self.mails]

    def wait_for(self, amount: int) -> None:
        """Until so many mails have arrived, for half a minute at most."""
        with self._arrival:
            assert self._arrival.wait_for(lambda: len(self.mails) >= amount, timeout=30), f"{len(self.mails)} arrived"

    async def handle_RCPT(  # noqa: N802
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        address: str,
        rcpt_options: list[str],
    ) -> str:
        answer = self.answers.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.answer_to_content.startswith("250"):
            parsed = message_from_bytes(cast("bytes", envelope.content), policy=policy.default)
            with self._arrival:
                self.mails.append(parsed)
                self._arrival.notify_all()
        if self.cuts_after_content:
            assert server.transport
            server.transport.close()
        await asyncio.sleep(20 if len(self.mails) == self.falls_silent_at else self.seconds_per_mail)
        return self.answer_to_content


@contextmanager
def serving(office: PostOffice, *, port: int = 0) -> Iterator[str]:
    """Serve until the end of the block; yields the address. Port 0 takes any that is free."""
    controller = Controller(office, hostname="127.0.0.1", port=port or free_port())
    controller.start()
    try:
        yield f"smtp://127.0.0.1:{controller.port}"
    finally:
        controller.stop()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
