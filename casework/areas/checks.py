"""What may stand in each key of an area file, and the sentence where it may not."""

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from casework.areas.area import Area, RouteRow
from workflows.registry import WORKFLOWS
from workflows.routing import CONCERNS, CONVERT, SIGNPOST

CODE = re.compile(r"[a-z0-9_]{1,30}")
EMAIL = re.compile(r"[^@\s,;<>\"()\[\]\\]+@[^@\s,;<>\"()\[\]\\.]+(\.[^@\s,;<>\"()\[\]\\.]+)+")
PHONE = re.compile(r"\+?[0-9][0-9 ()-]{5,38}")
LINK = re.compile(r"(https?://)?[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+(:\d{1,5})?(/[^\s<>\"]*)?")
WEBSITE = re.compile(r"https?://[^\s/<>\"]+\.[^\s<>\"]+")
POSTCODE = re.compile(r"[A-Z]{1,2}([0-9][0-9A-Z]?( [0-9])?)?")
"""What a postcode may begin with: an area (ZZ), a district of it (ZZ1) or a sector of that (ZZ1 2)."""
LONGEST_EMAIL = 254
LONGEST_QUESTION = 20
"""The code of a question of equality data is part of the name of the list of its answers."""
MOST_LINES, MOST_VALUES = 8, 100
TARGETS = tuple(name for name, workflow in WORKFLOWS.items() if workflow.linked and not workflow.part_of)
"""The types of case that an enquiry may be made."""
LONGEST_ADDRESS = 500
"""Characters of the office's own address with all its lines."""


class NotUsable(Exception):
    """The sentence that says what should stand there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """`reads` gives the value as it is kept or raises `NotUsable`. `attribute`: its name where that is another."""

    reads: Callable[[object], object]
    needed: bool = False
    attribute: str = ""


def line(longest: int = 200) -> Callable[[object], str]:
    """One line of text."""

    def read(value: object) -> str:
        if not isinstance(value, str):
            raise NotUsable("Write a text in quotation marks.")
        kept = " ".join(value.split())
        if not kept.isprintable():
            raise NotUsable("Take out the characters that cannot be printed.")
        if len(kept) > longest:
            raise NotUsable(f"Shorten it to {longest} characters or fewer.")
        return kept

    return read


def lines(value: object) -> tuple[str, ...]:
    """The lines of an address."""
    if isinstance(value, str):
        value = value.splitlines()
    if not isinstance(value, list) or len(value) > MOST_LINES:
        raise NotUsable(f'Write the lines of the address like this, {MOST_LINES} at most: ["1 High Street", "Town"].')
    return tuple(kept for each in value if (kept := line(100)(each)))


def lines_without_commas(value: object) -> tuple[str, ...]:
    """The lines of the office's own address, which is one line with commas on the page of the area."""
    kept = lines(value)
    if any("," in each for each in kept):
        raise NotUsable("Write each line of the address as a line of its own, without a comma in it.")
    if len(", ".join(kept)) > LONGEST_ADDRESS:
        raise NotUsable(f"Shorten the address to {LONGEST_ADDRESS} characters or fewer in all.")
    return kept


def code(value: object) -> str:
    if not isinstance(value, str) or not CODE.fullmatch(value):
        raise NotUsable("A code is made of small letters, digits and _, 30 at most, like north_east.")
    return value


def short_code(value: object) -> str:
    kept = code(value)
    if len(kept) > LONGEST_QUESTION:
        raise NotUsable(f"Shorten the code to {LONGEST_QUESTION} characters or fewer.")
    return kept


def answer_code(value: object) -> str:
    kept = code(value)
    if kept == "not_said":
        raise NotUsable("Leave this one out: everybody may prefer not to say.")
    return kept


def shaped(pattern: re.Pattern[str], example: str, longest: int = 200) -> Callable[[object], str]:
    """A line of a certain shape, or nothing."""

    def read(value: object) -> str:
        kept = line(longest)(value)
        if kept and not pattern.fullmatch(kept):
            raise NotUsable(f"It should look like {example}.")
        return kept

    return read


def day(value: object) -> dt.date:
    if isinstance(value, dt.datetime) or not isinstance(value, dt.date):
        raise NotUsable("Write a day like 2026-04-01, without quotation marks.")
    return value


def flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise NotUsable("Write true or false, without quotation marks.")
    return value


