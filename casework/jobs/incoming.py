"""Fetching mail that came in, every minute where a mailbox is named.

Each mail has a transaction of its own, and is marked in the mailbox after the commit: whoever is killed between
the two fetches the same bytes again, which are known.
"""

from pathlib import Path

import structlog
from flask import current_app
from sqlalchemy.exc import DataError, IntegrityError

from casework import clock
from casework.incoming.sources import Source, open_source
from casework.jobs import stopping
from casework.jobs.periodic import Figures, periodic
from casework.services.mail import incoming
from casework.transaction import unit_of_work

log = structlog.get_logger(__name__)
MOST_AT_ONCE = 50
"""Mails of one run, which has five minutes. The next run goes on."""


@periodic
def collect() -> Figures | None:
    """Fetch what is new; nothing where no mailbox is named. Raises `Unreachable`; the next minute tries again."""
    url = current_app.config["INCOMING_URL"]
    if not url:
        return None
    with open_source(url) as source:
        return {"mails": take_in(source)}


def take_in(source: Source) -> int:
    """Keep every new mail of a mailbox, and return how many. Raises `Unreachable`.

    A mail that the database refuses stays in the mailbox, unmarked, and holds up no other.
    """
    taken = 0
    for key, raw in source.fetch(MOST_AT_ONCE):
        try:
            number = receive(raw, source.name)
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


def receive_file(file: Path) -> int:
    """Take in one mail from a file. Returns its id."""
    return receive(file.read_bytes(), "file")


def receive(raw: bytes, source: str) -> int:
    with unit_of_work():
        return incoming.receive(raw, source=source, now=clock.now()).id
