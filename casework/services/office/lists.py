"""The lists that an office keeps itself, value by value: added, changed, ended and replaced in the browser.

What was recorded stays as it is. A value that was ever there is never taken out: it ends on a day, and a year that
ended before it was called something else is still counted in the words of that year (`codes.labels_on`).
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zlib import crc32

from sqlalchemy import ColumnElement, func, select, update

from casework import clock
from casework.access import Actor, Permission, require
from casework.areas.checks import LONGEST_QUESTION, POSTCODE, TARGETS
from casework.errors import Conflict, Invalid, NotFound
from casework.extensions import db
from casework.models import Case, Code
from casework.services.office import areas, route_values
from casework.services.office.list_usage import OF_CASES
from casework.services.record import codes, history, tokens
from casework.services.record.codes import Value
from casework.services.record.shipped_lists import NEEDED
from casework.services.record.tokens import Sent
from workflows.calendars import spoken
from workflows.routing import CONVERT, SIGNPOST

LONGEST_LABEL, LONGEST_FORCE, LONGEST_CODE = 200, 100, 30
WITHOUT_DAYS = frozenset({"priority"})
"""Lists whose values last as long as what they belong to."""
OF_ONE: Mapping[str, str] = {
    "priority": "Choose the plan that it is a priority of.",
    "meeting": "Choose the group under which the report counts such meetings.",
}
"""Lists whose values belong to one of another list in any case, with what is said where none was chosen."""
CHANGED_MEANWHILE = (
    "Somebody changed this value after you opened the page. Nothing of yours was saved. "
    "Look at it as it is now, then do it again if it is still right."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What was typed of a value. `corrects`: the new words were right all along, also for years that have ended.
    `replaced_by`: the code of the value that is chosen instead once this one has ended; `recodes`: the open cases get
    it at once. `matches`: as that of `codes.Value`."""

    label: str
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    relates_to_policing: bool = True
    belongs_to: str = ""
    matches: tuple[str, ...] = ()
    corrects: bool = False
    replaced_by: str = ""
    recodes: bool = False


def require_list(list_name: str) -> str:
    """The heading of a list that the office keeps. Raises `NotFound`."""
    headings = codes.of_the_office()
    if list_name not in headings:
        raise NotFound
    return headings[list_name]


def load(list_name: str, code: str) -> Value:
    """One value. Raises `NotFound`."""
    require_list(list_name)
    for value in codes.values(list_name):
        if value.code == code:
            return value
    raise NotFound


def seen(value: Value) -> int:
    """What tells a value as it is from one that somebody has changed: a number for the page that shows it."""
    return crc32(repr(value).encode()) % 10**9


def is_needed(list_name: str, code: str) -> bool:
    """Whether the program itself records this value, so that it does not end."""
    return code in NEEDED.get(list_name, ())


def add(list_name: str, entry: Entry, *, sent: Sent, actor: Actor) -> Value:
    """Add a value at the end of its list. Raises `Invalid`, `NotAllowed`, `NotFound`, `Replayed`."""
    _begin(list_name, sent, actor)
    value = checked(list_name, entry, code=None)
    codes.put(list_name, value, position=_last(list_name) + 1)
    _keep(list_name, value.code, ["added"], actor=actor)
    return value


def change(list_name: str, code: str, entry: Entry, *, sent: Sent, actor: Actor) -> list[str]:
    """Change what differs and return the names of it; none is fine. Raises `Invalid`, `NotAllowed`, `NotFound`,
    `Replayed`, and `Conflict` where somebody else changed it meanwhile."""
    _begin(list_name, sent, actor)
    now = load(list_name, code)
    if seen(now) != sent.row_version:
        raise Conflict(CHANGED_MEANWHILE)
    then = checked(list_name, entry, code=code)
    ends = {name: (getattr(now, name), getattr(then, name)) for name in codes.FIELDS}
    changed = [name for name, (before, after) in ends.items() if before != after]
    replaced = entry.replaced_by or None
    row = db.session.get_one(Code, (list_name, code))
    if row.replaced_by != replaced:
        ends["replaced_by"] = (row.replaced_by, replaced)
        row.replaced_by = replaced
        changed.append("replaced_by")
    codes.put(list_name, then, corrects=entry.corrects)
    if entry.recodes and replaced:
        _recode(list_name, code, replaced, actor=actor)
    if changed:
        _keep(list_name, code, changed, actor=actor, changes=history.ends({name: ends[name] for name in changed}))
    return changed


