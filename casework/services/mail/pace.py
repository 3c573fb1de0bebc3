"""How long a message may be on its way, and how long to wait before it is tried again."""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Self

PAUSES = tuple(dt.timedelta(minutes=minutes) for minutes in (1, 2, 5, 15, 60))
"""How long to wait after the first, second ... attempt. The last one holds for all that follow."""
ATTEMPTS = 20
"""More are not made by themselves: about 15 hours, which is longer than any greylisting and than most outages, and
short enough that somebody hears of a letter that did not go out before its date has passed. Mail to staff waits
longer where the server cannot be reached at all: no reminder is dropped because of that."""
LEASE = dt.timedelta(minutes=5)
"""How long one claim may take: twice what five steps of 30 seconds with the mail server can take."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How long a claim may take and how long to wait between attempts. Other than `PACE` only in `make crash`."""

    lease: dt.timedelta = LEASE
    pauses: tuple[dt.timedelta, ...] = PAUSES
    limit: int = ATTEMPTS

    def faster(self, times: int) -> Self:
        """The same proportions in a shorter time, so that an hour of faults passes in a minute."""
        return replace(self, lease=self.lease / times, pauses=tuple(pause / times for pause in self.pauses))

    def pause_after(self, attempts: int) -> dt.timedelta:
        """How long to wait after so many attempts, 1 or more."""
        return self.pauses[min(attempts, len(self.pauses)) - 1]


PACE = Pace()
