"""Letters about one recommendation that go with no step: more time, a reminder, an escalation (rulebook 10.2)."""

import pytest

from casework.access import Actor
from casework.extensions import db
from casework.models import Letter, Message
from casework.services.reviews import recommendations
from casework.services.reviews.recommendations import RecommendationEntry
from casework.transaction import unit_of_work
from tests import factories
from tests.factories import sent
from tests.routes.conftest import Inside, SignIn
from tests.routes.letters.test_letters import letters_of, press
from tests.services.letters import offices

Staff = dict[str, Actor]
TEXT = "Apologise for the invented matter."


@pytest.fixture
def decided(inside: Inside, staff: Staff) -> str:
    """A decision with one recommendation that waits for the force's answer."""

    def make() -> str:
        offices.add_directory()
        case = factories.review_decided(staff)
        offices.give_address(case)
        return str(case.reference)

    return str(inside(make))


@pytest.mark.parametrize("code", ["L-C01", "L-C03"])
def test_it_is_written_from_the_recommendation_with_its_values_and_sent(
    inside: Inside, signed_in: SignIn, decided: str, code: str
) -> None:
    reviewer = signed_in("reviewer")
    assert f"/cases/{decided}/recommendations/1/letters/new" in reviewer.get(f"/cases/{decided}/recommendations").text
    written = reviewer.send(f"/cases/{decided}/recommendations/1/letters/new", code=code, to="")
    assert written.status_code == 303
    page = reviewer.get(written.location).text
    assert TEXT in page
    assert "<mark>" not in page
    assert "force@invented.example" in page
    assert reviewer.send(f"{written.location}/send").status_code == 303
    assert [(found, status) for _, found, status in letters_of(inside, decided)] == [(code, "sent")]
    assert inside(lambda: db.session.query(Letter).one().recommendation_id) == 1
    assert (
        inside(lambda: db.session.query(Message).filter_by(kind="letter").one().to_address) == "force@invented.example"
    )


def test_an_escalation_is_signed_by_a_manager_before_it_goes(inside: Inside, signed_in: SignIn, decided: str) -> None:
    reviewer = signed_in("reviewer")
    written = reviewer.send(f"/cases/{decided}/recommendations/1/letters/new", code="L-C04", to="")
    assert "must sign it off" in reviewer.get(written.location).text
    assert press(signed_in("manager"), written.location, "/sign") == 303
    assert reviewer.send(f"{written.location}/send").status_code == 303
    assert letters_of(inside, decided)[0][2] == "sent"


def test_the_letters_tab_offers_none_of_them_and_the_recommendation_no_others(signed_in: SignIn, decided: str) -> None:
    reviewer = signed_in("reviewer")
    assert "L-C" not in reviewer.get(f"/cases/{decided}/letters/new").text
    offered = reviewer.get(f"/cases/{decided}/recommendations/1/letters/new").text
    assert '"L-C03"' in offered
    assert '"L-R12"' not in offered
    assert reviewer.send(f"/cases/{decided}/letters/new", code="L-C03", to="").status_code == 422
    assert reviewer.get(f"/cases/{decided}/recommendations/2/letters/new").status_code == 404


def test_nobody_is_written_to_about_one_that_is_not_issued(inside: Inside, staff: Staff, signed_in: SignIn) -> None:
    def make() -> str:
        offices.add_directory()
        case = factories.review_in_assessment(staff)
        entry = RecommendationEntry(rec_type="REMEDY_28ZA", text=TEXT, addressed_to="West Yorkshire Police")
        with unit_of_work():
            recommendations.add(case.reference, entry, sent=sent(), actor=staff["reviewer"])
        return str(case.reference)

    reference = str(inside(make))
    reviewer = signed_in("reviewer")
    path = f"/cases/{reference}/recommendations/1/letters/new"
    assert path not in reviewer.get(f"/cases/{reference}/recommendations").text
    refused = reviewer.send(path, code="L-C03", to="")
    assert refused.status_code == 422
    assert "before it is issued" in refused.text
    assert letters_of(inside, reference) == []


def test_an_auditor_writes_none(signed_in: SignIn, decided: str) -> None:
    assert signed_in("auditor").get(f"/cases/{decided}/recommendations/1/letters/new").status_code == 403
