"""A suggestion stands on the overview and fills in the page of its step; every other way asks why, on its own page."""

import pytest

from casework.access import Actor
from casework.extensions import db
from casework.models import Case
from casework.transaction import unit_of_work
from tests import factories
from tests.routes.conftest import Inside, SignIn

Staff = dict[str, Actor]
ASKED = "Why not as suggested"


def concerning(inside: Inside, staff: Staff, concerns: str) -> str:
    def make() -> str:
        case = factories.enquiry(staff["officer"])
        with unit_of_work():
            db.session.query(Case).filter_by(id=case.id).one().concerns = concerns
        return case.reference

    return str(inside(make))


def test_it_is_read_on_the_overview_and_fills_in_its_step(inside: Inside, staff: Staff, signed_in: SignIn) -> None:
    reference = concerning(inside, staff, "our_staff")
    client, path = signed_in("officer"), f"/cases/{reference}"
    page = client.get(path).text
    assert "Make it a complaint about our service" in page
    assert "This looks like a complaint about our own service." in page
    assert f"{path}/moves/convert" in page
    step = client.get(f"{path}/moves/convert").text
    assert 'value="service_complaint" checked' in " ".join(step.split())


def test_another_step_asks_why_on_its_page(inside: Inside, staff: Staff, signed_in: SignIn) -> None:
    reference = concerning(inside, staff, "officer")
    client, path = signed_in("officer"), f"/cases/{reference}/moves/close_without_reply"
    assert ASKED in client.get(path).text
    refused = client.send(path, why_no_reply="praise")
    assert refused.status_code == 422
    assert 'href="#why_otherwise"' in refused.text
    assert client.send(path, why_no_reply="praise", why_otherwise="It is praise, after all.").status_code == 303
    story = client.get(f"/cases/{reference}/timeline").text
    assert "Decided otherwise than suggested" in story
    assert "It is praise, after all." in story


@pytest.mark.parametrize("trigger", ["signpost", "acknowledge"])
def test_the_suggested_step_and_one_that_decides_nothing_do_not_ask(
    inside: Inside, staff: Staff, signed_in: SignIn, trigger: str
) -> None:
    reference = concerning(inside, staff, "officer")
    assert ASKED not in signed_in("officer").get(f"/cases/{reference}/moves/{trigger}").text


def test_an_ordinary_enquiry_is_suggested_nothing(inside: Inside, staff: Staff, signed_in: SignIn) -> None:
    reference = inside(lambda: factories.enquiry(staff["officer"]).reference)
    assert "Suggested" not in signed_in("officer").get(f"/cases/{reference}").text
