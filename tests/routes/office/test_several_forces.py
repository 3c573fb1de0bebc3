"""In an area with two forces each page asks or knows which of them it is about."""

import pytest

from casework.access import Actor
from casework.areas import shipped
from casework.extensions import db
from casework.models import Letter
from casework.services.office import directory
from casework.services.record import cases
from casework.transaction import unit_of_work
from tests import areas, factories
from tests.routes.conftest import Inside, SignIn
from tests.services.letters import offices

pytestmark = pytest.mark.parametrize("area_name", [shipped.INVENTED])
FIRST, SECOND = (force.name for force in areas.of(shipped.INVENTED).forces)


def test_an_application_offers_both_and_fills_in_neither(signed_in: SignIn) -> None:
    page = signed_in("officer").get("/applications/new").text
    for name in (FIRST, SECOND):
        assert f'<option value="{name}"></option>' in page
        assert f'name="force_named" type="text" value="{name}"' not in page


def test_the_triage_says_which_forces_are_ours(signed_in: SignIn, inside: Inside, staff: dict[str, Actor]) -> None:
    reference = inside(lambda: factories.review(staff["reviewer"]).reference)
    page = signed_in("reviewer").get(f"/cases/{reference}/triage").text
    assert "Is it a force of this area?" in page
    assert f"Ours: {FIRST}, {SECOND}" in page


def test_a_recommendation_goes_to_the_force_of_the_case(
    signed_in: SignIn, inside: Inside, staff: dict[str, Actor]
) -> None:
    def make() -> str:
        case = factories.review_in_assessment(staff)
        with unit_of_work():
            cases.review(db.session.merge(case)).force_named = SECOND
        return case.reference

    page = signed_in("reviewer").get(f"/cases/{inside(make)}/recommendations/new").text
    assert f'value="{SECOND}"' in page.partition('id="addressed_to"')[2][:300]


@pytest.mark.parametrize("named", [FIRST, SECOND])
def test_the_letter_for_the_papers_goes_to_the_department_of_that_force(
    inside: Inside, staff: dict[str, Actor], named: str
) -> None:
    def make() -> tuple[str, str]:
        with unit_of_work():
            areas.load(shipped.INVENTED, with_directory=True)
        case = factories.review(staff["reviewer"], force_named=named)
        factories.triaged(case)
        factories.move(case, "acknowledge", staff["officer"])
        factories.move(case, "accept_as_valid", staff["reviewer"])
        letters = offices.prepare(case, "notify_parties", staff["reviewer"], parties_notified=True)
        (to_force,) = [letter for letter in letters if letter.audience == "force"]
        entry = directory.find_force("ambershire" if named == FIRST else "fens")
        assert entry is not None
        return said(to_force), entry.name

    written, expected = inside(make)
    assert written == expected


def said(letter: Letter) -> str:
    return letter.to_name


def test_an_entry_of_the_directory_says_of_which_force_it_is(signed_in: SignIn) -> None:
    client = signed_in("officer")
    sent = client.send("/directory/new", kind="force", name="Invented standards", email="a@fens.example", force="fens")
    assert SECOND in client.get(sent.location).text
    second = client.send("/directory/new", kind="force", name="Another", email="b@fens.example", force="fens")
    assert second.status_code == 422
    assert "Invented standards is in use for this already" in second.text
    assert client.send("/directory/new", kind="force", name="Third", force="ambershire").status_code == 303
