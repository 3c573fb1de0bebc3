"""The parts of a mail: the letter, its files, the mails and letters of Outlook within it."""

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from email.policy import Policy

from casework.incoming import words
from casework.incoming.attachments import ParsedAttachment, describe
from casework.incoming.formats import outlook, uuencoded
from casework.incoming.headers import WHAT_MAIL_RAISES
from casework.incoming.names import file_name
from casework.incoming.text import clean, decode
from casework.incoming.words import Rank, Words

MOST_PARTS = 200
LONGEST_OF_PART = 200_000
"""Characters of each part for whoever looks for a bounce, or for a reference."""
TOO_MANY = "It has very many parts. The first of them are shown; download the mail for all of them."
WRONG_CHARSET = "Some characters could not be read."
WRONG_ENCODING = "A part of it was damaged on the way."
CUT_OFF = "Its end is missing: it may have been cut off on the way."
NO_PARTS = "It does not say where its parts begin. They are shown as they came."
DEFECTS = {
    "CloseBoundaryNotFoundDefect": CUT_OFF,
    "NoBoundaryInMultipartDefect": NO_PARTS,
    "StartBoundaryNotFoundDefect": NO_PARTS,
    "MultipartInvariantViolationDefect": NO_PARTS,
}
BEGINS_A_PART = re.compile(r"(?im)^--([^\s-][^\s]{0,100})[ \t]*\r?\ncontent-[a-z-]{2,40}:")
IN_BASE64 = re.compile(rb"[A-Za-z0-9+/]*={0,2}[ \t]*\r?")
MAIL = "message/rfc822"
NAMES = {
    MAIL: "mail.eml",
    "message/global": "mail.eml",
    "message/delivery-status": "delivery-status.txt",
    "text/calendar": "event.ics",
}


@dataclass(slots=True)
class Found:
    """What the parts of a mail hold. `mails`: the mails that came as files, by the name of their file."""

    words: list[Words] = field(default_factory=list)
    parts: list[tuple[str, str]] = field(default_factory=list)
    files: list[tuple[ParsedAttachment, Words | None]] = field(default_factory=list)
    mails: list[tuple[str, bytes]] = field(default_factory=list)
    problem: str | None = None

    def note(self, problem: str | None) -> None:
        """The first thing that is wrong is the one that is said."""
        self.problem = self.problem or problem

    def letter(self) -> str:
        """All that is to be read. What had to be taken for a letter is no file any more, unless it has a name."""
        text, problem, rank = words.in_order(self.words)
        self.note(problem)
        self.files = [
            (file, read) for file, read in self.files if read is None or read.rank < rank or _is_named(file, read)
        ]
        return text


def _is_named(file: ParsedAttachment, read: Words) -> bool:
    return not read.is_page and not words.MADE_UP_NAME.fullmatch(file.file_name) and file.file_name != "attachment"


def take_apart(mail: Message, policy: Policy) -> Found:
    """May raise `WHAT_MAIL_RAISES`."""
    found, likely = Found(), mail.get_content_charset()
    for number, (part, choice) in enumerate(_leaves(mail, policy, found)):
        if number >= MOST_PARTS:
            found.problem = TOO_MANY
            break
        likely = likely or part.get_content_charset()
        _take(part, choice, found, likely=likely)
    return found


def _leaves(mail: Message, policy: Policy, found: Found) -> Iterator[tuple[Message, int]]:
    """The parts that hold something, in their order, each with the number of the alternatives that it is one of.
    A mail inside the mail is one part."""
    waiting, choices = [(mail, 0)], 0
    while waiting:
        part, choice = waiting.pop()
        inner = part.get_payload()
        if isinstance(inner, str) and part.get_content_maintype() == "multipart":
            part = _with_its_boundary(part, inner, policy)
            inner = part.get_payload()
        for defect in part.defects:
            found.note(DEFECTS.get(type(defect).__name__))
        if isinstance(inner, list) and part.get_content_maintype() == "multipart":
            if part.get_content_subtype() == "alternative":
                choices += 1
                choice = choices
            waiting.extend((one, choice) for one in reversed(inner) if isinstance(one, Message))
        else:
            yield part, choice


def _with_its_boundary(part: Message, text: str, policy: Policy) -> Message:
    """Parts whose boundary is not the one that their head names, or is named nowhere."""
    begins = BEGINS_A_PART.search(text)
    if begins is None:
        return part
    head = f'Content-Type: {part.get_content_type()}; boundary="{begins[1]}"\n\n'
    return message_from_bytes((head + text).encode("utf-8", "surrogateescape"), policy=policy)


def _take(part: Message, choice: int, found: Found, *, likely: str | None) -> None:
    media_type, name = part.get_content_type(), file_name(part, likely=likely)
    if part.get_content_maintype() == "multipart":
        media_type, name = "text/plain", ""
    content, damaged = _content(part)
    found.note(WRONG_ENCODING if damaged else None)
    rank = words.rank_of(media_type, name, content, disposition=part.get_content_disposition())
    read = None
    if rank or media_type.startswith(("text/", "message/")):
        # of a file the beginning, for whoever looks for a bounce: it is kept as bytes
        text, readable = decode(content if rank else content[:LONGEST_OF_PART], part.get_content_charset())
        found.parts.append((media_type, clean(text[:LONGEST_OF_PART])))
        if rank:
            read = _to_read(text, media_type, found, choice=choice, rank=rank)
            found.note(None if readable or rank < Rank.LETTER else WRONG_CHARSET)
    if rank < Rank.LETTER and (content or name):
        file = describe(name or NAMES.get(media_type, "attachment"), content, damaged=damaged)
        _keep_file(file, media_type, found, read=read)


def _to_read(text: str, media_type: str, found: Found, *, choice: int, rank: Rank) -> Words:
    is_page = words.is_page(media_type)
    if not is_page:
        text, files = uuencoded.taken_out(words.plain(media_type, text))
        found.files.extend((describe(name, content), None) for name, content in files)
    read = Words(text, is_page, choice, rank)
    found.words.append(read)
    return read


def _keep_file(file: ParsedAttachment, media_type: str, found: Found, *, read: Words | None) -> None:
    if outlook.is_letter(media_type, file.file_name):
        letter = outlook.read(file.content)
        if letter is not None:
            found.words.append(Words(letter.text, letter.is_page, 0, Rank.PERHAPS))
            found.files.extend((describe(name, content), None) for name, content in letter.files)
            return
        found.note(outlook.ONLY_OUTLOOK)
    is_saved = file.file_name.lower().endswith(".eml") and b":" in file.content[:1000]
    if media_type in (MAIL, "message/global") or is_saved:
        found.mails.append((file.file_name, file.content))
    found.files.append((file, read))


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
    if damaged and isinstance(inner, str) and (whole := _before_footer(inner)) is not None:
        return whole, False
    return (content if isinstance(content, bytes) else str(inner or "").encode("utf-8", "replace")), damaged


def _before_footer(text: str) -> bytes | None:
    """What stands before the words that a scanner or a list wrote below it, or between empty lines; None where it is
    damaged."""
    lines = text.encode("ascii", "replace").split(b"\n")
    until = next((number for number, line in enumerate(lines) if not IN_BASE64.fullmatch(line)), len(lines))
    if any(len(line.strip()) > 60 and IN_BASE64.fullmatch(line) for line in lines[until:]):
        return None
    signs = b"".join(line.strip() for line in lines[:until])
    try:
        return binascii.a2b_base64(signs, strict_mode=True) if signs else None
    except binascii.Error:
        return None
