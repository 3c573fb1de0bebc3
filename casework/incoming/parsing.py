"""Bytes to a mail. Whatever comes, something readable comes out; `problem` says what was wrong with it.

The standard library's parser is used with the old policy, which leaves the headers as they are: each is decoded
here, cut to a length first, because the new policy takes minutes for a header of megabytes.
"""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from email import message_from_bytes
from email.header import decode_header
from email.message import Message
from email.parser import BytesHeaderParser
from email.policy import Compat32, Policy
from email.utils import parseaddr, parsedate_to_datetime
from itertools import islice
from typing import Any

from casework.incoming.attachments import ParsedAttachment, describe
from casework.incoming.text import clean, decode, from_html, line, shown

WHAT_MAIL_RAISES = (ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError)
"""What `email` raises for mail that is no mail: besides its own errors there are bugs with a long history."""
LARGEST = 60 * 1024 * 1024
"""Bytes taken apart. A larger mail is kept whole like any other, and its beginning is shown."""
LONGEST_HEADER = 10_000
MOST_HEADERS = 500
MOST_PARTS = 200
DEEPEST = 100
"""Nested parts that are taken apart: for each line of a mail the parser asks every part that is open around it."""
MESSAGE_ID = re.compile(r"<[^<>\s]{3,298}>")
MOST_IDS = 50
BOUNDARY = re.compile(rb"boundary\s*=", re.IGNORECASE)

TOO_NESTED = "Its parts are nested too deeply to be taken apart. It is shown as it came."
TOO_LARGE = "It is too large to be taken apart. Its beginning is shown as it came."
NOT_A_MAIL = "It could not be read as a mail. It is shown as it came."
NOTHING_IN_IT = "It is empty."
WRONG_CHARSET = "Some characters could not be read."
WRONG_ENCODING = "A part of it was damaged on the way."
NO_SENDER = "It does not say who sent it."


