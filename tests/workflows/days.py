"""Bank holidays typed by hand from section 11 of the rulebook, sharing nothing with the `holidays` package."""

import datetime as dt

from workflows.calendars import Calendar


def d(text: str) -> dt.date:
    """A day from words, e.g. "Thu 29 Feb 2024" or "29 Feb 2024"; the weekday, where given, is checked."""
    words = text.split()
    day = dt.datetime.strptime(" ".join(words[-3:]), "%d %b %Y").date()  # noqa: DTZ007 - a day has no time zone
    if len(words) == 4:
        assert f"{day:%a}" == words[0], text
    return day


def _days(year: int, *days: str) -> set[dt.date]:
    return {d(f"{day} {year}") for day in days}


_SHARED = (
    _days(2024, "1 Jan", "29 Mar", "1 Apr", "6 May", "27 May", "26 Aug", "25 Dec", "26 Dec")
    | _days(2025, "1 Jan", "18 Apr", "21 Apr", "5 May", "26 May", "25 Aug", "25 Dec", "26 Dec")
    | _days(2026, "1 Jan", "3 Apr", "6 Apr", "4 May", "25 May", "31 Aug", "25 Dec", "28 Dec")
    | _days(2027, "1 Jan", "26 Mar", "29 Mar", "3 May", "31 May", "30 Aug", "27 Dec", "28 Dec")
)
_UK_ONLY = (
    _days(2024, "2 Jan", "18 Mar", "12 Jul", "5 Aug", "2 Dec")
    | _days(2025, "2 Jan", "17 Mar", "14 Jul", "4 Aug", "1 Dec")
    | _days(2026, "2 Jan", "17 Mar", "15 Jun", "13 Jul", "3 Aug", "30 Nov")
    | _days(2027, "4 Jan", "17 Mar", "12 Jul", "2 Aug", "30 Nov")
)
ENGLAND = Calendar(name="england_and_wales", version="by hand", holidays=frozenset(_SHARED))
UK = Calendar(name="uk", version="by hand", holidays=frozenset(_SHARED | _UK_ONLY))
