"""Putting right what was recorded on a case, as a person goes through the pages."""

import datetime as dt
import re

import pytest
import time_machine

from casework import clock
from casework.access import Actor
from casework.extensions import db
from casework.models import Case, Contact, Note
from casework.services.record import notes
from casework.transaction import unit_of_work
from tests import factories
from tests.client import PROBE, words
from tests.routes.conftest import Inside, SignIn
from tests.routes.record.test_case import day

Staff = dict[str, Actor]


def spoken(days_ago: int) -> str:
    then = clock.today() - dt.timedelta(days=days_ago)
    return f"{then.day} {then:%B %Y}"


def enquiry(inside: Inside, staff: Staff, **values: object) -> str:
    return str(inside(lambda: factories.enquiry(staff["officer"], days_ago=3, **values).reference))


def contact_id(inside: Inside) -> int:
    return int(inside(lambda: db.session.query(Contact).order_by(Contact.id.desc()).limit(1).one().id))


def test_what_follows_is_read_before_the_day_of_receipt_is_put_right(
    inside: Inside, staff: Staff, signed_in: SignIn
) -> None:
    reference = enquiry(inside, staff)
    client = signed_in("manager")
    assert "the day of receipt" in client.get(f"/cases/{reference}").text
    path = f"/cases/{reference}/put-right/receipt"
    asked = client.send(path, reason="The stamp says so.", **day("day", 9))
    assert asked.status_code == 200
    said = words(asked.text)
    assert f"from {spoken(3)} to {spoken(9)}" in said
    assert "Reply: due" in said
    assert "The stamp says so." in said
    assert inside(lambda: db.session.query(Case).one().received_on) == clock.today() - dt.timedelta(days=3)
    done = client.send(path, reason="The stamp says so.", **day("day", 9), confirmed="yes")
    assert done.status_code == 303
    story = client.get(f"/cases/{reference}/timeline?show=put_right").text
    assert f"Received: from {spoken(3)} to {spoken(9)}" in story
    assert "Reply: due" in story
    assert "The stamp says so." in story


def test_an_officer_is_told_that_a_manager_puts_the_day_of_receipt_right(
    inside: Inside, staff: Staff, signed_in: SignIn
) -> None:
    reference = enquiry(inside, staff)
    client = signed_in("officer")
    assert "put-right/receipt" not in client.get(f"/cases/{reference}").text
    refused = client.get(f"/cases/{reference}/put-right/receipt")
    assert refused.status_code == 403
    assert "A manager puts this right" in refused.text


def test_a_receipt_after_its_own_answer_is_refused_at_its_question(
    inside: Inside, staff: Staff, signed_in: SignIn
) -> None:
    def acknowledged() -> str:
        case = factories.enquiry(staff["officer"], days_ago=9)
        return str(factories.move(case, "acknowledge", staff["officer"], who_will_be_asked="Roads").reference)

    reference = inside(acknowledged)
    with_letter = signed_in("officer")
    given = {
        "direction": "out",
        "with_whom": "person",
        "channel": "phone",
        "summary": "Rang them.",
        **day("happened_on", 5),
    }
    assert with_letter.send(f"/cases/{reference}/contacts/new", **given).status_code == 303
    refused = signed_in("manager").send(
        f"/cases/{reference}/put-right/receipt", reason="The stamp says so.", **day("day", 2)
    )
    assert refused.status_code == 422
    assert "we contacted them on" in refused.text
    assert "The stamp says so." in refused.text


def test_the_words_of_a_contact_are_put_right_from_the_timeline(
    inside: Inside, staff: Staff, signed_in: SignIn
) -> None:
    reference = enquiry(inside, staff, details="Spedding on the bridge.")
    client, path = signed_in("officer"), f"/cases/{reference}/put-right/contacts/{contact_id(inside)}"
    assert path in client.get(f"/cases/{reference}/timeline").text
    assert "Spedding on the bridge." in client.get(path).text
    given = {"channel": "email", "summary": "Speeding on the bridge.", "reason": "A slip of the finger."}
    assert client.send(path, **given).status_code == 200
    assert client.send(path, **given, confirmed="yes").status_code == 303
    story = client.get(f"/cases/{reference}/timeline").text
    for sentence in ("Spedding on the bridge.", "Speeding on the bridge.", "A slip of the finger."):
        assert sentence in story
    assert inside(lambda: db.session.query(Case).one().channel) == "email"


def test_a_contact_of_another_case_is_not_there(inside: Inside, staff: Staff, signed_in: SignIn) -> None:
    enquiry(inside, staff)
    number = contact_id(inside)
    other = enquiry(inside, staff)
    assert signed_in("officer").get(f"/cases/{other}/put-right/contacts/{number}").status_code == 404


