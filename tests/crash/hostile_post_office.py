"""A real mail server that misbehaves in every way that mail servers do, and writes down what it took.

What it does to a message follows from the seed, the message and how often it has come: the same seed makes the same
choices. Some addresses and some contents are refused for good. All else is taken after a few attempts at the latest,
so that a run comes to an end.
"""

import asyncio
import hashlib
import random
from collections import Counter, defaultdict
from dataclasses import dataclass
from email import message_from_bytes, policy
from typing import cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.jobs.post_office import free_port

AT_GREETING = (("busy 421", 0.05), ("hang", 0.02))
AT_ADDRESS = (("greylist 450", 0.08), ("close", 0.02))
AT_CONTENT = (
    ("put off 451", 0.04),
    ("hang, not taken", 0.02),
    ("close, not taken", 0.02),
    ("hang, taken", 0.02),
    ("close, taken", 0.03),
)
BAD_ADDRESSES, BAD_CONTENTS = 0.03, 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """One mail that was taken, as digests."""

    message_id: str
    content: str
    attachments: tuple[str, ...]


class HostilePostOffice:
    """An aiosmtpd handler. `journal` has every mail that was taken, also where the sender was never told."""

    def __init__(self, seed: int, *, waits: float, patience: int) -> None:
        """`waits`: seconds that a worker waits for an answer. `patience`: how often a message is badly treated."""
        self.journal: list[Receipt] = []
        self.refused_for_good: set[str] = set()
        """Message ids: of contents. An address that is refused stands in `refused_addresses`."""
        self.refused_addresses: set[str] = set()
        self.deeds: Counter[str] = Counter()
        self._seed = seed
        self._hangs_seconds, self._slow_seconds = 4 * waits, 0.3 * waits
        self._patience = patience
        self._seen: defaultdict[str, int] = defaultdict(int)

    async def handle_EHLO(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        match self._fate("connection", AT_GREETING, always=True):
            case "busy 421":
                return ["421 Too busy, come back later"]
            case "hang":
                await asyncio.sleep(self._hangs_seconds)
        session.host_name = hostname
        return responses

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, rcpt_options: list[str]
    ) -> str:
        if self._chance("address", address) < BAD_ADDRESSES:
            self.deeds["refuse address 550"] += 1
            self.refused_addresses.add(address)
            return "550 No such mailbox here"
        match self._fate(f"address {address}", AT_ADDRESS):
            case "greylist 450":
                return "450 Greylisted, try again later"
            case "close":
                _close(server)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        receipt = _receipt(cast("bytes", envelope.content))
        if self._chance("content", receipt.message_id) < BAD_CONTENTS:
            self.deeds["refuse content 554"] += 1
            self.refused_for_good.add(receipt.message_id)
            return "554 This content is not wanted here"
        fate = self._fate(f"content {receipt.message_id}", AT_CONTENT)
        slow = random.Random(f"{self._seed} slow {len(self.journal)}")
        await asyncio.sleep(slow.uniform(0, self._slow_seconds))  # killed here: not taken
        if fate == "put off 451":
            return "451 Try again later"
        if not fate.endswith("not taken"):
            self.journal.append(receipt)
        await asyncio.sleep(self._hangs_seconds if fate.startswith("hang") else slow.uniform(0, self._slow_seconds))
        if fate.startswith("close"):
            _close(server)
        return "250 Kept"

    def _fate(self, of: str, mix: tuple[tuple[str, float], ...], *, always: bool = False) -> str:
        """What happens to `of` this time. Empty: it is treated well."""
        self._seen[of] += 1
        if self._seen[of] > self._patience and not always:
            return ""
        chance = self._chance(of, str(self._seen[of]))
        for deed, share in mix:
            chance -= share
            if chance < 0:
                self.deeds[deed] += 1
                return deed
        return ""

    def _chance(self, *of: str) -> float:
        return random.Random(f"{self._seed} {' '.join(of)}").random()


class PostOfficeServer:
    """The server around the handler, which can be away for a while: then connections are refused."""

    def __init__(self, office: HostilePostOffice) -> None:
        self._office = office
        self._port = free_port()
        self._controller: Controller | None = None

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self._port}"

    def start(self) -> None:
        self._controller = Controller(self._office, hostname="127.0.0.1", port=self._port)
        self._controller.start()

    def stop(self) -> None:
        if self._controller is not None:
            self._controller.stop()
            self._controller = None


def _receipt(content: bytes) -> Receipt:
    mail = message_from_bytes(content, policy=policy.default)
    enclosed = [part.get_payload(decode=True) or b"" for part in mail.walk() if part.get_filename()]
    return Receipt(
        message_id=str(mail["Message-ID"]),
        content=hashlib.sha256(content).hexdigest(),
        attachments=tuple(hashlib.sha256(cast("bytes", found)).hexdigest() for found in enclosed),
    )


def _close(server: SMTP) -> None:
    if server.transport is not None:
        server.transport.close()
