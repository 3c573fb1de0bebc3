"""The one place that reads the wall clock.

Instants are aware UTC. Dates in law and in the counts are Europe/London local dates, because a form
sent at 00:10 on 1 April in British Summer Time belongs to 1 April (rulebook section 11, dates 6 and 27).
"""

import datetime as dt
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def now() -> dt.datetime:
    """The present instant, aware UTC."""
    return dt.datetime.now(dt.UTC)


def today() -> dt.date:
    """The present day in Europe/London."""
    return now().astimezone(LONDON).date()


def midnight(day: dt.date) -> dt.datetime:
    """The instant, aware UTC, at which a day begins in Europe/London."""
    return dt.datetime.combine(day, dt.time(), tzinfo=LONDON).astimezone(dt.UTC)


def local(instant: dt.datetime) -> dt.datetime:
    """The same instant on a London wall clock."""
    return instant.astimezone(LONDON)


def instant(day: dt.date, time: dt.time) -> dt.datetime:
    """The instant, aware UTC, at which it is that time on a clock in Europe/London. Of an hour that is there twice the
    first."""
    return dt.datetime.combine(day, time, tzinfo=LONDON).astimezone(dt.UTC)