def test_a_note_is_put_right_and_keeps_what_it_said(inside: Inside, staff: Staff, signed_in: SignIn) -> None:
    reference = enquiry(inside, staff)

    def noted() -> int:
        with unit_of_work():
            return notes.add_note(reference, "Rang at too.", sent=factories.sent(), actor=staff["officer"]).id

    path, client = f"/cases/{reference}/put-right/notes/{inside(noted)}", signed_in("officer")
    assert path in client.get(f"/cases/{reference}/notes").text
    given = {"text": f"Rang at two. {PROBE}", "reason": PROBE}
    assert client.send(path, **given).status_code == 200
    assert client.send(path, **given, confirmed="yes").status_code == 303
    assert "Rang at too." in client.get(f"/cases/{reference}/timeline").text
    assert inside(lambda: db.session.query(Note).filter_by(kind="note").one().text) == f"Rang at two. {PROBE}"
    same = client.send(path, text=f"Rang at two. {PROBE}", reason="Again.")
    assert same.status_code == 422
    assert "Nothing is another than before" in same.text


def test_what_somebody_changed_meanwhile_is_not_overwritten(inside: Inside, staff: Staff, signed_in: SignIn) -> None:
    reference = enquiry(inside, staff)
    manager, path = signed_in("manager"), f"/cases/{reference}/put-right/receipt"
    seen = {"csrf_token": manager.csrf(path), "row_version": "1", "confirmed": "yes", "reason": "Mine."}
    assert manager.send(path, reason="First.", **day("day", 9), confirmed="yes").status_code == 303
    late = manager.post(path, data={**seen, "token": factories.token(), **day("day", 8)})
    assert late.status_code == 409


@pytest.mark.parametrize("who", ["officer", "manager"])
def test_on_a_closed_case_a_manager_puts_right(inside: Inside, staff: Staff, signed_in: SignIn, who: str) -> None:
    def closed() -> str:
        case = factories.enquiry(staff["officer"], days_ago=3)
        case = factories.move(case, "signpost", staff["officer"], signposted_to="The council")
        return str(case.reference)

    reference = inside(closed)
    path = f"/cases/{reference}/put-right/contacts/{contact_id(inside)}"
    status = signed_in(who).get(path).status_code
    assert status == (200 if who == "manager" else 403)


def test_the_day_of_a_step_is_put_right_from_the_timeline(inside: Inside, staff: Staff, signed_in: SignIn) -> None:
    def acknowledged() -> str:
        case = factories.enquiry(staff["officer"], days_ago=9)
        return str(factories.move(case, "acknowledge", staff["officer"], who_will_be_asked="Roads").reference)

    reference = inside(acknowledged)
    client = signed_in("manager")
    story = client.get(f"/cases/{reference}/timeline").text
    path = re.findall(rf"/cases/{reference}/put-right/steps/\d+", story)[0]
    asked = client.send(path, reason="It went on that day.", **day("day", 4))
    assert asked.status_code == 200
    assert f"done {(clock.today() - dt.timedelta(days=4)):%A}" in asked.text
    assert client.send(path, reason="It went on that day.", **day("day", 4), confirmed="yes").status_code == 303
    story = client.get(f"/cases/{reference}/timeline").text
    assert "the day of a step" in story
    assert f"Day: from {spoken(0)} to {spoken(4)}" in story


def test_what_was_not_recorded_is_completed_on_a_closed_case_by_a_manager(
    inside: Inside, staff: Staff, signed_in: SignIn
) -> None:
    """Issue and district of last year's cases, before the annual counts are made; to complete them asks for no reason."""

    def closed() -> str:
        case = factories.enquiry(staff["officer"], days_ago=3, district=None)
        case = factories.move(case, "signpost", staff["officer"], signposted_to="The council")
        return str(factories.without_issue(case).reference)

    reference = inside(closed)
    path = f"/cases/{reference}/edit"
    assert path not in signed_in("officer").get(f"/cases/{reference}").text
    client = signed_in("manager")
    assert path in client.get(f"/cases/{reference}").text
    given = {"about": "An invented matter", "issue": "asb", "district": "leeds"}
    assert client.send(path, **given).status_code == 303
    story = client.get(f"/cases/{reference}/timeline").text
    assert "Primary issue: from not recorded to " in story
    refused = client.send(path, **{**given, "issue": "traffic"})
    assert refused.status_code == 422
    assert "Say why it is put right" in refused.text


def test_when_an_answer_came_is_put_right_from_the_timeline(inside: Inside, staff: Staff, signed_in: SignIn) -> None:
    def answered() -> str:
        with time_machine.travel(clock.now() - dt.timedelta(days=9), tick=False):
            case = factories.enquiry(staff["officer"])
            factories.move(case, "ask_person", staff["officer"], missing="The day.")
        return str(factories.move(case, "person_answered", staff["officer"], came_on=clock.today()).reference)

    reference, client = inside(answered), signed_in("manager")
    story = f"/cases/{reference}/timeline"
    (path,) = set(re.findall(rf"/cases/{reference}/put-right/came/\d+", client.get(story).text))
    assert "“Record that the person answered”: when it came" in words(client.get(path).text)
    said = words(client.send(path, reason="The stamp says so.", **day("day", 4)).text)
    assert f"from {spoken(0)} to {spoken(4)}" in said
    assert "Reply: due" in said
    assert client.send(path, reason="The stamp says so.", **day("day", 4), confirmed="yes").status_code == 303
    told = words(client.get(story).text)
    assert "the day on which something came" in told
    assert f"When it came {spoken(4)}" in told
    assert "put-right/came" not in signed_in("officer").get(story).text
