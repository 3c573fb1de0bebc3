"""What is opened and done in the large office: each page of a case for somebody who may see it, steps, letters."""

from collections.abc import Iterator

from flask import Flask
from werkzeug.routing import Rule

from casework import clock
from casework.access import Actor, can
from casework.security import ENDPOINTS, Open
from casework.services.mail import incoming
from casework.transaction import unit_of_work
from tests import factories
from tests.client import CheckingClient
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
    """What moves cases, one after the other."""
    offices.add_directory()
    case, _ = offices.acknowledged_enquiry(staff)
    yield "preparing an acknowledgement"
    offices.make(case, "acknowledge", staff["officer"], who_will_be_asked="Leeds City Council about patrols")
    yield "acknowledging with the letter"
    factories.review_decided(staff)
    yield "a review from receipt to its decision"
    with unit_of_work():
        incoming.receive(mails.plain(f"About {reference(ENQUIRY)}"), source="file", now=clock.now())
    yield "a mail that came in"


def activities(browser: CheckingClient) -> Iterator[str]:
    """What a person does by the forms of the pages, each with what it asks for."""
    day = {"day": str(clock.today().day), "month": str(clock.today().month), "year": str(clock.today().year)}
    received = {f"received_on-{part}": number for part, number in day.items()}
    happened = {f"happened_on-{part}": number for part, number in day.items()}
    case = f"/cases/{reference(ENQUIRY)}"
    forms: list[tuple[str, dict[str, str]]] = [
        (
            "/contacts/new",
            {
                "full_name": "Pat Invented", "email": "pat@invented.example", "channel": "email", "about": "An invented matter",
                "details": "Said.", "district": "leeds", **received,
            },
        ),
        (f"{case}/contacts/new", {"direction": "out", "channel": "phone", "summary": "Said.", **happened}),
        (f"{case}/notes/new", {"text": "Noted."}),
        (f"{case}/assign", {"owner_id": "3", "team_id": ""}),
        (f"{case}/hold", {"reason_code": "other", "reason": "Waits."}),
        (f"{case}/release", {}),
    ]  # fmt: skip
    for path, typed in forms:
        answer = browser.send(path, **typed)
        assert answer.status_code == 303, f"{path} was refused"
        yield f"the form of {path}"
