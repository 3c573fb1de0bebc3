"""Files that stand in the words of a mail, as programs wrote them before there were attachments."""

import binascii
import re
from collections.abc import Sequence

BEGINS = re.compile(r"begin [0-7]{3,4} (\S.{0,199})")
ENDS = re.compile(r"end\s*")
FULL_LINE = 61
"""Signs of a line that is followed by another, which no line of words has that fits its own first sign."""
MOST = 50


def taken_out(text: str) -> tuple[str, list[tuple[str, bytes]]]:
    """The text without the files in it, and their names and contents. What is no such file stays."""
    if "begin " not in text:
        return text, []
    lines, kept, files, at = text.replace("\r\n", "\n").split("\n"), list[str](), list[tuple[str, bytes]](), 0
    while at < len(lines):
        begins = BEGINS.fullmatch(lines[at])
        content, end = _content(lines, at + 1) if begins and len(files) < MOST else (b"", at)
        if begins and content:
            files.append((begins[1].strip(), content))
            at = end
        else:
            kept.append(lines[at])
            at += 1
    return ("\n".join(kept), files) if files else (text, [])


def _content(lines: Sequence[str], at: int) -> tuple[bytes, int]:
    """The file that begins at a line, and the line behind it; nothing where there is none. Its end may be missing."""
    pieces, first = list[bytes](), at
    while at < len(lines) and (piece := _line(lines[at])) is not None:
        pieces.append(piece)
        at += 1
    ends = at < len(lines) and ENDS.fullmatch(lines[at])
    is_file = ends or (at > first and len(lines[first].rstrip()) >= FULL_LINE - 1)
    return (b"".join(pieces), at + bool(ends)) if is_file else (b"", first)


def _line(line: str) -> bytes | None:
    """The bytes of a line, None for one of words: it begins with its length. Blanks at its end are lost on the way, and
    some programs write too many signs."""
    if not line.strip(" `\t"):
        return b"" if line else None
    amount = ord(line[0]) - 32 & 63
    signs = (amount + 2) // 3 * 4
    if not amount or not line.isascii() or len(line.rstrip()) > signs + 3:
        return None
    try:
        return binascii.a2b_uu((line[0] + line[1 : signs + 1].ljust(signs)).encode("ascii"))[:amount]
    except binascii.Error:
        return None