def beginning_of_postcode(value: object) -> str:
    if not isinstance(value, str) or not POSTCODE.fullmatch(value):
        raise NotUsable("A postcode begins like ZZ, ZZ1 or ZZ1 2, in capitals.")
    return value


def many(reads: Callable[[object], str]) -> Callable[[object], tuple[str, ...]]:
    """A list of such values."""

    def read(value: object) -> tuple[str, ...]:
        if not isinstance(value, list) or len(value) > MOST_VALUES:
            raise NotUsable(f'Write them like this, {MOST_VALUES} at most: ["one", "two"].')
        return tuple(reads(each) for each in value)

    return read


def one_of(*choices: str) -> Callable[[object], str]:
    def read(value: object) -> str:
        if value not in choices:
            raise NotUsable(f"It is one of: {', '.join(choices)}.")
        return str(value)

    return read


REACHED: Mapping[str, Key] = {
    "email": Key(reads=shaped(EMAIL, "name@example.org", LONGEST_EMAIL)),
    "phone": Key(reads=line(40)),
    "address": Key(reads=lines),
    "website": Key(reads=shaped(WEBSITE, "https://www.example.org")),
}
VALUE: Mapping[str, Key] = {
    "code": Key(reads=code, needed=True),
    "name": Key(reads=line(), needed=True),
    "from": Key(reads=day, attribute="valid_from"),
    "to": Key(reads=day, attribute="valid_to"),
}
OFFICE: Mapping[str, Key] = {
    "name": Key(reads=line(100)),
    **REACHED,
    "phone": Key(reads=shaped(PHONE, "01632 960 000", 40)),
    "address": Key(reads=lines_without_commas),
    "privacy_notice": Key(reads=shaped(LINK, "www.example.org/privacy")),
    "complaints": Key(reads=shaped(LINK, "www.example.org/complaints")),
}
POLICING_BODY: Mapping[str, Key] = {each: Key(reads=line(100)) for each in ("name", "title", "deputy", "office")}
FORCE: Mapping[str, Key] = {
    **VALUE,
    "name": Key(reads=line(100), needed=True),
    "department": Key(reads=line()),
    **REACHED,
}
DISTRICT: Mapping[str, Key] = {**VALUE, "force": Key(reads=code), "postcodes": Key(reads=many(beginning_of_postcode))}
ISSUE: Mapping[str, Key] = {**VALUE, "relates_to_policing": Key(reads=flag)}
QUESTION: Mapping[str, Key] = {**VALUE, "code": Key(reads=short_code, needed=True)}
ANSWER: Mapping[str, Key] = {**VALUE, "code": Key(reads=answer_code, needed=True)}
MEETING: Mapping[str, Key] = {**VALUE, "group": Key(reads=code)}
PRIORITY: Mapping[str, Key] = {**{name: VALUE[name] for name in ("code", "name")}, "issues": Key(reads=many(code))}
ROUTE: Mapping[str, Key] = {
    **VALUE,
    "concerns": Key(reads=one_of(*CONCERNS)),
    "issue": Key(reads=code),
    "district": Key(reads=code),
    "step": Key(reads=one_of(SIGNPOST, CONVERT), needed=True),
    "sent_to": Key(reads=line(100)),
    "target": Key(reads=one_of(*TARGETS)),
}
PARTNER: Mapping[str, Key] = {
    "kind": Key(reads=one_of("iopc", "policing_body", "partner", "support"), needed=True),
    "name": Key(reads=line(), needed=True),
    **REACHED,
    "district": Key(reads=code),
    "issues": Key(reads=many(code)),
    "source": Key(reads=line()),
    "from": VALUE["from"],
    "to": VALUE["to"],
}


def wrong_with_route(route: RouteRow, area: Area) -> Iterator[tuple[str, str]]:
    """(key, what is wrong). A file without a list of issues or districts goes by the one that is there."""
    if not (route.concerns or route.issue or route.district):
        yield "step", "Say of which matters this is true: an issue, a district or what they concern."
    if route.step == SIGNPOST and not route.sent_to:
        yield "step", "Say whom the person is signposted to: sent_to."
    if route.step == CONVERT and not route.target:
        yield "step", "Say which type of case it becomes: target."
    for key, given, known in (("issue", route.issue, area.issues), ("district", route.district, area.districts)):
        if given and known and given not in {each.code for each in known}:
            yield key, f"There is no {key} with the code {given} in this file."
