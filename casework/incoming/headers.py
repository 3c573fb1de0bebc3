"""The headers of a mail in plain words. Each is cut to a length before anything looks into it."""

import datetime as dt
import re
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from email.utils import parsedate_to_datetime
from itertools import islice
from typing import Any

from casework.incoming import addresses, authentication
from casework.incoming.authentication import Finding
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
BARE_ID = re.compile(r"(?<![^\s,;])[^<>\s,;\"()@]{1,200}@[^<>\s,;\"()@]{1,97}(?![^\s,;])")
"""One without its brackets, as a few programs write them."""
MOST_IDS = 50


def message_ids(text: str) -> list[str]:
    """Every Message-ID in a text, in its order."""
    return list(dict.fromkeys(MESSAGE_ID.findall(text)))[:MOST_IDS]


def read_head(mail: Message, *, believed: str = "") -> dict[str, Any]:
    """The fields of `ParsedMail` that come from the headers. May raise `WHAT_MAIL_RAISES`.

    `believed`: the server whose `Authentication-Results` count.
    """
    likely = _charset(mail)
    headers: dict[str, list[str]] = {}
    given: dict[str, list[str]] = {}
    for name, value in islice(mail.raw_items(), MOST_HEADERS):
        known_as = line(name, 100).lower()
        headers.setdefault(known_as, []).append(decoded(str(value), likely=likely))
        given.setdefault(known_as, []).append(str(value))
    first = {name: values[0] for name, values in headers.items()}
    writers = given.get("from", [])
    writer = addresses.first_of(next(iter(writers or given.get("sender", [])), ""))
    answered = addresses.first_of(next(iter(given.get("reply-to", [])), ""))
    found = authentication.finding(headers.get("authentication-results", []), writer.address, believed=believed)
    own = _ids(headers.get("message-id", []))
    return {
        "message_id": own[0] if own else None,
        "sender": _storable(writer.address),
        "sender_name": line(decoded(writer.name, likely=likely), 200),
        "sender_is_plain": bool(writer.address)
        and not writer.others
        and len(writers) < 2
        and found is not Finding.NOT_CONFIRMED,
        "is_confirmed": found,
        "reply_to": _storable(answered.address),
        "reply_to_name": line(decoded(answered.name, likely=likely), 200),
        "recipients": line(", ".join((*headers.get("to", ()), *headers.get("cc", ()))), 500),
        "subject": line(first.get("subject", ""), 300),
        "written_at": _moment(first.get("date", "")),
        "delivered_at": _moment(first.get("received", "").rpartition(";")[2]),
        "answers": _answers(headers),
        "headers": headers,
    }


def decoded(value: str, *, likely: str | None = None) -> str:
    """A header in plain words: encoded words decoded, bytes that are none of ASCII read as what they likely are."""
    given = of_bytes(value[:LONGEST_HEADER], likely=likely)
    try:
        pieces = decode_header(given)
    except WHAT_MAIL_RAISES:
        return line(given, LONGEST_HEADER)
    words = [decode(piece, charset)[0] if isinstance(piece, bytes) else piece for piece, charset in pieces]
    return line("".join(words), LONGEST_HEADER)


def of_bytes(value: str, *, likely: str | None = None) -> str:
    """A header as the parser gives it, with the bytes that it could not read as what they likely are."""
    if any("\udc80" <= sign <= "\udcff" for sign in value):
        return decode(value.encode("utf-8", "surrogateescape"), None, likely=likely)[0]
    return value


def _charset(mail: Message) -> str | None:
    """What a header is likely written in that does not say: the charset of the first text."""
    for part in islice(mail.walk(), 10):
        if not part.is_multipart() and (charset := part.get_content_charset()) is not None:
            return str(charset)
    return None


def _ids(values: list[str]) -> list[str]:
    """The Message-IDs in all headers of a name, with brackets."""
    found = list[str]()
    for value in values:
        found += message_ids(value) or [f"<{one}>" for one in BARE_ID.findall(value)]
    return list(dict.fromkeys(found))[:MOST_IDS]


def _answers(headers: dict[str, list[str]]) -> tuple[str, ...]:
    """What it answers, the nearest first: the last of the references is what it was written to."""
    ids = _ids(headers.get("in-reply-to", [])) + _ids(headers.get("references", []))[::-1]
    return tuple(dict.fromkeys(ids))[:MOST_IDS]


def _storable(address: str) -> str:
    return line(of_bytes(address), 254)


def _moment(value: str) -> dt.datetime | None:
    """A date of a header as aware UTC; None for what is none, or lies outside of what a database keeps."""
    try:
        moment = parsedate_to_datetime(value.strip()[:100])
        moment = moment.replace(tzinfo=dt.UTC) if moment.tzinfo is None else moment.astimezone(dt.UTC)
    except WHAT_MAIL_RAISES:
        return None
    return moment if 1990 <= moment.year <= 2200 else None
