"""What is opened and done in the large office: each page of a case for somebody who may see it, steps, letters."""

from collections.abc import Iterator

from flask import Flask
from werkzeug.routing import Rule

from casework import clock
from casework.access import Actor, can
from casework.security import ENDPOINTS, Open
from casework.services.deadlines import holds
from casework.services.deadlines.holds import HoldEntry
from casework.services.desk import assignment, contacts, desk
from casework.services.mail import incoming
from casework.services.people.people import PersonEntry
from casework.services.record import notes
from casework.transaction import unit_of_work
from tests import factories
from tests.factories import sent
from tests.incoming import mails
from tests.large_office.rows import ABOVE, YEAR
from tests.services.letters import offices

ENQUIRY, REVIEW, CLOSED = 10_002, 10_010, 10_005
"""An enquiry and a review that are open, and a closed review; none is restricted."""
READERS = ("manager", "administrator")


def reference(number: int) -> str:
    return f"{'E' if number % 5 else 'R'}-{YEAR}-{number + ABOVE}"


def pages(app: Flask, staff: dict[str, Actor]) -> Iterator[tuple[str, str]]:
    """Every page of a case: somebody who may open it, and its address with rows of the middle of the office."""
    for rule in app.url_map.iter_rules():
        needed = ENDPOINTS.get(rule.endpoint)
        if needed in (None, Open.EVERYBODY) or "GET" not in (rule.methods or ()) or "reference" not in rule.arguments:
            continue
        reader = next(who for who in READERS if isinstance(needed, Open) or can(staff[who], needed))
        yield from ((reader, address) for address in _addresses(app, rule))


def _addresses(app: Flask, rule: Rule) -> Iterator[str]:
    for number in (ENQUIRY, REVIEW, CLOSED) if "reference" in rule.arguments else (ENQUIRY,):
        trigger = "submit_draft" if number % 5 == 0 else "sign_reply"
        texts = {"reference": reference(number), "code": "L-E01", "name": "quiet_days", "trigger": trigger}
        numbers = {**dict.fromkeys(rule.arguments, number), "number": 1, "user_id": 1, "team_id": 1, "template_id": 1}
        given = {name: texts.get(name, numbers[name]) for name in rule.arguments}
        with app.test_request_context():
            address = str(app.url_map.bind("localhost").build(rule.endpoint, given))
        yield address


def steps(staff: dict[str, Actor]) -> Iterator[str]:
    """What people and jobs do to cases, one after the other."""
    officer, who_will_be_asked = staff["officer"], "Leeds City Council about patrols"
    offices.add_directory()
    case, _ = offices.acknowledged_enquiry(staff)
    yield "preparing an acknowledgement"
    offices.make(case, "acknowledge", officer, who_will_be_asked=who_will_be_asked)
    yield "acknowledging with the letter"
    _log_by_email(officer)
    yield "logging a contact by e-mail with its receipt"
    yield from _activities(reference(ENQUIRY), officer, staff["manager"])
    factories.review_decided(staff)
    yield "a review from receipt to its decision"
    with unit_of_work():
        incoming.receive(mails.plain(f"About {reference(ENQUIRY)}"), source="file", now=clock.now())
    yield "a mail that came in"


def _log_by_email(officer: Actor) -> None:
    entry = PersonEntry(full_name="Pat Invented", email="pat@invented.example", invented=True)
    fields = {
        "received_on": clock.today(), "channel": "email", "about": "An invented matter", "details": "Said.",
        "issue": None, "district": "leeds", "sensitive": False, "urgent": False,
    }  # fmt: skip
    with unit_of_work():
        desk.log_enquiry(desk.Who(entry=entry), fields, sent=sent(), actor=officer)


def _activities(case: str, officer: Actor, manager: Actor) -> Iterator[str]:
    said = {"direction": "out", "channel": "phone", "happened_on": clock.today(), "summary": "Said."}
    with unit_of_work():
        notes.add_note(case, "Noted.", sent=sent(), actor=officer)
    yield "a note"
    with unit_of_work():
        contacts.log_contact(case, **said, sent=sent(), actor=officer)
    yield "a further contact"
    with unit_of_work():
        assignment.assign(case, owner_id=officer.user_id, team_id=None, sent=sent(), actor=officer)
    yield "an assignment"
    with unit_of_work():
        holds.hold(case, HoldEntry(reason_code="other", reason="Waits."), sent=sent(), actor=manager)
    yield "a hold"
    with unit_of_work():
        holds.release(case, sent=sent(), actor=manager)
    yield "the end of a hold"
