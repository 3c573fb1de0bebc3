"""The day that a text of a register means. A moment with a zone is a day in London, which may be the next one: 31 March
23:30 UTC is 1 April, another reporting year (rulebook section 11, date 27)."""

import datetime as dt
import re

from casework import clock

_ZONE_AT_END = re.compile(r"(?:Z|UTC|GMT|([+-])(\d{2}):?(\d{2})?)$")
"""A zone that a format names as it stands there, such as the Z of %Y-%m-%dT%H:%M:%SZ."""


def day_of(text: str, pattern: str) -> dt.date:
    """Raises `ValueError` for a text of another form."""
    moment = dt.datetime.strptime(text, pattern)  # noqa: DTZ007 - a day has no time zone, and a moment gets its own
    if moment.tzinfo is None:
        zone = _zone(pattern, text)
        if zone is None:
            return moment.date()
        moment = moment.replace(tzinfo=zone)
    try:
        return clock.local(moment).date()
    except OverflowError:
        raise ValueError from None


def _zone(pattern: str, text: str) -> dt.tzinfo | None:
    """The zone that stands in the format itself, or that `%Z` read as UTC or GMT. None for a wall clock's time."""
    if "%H" not in pattern and "%I" not in pattern and "%T" not in pattern and "%X" not in pattern:
        return None
    if "%Z" in pattern:
        return dt.UTC if re.search(r"UTC|GMT", text, re.IGNORECASE) else None
    found = _ZONE_AT_END.search(pattern)
    if found is None or pattern[: found.end()].endswith(("%Z", "%z")):
        return None
    if found[1] is None:
        return dt.UTC
    offset = dt.timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
    return dt.timezone(-offset if found[1] == "-" else offset)
