"""The pages of a case, by hand: what each shows, and that every form on them works."""

from collections.abc import Callable

import pytest

from casework.access import Actor
from casework.extensions import db
from casework.models import Case
from casework.services import cases
from tests import factories
from tests.client import CheckingClient

SignIn = Callable[[str], CheckingClient]
Staff = dict[str, Actor]
TABS = ("", "/timeline", "/people", "/notes", "/dates")


@pytest.mark.parametrize("who", ["officer", "reviewer", "manager", "auditor"])
def test_every_tab_of_both_types_opens(context: object, staff: Staff, signed_in: SignIn, who: str) -> None:
    enquiry, review = factories.enquiry(staff["officer"]).reference, factories.review_decided(staff).reference
    client = signed_in(who)
    for tab in TABS:
        assert client.get(f"/cases/{enquiry}{tab}").status_code == 200
    for tab in (*TABS, "/review", "/recommendations"):
        assert client.get(f"/cases/{review}{tab}").status_code == 200
