"""What people are known by: names whose words end at a hyphen, in the order of the alphabet; a second phone number."""

import re
import unicodedata
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

AT_ONCE = 1000
LETTERS = str.maketrans({
    "ł": "l", "ø": "o", "đ": "d", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ħ": "h", "ŧ": "t", "ŋ": "n",
    "ĸ": "k", "ə": "e", "ƒ": "f", "ɓ": "b", "ɗ": "d", "ƙ": "k", "ƴ": "y",
})  # fmt: skip
"""Letters that are no letter with a mark, and are typed as these by whoever has no such key."""
APOSTROPHES = frozenset("'\u2018\u2019\u201b\u02bc\u02bb\u02b9\u02bd\u0060\u00b4\u2032\uff07\u05f3")
TITLES = frozenset(
    {"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "sir", "dame", "lord", "lady", "rev", "revd"}
    | {"reverend", "fr", "cllr", "councillor", "hon", "mp"}
)
JOINED = frozenset({"o", "mc", "mac"})
"""First parts of a name that are written with a sign, with a blank or with neither behind them."""
ARTICLES = frozenset({"al", "el", "ul", "ur"})
"""Parts of a name that are often left out."""

COUNTRY = "44"
SHORTEST_NUMBER, LONGEST_NUMBER = 6, 13
"""Digits. A longer one is two numbers with nothing but a blank between them."""
LONGEST_PHONE_KEY = 20
EXTENSION = re.compile(r"(?i)(?:\b(?:ext(?:ension|n)?|extn|x)[.:]?\s*|#\s*)\d{1,6}\b")
AREA = re.compile(r"^\W*(\(?0\d{2,4}\)?)\s*/\s*(?=\d)")
"""The beginning of a number, with a stroke behind it."""
NUMBER = re.compile(r"[+(]?\d[\d\s().\u00a0\u2010-\u2015-]*")


def name_key(name: str) -> str:
    """The words of a name, each without marks: "Zoë O'Brien-Smith", "O BRIEN SMITH, Zoe" and "Ms Zoe OBrien Smith" are
    alike. Words end at a hyphen, and not at an apostrophe."""
    family, comma, given = name.partition(",")
    words = _words(name)
    if comma and (first := _words(given)) and not TITLES.issuperset(first):
        words = first + _words(family)
    bare = [word for word in words if word not in ARTICLES]
    return " ".join(bare if len(bare) > 1 else words)[:200]


def phone_keys(phone: str) -> list[str]:
    """Each number of a text, from the most of it: 07700900123 of "+44 (0)7700 900123" and of "447700900123", and
    +35312345678 of "00353 1 234 5678". Without an extension."""
    plain = AREA.sub(r"\1 ", EXTENSION.sub(" ; ", unicodedata.normalize("NFKC", phone)))
    found = [key for part in _numbers(plain) if len(key := _number(part)) >= SHORTEST_NUMBER]
    return list(dict.fromkeys(found))


def _words(name: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", name.casefold()).translate(LETTERS).casefold()
    kept = (_kept(sign) for sign in plain)
    words = "".join(kept).split()
    while len(words) > 1 and words[0] in TITLES:
        words = words[1:]
    joined = list[str]()
    for before, word in zip(["", *words], words, strict=False):
        if before in JOINED:
            # an O may be an initial, so that what stands behind it is a word, too
            joined[-1:] = [before + word, word]
        else:
            joined.append(word)
    return joined


def _kept(sign: str) -> str:
    """A letter, nothing for what belongs to one, a blank for what stands between words."""
    if sign.isalnum():
        return sign
    return "" if sign in APOSTROPHES or unicodedata.category(sign)[0] in "MC" else " "


def _numbers(text: str) -> list[str]:
    """The parts of a text that are a number each."""
    parts = list[str]()
    for found in NUMBER.findall(text):
        digits = re.sub(r"\D", "", found)
        parts += re.split(r"\s+(?=[+(]?0\d{2})", found) if len(digits) > LONGEST_NUMBER + 2 else [found]
    return parts


def _number(part: str) -> str:
    digits = re.sub(r"\D", "", part.replace("(0)", "") if part.strip().startswith(("+", "00")) else part)
    if part.strip().startswith(("+", "(+")) or digits.startswith("00"):
        abroad = digits.removeprefix("00")
        own = abroad.removeprefix(COUNTRY).lstrip("0")
        return (f"0{own}" if abroad.startswith(COUNTRY) else f"+{abroad}")[:LONGEST_PHONE_KEY]
    if len(digits) == 12 and digits.startswith(COUNTRY):
        digits = f"0{digits.removeprefix(COUNTRY)}"
    elif len(digits) == 10 and digits[0] in "127":
        # a spreadsheet took the first 0 away
        digits = f"0{digits}"
    return digits[:LONGEST_PHONE_KEY]


def upgrade() -> None:
    with op.batch_alter_table("person") as batch_op:
        batch_op.add_column(sa.Column("other_phone_key", sa.String(length=20), nullable=True))
        batch_op.create_index(batch_op.f("ix_person_other_phone_key"), ["other_phone_key"], unique=False)
    _write(lambda row: {"name_key": name_key(row.full_name), **_phones(row.phone or "")})


def downgrade() -> None:
    with op.batch_alter_table("person") as batch_op:
        batch_op.drop_index(batch_op.f("ix_person_other_phone_key"))
        batch_op.drop_column("other_phone_key")
    _write(lambda row: {"name_key": _old_name(row.full_name), "phone_key": _old_phone(row.phone or "") or None})


def _phones(phone: str) -> dict[str, str | None]:
    first, other, *_ = (*phone_keys(phone), None, None)
    return {"phone_key": first, "other_phone_key": other}


def _old_name(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name)
    kept = "".join(mark for mark in plain if not unicodedata.combining(mark) and (mark.isalnum() or mark.isspace()))
    return " ".join(kept.casefold().split())[:200]


def _old_phone(phone: str) -> str:
    digits = re.sub(r"\D", "", phone.replace("+44", "0", 1))
    if digits.startswith("0044"):
        digits = "0" + digits[4:]
    return digits.replace("00", "0", 1)[:20] if digits.startswith("00") else digits[:20]


def _write(keys: Callable[[Any], dict[str, str | None]]) -> None:
    """Write the keys of everybody, a thousand at a time."""
    connection = op.get_bind()
    columns = ("id", "full_name", "phone", "name_key", "phone_key", "other_phone_key")
    person = sa.table("person", *(sa.column(name) for name in columns))
    query = sa.select(person.c.id, person.c.full_name, person.c.phone).order_by(person.c.id).limit(AT_ONCE)
    last = 0
    while rows := connection.execute(query.where(person.c.id > last)).all():
        values = [{"of": row.id, **keys(row)} for row in rows]
        names = [name for name in values[0] if name != "of"]
        changed = sa.update(person).where(person.c.id == sa.bindparam("of"))
        connection.execute(changed.values({name: sa.bindparam(name) for name in names}), values)
        last = rows[-1].id
