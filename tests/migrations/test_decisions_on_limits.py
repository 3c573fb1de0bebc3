"""What was decided about a limit on contact is kept on the way to a row for each decision, and back."""

import datetime as dt

import pytest

from casework import clock
from casework.access import Actor
from casework.services.people import limits
from casework.services.people.limits import LimitEntry
from casework.transaction import unit_of_work
from tests import factories
from tests.migrations.test_rows import rows, version

pytestmark = pytest.mark.usefixtures("context")
BEFORE = "0040"


def test_the_reasons_and_the_decider_of_a_limit_go_with_it_both_ways(staff: dict[str, Actor]) -> None:
    case = factories.enquiry(staff["officer"])
    until = clock.today() + dt.timedelta(days=90)
    entry = LimitEntry(what="One e-mail a week", reasons="Forty calls", challenge="Another", until_on=until)
    with unit_of_work():
        limits.impose(case.reference, case.person_id or 0, entry, actor=staff["manager"])
    query = "SELECT decided, what, reasons, challenge, decided_by_id FROM limit_decision"
    before = rows(query)
    assert before == [
        {
            "decided": "imposed", "what": "One e-mail a week", "reasons": "Forty calls", "challenge": "Another",
            "decided_by_id": staff["manager"].user_id,
        }
    ]  # fmt: skip
    with version(BEFORE):
        (older,) = rows("SELECT reasons, decided_by_id, case_id, what FROM contact_limit")
        assert (older["reasons"], older["decided_by_id"]) == ("Forty calls", staff["manager"].user_id)
    assert rows(query) == before
