"""The development mailbox: what the catch-all server kept, the newest first."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parsedate_to_datetime
from pathlib import Path

SHOWN = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One mail that was caught. `sent_at` is aware UTC, or None where the date cannot be read."""

    key: str
    to: str
    subject: str
    sent_at: dt.datetime | None
    message_id: str
    text: str
    attachments: Sequence[str]


def letters(folder: Path) -> list[Letter]:
    """The newest mails, up to a hundred."""
    if not (folder / "new").is_dir():
        return []
    files = sorted((folder / "new").iterdir(), key=lambda path: (path.stat().st_mtime_ns, path.name), reverse=True)
    return [_read(path) for path in files[:SHOWN]]


def count(folder: Path) -> int:
    return sum(1 for _ in (folder / "new").iterdir()) if (folder / "new").is_dir() else 0


def _read(path: Path) -> Letter:
    message = BytesParser(EmailMessage, policy=policy.default).parsebytes(path.read_bytes())
    body = message.get_body(("plain",))
    return Letter(
        key=path.name,
        to=str(message["X-Kept-For"] or message["To"] or ""),
        subject=str(message["Subject"] or "(no subject)"),
        sent_at=_date(message["Date"]),
        message_id=str(message["Message-ID"] or ""),
        text=str(body.get_content()) if body else "",
        attachments=[str(part.get_filename() or "a file") for part in message.iter_attachments()],
    )


def _date(value: object) -> dt.datetime | None:
    try:
        return parsedate_to_datetime(str(value)).astimezone(dt.UTC) if value else None
    except ValueError:
        return None
