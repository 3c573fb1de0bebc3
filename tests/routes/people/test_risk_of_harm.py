"""Somebody may be at risk of harm: nothing goes on before it is recorded who was told and when, and no page loses it."""

import datetime as dt

import pytest
import time_machine

from casework.access import Actor
from casework.extensions import db
from casework.jobs import sweep
from casework.models import Case, RiskAction
from casework.services.people import risks
from casework.transaction import unit_of_work
from tests import factories
from tests.routes.conftest import Inside, SignIn
from tests.routes.record.test_case import day

Staff = dict[str, Actor]
CALLED = {"what": "999", "told": "The control room, call handler 4711", "done_time": "00:01", "reference": "Log 12"}


@pytest.fixture
def reference(inside: Inside, staff: Staff) -> str:
    return str(inside(lambda: factories.enquiry(staff["officer"], urgent=True).reference))


def test_logging_with_a_risk_leads_to_what_to_do_now(signed_in: SignIn) -> None:
    typed = {"full_name": "Ann Invented", "channel": "phone", "about": "An invented matter", "details": "They said so."}
    logged = signed_in("officer").send("/contacts/new", **typed, **day("received_on", 0), urgent="yes")
    assert logged.status_code == 303
    assert logged.location.endswith("/risk")
    assert "Call 999 first." in signed_in("officer").get(logged.location).text


@pytest.mark.parametrize("page", ["", "/timeline", "/people", "/letters", "/notes", "/dates", "/moves/acknowledge"])
def test_every_page_of_the_case_says_it_until_it_is_recorded_and_then_what_was_done(
    signed_in: SignIn, reference: str, page: str
) -> None:
    officer, path = signed_in("officer"), f"/cases/{reference}{page}"
    assert "Nobody has recorded yet what was done." in officer.get(path).text
    recorded = officer.send(f"/cases/{reference}/risk", **CALLED, **day("done_on", 0))
    assert recorded.status_code == 303
    shown = officer.get(path).text
    assert "Nobody has recorded yet" not in shown
    assert "Called 999: The control room, call handler 4711" in shown
    assert "12:01am, number Log 12" in shown


def test_no_step_is_made_before_it_is_recorded(inside: Inside, signed_in: SignIn, reference: str) -> None:
    officer, path = signed_in("officer"), f"/cases/{reference}/moves/acknowledge"
    refused = officer.send(path, who_will_be_asked="Nobody")
    assert refused.status_code == 409
    assert risks.FIRST in refused.text
    officer.send(f"/cases/{reference}/risk", **CALLED, **day("done_on", 0))
    assert officer.send(path, who_will_be_asked="Nobody").status_code == 303
    assert inside(lambda: db.session.query(RiskAction).count()) == 1


def test_the_risk_is_not_unticked_before_it_is_recorded(inside: Inside, signed_in: SignIn, reference: str) -> None:
    officer = signed_in("officer")
    unticked = officer.send(f"/cases/{reference}/edit", about="An invented matter", reason="A slip.")
    assert unticked.status_code == 422
    assert inside(lambda: db.session.query(Case).filter_by(reference=reference).one().urgent) is True


def test_a_second_call_with_a_risk_stops_the_case_again(inside: Inside, signed_in: SignIn, reference: str) -> None:
    officer = signed_in("officer")
    officer.send(f"/cases/{reference}/risk", **CALLED, **day("done_on", 0))
    said = {"direction": "in", "with_whom": "person", "channel": "phone", "summary": "Again.", "urgent": "yes"}
    officer.send(f"/cases/{reference}/contacts/new", **said, **day("happened_on", 0))
    assert "Nobody has recorded yet what was done." in officer.get(f"/cases/{reference}").text


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"told": ""}, "Say who was told."),
        ({"what": "nobody", "told": ""}, "Say why nobody had to be told."),
        ({"done_time": "23:59"}, "yet to come"),
        ({"done_time": "soon"}, "must be a time"),
    ],
)
def test_what_is_missing_is_asked_for_and_what_was_typed_stays(
    signed_in: SignIn, reference: str, change: dict[str, str], says: str
) -> None:
    refused = signed_in("officer").send(f"/cases/{reference}/risk", **{**CALLED, **change}, **day("done_on", 0))
    assert refused.status_code == 422
    assert says in refused.text
    assert "Log 12" in refused.text


def test_all_that_is_missing_is_said_in_one_round(signed_in: SignIn, reference: str) -> None:
    refused = signed_in("officer").send(f"/cases/{reference}/risk", **day("done_on", 0)).text
    for says in ("Choose what was done.", "Say who was told.", "Enter the time, like 2.05pm."):
        assert says in refused


@pytest.mark.usefixtures("context")
def test_a_case_does_not_close_as_quiet_before_it_is_recorded(staff: Staff) -> None:
    case = factories.replied(staff["officer"])
    last, number = case.next_due_on, case.id
    assert last is not None
    with unit_of_work():
        risks.mark(db.session.get_one(Case, number))
    db.session.rollback()
    with time_machine.travel(dt.datetime.combine(last + dt.timedelta(days=1), dt.time(12, tzinfo=dt.UTC)), tick=False):
        sweep.close_quiet()
    assert db.session.get_one(Case, number, populate_existing=True).state == "replied"


def test_what_was_done_stands_on_the_case_that_the_enquiry_is_made(
    inside: Inside, staff: Staff, signed_in: SignIn, reference: str
) -> None:
    officer = signed_in("officer")
    officer.send(f"/cases/{reference}/risk", **CALLED, **day("done_on", 0))
    made = inside(lambda: convert(staff, reference))
    assert "Called 999: The control room, call handler 4711" in officer.get(f"/cases/{made}").text
    assert "Called 999" in officer.get(f"/cases/{reference}").text


def test_what_was_done_on_a_case_that_was_made_by_mistake_stands_on_the_enquiry(
    inside: Inside, staff: Staff, signed_in: SignIn, reference: str
) -> None:
    officer = signed_in("officer")
    officer.send(f"/cases/{reference}/risk", **CALLED, **day("done_on", 0))
    made = inside(lambda: convert(staff, reference, "information_request"))
    told = {"what": "101", "told": "The front office", "done_time": "00:02"}
    officer.send(f"/cases/{made}/risk", **told, **day("done_on", 0))
    undone = {"reason": "The wrong button.", "linked_case": "close"}
    assert signed_in("manager").send(f"/cases/{reference}/moves/undo", **undone).status_code == 303
    page = officer.get(f"/cases/{reference}/risk").text
    assert page.count("<li>Called 999") == page.count("<li>Told the police on 101") == 1


def convert(staff: Staff, reference: str, target_type: str = "service_complaint") -> str:
    """The case that an enquiry is made."""
    enquiry = db.session.query(Case).filter_by(reference=reference).one()
    factories.move(enquiry, "convert", staff["officer"], target_type=target_type)
    return db.session.query(Case).filter_by(linked_from_id=enquiry.id).one().reference
