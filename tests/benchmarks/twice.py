"""Invented people, and the same people again as somebody else would type them: whom a register should know again.

All names are put together from lists, whose weights fall as those of real names do. Every change is of a kind that was
seen in old registers: letters without marks, half of a double name, initials, another order, titles, slips, short forms, a
number in another spelling, a new number, a move. Households share an address and sometimes a phone or a mailbox.
"""

import json
import random
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import accumulate
from pathlib import Path
from typing import Any

from casework.services.people.keys import LETTERS, email_key, phone_key, postcode_key
from casework.services.people.matching.words import SHORT_FORMS
from casework.services.people.people import PersonEntry

DRAWN = json.loads((Path(__file__).parent / "names_to_draw.json").read_text(encoding="utf-8"))
GIVEN, FAMILY, TWO_PARTS = DRAWN["given"], DRAWN["family"], DRAWN["of_two_parts"]
STEMS, ENDS = DRAWN["beginnings"], DRAWN["ends"]
GIVEN_NAMES = json.loads((Path(__file__).parents[1] / "inputs" / "names.json").read_text(encoding="utf-8"))
SAME_WAY = 0.9
AREAS = [f"{area}{number}" for area in ("LS", "BD", "HX", "HD", "WF") for number in range(1, 20)]
SPELT = (("ph", "f"), ("ie", "y"), ("ck", "k"), ("ss", "s"), ("ll", "l"), ("y", "ie"), ("c", "k"), ("ai", "ei"))
CHANNELS = {
    "phone": ("phone",),
    "email": ("email",),
    "form": ("email", "phone", "postcode"),
    "post": ("postcode", "address"),
}
"""What is known of somebody by the way in which they are in touch."""
Change = Callable[[str, random.Random], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """Somebody who is in touch: as they are typed, and the number of the person whom they are, if in the register.
    `shares_nothing`: no address or number of theirs is the same as before, so that a name alone could tell."""

    entry: PersonEntry
    person: int | None
    kind: str
    shares_nothing: bool = False


def register(size: int, seed: int = 1) -> list[PersonEntry]:
    """The people of the office, the names of `names.json` among them."""
    pick = random.Random(seed)
    named = [full for full, _ in (*GIVEN_NAMES["search"], *GIVEN_NAMES["must_stay"])]
    people = [_person(pick, name=name) for name in dict.fromkeys(named)]
    while len(people) < size:
        people.append(_relative(pick, pick.choice(people)) if pick.random() < 0.15 else _person(pick))
    return people


def again(people: list[PersonEntry], amount: int, seed: int = 2) -> Iterator[Again]:
    """Half of them known, one in ten of the others lives with somebody known. The pairs of `names.json` come first."""
    pick = random.Random(seed)
    places = {one.full_name: at for at, one in reversed(list(enumerate(people)))}
    for name, typed in GIVEN_NAMES["again"]:
        yield Again(entry=PersonEntry(full_name=typed), person=places[name], kind="names.json")
    for at in range(amount):
        person = pick.randrange(len(people))
        if at % 2:
            entry = _relative(pick, people[person]) if pick.random() < 0.1 else _person(pick)
            yield Again(entry=_typed(pick, entry), person=None, kind="somebody new")
        else:
            known = people[person]
            kind, change = pick.choice(CHANGES)
            said = _typed(pick, replace(_later(pick, known), full_name=change(known.full_name, pick)), before=known)
            yield Again(entry=said, person=person, kind=kind, shares_nothing=not _shared(said, known))


def _shared(one: PersonEntry, other: PersonEntry) -> bool:
    keys = ((email_key, "email"), (phone_key, "phone"), (postcode_key, "postcode"))
    return any(key(getattr(one, name)) == key(getattr(other, name)) != "" for key, name in keys)


def _person(pick: random.Random, name: str = "") -> PersonEntry:
    """Somebody as they are first recorded."""
    name = name or f"{_weighted(pick, GIVEN)}{_middle(pick)} {_family(pick)}"
    return _said(_all_of(pick, name), _channel(pick), pick, share=0.5)


def _all_of(pick: random.Random, name: str) -> PersonEntry:
    postcode = f"{pick.choice(AREAS)} {pick.randrange(10)}{pick.choice('ABDEFGH')}{pick.choice('ABDEFGHJLN')}"
    return PersonEntry(
        full_name=name,
        email=_email(name, pick),
        phone=_phone(pick),
        postcode=postcode,
        address=f"{pick.randrange(1, 200)} {pick.choice(STEMS)}{pick.choice(ENDS)} Road",
    )


def _channel(pick: random.Random) -> str:
    return pick.choices(list(CHANNELS), weights=[35, 45, 10, 10])[0]


def _said(entry: PersonEntry, channel: str, pick: random.Random, *, share: float) -> PersonEntry:
    """What of it is known when somebody is in touch by this channel: what goes with it, and the rest now and then."""
    ways = ("email", "phone", "postcode", "address")
    kept = {name for name in ways if name in CHANNELS[channel] or pick.random() < share}
    emptied: dict[str, Any] = {name: "" for name in ways if name not in kept}
    return replace(entry, **emptied)


def _relative(pick: random.Random, of: PersonEntry) -> PersonEntry:
    """Somebody of the same household: mostly the same family name, now and then the same mailbox or phone."""
    family = of.full_name.split()[-1] if pick.random() < 0.7 else _family(pick)
    given = pick.choice([each for each in GIVEN if not of.full_name.startswith(each[:1])])
    alone = _person(pick, name=f"{given} {family}")
    return replace(
        alone,
        email=of.email if pick.random() < 0.2 else alone.email,
        phone=of.phone if pick.random() < 0.2 else alone.phone,
        postcode=of.postcode,
        address=of.address,
    )


def _later(pick: random.Random, known: PersonEntry) -> PersonEntry:
    """What somebody says of themselves another time: something may have changed since, and is known for the first time."""
    now = _all_of(pick, known.full_name)
    changed = {name for name in ("email", "phone", "postcode") if pick.random() < 0.05 or not getattr(known, name)}
    changed |= {"address"} if "postcode" in changed or not known.address else set()
    return replace(known, **{name: getattr(now, name) for name in changed})


def _typed(pick: random.Random, entry: PersonEntry, *, before: PersonEntry | None = None) -> PersonEntry:
    """What of it is said this time, each as somebody types it. Who was in touch before mostly comes the same way."""
    channel = _channel(pick)
    if before is not None and pick.random() < SAME_WAY:
        usual = (name for name, ways in reversed(CHANNELS.items()) if all(getattr(before, way) for way in ways))
        channel = next(usual, channel)
    said = _said(entry, channel, pick, share=0.5)
    return replace(
        said,
        email=pick.choice([str.lower, str.upper, str.title])(said.email),
        phone=_spelt_number(said.phone, pick) if said.phone else "",
        postcode=pick.choice([said.postcode, said.postcode.lower(), said.postcode.replace(" ", "")]),
    )


def _weighted(pick: random.Random, names: list[str]) -> str:
    return pick.choices(names, cum_weights=list(accumulate(1 / (at + 8) for at in range(len(names)))))[0]


def _family(pick: random.Random) -> str:
    chance = pick.random()
    if chance < 0.06:
        return f"{_weighted(pick, FAMILY)}-{pick.choice(STEMS)}{pick.choice(ENDS)}"
    if chance < 0.09:
        return str(pick.choice(TWO_PARTS))
    return _weighted(pick, FAMILY) if chance < 0.5 else f"{pick.choice(STEMS)}{pick.choice(ENDS)}"


def _middle(pick: random.Random) -> str:
    chance = pick.random()
    return f" {pick.choice(GIVEN)}" if chance < 0.1 else f" {pick.choice('ABCDEHJLM')}" if chance < 0.14 else ""


def _email(name: str, pick: random.Random) -> str:
    return f"{_plain(name).lower().replace(' ', '.').replace(chr(39), '')}{pick.randrange(9999)}@invented.example"


def _phone(pick: random.Random) -> str:
    return f"07{pick.randrange(10**9):09d}" if pick.random() < 0.8 else f"0113{pick.randrange(10**7):07d}"


def _spelt_number(phone: str, pick: random.Random) -> str:
    return pick.choice([
        phone, f"+44 (0){phone[1:5]} {phone[5:]}", f"0044 {phone[1:]}", f"{phone[:5]} {phone[5:8]} {phone[8:]}",
        f"{phone[:5]}-{phone[5:]}", f"{phone} ext 22", f"44{phone[1:]}", f"Tel. {phone[:5]} {phone[5:]}",
    ])  # fmt: skip


def _plain(name: str) -> str:
    folded = unicodedata.normalize("NFKD", name.translate(LETTERS).translate(str.maketrans("ŁØĐÅ", "LODA")))
    return "".join(sign for sign in folded if not unicodedata.combining(sign))


def _half(name: str, pick: random.Random) -> str:
    return re.sub(r"(\S+)-(\S+)$", lambda two: two[pick.choice([1, 2])], name)


def _initial(name: str, pick: random.Random) -> str:
    given, _, rest = name.partition(" ")
    return f"{given[0]}{pick.choice(['', '.'])} {rest}"


def _swapped(name: str, pick: random.Random) -> str:
    given, _, rest = name.partition(" ")
    return f"{rest}{pick.choice([', ', ' '])}{given}"


def _slip(name: str, pick: random.Random) -> str:
    at = pick.randrange(1, max(len(name) - 2, 2))
    left, one, other, right = name[:at], name[at : at + 1], name[at + 1 : at + 2], name[at + 2 :]
    return pick.choice([left + other + one + right, left + other + right, left + one + one + other + right])


def _sounds(name: str, pick: random.Random) -> str:
    there = [(old, new) for old, new in SPELT if old in name[1:]]
    old, new = pick.choice(there or [("", "")])
    return name[0] + name[1:].replace(old, new, 1) if old else name


def _short(name: str, pick: random.Random) -> str:
    given, _, rest = name.partition(" ")
    short = [each for each, full in SHORT_FORMS.items() if full == given.lower()]
    return f"{pick.choice(short).title()} {rest}" if short else name


def _without_middle(name: str, pick: random.Random) -> str:
    words = name.split()
    return f"{words[0]} {words[-1]}" if len(words) > 2 else f"{words[0]} {pick.choice('ABDEJM')} {words[-1]}"


def _nordic(name: str, pick: random.Random) -> str:
    for old, new in (
        ("ø", "oe"),
        ("Ø", "Oe"),
        ("å", "aa"),
        ("Å", "Aa"),
        ("ö", "oe"),
        ("ü", "ue"),
        ("ß", "ss"),
        ("đ", "dj"),
    ):
        name = name.replace(old, new)
    return name


CHANGES: list[tuple[str, Change]] = [
    ("as before", lambda name, pick: name),
    ("as before", lambda name, pick: name),
    ("in capitals", lambda name, pick: name.upper()),
    ("without marks", lambda name, pick: _plain(name)),
    ("marks written out", _nordic),
    ("in the other normal form", lambda name, pick: unicodedata.normalize("NFD", name)),
    ("hyphen and apostrophe as blanks", lambda name, pick: name.replace("-", " ").replace("'", " ")),
    ("half of a double name", _half),
    ("initial", _initial),
    ("other order", _swapped),
    ("title", lambda name, pick: f"{pick.choice(['Ms', 'Dr', 'Mr.', 'Cllr'])} {name}"),
    ("slip of the keys", _slip),
    ("as it sounds", _sounds),
    ("short form", _short),
    ("with or without a middle name", _without_middle),
]
