"""Surgeries and appointments as files for a calendar (iCalendar, RFC 5545): one for the host, one for the person.

Nothing in them says who comes or why: a calendar is read by others, and on a telephone that lies about.
"""

import datetime as dt
from collections.abc import Iterable, Iterator

from casework import clock
from casework.pages.surgeries.appointment import BookingRow
from casework.pages.surgeries.surgeries import SurgeryRow, TimeRow

MEDIA_TYPE = "text/calendar"
LONGEST_LINE = 75
"""Bytes of a line: what is longer goes on in the next one."""


def of_host(surgery: SurgeryRow, times: Iterable[TimeRow]) -> str:
    """The times of a surgery that somebody has, by the references of those cases that the reader may see."""
    where = f"{surgery.place}" if surgery.way == "in_person" else f"{surgery.way_label}: {surgery.place}"
    lines = [
        line
        for time in times
        if not time.is_free
        for line in _event(
            uid=f"surgery-{surgery.id}-{time.id}",
            on=surgery.held_on,
            ends=(time.begins, time.ends),
            summary=f"Surgery appointment {time.reference}".strip(),
            place=where,
            is_sure=time.state != "offered",
        )
    ]
    return _file(lines)


def of_person(booking: BookingRow, reference: str, office: str) -> str:
    """The appointment that is kept for somebody."""
    kept = booking.kept
    begins = dt.datetime.combine(kept.on, kept.begins)
    return _file(
        _event(
            uid=f"appointment-{booking.booking_id}",
            on=kept.on,
            ends=(kept.begins, (begins + dt.timedelta(minutes=kept.minutes)).time()),
            summary=f"Appointment {reference}, {office}",
            place=kept.where,
            is_sure=booking.state != "offered",
        )
    )


def _event(
    *, uid: str, on: dt.date, ends: tuple[dt.time, dt.time], summary: str, place: str, is_sure: bool
) -> list[str]:
    """One appointment. Its times are instants, so that every calendar shows them by the clock of its own place."""
    return [
        "BEGIN:VEVENT",
        f"UID:{uid}@casework",
        f"DTSTAMP:{clock.now():%Y%m%dT%H%M%SZ}",
        f"DTSTART:{clock.instant(on, ends[0]):%Y%m%dT%H%M%SZ}",
        f"DTEND:{clock.instant(on, ends[1]):%Y%m%dT%H%M%SZ}",
        f"SUMMARY:{_escaped(summary)}",
        f"LOCATION:{_escaped(place)}",
        f"STATUS:{'CONFIRMED' if is_sure else 'TENTATIVE'}",
        "CLASS:PRIVATE",
        "END:VEVENT",
    ]


def _file(lines: Iterable[str]) -> str:
    whole = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Casework//Surgeries//EN", *lines, "END:VCALENDAR"]
    return "".join(f"{piece}\r\n" for line in whole for piece in _folded(line))


def _escaped(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return "\\n".join(escaped.splitlines())


def _folded(line: str) -> Iterator[str]:
    """In pieces of at most 75 bytes, none of which cuts a sign in two; each but the first begins with a space."""
    piece = ""
    for sign in line:
        if len(f"{piece}{sign}".encode()) > LONGEST_LINE:
            yield piece
            piece = " "
        piece += sign
    yield piece
