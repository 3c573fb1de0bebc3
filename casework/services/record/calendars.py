"""Bank holidays as data: filled from the `holidays` package (`shipped_days.py`) and by hand, read as calendars."""

from functools import cache

from sqlalchemy import Select, bindparam, func, select

from casework.extensions import db, read
from casework.models import BankHoliday
from workflows.calendars import Calendar, CalendarName

_KEPT: dict[tuple[str, str], tuple[int, Calendar]] = {}
"""The calendars of this process by database and name, with the number of days that each was made from."""


def calendar(name: CalendarName) -> Calendar:
    """The calendar called `england_and_wales` or `uk`. Asked of the database once per transaction, and read again
    only when its days have changed."""
    read: dict[str, Calendar] = db.session.info.setdefault("calendars", {})
    if name not in read:
        read[name] = _current(name)
    return read[name]


def forget() -> None:
    """The days have changed in this transaction."""
    db.session.info.pop("calendars", None)


def _current(name: CalendarName) -> Calendar:
    """Whoever changes the days gives them another version, so number and version say whether they are the same."""
    count, version = read(_fingerprint(), name=name).one()
    place = (str(db.engine.url), name)
    kept = _KEPT.get(place)
    if kept is None or (kept[0], kept[1].version) != (count, version):
        days = frozenset(db.session.scalars(select(BankHoliday.on).where(BankHoliday.calendar == name)))
        kept = _KEPT[place] = (count, Calendar(name=name, version=version, holidays=days))
    return kept[1]


@cache
def _fingerprint() -> Select[int, str]:
    found = select(func.count(), func.coalesce(func.max(BankHoliday.version), ""))
    return found.where(BankHoliday.calendar == bindparam("name"))
