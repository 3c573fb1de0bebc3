"""Bytes to a mail. Whatever comes, something readable comes out; `problem` says what was wrong with it.

The standard library's parser is used with the old policy, which leaves the headers as they are: each is decoded
here, cut to a length first, because the new policy takes minutes for a header of megabytes.
"""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from email import message_from_bytes
from email.message import Message
from email.parser import BytesHeaderParser
from email.policy import Compat32, Policy

from casework.incoming import heads, parts
from casework.incoming.attachments import ParsedAttachment
from casework.incoming.authentication import Finding
from casework.incoming.headers import LONGEST_HEADER, WHAT_MAIL_RAISES, read_head
from casework.incoming.text import decode, shown

LARGEST = 60 * 1024 * 1024
"""Bytes taken apart. A larger mail is kept whole like any other, and its beginning is shown."""
DEEPEST = 100
"""Nested parts that are taken apart: for each line of a mail the parser asks every part that is open around it."""
MOST_LINES = 1_000_000
"""60 MB of base64 have 800,000. The parser keeps each as an object of its own: 25 MB of line ends would need 2 GB."""
MOST_BLOCKS = 20_000
"""Empty lines of a report: between two of them the parser expects a recipient, each an object of 1 KB."""
MOST_STEPS = 20_000_000
"""Lines times the parts that may be open around them, at about 0.2 microseconds."""
MOST_MAILS = 20
DEEPEST_MAILS = 3
"""Mails within mails that are read."""
AS_IT_CAME = 400_000
"""Bytes of a mail that are shown where it could not be read."""
BOUNDARY = re.compile(rb"boundary\s*=", re.IGNORECASE)
IS_REPORT = re.compile(rb"delivery-status", re.IGNORECASE)
BEFORE_HEADERS = b"\xef\xbb\xbf\r\n"
"""A mark of UTF-8 and line ends, which programs put before a mail that they save. Headers behind them are lost."""
ENCRYPTED = ("application/pkcs7-mime", "application/x-pkcs7-mime", "multipart/encrypted")

TOO_NESTED = "Its parts are nested too deeply to be taken apart. It is shown as it came."
TOO_LARGE = "It is too large to be taken apart. Its beginning is shown as it came."
NOT_A_MAIL = "It could not be read as a mail. It is shown as it came."
NOTHING_IN_IT = "It is empty."
IS_ENCRYPTED = "It is encrypted, so that only its headers can be read here. Ask its sender for a mail that is not."
IS_SEALED = "It is signed in a way that hides its words here (S/MIME). Ask its sender for a mail that is not."
NO_SENDER = "It does not say who sent it."
NOT_CONFIRMED = (
    "The mail server could not confirm that it comes from this address. Ask its sender in another way before you rely "
    "on it."
)


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
    """Whether it names one sender, and no server that is believed says that it may be somebody else."""
    is_confirmed: Finding = Finding.NOT_SAID
    reply_to: str = ""
    """Where an answer should go, if it says so."""
    reply_to_name: str = ""
    recipients: str = ""
    subject: str = ""
    written_at: dt.datetime | None = None
    delivered_at: dt.datetime | None = None
    """When the last mail server had it, by its own `Received` line."""
    answers: Sequence[str] = ()
    """The Message-IDs that it answers, the nearest first."""
    text: str = ""
    attachments: Sequence[ParsedAttachment] = ()
    mails: Sequence[tuple[str, "ParsedMail"]] = ()
    """The mails that came with it as files, each under the name of its file."""
    headers: dict[str, list[str]] = field(default_factory=dict)
    media_type: str = "text/plain"
    parts: Sequence[tuple[str, str]] = ()
    problem: str | None = None

    def header(self, name: str) -> str:
        """The first of that name, "" where there is none."""
        return next(iter(self.headers.get(name, ())), "")


def parse(raw: bytes, *, believed: str = "", deep: int = 0) -> ParsedMail:
    """Never raises, unless there is no memory left.

    `believed`: the name of the mail server that is believed about senders (RFC 8601). `deep`: it came within so many
    other mails.
    """
    raw = raw.lstrip(BEFORE_HEADERS)
    if not raw.strip():
        return ParsedMail(problem=NOTHING_IN_IT)
    lines = raw.count(b"\n") + raw.count(b"\r") - raw.count(b"\r\n")
    if len(raw) > LARGEST or lines > MOST_LINES:
        return as_it_came(raw, TOO_LARGE, believed=believed)
    if IS_REPORT.search(raw) and raw.count(b"\n\n") + raw.count(b"\n\r\n") + raw.count(b"\r\r") > MOST_BLOCKS:
        return as_it_came(raw, TOO_LARGE, believed=believed)
    depth = len(BOUNDARY.findall(raw))
    if depth > DEEPEST or depth * lines > MOST_STEPS:
        return as_it_came(raw, TOO_NESTED, believed=believed)
    try:
        whole, problem = heads.mended(raw)
        return _parsed(message_from_bytes(whole, policy=POLICY), problem, believed=believed, deep=deep)
    except WHAT_MAIL_RAISES:
        return as_it_came(raw, NOT_A_MAIL, believed=believed)


def parse_head(raw: bytes, *, believed: str = "") -> ParsedMail:
    """The headers alone. Never raises."""
    try:
        whole, _ = heads.mended(raw.lstrip(BEFORE_HEADERS)[:1_000_000])
        head = BytesHeaderParser(policy=POLICY).parsebytes(whole)
        return ParsedMail(**read_head(head, believed=believed), media_type=head.get_content_type())
    except WHAT_MAIL_RAISES:
        return ParsedMail(problem=NOT_A_MAIL)


def as_it_came(raw: bytes, problem: str, *, believed: str = "") -> ParsedMail:
    """The headers where they can be read, and the bytes as text. Never raises."""
    text, _ = decode(raw[:AS_IT_CAME], "utf-8")
    return replace(parse_head(raw, believed=believed), text=shown(text), problem=problem)


def _parsed(mail: Message, problem: str | None, *, believed: str, deep: int) -> ParsedMail:
    found = parts.take_apart(mail, POLICY)
    found.note(problem)
    head = read_head(mail, believed=believed)
    letter = found.letter()
    inner = found.mails[:MOST_MAILS] if deep < DEEPEST_MAILS else []
    return ParsedMail(
        **head,
        text=shown(letter),
        attachments=tuple(file for file, _ in found.files),
        mails=tuple((name, parse(content, deep=deep + 1)) for name, content in inner),
        media_type=mail.get_content_type(),
        parts=tuple(found.parts),
        problem=_sealed(mail, letter) or found.problem or _about_sender(head),
    )


def _about_sender(head: dict[str, object]) -> str | None:
    if not head["sender"]:
        return NO_SENDER
    return NOT_CONFIRMED if head["is_confirmed"] is Finding.NOT_CONFIRMED else None


def _sealed(mail: Message, letter: str) -> str | None:
    if mail.get_content_type() not in ENCRYPTED or letter:
        return None
    return IS_SEALED if str(mail.get_param("smime-type", "")).lower() == "signed-data" else IS_ENCRYPTED