def move(list_name: str, code: str, *, up: bool, sent: Sent, actor: Actor) -> None:
    """One place up or down in the order in which the list is offered. At its end it stays."""
    _begin(list_name, sent, actor)
    order = [value.code for value in codes.values(list_name)]
    if code not in order:
        raise NotFound
    place = order.index(code)
    other = max(place - 1, 0) if up else min(place + 1, len(order) - 1)
    order[place], order[other] = order[other], order[place]
    for position, each in enumerate(order, start=1):
        db.session.get_one(Code, (list_name, each)).position = position
    _keep(list_name, code, ["order"], actor=actor)


def checked(list_name: str, entry: Entry, *, code: str | None) -> Value:
    """The value that an entry makes of a code, or of a new one. Raises `Invalid` at the field that is wrong."""
    label = " ".join(entry.label.split())
    longest = LONGEST_FORCE if list_name == "force" else LONGEST_LABEL
    if not label or len(label) > longest:
        raise Invalid("label", f"Say in at most {longest} characters what it is called.")
    if not label.isprintable():
        raise Invalid("label", "Take out the characters that cannot be printed.")
    if entry.valid_from and entry.valid_to and entry.valid_to < entry.valid_from:
        raise Invalid("valid_to", "The last day must not be before the first.")
    if entry.valid_to is not None and code is not None and is_needed(list_name, code):
        raise Invalid("valid_to", "The program itself records this value, so it cannot end. Its words can be changed.")
    _check_parent(list_name, entry)
    value = Value(
        code=code or _new_code(list_name, label),
        label=label,
        valid_from=entry.valid_from,
        valid_to=entry.valid_to,
        relates_to_policing=entry.relates_to_policing,
        belongs_to=entry.belongs_to or None,
        matches=entry.matches,
    )
    _check_matches(list_name, value)
    _refuse_second(list_name, value)
    _check_replacement(list_name, value, entry)
    return value


def replacements(list_name: str) -> dict[str, str]:
    """Code -> the code of the value that is chosen instead of it."""
    query = select(Code.code, Code.replaced_by).where(Code.list_name == list_name, Code.replaced_by.is_not(None))
    return {row.code: row.replaced_by for row in db.session.execute(query)}


def _begin(list_name: str, sent: Sent, actor: Actor) -> None:
    require(actor, Permission.SETTINGS_MANAGE)
    require_list(list_name)
    tokens.use(sent, actor=actor)
    db.session.execute(select(Code.code).where(Code.list_name == list_name).with_for_update())
    codes.forget()


def _keep(
    list_name: str, code: str, changed: list[str], *, actor: Actor, changes: dict[str, list[Any]] | None = None
) -> None:
    codes.forget()
    data = {"list": list_name, "code": code, "changed": sorted(changed)} | ({"changes": changes} if changes else {})
    history.record(history.Kind.LIST_CHANGED, actor=actor, data=data)
    areas.keep_version("page", actor=actor)


def _last(list_name: str) -> int:
    return db.session.scalar(select(func.max(Code.position)).where(Code.list_name == list_name)) or 0


def _new_code(list_name: str, label: str) -> str:
    """A code like the label, once. What an old register brought counts too."""
    plain = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode().lower()
    longest = LONGEST_QUESTION if list_name == codes.EQUALITY else LONGEST_CODE
    stem = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:longest] or "value"
    taken, code, number = {codes.NOT_SAID, *(each.lower() for each in codes.labels(list_name))}, stem, 1
    while code in taken:
        number += 1
        code = f"{stem[: longest - 4]}_{number}"
    return code


