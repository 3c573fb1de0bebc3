"""An allegation in the wrong words, and the draft of a recommendation that must not go to the force as it is."""

from casework.access import Actor
from casework.extensions import db
from casework.models import Allegation, Recommendation
from casework.transaction import unit_of_work
from tests import factories
from tests.client import words
from tests.routes.conftest import Inside, SignIn

Staff = dict[str, Actor]
WHY = "The outcome letter says so."


def review(inside: Inside, staff: Staff) -> str:
    """Being assessed, with an allegation and the draft of a recommendation."""

    def make() -> str:
        case = factories.review_in_assessment(staff)
        with unit_of_work():
            db.session.add(Allegation(case_id=case.id, number=1, category="A1", summary="Was late."))
            db.session.add(factories.recommendation_of(case))
        return str(case.reference)

    return str(inside(make))


def test_the_words_and_the_category_of_an_allegation_are_put_right(
    inside: Inside, staff: Staff, signed_in: SignIn
) -> None:
    reference = review(inside, staff)
    client, path = signed_in("reviewer"), f"/cases/{reference}/put-right/allegations/1"
    assert path in client.get(f"/cases/{reference}/review").text
    given = {"category": "B1", "summary": "Was rude.", "reason": WHY}
    check = client.send(path, **given)
    assert check.status_code == 200
    assert "from Was late. to Was rude." in words(check.text)
    assert client.send(path, **given, confirmed="yes").status_code == 303
    assert "Was rude." in client.get(f"/cases/{reference}/review").text
    story = words(client.get(f"/cases/{reference}/timeline").text)
    assert "an allegation" in story
    assert "What was alleged before Was late." in story


def test_the_draft_of_a_recommendation_is_put_right(inside: Inside, staff: Staff, signed_in: SignIn) -> None:
    reference = review(inside, staff)
    client, path = signed_in("reviewer"), f"/cases/{reference}/put-right/recommendations/1"
    assert path in client.get(f"/cases/{reference}/recommendations").text
    given = {"rec_type": "REMEDY_28ZA", "text": "Say sorry.", "addressed_to": "The force", "reason": WHY}
    assert client.send(path, **given).status_code == 200
    assert client.send(path, **given, confirmed="yes").status_code == 303
    assert inside(lambda: db.session.query(Recommendation).one().text) == "Say sorry."
    assert client.send(path, **given).status_code == 422


def test_a_draft_is_taken_off_the_case_and_its_words_stay_on_the_timeline(
    inside: Inside, staff: Staff, signed_in: SignIn
) -> None:
    reference = review(inside, staff)
    client, path = signed_in("reviewer"), f"/cases/{reference}/put-right/recommendations/1/remove"
    assert path in client.get(f"/cases/{reference}/recommendations").text
    assert client.send(path, reason=WHY).status_code == 200
    assert client.send(path, reason=WHY, confirmed="yes").status_code == 303
    assert inside(lambda: db.session.query(Recommendation).count()) == 0
    assert "Apologise for the invented matter." in client.get(f"/cases/{reference}/timeline").text


def test_what_was_issued_stays_as_it_was_issued(inside: Inside, staff: Staff, signed_in: SignIn) -> None:
    reference = inside(lambda: factories.review_decided(staff).reference)
    client = signed_in("reviewer")
    assert "put-right/recommendations" not in client.get(f"/cases/{reference}/recommendations").text
    refused = client.get(f"/cases/{reference}/put-right/recommendations/1")
    assert refused.status_code == 422
    assert "stays as it was issued" in refused.text
