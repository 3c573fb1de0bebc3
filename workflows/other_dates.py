"""Dates of the office's other duties, as far as their rules are settled (rulebook 4.3, 7.5, 7.7, 3.6)."""

import datetime as dt

from workflows.calendars import Calendar, add_months


def information_request_due(received_on: dt.date, uk: Calendar) -> dt.date:
    """Freedom of information: the 20th working day after receipt, on the UK-wide calendar (R7.18)."""
    return uk.add_working_days(received_on, 20)


def subject_access_due(received_on: dt.date, calendar: Calendar) -> dt.date:
    """One month from receipt, on to the next working day (R7.20)."""
    return calendar.next_working_day(add_months(received_on, 1))


def data_complaint_acknowledge_by(received_on: dt.date) -> dt.date:
    """30 days counting the day of receipt: the earlier of the two readings (R7.21)."""
    return received_on + dt.timedelta(days=29)


def four_weekly_update_due(last_update_on: dt.date) -> dt.date:
    """Four weeks from the start or the last update; holidays give no relief (R4.1)."""
    return last_update_on + dt.timedelta(days=28)


def publish_national_data_by(published_on: dt.date, calendar: Calendar) -> tuple[dt.date, dt.date]:
    """The last day of the month after the IOPC published (R4.12), and the last working day up to it."""
    last = add_months(published_on, 1)
    return last, calendar.previous_working_day(last)


def judicial_review_long_stop(decided_on: dt.date) -> dt.date:
    """Three months from the decision; "promptly" may be sooner (R3.12)."""
    return add_months(decided_on, 3)


def asb_complaint_by(behaviour_on: dt.date) -> dt.date:
    """Within one month beginning with the day of the behaviour (R7.24)."""
    return add_months(behaviour_on, 1) - dt.timedelta(days=1)


def asb_application_by(complaint_on: dt.date) -> dt.date:
    """Within six months beginning with the day of the complaint (R7.24)."""
    return add_months(complaint_on, 6) - dt.timedelta(days=1)
