"""Bytes to a mail. Whatever comes, something readable comes out; `problem` says what was wrong with it.

The standard library's parser is used with the old policy, which leaves the headers as they are: each is decoded
here, cut to a length first, because the new policy takes minutes for a header of megabytes.
"""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from email import message_from_bytes
from email.message import Message
from email.parser import BytesHeaderParser
from email.policy import Compat32, Policy

from casework.incoming.attachments import ParsedAttachment, describe
from casework.incoming.headers import LONGEST_HEADER, WHAT_MAIL_RAISES, decoded, read_head
from casework.incoming.text import clean, decode, from_html, line, shown

LARGEST = 60 * 1024 * 1024
"""Bytes taken apart. A larger mail is kept whole like any other, and its beginning is shown."""
MOST_PARTS = 200
DEEPEST = 100
"""Nested parts that are taken apart: for each line of a mail the parser asks every part that is open around it."""
MOST_LINES = 1_000_000
"""60 MB of base64 have 800,000. The parser keeps each as an object of its own: 25 MB of line ends would need 2 GB."""
MOST_BLOCKS = 20_000
"""Empty lines of a report: between two of them the parser expects a recipient, each an object of 1 KB."""
MOST_STEPS = 20_000_000
"""Lines times the parts that may be open around them, at about 0.2 microseconds."""
BOUNDARY = re.compile(rb"boundary\s*=", re.IGNORECASE)
IS_REPORT = re.compile(rb"delivery-status", re.IGNORECASE)
BEFORE_HEADERS = b"\xef\xbb\xbf\r\n"
"""A mark of UTF-8 and line ends, which programs put before a mail that they save. Headers behind them are lost."""
ENCRYPTED = ("application/pkcs7-mime", "application/x-pkcs7-mime", "multipart/encrypted")

TOO_NESTED = "Its parts are nested too deeply to be taken apart. It is shown as it came."
TOO_LARGE = "It is too large to be taken apart. Its beginning is shown as it came."
NOT_A_MAIL = "It could not be read as a mail. It is shown as it came."
TOO_MANY = "It has very many parts. The first of them are shown; download the mail for all of them."
NOTHING_IN_IT = "It is empty."
IS_ENCRYPTED = "It is encrypted, so that only its headers can be read here. Ask its sender for a mail that is not."
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
    sender_is_plain: bool = False
    """Whether it names one sender, whose server does not say that it is forged."""
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


@dataclass(frozen=True, slots=True)
class _Words:
    """Something to read. `choice`: the alternatives that it is one of, 0 for none."""

    text: str
    is_page: bool
    choice: int


@dataclass(slots=True)
class _Found:
    """What the parts of a mail hold."""

    words: list[_Words] = field(default_factory=list)
    parts: list[tuple[str, str]] = field(default_factory=list)
    attachments: list[ParsedAttachment] = field(default_factory=list)
    problem: str | None = None


def parse(raw: bytes) -> ParsedMail:
    """Never raises."""
    raw = raw.lstrip(BEFORE_HEADERS)
    if not raw.strip():
        return ParsedMail(problem=NOTHING_IN_IT)
    lines = raw.count(b"\n") + raw.count(b"\r") - raw.count(b"\r\n")
    if len(raw) > LARGEST or lines > MOST_LINES:
        return _as_it_came(raw, TOO_LARGE)
    if IS_REPORT.search(raw) and raw.count(b"\n\n") + raw.count(b"\n\r\n") + raw.count(b"\r\r") > MOST_BLOCKS:
        return _as_it_came(raw, TOO_LARGE)
    depth = len(BOUNDARY.findall(raw))
    if depth > DEEPEST or depth * lines > MOST_STEPS:
        return _as_it_came(raw, TOO_NESTED)
    try:
        return _parsed(message_from_bytes(raw, policy=POLICY))
    except WHAT_MAIL_RAISES:
        return _as_it_came(raw, NOT_A_MAIL)


def parse_head(raw: bytes) -> ParsedMail:
    """The headers alone. Never raises."""
    try:
        head = BytesHeaderParser(policy=POLICY).parsebytes(raw.lstrip(BEFORE_HEADERS)[:1_000_000])
        return ParsedMail(**read_head(head), media_type=head.get_content_type())
    except WHAT_MAIL_RAISES:
        return ParsedMail(problem=NOT_A_MAIL)


def _as_it_came(raw: bytes, problem: str) -> ParsedMail:
    """The headers where they can be read, and the bytes as text."""
    text, _ = decode(raw[:400_000], "utf-8")
    return replace(parse_head(raw), text=shown(text), problem=problem)


def _parsed(mail: Message) -> ParsedMail:
    found = _Found()
    for number, (part, choice) in enumerate(_leaves(mail)):
        if number >= MOST_PARTS:
            found.problem = TOO_MANY
            break
        _take(part, choice, found)
    head = read_head(mail)
    no_sender = None if head["sender"] else NO_SENDER
    encrypted = IS_ENCRYPTED if _is_encrypted(mail) else None
    return ParsedMail(
        **head,
        text=shown(_text(found.words)),
        attachments=tuple(found.attachments),
        media_type=mail.get_content_type(),
        parts=tuple(found.parts),
        problem=encrypted or found.problem or no_sender,
    )


def _text(words: Sequence[_Words]) -> str:
    """All that can be read, in its order. Of alternatives the plain one, if there is anything in it."""
    in_plain = {one.choice for one in words if one.choice and not one.is_page and one.text.strip()}
    left = [one for one in words if not (one.is_page and one.choice in in_plain)]
    return "\n\n".join(from_html(one.text) if one.is_page else one.text for one in left).strip()


def _is_encrypted(mail: Message) -> bool:
    signed_only = str(mail.get_param("smime-type", "")).lower() == "signed-data"
    return mail.get_content_type() in ENCRYPTED and not signed_only


def _leaves(mail: Message) -> Iterator[tuple[Message, int]]:
    """The parts that hold something, in their order, each with the number of the alternatives that it is one of.
    A mail inside the mail is one part."""
    waiting, choices = [(mail, 0)], 0
    while waiting:
        part, choice = waiting.pop()
        inner = part.get_payload()
        if isinstance(inner, list) and part.get_content_maintype() == "multipart":
            if part.get_content_subtype() == "alternative":
                choices += 1
                choice = choices
            waiting.extend((one, choice) for one in reversed(inner) if isinstance(one, Message))
        else:
            yield part, choice


def _take(part: Message, choice: int, found: _Found) -> None:
    media_type, name = part.get_content_type(), _file_name(part)
    content, damaged = _content(part)
    is_words = media_type in ("text/plain", "text/html") and not name
    is_words = is_words and part.get_content_disposition() != "attachment"
    if damaged:
        found.problem = found.problem or WRONG_ENCODING
    if media_type.startswith(("text/", "message/")):
        # of a file the beginning, for whoever looks for a bounce: it is kept as bytes
        text, readable = decode(content if is_words else content[:200_000], part.get_content_charset())
        found.parts.append((media_type, clean(text[:200_000])))
        if is_words:
            found.problem = found.problem or (None if readable else WRONG_CHARSET)
            found.words.append(_Words(text, media_type == "text/html", choice))
    if not is_words and (content or name):
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
    return line(decoded(name), 1000) if name else ""


def _name_for(media_type: str) -> str:
    names = {
        "message/rfc822": "mail.eml",
        "message/delivery-status": "delivery-status.txt",
        "text/calendar": "event.ics",
    }
    return names.get(media_type, "attachment")
