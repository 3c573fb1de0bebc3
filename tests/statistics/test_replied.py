"""Replies are counted apart from closings: worked out by hand over the end of a year."""

import datetime as dt

import pytest
import time_machine

from casework.access import Actor
from casework.jobs import sweep
from tests import factories
from tests.statistics.test_counts import counted

pytestmark = pytest.mark.usefixtures("context")
Staff = dict[str, Actor]


def test_an_enquiry_replied_to_in_march_and_quiet_until_april_counts_once_in_each_year(staff: Staff) -> None:
    """Replied on 16 March 2026; 20 working days with Good Friday and Easter Monday between: quiet until 15 April."""
    officer = staff["officer"]
    with time_machine.travel(dt.datetime(2026, 3, 16, 12, tzinfo=dt.UTC), tick=False):
        replied = factories.enquiry(officer)
        tip = factories.enquiry(officer, name=None)
        factories.enquiry(officer)
        factories.move(replied, "answer_now", officer, reply="An invented reply.")
        factories.move(tip, "close_without_reply", officer, why_no_reply="anonymous")
    with time_machine.travel(dt.datetime(2026, 4, 16, 12, tzinfo=dt.UTC), tick=False):
        sweep.close_quiet()
    first, then = counted(2025, staff), counted(2026, staff)
    names = ("enquiries_received", "enquiries_replied", "enquiries_closed", "enquiries_open_at_end")
    assert [first[name] for name in names] == [3, 1, 1, 2]
    assert [then[name] for name in names] == [0, 0, 1, 1]
