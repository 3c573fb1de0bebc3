"""The heads of a mail and of its parts, mended before they are taken apart: the library stops at the first line that it
does not know, and takes all that follows for the text (RFC 5322, section 4.5, allows some of these lines)."""

import re
from collections.abc import Iterator

FIELD = re.compile(rb"[!-9;-~]{1,200}:")
SPACED = re.compile(rb"([!-9;-~]{1,100}(?:[ \t]+[!-9;-~]{1,100}){0,5})[ \t]*:")
"""A name with blanks before its colon, or in it."""
TELLING = frozenset(
    {"from", "to", "subject", "date", "message-id", "in-reply-to", "references", "reply-to", "mime-version"}
    | {"content-type", "content-transfer-encoding", "content-disposition"}
)
"""Fields that stand once, and make what is around them a head."""
ENVELOPE = (b"From ", b">From ")
BOUNDARY = re.compile(rb"(?i)boundary[ \t]*=[ \t]*(?:\"([^\"\r\n]{1,200})\"|([^\s;\"]{1,200}))")
MOST_BOUNDARIES = 100
LONGEST_HEAD = 1_000_000
BLANK = re.compile(rb"^\r?$", re.MULTILINE)
IS_MAIL = re.compile(rb"^content-type[ \t]*:\s*message/(?:rfc822|global)\b", re.IGNORECASE | re.MULTILINE)
LINE_LOST = "A line of its head could not be read for sure. Download the mail to see it."


def mended(raw: bytes) -> tuple[bytes, str | None]:
    """The mail with heads that can be taken apart, and what could not be read in them, as a sentence."""
    at, lost, pieces = 0, False, list[bytes]()
    for start in _starts(raw):
        if start >= at:
            pieces.append(raw[at:start])
            at, missed = _mend_at(raw, start, pieces)
            lost = lost or missed
    pieces.append(raw[at:])
    return b"".join(pieces), LINE_LOST if lost else None


def _starts(raw: bytes) -> Iterator[int]:
    """Where a head begins: at the top, and behind each line that begins a part."""
    yield 0
    named = {found[1] or found[2] for found in BOUNDARY.finditer(raw)}
    if 0 < len(named) <= MOST_BOUNDARIES:
        line = rb"^--(?:" + b"|".join(map(re.escape, sorted(named))) + rb")[ \t]*\r?\n"
        yield from (found.end() for found in re.finditer(line, raw, re.MULTILINE))


def _mend_at(raw: bytes, at: int, pieces: list[bytes]) -> tuple[int, bool]:
    """Append the head that begins there, and that of a mail which is the part. Returns where they end."""
    lost, again = False, True
    while again:
        blank = BLANK.search(raw, at, at + LONGEST_HEAD)
        end = blank.start() if blank else min(len(raw), at + LONGEST_HEAD)
        head, missed = _mend(raw[at:end])
        pieces.append(head)
        again = blank is not None and end < len(raw) and IS_MAIL.search(head) is not None
        if again and blank is not None:
            pieces.append(raw[end : blank.end() + 1])
            end = blank.end() + 1
        at, lost = end, lost or missed
    return at, lost


def _mend(head: bytes) -> tuple[bytes, bool]:
    """A head whose lines are all fields or go on one, and whether that had to be guessed."""
    lines = head.splitlines(keepends=True)
    if all(FIELD.match(line) or line[:1] in b" \t" for line in lines):
        return (head, False) if head[:1] not in (b" ", b"\t") else (head.lstrip(b" \t"), True)
    names = [_name(line) for line in lines]
    told, guessed = list[bytes](), False
    for number, line in enumerate(lines):
        if FIELD.match(line) or (line[:1] in b" \t" and number):
            told.append(line)
        elif number == 0 and line.startswith(ENVELOPE):
            told.extend([line] if line.startswith(ENVELOPE[0]) else [])
        elif not _goes_on(names, number):
            # the text begins here, and the empty line before it is missing
            return b"".join((*told, b"\n", *lines[number:])), guessed
        elif spaced := SPACED.match(line):
            told.append(b"-".join(spaced[1].split()) + line[spaced.end() - 1 :])
        else:
            guessed = True
            told.extend([b" " + line] if told else [])
    return b"".join(told), guessed


def _name(line: bytes) -> str:
    spaced = SPACED.match(line)
    return b"-".join(spaced[1].split()).decode("ascii").lower() if spaced else ""


def _goes_on(names: list[str], number: int) -> bool:
    """Whether the head goes on behind a line that is no field: it is one that tells, or one follows that is new."""
    return names[number] in TELLING or bool(TELLING.intersection(names[number + 1 :]).difference(names[:number]))
