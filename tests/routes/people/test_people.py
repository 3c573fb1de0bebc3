"""The People tab: adjustments and safe contact in plain sight, corrections, and what is asked when somebody is added."""

from typing import NamedTuple

import pytest

from casework.access import Actor
from casework.extensions import db
from casework.models import CaseEvent, Code, Party, Person
from tests import factories
from tests.client import PROBE, Page
from tests.routes.conftest import Inside, SignIn
from tests.routes.record.test_case import day

Staff = dict[str, Actor]
SAFE = {
    "address": "1 Invented Street\nLeeds",
    "adjustment_codes": ["large_print", "no_letters_home"],
    "adjustments": "Reads slowly",
    "post_unsafe": "yes",
    "phone_unsafe": "yes",
    "safe_contact": "Only by e-mail in the morning",
}


class Opened(NamedTuple):
    reference: str
    person_id: int


@pytest.fixture
def case(inside: Inside, staff: Staff) -> Opened:
    def make() -> Opened:
        made = factories.enquiry(staff["officer"])
        return Opened(made.reference, made.person_id or 0)

    found: Opened = inside(make)
    return found


def correct(case: Opened) -> str:
    return f"/cases/{case.reference}/people/{case.person_id}"


def test_a_correction_stands_on_the_people_tab_with_a_warning(case: Opened, inside: Inside, signed_in: SignIn) -> None:
    client = signed_in("officer")
    sent = client.send(correct(case), full_name="Pat Changed-Invented", email="pat@invented.example", **SAFE)
    assert sent.status_code == 303
    page = client.get(sent.location).text
    assert "Not safe: post and the phone." in page
    assert "Only by e-mail in the morning" in page
    assert "Large print (18 point), No letters to their home" in page
    assert "cw-unsafe" in page
    story = client.get(f"/cases/{case.reference}/timeline").text
    assert "whether post is safe" in story
    assert "Name: was Pat Invented, now Pat Changed-Invented" in story
    assert "Post is not safe: was no, now yes" in story
    assert "Name: was Pat Invented" in client.get(f"/cases/{case.reference}/notes").text


def test_the_form_comes_filled_in_and_saving_it_as_it_is_changes_nothing(
    case: Opened, inside: Inside, signed_in: SignIn
) -> None:
    client = signed_in("officer")
    client.send(correct(case), full_name="Pat Invented", **SAFE)
    shown = Page(client.get(correct(case)).text)
    assert {one["value"] for one in shown.inputs if "checked" in one and one["name"] == "adjustment_codes"} == {
        "large_print",
        "no_letters_home",
    }
    again = client.send(correct(case), full_name="Pat Invented", **SAFE)
    assert again.status_code == 303
    assert inside(lambda: db.session.query(CaseEvent).filter_by(kind="person_changed").count()) == 1


def test_two_people_at_once_do_not_overwrite_each_other(case: Opened, inside: Inside, signed_in: SignIn) -> None:
    mine, theirs = signed_in("officer"), signed_in("reviewer")
    fields = Page(mine.get(correct(case)).text).forms[-1]["fields"]
    opened = {name: fields[name] for name in ("csrf_token", "token", "row_version")}
    assert theirs.send(correct(case), full_name="Pat Theirs-Invented").status_code == 303
    late = mine.post(correct(case), data={**opened, "full_name": "Pat Mine-Invented"})
    assert late.status_code == 409
    assert "Pat Mine-Invented" in late.text
    assert inside(lambda: db.session.get_one(Person, case.person_id).full_name) == "Pat Theirs-Invented"


def test_what_cannot_be_used_comes_back_with_what_was_typed(case: Opened, signed_in: SignIn) -> None:
    refused = signed_in("officer").send(correct(case), full_name="", email="pat at home", **SAFE)
    assert refused.status_code == 422
    assert "Enter the name." in refused.text
    assert "pat at home" in refused.text
    assert "Only by e-mail in the morning" in refused.text
    assert signed_in("officer").send(correct(case), full_name="Pat", email="pat at home").status_code == 422


