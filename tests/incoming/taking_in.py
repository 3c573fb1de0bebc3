"""Taking in a mail as the job does, but for the process of its own."""

import datetime as dt

from casework import clock
from casework.incoming import reading
from casework.models import IncomingMail
from casework.services.mail import incoming
from casework.transaction import unit_of_work


def receive(raw: bytes, *, now: dt.datetime | None = None, believed: str = "") -> IncomingMail:
    """The mail as it is sorted. `believed`: the mail server that is believed about senders."""
    with unit_of_work():
        number = incoming.keep(raw, source="test", now=now or clock.now())
    read = reading.read(raw, believed=believed)
    with unit_of_work():
        return incoming.sort(number, read)
