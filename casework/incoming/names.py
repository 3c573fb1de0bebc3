"""The names of files that come with mail, in whatever charset and way of writing (RFC 2231, RFC 2047, or neither)."""

import re
from email.message import Message

from casework.incoming.headers import WHAT_MAIL_RAISES, decoded, of_bytes
from casework.incoming.text import decode, line

LONGEST = 1000
RAW = re.compile("[\udc80-\udcff]")
"""A byte that the parser could not read."""
FIELDS = (("content-disposition", "filename"), ("content-type", "name"))


def file_name(part: Message, *, likely: str | None = None) -> str:
    """The name that a part gives itself, "" for none. `likely`: the charset of the mail's text."""
    for field, parameter in FIELDS:
        name = _parameter(part, field, parameter, likely=likely)
        if name:
            return name
    return ""


def _parameter(part: Message, field: str, parameter: str, *, likely: str | None) -> str:
    raw = next((str(value) for name, value in part.raw_items() if name.lower() == field), "")
    # a header of its own in plain words: of what the parser gives, bytes that are none of ASCII are lost
    head = Message()
    if re.search(rf"(?i)\b{parameter}\*", raw) and not re.search(rf"(?i)\b{parameter}\s*=", raw):
        raw = RAW.sub(lambda byte: f"%{ord(byte.group()) - 0xDC00:02X}", raw)
    head[field] = of_bytes(raw, likely=likely).replace("\r", " ").replace("\n", " ")
    try:
        value = head.get_param(parameter, header=field)
    except WHAT_MAIL_RAISES:
        return ""
    if isinstance(value, tuple):
        charset, _, text = value
        content = text.encode("raw-unicode-escape", "replace") if text.isascii() or _is_bytes(text) else text.encode()
        return line(decode(content, charset or None, likely=likely)[0], LONGEST)
    return line(decoded(str(value), likely=likely), LONGEST) if value else ""


def _is_bytes(text: str) -> bool:
    """Whether each sign stands for a byte, as the library gives what was written with percent signs."""
    return all(ord(sign) < 256 for sign in text)
