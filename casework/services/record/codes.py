"""The lists of values, of which this is the one place: reading them, and what an office keeps of its own.

A code that was ever used is never deleted: it ends on a date.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Literal

from sqlalchemy import Row, Select, exists, select

from casework import clock
from casework.extensions import db, read
from casework.models import Case, Code, Contact, DirectoryEntry, FormerLabel, IncomingMail, Person
from casework.services.record.shipped_lists import (
    BEGUN_WITH,
    CHOSEN_BY_NOBODY,
    NEEDED,
    NOT_OF_POLICING,
    STANDARD,
)

OF_THE_OFFICE: Mapping[str, str] = {
    "issue": "Issues",
    "tag": "Tags",
    "channel": "Channels",
    "district": "Districts",
    "force": "Police forces",
    "plan": "Police and crime plans",
    "priority": "Priorities of the plans",
    "meeting_group": "Groups of meetings in the report",
    "meeting": "Kinds of meetings",
    "route": "Where matters belong",
    "not_casework": "Mail that is not casework",
    "equality": "Questions of equality data",
}
"""The lists that an office keeps itself, with their headings; what can be answered to a question of equality data is
one more for each."""
EQUALITY = "equality"
NOT_SAID = "not_said"
"""What everybody may answer to every question of equality data, besides the answers of its list."""
PARENTS: Mapping[str, str] = {"district": "force", "priority": "plan", "meeting": "meeting_group"}
"""Lists whose values belong to one of another list."""
USERS = (Case, IncomingMail, Person)
"""While there is none of these, no value of a list is used."""
FIELDS = ("label", "valid_from", "valid_to", "relates_to_policing", "belongs_to", "matches")


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """One value of a list. It may be chosen from `valid_from` to `valid_to`, both days included; None is no limit.
    `relates_to_policing` is said of issues, `belongs_to` of the lists in `PARENTS`, `matches` of districts (what their
    postcodes begin with), of priorities (the codes of the issues that they are suggested for) and of routes (what such
    a row says, `services/office/route_values.py`)."""

    code: str
    label: str
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    relates_to_policing: bool = True
    belongs_to: str | None = None
    matches: tuple[str, ...] = ()

    def is_in_force(self, on: dt.date) -> bool:
        return (self.valid_from is None or self.valid_from <= on) and (self.valid_to is None or self.valid_to >= on)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What becomes of one value. `now` is None for one that is added."""

    list_name: str
    kind: Literal["added", "changed", "ended", "taken out"]
    now: Value | None
    then: Value


def load_shipped_codes() -> int:
    """Add the shipped values that are missing, and what an office begins with where it has given no list of its own.
    What the office changed stays. Returns how many were added."""
    known = {(row.list_name, row.code) for row in db.session.execute(select(Code.list_name, Code.code))}
    has_own = {row.list_name for row in db.session.execute(select(Code.list_name).where(Code.source != "import"))}
    begun = {name: values for name, values in BEGUN_WITH.items() if name not in has_own}
    needed = {name: {code: BEGUN_WITH[name][code] for code in codes} for name, codes in NEEDED.items()}
    missing = [
        _new(name, Value(code=code, label=label, relates_to_policing=code not in NOT_OF_POLICING), position)
        for name, values in {**needed, **begun, **STANDARD}.items()
        for position, (code, label) in enumerate(values.items(), start=1)
        if (name, code) not in known
    ]
    for row in missing:
        row.source = "standard"
    db.session.add_all(missing)
    forget()
    return len(missing)


def labels(list_name: str) -> dict[str, str]:
    """Code -> label, of all values that ever were."""
    return {row.code: row.label for row in _lists().get(list_name, ())}


def choices(list_name: str, on: dt.date) -> list[tuple[str, str]]:
    """The values that may be chosen on a day, in order. Values from an old register are not offered."""
    return [(value.code, value.label) for value in values(list_name) if value.is_in_force(on)]


def values(list_name: str) -> list[Value]:
    """Every value that an office has or had, in order, but for those from an old register."""
    rows = [row for row in _lists().get(list_name, ()) if row.source != "import"]
    rows = [row for row in rows if (list_name, row.code) not in CHOSEN_BY_NOBODY]
    return [Value(code=row.code, **_kept(row)) for row in rows]


def of_the_office() -> dict[str, str]:
    """The lists that an office keeps, the answers to each of its questions among them, with their headings."""
    answers = {answers_to(code): f"Answers: {label}" for code, label in labels(EQUALITY).items()}
    return {**OF_THE_OFFICE, **answers}


def answers_to(question: str) -> str:
    """The name of the list of what can be answered to a question of equality data."""
    return f"{EQUALITY}_{question}"


def by_label(list_name: str) -> dict[str, str]:
    """Label without regard to capitals -> code, also by what a value was called before: the latest that was called so,
    and first of all whatever is called so today."""
    query = select(FormerLabel.label, FormerLabel.code).where(FormerLabel.list_name == list_name)
    former = {row.label.casefold(): row.code for row in db.session.execute(query.order_by(FormerLabel.until))}
    return former | {value.label.casefold(): value.code for value in values(list_name)}


