"""Words that no typeface has, in forms: nothing is lost, and a person hears of the letter that cannot go by itself."""

import pytest

from casework.access import Actor
from casework.extensions import db
from casework.models import Case, Letter, Task
from tests import factories
from tests.routes.conftest import Inside, SignIn
from tests.routes.record.test_case import day
from tests.services.letters import offices

Staff = dict[str, Actor]
TYPED = {
    "channel": "email",
    "email": "ann@invented.example",
    "about": "An invented matter",
    "details": "What was said.",
}
ODD = {
    "a thumb with a skin tone": "\U0001f44d\U0001f3fb",
    "a skin tone on a digit": "0\U0001f3fb",
    "a keycap": "1\ufe0f\u20e3",
    "a family": "\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "a flag": "\U0001f1ec\U0001f1e7",
    "marks of another script": "a\u0a71b\u1ab0",
    "a lone surrogate, as a form brings it": "\ufffd\ufffd\ufffd",
}
CANNOT = "These characters cannot be printed"


@pytest.mark.parametrize("said", ODD.values(), ids=ODD)
def test_a_contact_is_logged_whatever_the_name_and_its_receipt_goes_or_is_a_task(
    inside: Inside, signed_in: SignIn, said: str
) -> None:
    officer = signed_in("officer")
    sent = officer.send("/contacts/new", full_name=f"Ann {said}", **TYPED, **day("received_on", 0))
    assert sent.status_code == 303
    assert f"Ann {said}" in officer.get(sent.location).text

    def ends() -> tuple[str, list[str]]:
        letter = db.session.query(Letter).one()
        return letter.status, [task.kind for task in db.session.query(Task).filter_by(letter_id=letter.id)]

    assert inside(ends) in [("sent", []), ("draft", ["letter_to_write"])]


def test_the_letter_of_the_task_says_what_cannot_be_printed(inside: Inside, signed_in: SignIn) -> None:
    officer = signed_in("officer")
    officer.send("/contacts/new", full_name="Ann \U0001f44d\U0001f3fb", **TYPED, **day("received_on", 0))
    reference, number = inside(lambda: db.session.query(Case.reference, Letter.id).join(Letter).one())
    page = officer.get(f"/cases/{reference}/letters/{number}")
    assert f"{CANNOT}: \U0001f44d." in page.text
    assert officer.get(f"/cases/{reference}/letters/{number}/document").data.startswith(b"%PDF")


@pytest.mark.parametrize("said", ["\U0001f44d\U0001f3fb", "0\U0001f3fb"])
def test_a_step_with_such_an_answer_is_prepared_and_says_what_is_in_the_way(
    inside: Inside, staff: Staff, signed_in: SignIn, said: str
) -> None:
    def make() -> str:
        case = factories.enquiry(staff["officer"])
        offices.give_address(case)
        return case.reference

    officer, path = signed_in("officer"), f"/cases/{inside(make)}/moves/signpost"
    prepared = officer.send(path, signposted_to=f"The council {said}", why_not_listed="Asked this once.")
    assert prepared.status_code == 303
    assert CANNOT in officer.get(prepared.location).text
    refused = officer.send(prepared.location)
    assert refused.status_code == 422
    assert CANNOT in refused.text
    told = officer.send(prepared.location, without="yes", unsent_reason="Told on the phone.")
    assert told.status_code == 303


def test_bytes_that_are_no_text_are_no_failure(signed_in: SignIn) -> None:
    officer = signed_in("officer")
    fields = {**TYPED, **day("received_on", 0), "csrf_token": officer.csrf("/contacts/new"), "token": factories.token()}
    body = "&".join(f"{name}={value}" for name, value in fields.items()) + "&full_name=Ann+%ED%A0%BD%ED%B8%80+%F0%9F%91"
    answer = officer.post("/contacts/new", data=body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code in (303, 422)
