"""The primary issue is asked for on the page that ends a case, and nowhere besides (no page of its own)."""

import pytest

from casework.access import Actor
from casework.extensions import db
from casework.models import Case
from casework.transaction import unit_of_work
from tests import factories
from tests.routes.conftest import Inside, SignIn
from tests.services.letters import offices

WHOM = {"signposted_to": "The council", "why_not_listed": "Asked this once."}
Staff = dict[str, Actor]
ASKED = "What it is mainly about. Each case is counted once, under this"
REPLY = "The patrols are doubled for four weeks."


@pytest.fixture
def without(inside: Inside, staff: Staff) -> str:
    def make() -> str:
        case = factories.enquiry(staff["officer"], issue=None)
        offices.give_address(case)
        return case.reference

    return str(inside(make))


def issue_of(inside: Inside, reference: str) -> str | None:
    return inside(lambda: db.session.query(Case).filter_by(reference=reference).one()).issue


def test_the_page_of_a_closing_asks_at_the_field_and_keeps_what_was_typed(
    inside: Inside, signed_in: SignIn, without: str
) -> None:
    client, path = signed_in("officer"), f"/cases/{without}/moves/close_without_reply"
    assert ASKED in client.get(path).text
    refused = client.send(path, why_no_reply="praise")
    assert refused.status_code == 422
    assert "Choose the primary issue" in refused.text
    assert 'href="#issue"' in refused.text
    assert client.send(path, why_no_reply="praise", issue="asb").status_code == 303
    assert issue_of(inside, without) == "asb"
    assert "Primary issue: from not recorded to " in client.get(f"/cases/{without}/timeline").text


def test_a_reply_at_once_asks_on_the_same_page(inside: Inside, signed_in: SignIn, without: str) -> None:
    client, path = signed_in("officer"), f"/cases/{without}/moves/answer_now"
    assert ASKED in client.get(path).text
    assert client.send(path, to=f"{path}/at-once", reply=REPLY).status_code == 422
    done = client.send(path, to=f"{path}/at-once", reply=REPLY, issue="traffic")
    assert done.status_code == 303, done.text
    assert issue_of(inside, without) == "traffic"


def test_a_step_that_writes_letters_asks_before_they_are_read(inside: Inside, signed_in: SignIn, without: str) -> None:
    client, path = signed_in("officer"), f"/cases/{without}/moves/signpost"
    assert client.send(path, **WHOM).status_code == 422
    assert client.send(path, **WHOM, issue="roads").status_code == 303
    assert ASKED not in client.get(f"{path}/letters").text


def test_where_it_was_taken_away_meanwhile_the_last_page_asks_for_it(
    inside: Inside, staff: Staff, signed_in: SignIn
) -> None:
    reference = inside(lambda: factories.enquiry(staff["officer"]).reference)
    client, path = signed_in("officer"), f"/cases/{reference}/moves/signpost"
    assert client.send(path, **WHOM).status_code == 303

    def take_away() -> None:
        with unit_of_work():
            db.session.query(Case).filter_by(reference=reference).one().issue = None

    inside(take_away)
    assert ASKED in client.get(f"{path}/letters").text


def test_where_it_is_known_or_the_case_goes_on_nobody_is_asked(
    inside: Inside, staff: Staff, signed_in: SignIn, without: str
) -> None:
    known = inside(lambda: factories.enquiry(staff["officer"]).reference)
    client = signed_in("officer")
    assert ASKED not in client.get(f"/cases/{known}/moves/close_without_reply").text
    assert ASKED not in client.get(f"/cases/{without}/moves/acknowledge").text


def test_an_application_for_a_review_may_say_it_when_it_is_logged(signed_in: SignIn) -> None:
    page = signed_in("reviewer").get("/applications/new").text
    assert 'name="issue"' in page
