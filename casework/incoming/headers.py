"""The headers of a mail in plain words. Each is cut to a length before anything looks into it."""

import datetime as dt
import re
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime
from itertools import islice
from typing import Any

from casework.incoming.text import decode, line

WHAT_MAIL_RAISES = (
    MessageError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    AssertionError,
    RecursionError,
    OverflowError,
)
"""What `email` raises for mail that is no mail: besides its own errors there are bugs with a long history."""
LONGEST_HEADER = 10_000
MOST_HEADERS = 500
MESSAGE_ID = re.compile(r"<[^<>\s]{3,298}>")
MOST_IDS = 50
SAID = re.compile(r'"(?:[^"\\]|\\.)*"|\([^()]*\)')
"""A quoted name or a remark: whatever stands in it is no address."""
FORGED = re.compile(r"(?i)\bdmarc\s*=\s*fail\b")


def message_ids(text: str) -> list[str]:
    """Every Message-ID in a text, in its order."""
    return list(dict.fromkeys(MESSAGE_ID.findall(text)))[:MOST_IDS]


def read_head(mail: Message) -> dict[str, Any]:
    """The fields of `ParsedMail` that come from the headers. May raise `WHAT_MAIL_RAISES`."""
    headers: dict[str, list[str]] = {}
    writers: list[str] = []
    for name, value in islice(mail.raw_items(), MOST_HEADERS):
        known_as = line(name, 100).lower()
        headers.setdefault(known_as, []).append(decoded(str(value)))
        if known_as == "from":
            writers.append(str(value))
    first = {name: values[0] for name, values in headers.items()}
    writer = writers[0] if writers else first.get("sender", "")
    name, addresses = _addresses(writer)
    answers = message_ids(first.get("in-reply-to", "")) + message_ids(first.get("references", ""))[::-1]
    own = message_ids(first.get("message-id", ""))
    return {
        "message_id": own[0] if own else None,
        "sender": addresses[0] if addresses else "",
        "sender_name": name,
        "sender_is_plain": len(addresses) == 1
        and len(writers) < 2
        and SAID.sub("", writer[:1000]).count("<") < 2  # Python's releases differ in how many they see there
        and not _is_forged(headers),
        "recipients": line(", ".join((*headers.get("to", ()), *headers.get("cc", ()))), 500),
        "subject": line(first.get("subject", ""), 300),
        "written_at": _moment(first.get("date", "")),
        "delivered_at": _moment(first.get("received", "").rpartition(";")[2]),
        "answers": tuple(dict.fromkeys(answers))[:MOST_IDS],
        "headers": headers,
    }


def decoded(value: str) -> str:
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


def _addresses(value: str) -> tuple[str, list[str]]:
    """The name of the first, "" without one, and the addresses of a header.

    It is taken apart first and decoded afterwards: an address that stands encoded in somebody's name is a name, also
    for the mail server that checked who sent it.
    """
    given = value[:1000].encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    try:
        found = [(name, address) for name, address in getaddresses([given]) if "@" in address]
    except WHAT_MAIL_RAISES:
        found = []
    if not found:
        found = [("", address) for address in re.findall(r"[^\s<>\"',;:()]+@[^\s<>\"',;:()]+", given)[:1]]
    name = next((name for name, _ in found if name), "") or given.partition("<")[0].strip(" \"'")
    addresses = [line(address, 254) for _, address in found]
    return ("" if name in addresses else line(decoded(name), 200)), addresses


def _is_forged(headers: dict[str, list[str]]) -> bool:
    """Whether a mail server on the way has found that the address is not that of who sent it (RFC 8601)."""
    return any(FORGED.search(value) for value in headers.get("authentication-results", ()))


def _moment(value: str) -> dt.datetime | None:
    """A date of a header as aware UTC; None for what is none, or lies outside of what a database keeps."""
    try:
        moment = parsedate_to_datetime(value.strip()[:100])
        moment = moment.replace(tzinfo=dt.UTC) if moment.tzinfo is None else moment.astimezone(dt.UTC)
    except WHAT_MAIL_RAISES:
        return None
    return moment if 1990 <= moment.year <= 2200 else None