def test_nobody_of_another_case_can_be_corrected_here(
    case: Opened, inside: Inside, staff: Staff, signed_in: SignIn
) -> None:
    other = inside(lambda: factories.enquiry(staff["officer"], name="Lee Invented").person_id)
    client = signed_in("officer")
    assert client.get(f"/cases/{case.reference}/people/{other}").status_code == 404
    data = {"csrf_token": client.csrf("/cases"), "token": factories.token(), "row_version": "0", "full_name": "X"}
    assert client.post(f"/cases/{case.reference}/people/{other}", data=data).status_code == 404


def test_a_code_that_is_offered_no_more_stays_with_the_person(case: Opened, inside: Inside, signed_in: SignIn) -> None:
    def choose() -> None:
        person = db.session.get_one(Person, case.person_id)
        person.adjustment_codes = ["signed_english"]
        db.session.add(Code(list_name="adjustment", code="signed_english", label="Signed English", source="import"))
        db.session.commit()

    inside(choose)
    client = signed_in("officer")
    assert "Signed English" in client.get(correct(case)).text
    sent = client.send(correct(case), full_name="Pat Invented", adjustment_codes=["signed_english"], phone="0113")
    assert sent.status_code == 303
    assert inside(lambda: db.session.get_one(Person, case.person_id).adjustment_codes) == ["signed_english"]


def test_adding_somebody_asks_for_all_of_it(case: Opened, inside: Inside, signed_in: SignIn) -> None:
    client, path = signed_in("officer"), f"/cases/{case.reference}/people/new"
    assert client.send(path, full_name="Wit Invented", **SAFE).status_code == 422
    sent = client.send(path, full_name="Wit Invented", part="witness", **SAFE)
    assert sent.status_code == 303
    added = inside(lambda: db.session.query(Person).order_by(Person.id.desc()).limit(1).one())
    assert added.adjustment_codes == ["large_print", "no_letters_home"]
    assert (added.email_unsafe, added.post_unsafe, added.safe_contact) == (False, True, SAFE["safe_contact"])
    assert inside(lambda: db.session.query(Party).filter_by(person_id=added.id).one().part) == "witness"


def test_a_part_that_a_case_begins_with_cannot_be_added(case: Opened, signed_in: SignIn) -> None:
    path = f"/cases/{case.reference}/people/new"
    assert signed_in("officer").send(path, full_name="Wit Invented", part="enquirer").status_code == 422


def test_logging_a_contact_asks_folded_away_and_opens_when_something_is_there(
    inside: Inside, signed_in: SignIn
) -> None:
    client = signed_in("officer")
    assert '<details class="govuk-details">' in client.get("/contacts/new").text
    typed = {"full_name": "Sam Invented", "channel": "phone", "details": "B", **day("received_on", 0), **SAFE}
    refused = client.send("/contacts/new", **typed)
    assert refused.status_code == 422
    assert '<details class="govuk-details" open>' in refused.text
    assert client.send("/contacts/new", **typed, about="A").status_code == 303
    person = inside(lambda: db.session.query(Person).filter_by(full_name="Sam Invented").limit(1).one())
    assert (person.post_unsafe, person.email_unsafe) == (True, False)
    assert person.address == SAFE["address"]


def test_an_auditor_reads_the_people_and_is_offered_no_correction(case: Opened, signed_in: SignIn) -> None:
    page = signed_in("auditor").get(f"/cases/{case.reference}/people").text
    assert "Pat Invented" in page
    assert "Correct these details" not in page


def test_odd_text_is_shown_as_text(case: Opened, signed_in: SignIn) -> None:
    client = signed_in("officer")
    sent = client.send(correct(case), full_name=PROBE, safe_contact=PROBE, adjustments=PROBE, address=PROBE)
    assert client.get(sent.location).status_code == 200
    assert client.get(correct(case)).status_code == 200
