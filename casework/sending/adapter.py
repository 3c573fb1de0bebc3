"""One way to send a mail, whoever carries it: what goes in, what became of it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, Self


class Outcome(StrEnum):
    """What became of one mail."""

    SENT = "sent"
    LATER = "later"
    REFUSED = "refused"
    UNCERTAIN = "uncertain"


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """`reason` is for a person to read. `provider_id`: what the carrier calls the mail, where it says so.

    `is_final`: asking again would not tell anything else.
    """

    outcome: Outcome
    reason: str = ""
    provider_id: str | None = None
    is_final: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosure:
    """A file that goes with a mail. `media_type` like `application/pdf`."""

    file_name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One mail of plain text. `message_id` with its angle brackets.

    `is_automatic`: no person wrote it (mail to staff, an automatic receipt), so that automatic answers to it are not
    wanted.
    """

    to: str
    subject: str
    text: str
    message_id: str
    written_at: dt.datetime
    attachments: Sequence[Enclosure] = ()
    reference: str = ""
    is_automatic: bool = True
    answers: Sequence[str] = ()
    """The Message-IDs of the thread that it goes on with, that of the mail which it answers last."""


class Unreachable(Exception):
    """The carrier cannot be reached or does not let us in. Nothing was handed over."""


class Adapter(Protocol):
    """A carrier of mail for the length of a batch: a context manager that keeps its connection between mails."""

    @property
    def name(self) -> str:
        """Kept with each mail that it carried, 10 characters at most."""

    @property
    def can_ask(self) -> bool:
        """Whether `find` can ever answer."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...

    def open(self) -> None:
        """Connect unless that is done. Raises `Unreachable`."""

    def send(self, mail: Mail) -> Result:
        """Hand over one mail. Never raises for the mail's own sake, so that it cannot stop the batch."""
        ...

    def find(self, message_id: str, since: dt.datetime) -> Result | None:
        """What became of a mail that was handed over at `since` for the last time. None where the carrier cannot say:
        that an earlier try came to nothing says nothing about the last one."""
        ...
