"""Fetching mail that came in, every minute where a mailbox is named.

Each mail has three transactions: it is kept, and then marked in the mailbox, so that whoever is killed between the two
fetches the same bytes again, which are known; with none open it is read, in a process of its own; it is sorted.
"""

import math
import time
from pathlib import Path

import structlog
from flask import current_app
from sqlalchemy.exc import DataError, IntegrityError

from casework import clock
from casework.extensions import db
from casework.incoming import reading
from casework.incoming.process import apart
from casework.incoming.reading import Reading
from casework.incoming.sources import Source, open_source
from casework.jobs import stopping
from casework.jobs.periodic import Figures, periodic
from casework.services.mail import incoming
from casework.transaction import unit_of_work

log = structlog.get_logger(__name__)
MOST_AT_ONCE = 50
"""Mails of one run, which has five minutes. The next run goes on."""
MOST_SECONDS = 200.0
"""After which no further mail of a run is begun to be read."""
MOST_READINGS = 3
"""Whatever ends the worker that reads a mail is not read for ever."""


@periodic
def collect() -> Figures | None:
    """Fetch what is new; nothing where no mailbox is named. Raises `Unreachable`; the next minute tries again."""
    until = time.monotonic() + MOST_SECONDS
    read_what_waits(until)
    url = current_app.config["INCOMING_URL"]
    if not url:
        return None
    with open_source(url) as source:
        taken = take_in(source)
    read_what_waits(until)
    return {"mails": taken}


def take_in(source: Source) -> int:
    """Keep every new mail of a mailbox, and return how many. Raises `Unreachable`.

    A mail that the database refuses stays in the mailbox, unmarked, and holds up no other.
    """
    taken = 0
    for key, raw in source.fetch(MOST_AT_ONCE):
        try:
            number = _keep(raw, source.name)
        except (DataError, IntegrityError, ValueError) as problem:
            # ValueError: a driver's own, e.g. for a sign that it cannot write
            log.error("mail_not_kept", bytes=len(raw), problem=type(problem).__name__)
            continue
        source.mark(key)
        log.info("mail_kept", mail=number)
        taken += 1
        if stopping.is_asked():
            break
    return taken


def read_what_waits(until: float = math.inf) -> None:
    """Read and sort what is kept, the oldest first. What is left at this moment (of `time.monotonic`) is for the next
    run."""
    for number in incoming.unread(limit=MOST_AT_ONCE):
        if stopping.is_asked() or time.monotonic() > until:
            return
        _read(number)


def receive_file(file: Path) -> int:
    """Take in one mail from a file. Returns its id."""
    return receive(file.read_bytes(), "file")


def receive(raw: bytes, source: str) -> int:
    """Keep one mail, read it and sort it. Returns its id."""
    number = _keep(raw, source)
    _read(number)
    return number


def _keep(raw: bytes, source: str) -> int:
    with unit_of_work():
        return incoming.keep(raw, source=source, now=clock.now())


def _read(number: int) -> None:
    """What cannot be sorted as it was read is sorted as it came, and holds up no other where it cannot be that."""
    with unit_of_work():
        readings = incoming.take_up(number)
    raw = incoming.content(number)
    db.session.rollback()
    believed = current_app.config["INCOMING_AUTHSERV_ID"]
    is_sorted = readings <= MOST_READINGS and _sort(number, apart.read(raw, believed=believed))
    if not is_sorted:
        _sort(number, reading.as_it_came(raw, apart.RAN_OUT, believed=believed))


def _sort(number: int, read: Reading) -> bool:
    """Whether the database took it."""
    try:
        with unit_of_work():
            incoming.sort(number, read)
    except (DataError, IntegrityError, ValueError) as problem:
        log.error("mail_not_sorted", mail=number, problem=type(problem).__name__)
        return False
    return True