def _refuse_second(list_name: str, value: Value) -> None:
    """Two values of one name that may be chosen on the same day cannot be told apart. Several routes may have the same
    reason."""
    if list_name == route_values.LIST:
        return
    for other in codes.values(list_name):
        alike = other.label.casefold() == value.label.casefold() and other.code != value.code
        if alike and other.belongs_to == value.belongs_to and _overlap(other, value):
            raise Invalid("label", f"“{other.label}” is in this list already. Change that one, or end it first.")


def _overlap(one: Value, other: Value) -> bool:
    first = max(one.valid_from or dt.date.min, other.valid_from or dt.date.min)
    return first <= min(one.valid_to or dt.date.max, other.valid_to or dt.date.max)


def _check_parent(list_name: str, entry: Entry) -> None:
    parent = codes.PARENTS.get(list_name)
    if parent is None and entry.belongs_to:
        raise Invalid("belongs_to", "Values of this list belong to nothing.")
    if list_name in OF_ONE and not entry.belongs_to:
        raise Invalid("belongs_to", OF_ONE[list_name])
    if entry.belongs_to and entry.belongs_to not in {value.code for value in codes.values(parent or "")}:
        raise Invalid("belongs_to", f"Choose one of the list “{codes.OF_THE_OFFICE[parent or '']}”.")


def _check_matches(list_name: str, value: Value) -> None:
    if list_name == "district" and not all(POSTCODE.fullmatch(each) for each in value.matches):
        raise Invalid("postcodes", "Write what postcodes begin with like this: ZZ, ZZ1 or ZZ1 2, with commas between.")
    if list_name == "priority" and not set(value.matches) <= {each.code for each in codes.values("issue")}:
        raise Invalid("issues", "Choose issues of the list.")
    if list_name == route_values.LIST:
        _check_route(value)


def _check_route(value: Value) -> None:
    row = route_values.said(value.matches)
    if not (row["concerns"] or row["issue"] or row["district"]):
        raise Invalid("issue", "Say of which matters this is true: an issue, a district or what they concern.")
    if row["step"] not in (SIGNPOST, CONVERT):
        raise Invalid("step", "Choose what is suggested.")
    if row["step"] == SIGNPOST and not row["sent_to"]:
        raise Invalid("sent_to", "Say who can help.")
    if row["step"] == CONVERT and row["target"] not in TARGETS:
        raise Invalid("target", "Choose what it becomes.")


def _check_replacement(list_name: str, value: Value, entry: Entry) -> None:
    if not entry.replaced_by:
        if entry.recodes:
            raise Invalid("replaced_by", "Choose the value that the open cases get.")
        return
    if value.valid_to is None:
        raise Invalid("valid_to", "Enter the last day on which this value may be chosen: another one replaces it.")
    others = {other.code: other for other in codes.values(list_name) if other.code != value.code}
    other = others.get(entry.replaced_by)
    after = max(value.valid_to + dt.timedelta(days=1), clock.today())
    if other is None or not other.is_in_force(after):
        raise Invalid("replaced_by", f"Choose a value that may be chosen on {spoken(after)}.")


def _recode(list_name: str, code: str, replaced: str, *, actor: Actor) -> None:
    """Give the open cases the value that replaces this one, with an event on each."""
    column = OF_CASES.get(list_name)
    if column is None:
        return
    where: tuple[ColumnElement[bool], ...] = (column == code, Case.category != "closed")
    ids = list(db.session.scalars(select(Case.id).where(*where).order_by(Case.id).with_for_update(of=Case)))
    given = {column.key: replaced, "row_version": Case.row_version + 1}
    db.session.execute(update(Case).where(*where).values(given), execution_options={"synchronize_session": False})
    data = {"fields": [list_name], "changes": {list_name: [code, replaced]}}
    if ids:
        rows = [{"case_id": case_id, "on": clock.today(), "data": data} for case_id in ids]
        history.record_many(history.Kind.CASE_EDITED, rows, actor=actor)
