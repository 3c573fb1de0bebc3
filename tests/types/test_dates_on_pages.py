"""The worked dates of rulebook 11 as a person sees them on the page of the dates of a case."""

import datetime as dt

import pytest

from casework import clock
from tests.routes.conftest import SignIn
from tests.types.test_every_type import day, log
from tests.walking import SIMPLE

FOI, SAR, DATA = "information_request", "subject_access_request", "data_protection_complaint"


@pytest.mark.parametrize(
    ("name", "received", "shown"),
    [
        pytest.param(FOI, dt.date(2026, 6, 2), "1 Jul 2026", id="15"),
        pytest.param(FOI, dt.date(2026, 3, 2), "31 Mar 2026", id="16, March"),
        pytest.param(FOI, dt.date(2025, 12, 12), "15 Jan 2026", id="16, December"),
        pytest.param(SAR, dt.date(2025, 1, 31), "28 Feb 2025", id="17, 2025"),
        pytest.param(SAR, dt.date(2024, 1, 31), "29 Feb 2024", id="17, leap year"),
        pytest.param(SAR, dt.date(2026, 11, 25), "29 Dec 2026", id="18"),
        pytest.param(DATA, dt.date(2026, 6, 21), "20 Jul 2026", id="24"),
    ],
)
def test_the_day_in_law_stands_on_the_page(name: str, received: dt.date, shown: str, signed_in: SignIn) -> None:
    client = signed_in("officer")
    reference = log(client, SIMPLE[name], **day("received_on", received))
    page = client.get(f"/cases/{reference}/dates").text
    assert shown in page
    assert ">Law<" in page


def test_clarification_stops_the_twenty_days_and_begins_them_anew(signed_in: SignIn) -> None:
    client = signed_in("officer")
    reference = log(client, SIMPLE[FOI], **day("received_on", dt.date(2026, 6, 2)))
    client.step(f"/cases/{reference}/moves/ask_clarification", unclear="Which of the two years is meant.")
    stopped = client.get(f"/cases/{reference}/dates").text
    assert "Waiting for clarification since" in stopped
    came = {"clarified": "The second one.", **day("came_on", clock.today())}
    assert client.send(f"/cases/{reference}/moves/record_clarification", **came).status_code == 303
    assert "Clarified" in client.get(f"/cases/{reference}/dates").text
