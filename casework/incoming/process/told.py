"""What was read of a mail, as bytes: from the process that reads it to the one that sorts it. Nothing in them can be
run."""

import datetime as dt
import json
from dataclasses import asdict, replace
from typing import Any

from casework.incoming.attachments import ParsedAttachment
from casework.incoming.authentication import Finding
from casework.incoming.bounces import Bounce, Fate
from casework.incoming.parsing import ParsedMail
from casework.incoming.reading import Reading

MOMENTS = ("written_at", "delivered_at")
LISTS = ("answers", "original_ids", "recipients", "reached", "subjects")


def to_bytes(read: Reading) -> bytes:
    """A line of JSON, and then the contents of the files, one after the other."""
    files = read.mail.attachments
    bare = replace(read, mail=replace(read.mail, attachments=(), parts=(), headers={}, mails=()))
    values: dict[str, Any] = asdict(bare)
    values["files"] = [[one.file_name, one.media_type, one.problem, len(one.content)] for one in files]
    head = json.dumps(values, default=_in_words).encode("ascii")
    return b"".join((head, b"\n", *(one.content for one in files)))


def of_bytes(told: bytes) -> Reading:
    """Raises `ValueError`, `TypeError` or `KeyError` for what was not told whole."""
    head, _, contents = told.partition(b"\n")
    values = json.loads(head)
    files, at = list[ParsedAttachment](), 0
    for name, media_type, problem, size in values.pop("files"):
        content = contents[at : at + size]
        files.append(ParsedAttachment(file_name=name, media_type=media_type, content=content, problem=problem))
        at += size
    if at != len(contents):
        raise ValueError("The contents of its files are not whole.")
    mail = values.pop("mail")
    for field in MOMENTS:
        mail[field] = dt.datetime.fromisoformat(mail[field]) if mail[field] else None
    mail |= {
        "is_confirmed": Finding(mail["is_confirmed"]),
        "answers": tuple(mail["answers"]),
        "attachments": tuple(files),
        "parts": (),
        "mails": (),
    }
    lists = {name: tuple(values[name]) for name in ("answered", "named", "mentioned")}
    return Reading(**{**values, **lists, "mail": ParsedMail(**mail), "bounce": _bounce(values["bounce"])})


def _bounce(values: dict[str, Any] | None) -> Bounce | None:
    if values is None:
        return None
    lists = {name: tuple(value) for name, value in values.items() if name in LISTS}
    return Bounce(**{**values, **lists, "fate": Fate(values["fate"])})


def _in_words(value: object) -> str:
    if isinstance(value, dt.datetime):
        return value.isoformat()
    raise TypeError(type(value).__name__)
