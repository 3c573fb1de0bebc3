"""The 28 days to apply for a review (rulebook 2.1, 2.2; regulation 29).

They start the day after the outcome information was *provided*, not after the date on the letter. Calendar days;
nothing rolls forward over a weekend or a bank holiday.
"""

import datetime as dt
from dataclasses import dataclass

from workflows.calendars import Calendar, spoken

DAYS = dt.timedelta(days=28)


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowFacts:
    """`wrong_body` holds (received, forwarded) of the time the application lay with the IOPC or another local
    policing body; `made_on` is the day it was made to the right one. `channel`: email, post, hand, portal."""

    provided_on: dt.date
    made_on: dt.date | None = None
    letter_dated_on: dt.date | None = None
    channel: str | None = None
    sent_on: dt.date | None = None
    wrong_body: tuple[tuple[dt.date, dt.date], ...] = ()
    complaint_made_on: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """`last_day` is the law's; `last_day_letter_rule` the short cut that offices publish. Late only if late on the
    more generous count. `late` is None while the day it was made is not known."""

    last_day: dt.date
    last_day_letter_rule: dt.date | None
    late: bool | None
    days_late: int
    steps: tuple[str, ...]


def window(facts: WindowFacts, *, deemed_service_days: int = 2, calendar: Calendar) -> Window:
    """The last day, and whether the application was made by it."""
    provided = deemed_provided(facts, deemed_service_days=deemed_service_days, calendar=calendar)
    steps = [f"Outcome provided {spoken(provided)}"]
    if provided != facts.provided_on:
        steps[0] += f" ({deemed_service_days} working days after posting)"
    last_day = provided + DAYS
    steps.append(f"28 days, starting with the day after: {spoken(last_day)} (R2.1)")
    for received_on, forwarded_on in facts.wrong_body:
        days = (forwarded_on - received_on).days
        last_day += dt.timedelta(days=days)
        steps.append(
            f"With the wrong body from {spoken(received_on)} to {spoken(forwarded_on)}: "
            f"{days} {'day' if days == 1 else 'days'} left out of account (R2.2)"
        )
    steps.append(f"Last day {spoken(last_day)}")
    by_letter = facts.letter_dated_on + DAYS if facts.letter_dated_on else None
    late, days_late = _lateness(facts, max(last_day, by_letter or last_day))
    if late is not None and facts.made_on is not None:
        verdict = f"{days_late} {'day' if days_late == 1 else 'days'} late" if late else "in time"
        steps.append(f"Made {spoken(facts.made_on)}: {verdict}")
    return Window(last_day=last_day, last_day_letter_rule=by_letter, late=late, days_late=days_late, steps=tuple(steps))


def deemed_provided(facts: WindowFacts, *, deemed_service_days: int, calendar: Calendar) -> dt.date:
    """The day recorded as provided, but for post not before the letter can have arrived (section 2.2)."""
    if facts.channel == "post" and facts.sent_on is not None:
        return max(facts.provided_on, deemed_delivery(facts.sent_on, calendar=calendar, days=deemed_service_days))
    return facts.provided_on


def deemed_delivery(posted_on: dt.date, *, calendar: Calendar, days: int = 2) -> dt.date:
    """When a posted letter counts as received: the second working day after posting, unless set otherwise."""
    return calendar.add_working_days(posted_on, days)


def _lateness(facts: WindowFacts, last_day: dt.date) -> tuple[bool | None, int]:
    if facts.made_on is None:
        return None, 0
    days = (facts.made_on - last_day).days
    return days > 0, max(days, 0)
