"""Who a header names: addresses and the names beside them, however they are written."""

import re
from dataclasses import dataclass
from email.utils import getaddresses

from casework.incoming.text import line

LONGEST = 1000
"""Characters of a header that are looked at."""
ADDRESS = re.compile(r"[^\s<>\",;:()\[\]\\@'][^\s<>\",;:()\[\]\\@]*@[^\s<>\"',;:()\[\]\\@]+")
WHOLE = re.compile(r"[^@\s,;<>\"()\[\]\\]+@[^@\s,;<>\"()\[\]\\]+")
SAID = re.compile(r'"(?:[^"\\]|\\.)*"|\((?:[^()]|\([^()]*\))*\)')
"""A quoted name or a remark: whatever stands in it is no address."""
BRACKETS = re.compile(r"<\s*([^<>\s]+@[^<>\s]+?)\s*>")
NOT_OF_A_NAME = " \t\"'<>[],;:"
WHAT_IT_RAISES = (ValueError, TypeError, AttributeError, IndexError, LookupError, RecursionError)


@dataclass(frozen=True, slots=True)
class Named:
    """`name` and `address` of the first whom a header names, still encoded. `others`: it names somebody besides."""

    name: str = ""
    address: str = ""
    others: bool = False


def first_of(value: str) -> Named:
    """Whom a header names. It is taken apart before it is decoded: an address that stands encoded in somebody's name is
    a name, also for the mail server that checked who sent it."""
    given = value[:LONGEST]
    bare = SAID.sub(" ", given)
    everybody = list(dict.fromkeys(one.lower() for one in ADDRESS.findall(bare)))
    in_brackets = BRACKETS.findall(bare)
    # Python's releases differ in what they see where there are several brackets
    address = next(iter(in_brackets), "") or _parsed(given)[1] or next(iter(ADDRESS.findall(bare)), "")
    if not WHOLE.fullmatch(address):
        address = next(iter(ADDRESS.findall(address or given)), "")
    others = any(one != address.lower() for one in everybody) or bare.count("<") > max(1, len(in_brackets))
    return Named(_name(given, address), line(address, 254), others)


def _parsed(given: str) -> tuple[str, str]:
    try:
        return next(((name, one) for name, one in getaddresses([given]) if WHOLE.fullmatch(one)), ("", ""))
    except WHAT_IT_RAISES:
        return "", ""


def _name(given: str, address: str) -> str:
    """What stands beside the address: before its bracket, as the library sees it, else what is left without it."""
    before, bracket, _ = given.partition("<")
    if bracket and before.strip():
        name = before.strip()
        name = re.sub(r"\\(.)", r"\1", name[1:-1]) if re.fullmatch(r'"(?:[^"\\]|\\.)*"', name) else name
    else:
        name = _parsed(given)[0] or " ".join((given.replace(address, " ") if address else given).split())
    name = re.sub(r"(?i)\[?mailto:?$", "", name.strip(NOT_OF_A_NAME)).strip(NOT_OF_A_NAME)
    return "" if ADDRESS.fullmatch(name) else name
