"""Bank holidays as data, read as calendars. `services/deadlines/bank_holidays.py` changes them."""

import datetime as dt
from collections.abc import Mapping
from functools import cache

from sqlalchemy import Select, func, select

from casework.extensions import db, read
from casework.models import BankHoliday
from workflows.calendars import Calendar, CalendarName

Calendars = Mapping[CalendarName, Calendar]
KEPT = "calendars"
"""Where the session keeps them, with the transaction that read them."""
_KEPT: dict[str, Calendars] = {}
"""The calendars of this process by database, as they were last read."""


def calendar(name: CalendarName) -> Calendar:
    """The calendar called `england_and_wales` or `uk`. Asked of the database once per transaction, and read again
    only when its days have changed."""
    return current()[name]


def current() -> Calendars:
    """Both calendars as they are. Their version is one: whoever changes a day gives both another."""
    kept: tuple[object, Calendars] | None = db.session.info.get(KEPT)
    if kept is not None and kept[0] is db.session().get_transaction():
        return kept[1]
    found = _current()
    db.session.info[KEPT] = (db.session().get_transaction(), found)
    return found


def version() -> str:
    """Of both calendars as they are."""
    return current()[CalendarName.UK].version


def forget() -> None:
    """The days have changed in this transaction."""
    db.session.flush()
    db.session.info.pop(KEPT, None)


def changed_since(moment: dt.datetime) -> bool:
    """Whether a day was added or taken away after an aware instant."""
    return db.session.scalar(select(func.max(BankHoliday.changed_at) > moment)) or False


def _current() -> Calendars:
    version = read(_version()).scalar_one()
    place = str(db.engine.url)
    kept = _KEPT.get(place)
    if kept is None or kept[CalendarName.UK].version != version:
        kept = _KEPT[place] = {
            name: Calendar(name=name, version=version, holidays=_days(name)) for name in CalendarName
        }
    return kept


def _days(name: CalendarName) -> frozenset[dt.date]:
    found = select(BankHoliday.on).where(BankHoliday.calendar == name, BankHoliday.is_worked.is_(False))
    return frozenset(db.session.scalars(found))


@cache
def _version() -> Select[str]:
    return select(func.coalesce(func.max(BankHoliday.edition), ""))
