"""What a mail server found out about who sent a mail (RFC 8601)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from casework.incoming.text import line

QUOTED = r'"(?:[^"\\]|\\.)*"'
TOKEN = re.compile(rf'([;/])|(=)\s*((?:{QUOTED}|[^\s";])*)|((?:{QUOTED}|[^\s";=/])+)')
"""A word may be quoted in part, and what stands after "=" may have that sign in it: both are in names of mailboxes."""
PROPERTY = re.compile(r"(?i)(smtp|header|policy|body)\s*\.\s*([a-z0-9_.-]+)")
_SAYS = frozenset({"smtp.mailfrom", "smtp.auth", "header.d", "header.i", "header.from"})
MOST_HEADERS = 20
LONGEST = 5000


class Finding(StrEnum):
    """`NOT_SAID`: nobody who is believed looked."""

    CONFIRMED = "confirmed"
    NOT_CONFIRMED = "not_confirmed"
    NOT_SAID = "not_said"


@dataclass(frozen=True, slots=True)
class Result:
    """One of the results of a header, e.g. spf, pass, {"smtp.mailfrom": "known.example"}. All in lower case."""

    method: str
    outcome: str
    properties: dict[str, str]


def finding(headers: Sequence[str], sender: str, *, believed: str) -> Finding:
    """What the headers Authentication-Results say of the sender. `believed`: the name of the one server whose results
    count (its authserv-id), since whoever writes a mail can write such a header.

    Confirmed is what DMARC passed, or SPF or DKIM for the domain of the sender where DMARC does not say that it is
    forged. Where no server is named nobody is believed but whoever says that it is forged: nothing is let in by that.
    """
    read = [_read(header) for header in headers[:MOST_HEADERS]]
    if not believed:
        forged = any(one.method == "dmarc" and one.outcome == "fail" for _, results in read for one in results)
        return Finding.NOT_CONFIRMED if forged else Finding.NOT_SAID
    results = [one for server, found in read if server == believed.strip().lower() for one in found]
    if not results:
        return Finding.NOT_SAID
    dmarc = {one.outcome for one in results if one.method == "dmarc"}
    if "fail" in dmarc:
        return Finding.NOT_CONFIRMED
    domain = sender.rpartition("@")[2].lower()
    passed = any(_is_about(one, domain) for one in results if one.outcome == "pass")
    return Finding.CONFIRMED if passed else Finding.NOT_CONFIRMED


def _read(header: str) -> tuple[str, list[Result]]:
    """The server that speaks, and its results."""
    statements = [list(each) for each in _statements(_without_comments(line(header, LONGEST)))]
    server = statements[0][0].lower() if statements and statements[0] else ""
    return server, [found for each in statements[1:] if (found := _result(each)) is not None]


def _statements(text: str) -> Iterator[list[str]]:
    """The words between semicolons. What has no blank but within quotes is one word."""
    words = list[str]()
    for sign, equals, value, word in TOKEN.findall(text):
        if sign == ";":
            yield words
            words = []
        else:
            words += [_unquoted(each) for each in (sign, equals, value, word) if each]
    yield words


def _unquoted(word: str) -> str:
    return re.sub(QUOTED, lambda found: re.sub(r"\\(.)", r"\1", found[0][1:-1]), word)


def _result(words: list[str]) -> Result | None:
    """`method [/ version] = result`, then `name = value` as often as there are any. None for "none", and for what it
    is not."""
    text = [word.lower() for word in words]
    if text[1:2] == ["/"]:
        del text[1:3]
    if len(text) < 3 or text[1] != "=":
        return None
    properties = {
        "".join(name.split()): value
        for name, sign, value in zip(text[3:], text[4:], text[5:], strict=False)
        if sign == "=" and (PROPERTY.fullmatch(name) or name == "reason")
    }
    return Result(text[0], text[2], properties)


def _is_about(result: Result, domain: str) -> bool:
    """Whether what passed is the domain of the sender, one above it, or one below it. DMARC is about it by itself."""
    named = [result.properties[name].rpartition("@")[2].strip(".") for name in _SAYS & result.properties.keys()]
    if result.method == "dmarc":
        return all(one == domain for one in named)
    return result.method in ("spf", "dkim", "auth") and any(_is_near(one, domain) for one in named if "." in one)


def _is_near(found: str, domain: str) -> bool:
    return found == domain or domain.endswith(f".{found}") or found.endswith(f".{domain}")


def _without_comments(text: str) -> str:
    """Remarks stand in brackets, within each other too, and may be anywhere but in a quoted text."""
    kept, depth, quoted, at = list[str](), 0, False, 0
    while at < len(text):
        sign = text[at]
        if sign == "\\" and (quoted or depth):
            kept.append(text[at : at + 2] if quoted else "")
            at += 2
            continue
        if sign == '"' and not depth:
            quoted = not quoted
        opens, closes = sign == "(" and not quoted, sign == ")" and not quoted and depth > 0
        depth += opens - closes
        kept.append(" " if opens or closes else sign if not depth else "")
        at += 1
    return "".join(kept)