class ShortHeaders(Compat32):
    """Cuts each header before anything looks into it: to take apart the parameters of a long one takes minutes."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, value[:LONGEST_HEADER]


POLICY: Policy = ShortHeaders()


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedMail:
    """A mail as far as it could be read. `headers`: lower-case name -> values, each of one line.

    `parts`: (media type, text) of every part that is text or a report, for whoever looks for a bounce.
    """

    message_id: str | None = None
    sender: str = ""
    sender_name: str = ""
    recipients: str = ""
    subject: str = ""
    written_at: dt.datetime | None = None
    delivered_at: dt.datetime | None = None
    """When the last mail server had it, by its own `Received` line."""
    answers: Sequence[str] = ()
    """The Message-IDs that it answers, the nearest first."""
    text: str = ""
    attachments: Sequence[ParsedAttachment] = ()
    headers: dict[str, list[str]] = field(default_factory=dict)
    media_type: str = "text/plain"
    parts: Sequence[tuple[str, str]] = ()
    problem: str | None = None

    def header(self, name: str) -> str:
        """The first of that name, "" where there is none."""
        return next(iter(self.headers.get(name, ())), "")


@dataclass(slots=True)
class _Found:
    """What the parts of a mail hold."""

    plain: list[str] = field(default_factory=list)
    html: list[str] = field(default_factory=list)
    parts: list[tuple[str, str]] = field(default_factory=list)
    attachments: list[ParsedAttachment] = field(default_factory=list)
    problem: str | None = None


def parse(raw: bytes) -> ParsedMail:
    """Never raises."""
    if not raw.strip():
        return ParsedMail(problem=NOTHING_IN_IT)
    if len(raw) > LARGEST:
        return _as_it_came(raw, TOO_LARGE)
    if len(BOUNDARY.findall(raw[: 4 * 1024 * 1024])) > DEEPEST:
        return _as_it_came(raw, TOO_NESTED)
    try:
        return _parsed(message_from_bytes(raw, policy=POLICY))
    except WHAT_MAIL_RAISES:
        return _as_it_came(raw, NOT_A_MAIL)


def message_ids(text: str) -> list[str]:
    """Every Message-ID in a text, in its order."""
    return list(dict.fromkeys(MESSAGE_ID.findall(text)))[:MOST_IDS]


def _as_it_came(raw: bytes, problem: str) -> ParsedMail:
    """The headers where they can be read, and the bytes as text."""
    text, _ = decode(raw[:400_000], "utf-8")
    try:
        head = _head(BytesHeaderParser(policy=POLICY).parsebytes(raw[:1_000_000]))
    except WHAT_MAIL_RAISES:
        return ParsedMail(text=shown(text), problem=problem)
    return ParsedMail(**head, text=shown(text), problem=problem)


def _parsed(mail: Message) -> ParsedMail:
    found = _Found()
    for number, part in enumerate(_leaves(mail)):
        if number >= MOST_PARTS:
            found.problem = TOO_NESTED
            break
        _take(part, found)
    text = "\n\n".join(found.plain).strip() or "\n\n".join(from_html(html) for html in found.html)
    head = _head(mail)
    no_sender = None if head["sender"] else NO_SENDER
    return ParsedMail(
        **head,
        text=shown(text),
        attachments=tuple(found.attachments),
        media_type=mail.get_content_type(),
        parts=tuple(found.parts),
        problem=found.problem or no_sender,
    )


def _leaves(mail: Message) -> Iterator[Message]:
    """The parts that hold something, in their order. A mail inside the mail is one part."""
    waiting = [mail]
    while waiting:
        part = waiting.pop()
        inner = part.get_payload()
        if isinstance(inner, list) and part.get_content_maintype() == "multipart":
            waiting.extend(one for one in reversed(inner) if isinstance(one, Message))
        else:
            yield part


def _take(part: Message, found: _Found) -> None:
    media_type, name = part.get_content_type(), _file_name(part)
    content, damaged = _content(part)
    as_text = media_type.startswith(("text/", "message/"))
    text, readable = decode(content, part.get_content_charset()) if as_text else ("", True)
    if as_text and len(found.parts) < MOST_PARTS:
        found.parts.append((media_type, clean(text[:200_000])))
    if not readable or damaged:
        found.problem = found.problem or (WRONG_ENCODING if damaged else WRONG_CHARSET)
    is_words = media_type in ("text/plain", "text/html") and not name
    if is_words and part.get_content_disposition() != "attachment":
        (found.html if media_type == "text/html" else found.plain).append(text)
    elif content or name:
        found.attachments.append(describe(name or _name_for(media_type), content, damaged=damaged))


def _content(part: Message) -> tuple[bytes, bool]:
    """The bytes of a part, and whether its encoding was broken."""
    inner = part.get_payload()
    if isinstance(inner, list):
        # a mail inside the mail, or the blocks of a delivery report
        try:
            return b"\n".join(one.as_bytes() for one in inner if isinstance(one, Message)), False
        except WHAT_MAIL_RAISES:
            return b"", True
    content = part.get_payload(decode=True)
    damaged = any(type(defect).__name__.startswith("InvalidBase64") for defect in part.defects)
    return (content if isinstance(content, bytes) else str(inner or "").encode("utf-8", "replace")), damaged


def _file_name(part: Message) -> str:
    name = part.get_filename()
    return line(_decoded(name), 1000) if name else ""


def _name_for(media_type: str) -> str:
    names = {
        "message/rfc822": "mail.eml",
        "message/delivery-status": "delivery-status.txt",
        "text/calendar": "event.ics",
    }
    return names.get(media_type, "attachment")


def _head(mail: Message) -> dict[str, Any]:
    """The fields of `ParsedMail` that come from the headers."""
    headers: dict[str, list[str]] = {}
    for name, value in islice(mail.raw_items(), MOST_HEADERS):
        headers.setdefault(line(name, 100).lower(), []).append(_decoded(str(value)))
    first = {name: values[0] for name, values in headers.items()}
    name, address = _address(first.get("from") or first.get("sender", ""))
    answers = message_ids(first.get("in-reply-to", "")) + message_ids(first.get("references", ""))[::-1]
    own = message_ids(first.get("message-id", ""))
    return {
        "message_id": own[0] if own else None,
        "sender": address,
        "sender_name": name,
        "recipients": line(", ".join((*headers.get("to", ()), *headers.get("cc", ()))), 500),
        "subject": line(first.get("subject", ""), 300),
        "written_at": _moment(first.get("date", "")),
        "delivered_at": _moment(first.get("received", "").rpartition(";")[2]),
        "answers": tuple(dict.fromkeys(answers))[:MOST_IDS],
        "headers": headers,
    }


def _decoded(value: str) -> str:
    """A header in plain words: encoded words decoded, bytes that are none of ASCII read as what they likely are."""
    given = value[:LONGEST_HEADER]
    if any("\udc80" <= sign <= "\udcff" for sign in given):
        given, _ = decode(given.encode("utf-8", "surrogateescape"), None)
    try:
        pieces = decode_header(given)
    except WHAT_MAIL_RAISES:
        return line(given, LONGEST_HEADER)
    words = [decode(piece, charset)[0] if isinstance(piece, bytes) else piece for piece, charset in pieces]
    return line("".join(words), LONGEST_HEADER)


def _address(value: str) -> tuple[str, str]:
    """(name, address), both "" where there is none."""
    try:
        name, address = parseaddr(value[:1000])
    except WHAT_MAIL_RAISES:
        name, address = "", ""
    if "@" not in address:
        found = re.search(r"[^\s<>\"',;:()]+@[^\s<>\"',;:()]+", value[:1000])
        address = found.group() if found else ""
    return line(name, 200), line(address, 254)


def _moment(value: str) -> dt.datetime | None:
    """A date of a header as aware UTC; None for what is none, or lies outside of what a database keeps."""
    try:
        moment = parsedate_to_datetime(value.strip()[:100])
        moment = moment.replace(tzinfo=dt.UTC) if moment.tzinfo is None else moment.astimezone(dt.UTC)
    except (*WHAT_MAIL_RAISES, OverflowError):
        return None
    return moment if 1990 <= moment.year <= 2200 else None