def changes(list_name: str, wanted: Sequence[Value], *, on: dt.date) -> list[Change]:
    """What `keep` would do: each of these added or changed, and whatever else may still be chosen ended, or taken out
    while nothing is recorded that could stand on it."""
    present, named = {value.code: value for value in values(list_name)}, {value.code for value in wanted}
    found = []
    for value in wanted:
        now = present.get(value.code)
        if now != value:
            found.append(Change(list_name=list_name, kind="changed" if now else "added", now=now, then=value))
    has_cases = any(db.session.scalar(select(exists().where(each.id.is_not(None)))) for each in USERS)
    for now in present.values():
        is_needed = now.code in NEEDED.get(list_name, ())
        if now.code not in named and not is_needed and (now.valid_to is None or now.valid_to >= on):
            ended = _end(list_name, now, on=on, has_cases=has_cases)
            found += [ended] if ended.kind == "taken out" or ended.then != now else []
    return found


def keep(list_name: str, wanted: Sequence[Value], *, on: dt.date) -> list[Change]:
    """Make a list what is wanted, in this order, from a day on. What the list had and is not named ends on the day
    before. Returns what changed."""
    found = changes(list_name, wanted, on=on)
    for position, value in enumerate(wanted, start=1):
        put(list_name, value, position=position)
    for change in found:
        if change.kind == "ended":
            put(list_name, change.then)
        elif change.kind == "taken out":
            db.session.delete(db.session.get_one(Code, (list_name, change.then.code)))
            _name_no_more(list_name, change.then.code)
    forget()
    return found


def put(list_name: str, value: Value, *, position: int | None = None, corrects: bool = False) -> None:
    """Add one value, or change the one of that code. Whoever calls this says `forget` at the end. `corrects`: what it
    was called was a slip, and no year is to be counted in those words."""
    row = db.session.get(Code, (list_name, value.code))
    if row is None:
        db.session.add(_new(list_name, value, position or 0))
        return
    row.position = row.position if position is None else position
    row.source = "office"
    if row.label != value.label and (list_name == "force" or not corrects):
        _remember(list_name, value.code, row.label)
    for name, given in _to_keep(value).items():
        setattr(row, name, given)


def labels_on(list_name: str, day: dt.date) -> dict[str, str]:
    """The same as `labels` in the words of a day: what each value was called then."""
    found = labels(list_name)
    query = select(FormerLabel.code, FormerLabel.label)
    query = query.where(FormerLabel.list_name == list_name, FormerLabel.until >= day)
    for row in db.session.execute(query.order_by(FormerLabel.until.desc())):
        found[row.code] = row.label
    return found


def forget() -> None:
    """Read the lists anew: somebody added values in this session."""
    db.session.flush()
    db.session.info.pop("codes", None)


def _end(list_name: str, now: Value, *, on: dt.date, has_cases: bool) -> Change:
    """What becomes of a value that is wanted no more. It cannot end before it begins; one that has not begun is taken
    out while nothing stands on it."""
    yesterday = on - dt.timedelta(days=1)
    has_begun = now.valid_from is None or now.valid_from <= on
    stays = has_cases and (has_begun or _is_used(list_name, now.code))
    then = replace(now, valid_to=max(yesterday, now.valid_from or yesterday))
    return Change(list_name=list_name, kind="ended" if stays else "taken out", now=now, then=then)


def _name_no_more(list_name: str, code: str) -> None:
    """Of a value that was taken out no priority is suggested any more, and no route goes by it."""
    for row in db.session.scalars(select(Code).where(Code.list_name.in_(("priority", "route")))):
        if list_name == "issue" and row.list_name == "priority" and code in row.matches:
            row.matches = [each for each in row.matches if each != code]
        elif row.list_name == "route" and f"{list_name}={code}" in row.matches:
            db.session.delete(row)


def _is_used(list_name: str, code: str) -> bool:
    columns = [getattr(model, list_name, None) for model in (Case, Contact, DirectoryEntry)]
    used = [column == code for column in columns if column is not None]
    used += [
        (Code.list_name == child) & (Code.belongs_to == code) for child, own in PARENTS.items() if own == list_name
    ]
    used.append((Code.list_name == list_name) & (Code.replaced_by == code))
    return any(db.session.scalar(select(exists().where(each))) for each in used)


def _remember(list_name: str, code: str, label: str) -> None:
    """What a value was called until yesterday. What it was called for a part of today is nobody's record."""
    yesterday = clock.today() - dt.timedelta(days=1)
    if db.session.get(FormerLabel, (list_name, code, yesterday)) is None:
        db.session.add(FormerLabel(list_name=list_name, code=code, until=yesterday, label=label))


def _new(list_name: str, value: Value, position: int) -> Code:
    return Code(list_name=list_name, code=value.code, position=position, source="office", **_to_keep(value))


def _to_keep(value: Value) -> dict[str, Any]:
    return {name: getattr(value, name) for name in FIELDS} | {"matches": list(value.matches)}


def _kept(row: Row[Any]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in FIELDS} | {"matches": tuple(row.matches)}


def _lists() -> Mapping[str, Sequence[Row[Any]]]:
    """All lists, in one query for each request: a form asks for several of them, a page for most."""
    kept: dict[str, list[Row[Any]]] | None = db.session.info.get("codes")
    if kept is None:
        kept = db.session.info["codes"] = {}
        for row in read(_of_all_lists()):
            kept.setdefault(row.list_name, []).append(row)
    return kept


@cache
def _of_all_lists() -> Select[*tuple[Any, ...]]:
    columns = (Code.list_name, Code.code, Code.source, *(getattr(Code, name) for name in FIELDS))
    return select(*columns).order_by(Code.position, Code.label)
