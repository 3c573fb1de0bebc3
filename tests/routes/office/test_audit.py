"""The history of everything, and what it keeps to itself."""

import re

import pytest
from flask import Flask

from casework import clock
from casework.access import Actor
from casework.extensions import db
from casework.models import AccessLog
from casework.services.record import history
from casework.services.record.history import Kind
from casework.transaction import unit_of_work
from tests import factories
from tests.routes.conftest import SignIn


def restricted_case(app: Flask, staff: dict[str, Actor]) -> str:
    """A moved enquiry that nobody is named on, opened once by the manager."""
    with app.app_context():
        case = factories.enquiry(staff["officer"], name="Rita Restricted", about="A restricted matter")
        factories.restrict(case.reference)
        with unit_of_work():
            case = db.session.merge(case)
            move = ("acknowledge", "new", "acknowledged")
            history.record(Kind.CASE_MOVED, actor=staff["officer"], case_id=case.id, move=move)
            manager = staff["manager"].user_id
            db.session.add(AccessLog(case_id=case.id, user_id=manager, endpoint="case.show", at=clock.now()))
        return str(case.reference)


def test_an_auditor_sees_that_a_restricted_case_exists_and_who_touched_it_but_not_what_it_says(
    app: Flask, staff: dict[str, Actor], signed_in: SignIn
) -> None:
    reference = restricted_case(app, staff)
    client = signed_in("auditor")
    for page in (client.get("/audit?all=yes").text, client.get(f"/audit/cases/{reference}").text):
        assert reference in page
        assert "Restricted" in page
        assert "Officer (invented)" in page
        assert "Case moved" in page
        for secret in ("Rita", "A restricted matter", "Acknowledged", "Case moved:"):
            assert secret not in page
    assert "Manager (invented)" in client.get(f"/audit/cases/{reference}").text


def test_for_a_manager_who_is_not_named_a_restricted_case_is_not_there(
    app: Flask, staff: dict[str, Actor], signed_in: SignIn
) -> None:
    reference = restricted_case(app, staff)
    client = signed_in("manager")
    assert reference not in client.get("/audit?all=yes").text
    assert client.get(f"/audit/cases/{reference}").status_code == 404


def test_index_can_be_limited_to_one_person(app: Flask, staff: dict[str, Actor], signed_in: SignIn) -> None:
    with app.app_context():
        one = factories.enquiry(staff["officer"]).reference
        other = factories.enquiry(staff["manager"]).reference
    page = signed_in("auditor").get(f"/audit?person={staff['officer'].user_id}").text
    assert one in page
    assert other not in page


def test_index_goes_on_to_older_events(app: Flask, staff: dict[str, Actor], signed_in: SignIn) -> None:
    with app.app_context():
        case = factories.enquiry(staff["officer"])
        with unit_of_work():
            for _ in range(60):
                history.record(Kind.NOTE_ADDED, actor=staff["officer"], case_id=case.id)
    client = signed_in("auditor")
    first = client.get("/audit?all=yes").text
    assert first.count('<td class="cw-anywhere">Note added') == 50
    older = re.search(r'rel="next" href="([^"]+)"', first)
    assert older
    assert client.get(older[1].replace("&amp;", "&")).text.count('<td class="cw-anywhere">Note added') == 10


@pytest.mark.parametrize("query", ["person=x", "person=99999999999999999999", "before=-1", "before=%00", "before=0"])
def test_index_takes_any_address(signed_in: SignIn, query: str) -> None:
    assert signed_in("auditor").get(f"/audit?{query}").status_code == 200
