"""One written authority for all matters of a person, or for named cases: nobody asks for it again in the next case."""

from typing import Any

import pytest
from sqlalchemy import select

from casework import clock
from casework.access import Actor
from casework.extensions import db
from casework.models import Case, CaseEvent, Party, Person, Representation, RepresentedCase
from casework.services.record import restriction
from casework.transaction import unit_of_work
from tests import factories
from tests.client import CheckingClient, words
from tests.routes.conftest import Inside, SignIn
from tests.routes.people.test_acting import Known, in_days, make, path, strip, typed, until
from tests.routes.record.test_case import day

Staff = dict[str, Actor]


@pytest.fixture
def first(inside: Inside, staff: Staff) -> Known:
    return make(inside, staff)


@pytest.fixture
def officer(signed_in: SignIn) -> CheckingClient:
    return signed_in("officer")


def another(inside: Inside, staff: Staff, first: Known) -> Known:
    """A second case of the same person, in which the same representative has a part."""

    def add() -> str:
        pat = db.session.get_one(Person, first.person_id)
        case = factories.enquiry(staff["officer"], name=None, person=pat)
        with unit_of_work():
            part = {"person_id": first.rae, "part": "representative", "added_at": clock.now()}
            db.session.add(Party(case_id=case.id, **part))
        return case.reference

    return first._replace(reference=inside(add))


def case_id(inside: Inside, case: Known) -> str:
    return str(inside(lambda: db.session.scalar(select(Case.id).where(Case.reference == case.reference))))


def change_path(inside: Inside, case: Known) -> str:
    number = inside(lambda: db.session.query(Representation).order_by(Representation.id).limit(1).one().id)
    return f"/cases/{case.reference}/acting/{number}"


def test_an_authority_over_all_their_matters_counts_in_the_next_case_with_its_scope_and_its_end(
    first: Known, officer: CheckingClient, inside: Inside, staff: Staff
) -> None:
    assert officer.send(path(first), **typed(first, covers="all", **until(40))).status_code == 303
    second = another(inside, staff, first)
    said = strip(officer, second)
    assert "Acts for Pat Invented until" in said
    assert "in all their matters; may be told: The outcome, not the medical papers." in said
    people = officer.get(f"/cases/{second.reference}/people").text
    assert f"Recorded on {first.reference}" in words(people)
    assert f"/cases/{second.reference}/acting/" not in people
    stays = change_path(inside, second)
    assert officer.get(stays).status_code == 404


def test_whoever_is_added_again_with_such_an_authority_is_not_asked_about(
    first: Known, officer: CheckingClient, inside: Inside, staff: Staff
) -> None:
    officer.send(path(first), **typed(first, covers="all", **until(40)))
    second = another(inside, staff, first)
    assert officer.send(path(second), **typed(second)).status_code == 303
    assert "in all their matters" in strip(officer, second)


@pytest.mark.parametrize("covers", ["case", "cases"])
def test_any_other_case_asks_for_it(
    first: Known, officer: CheckingClient, inside: Inside, staff: Staff, covers: str
) -> None:
    second, third = another(inside, staff, first), another(inside, staff, first)
    more: dict[str, Any] = {"covers": covers, **({"cases": case_id(inside, second)} if covers == "cases" else {})}
    assert officer.send(path(first), **typed(first, **more, **until(40))).status_code == 303
    assert "It is not recorded for whom they act" in strip(officer, third)
    assert ("in the cases that the authority names" in strip(officer, second)) is (covers == "cases")


def test_it_ends_everywhere_when_it_is_withdrawn_or_its_last_day_has_passed(
    first: Known, officer: CheckingClient, inside: Inside, staff: Staff
) -> None:
    officer.send(path(first), **typed(first, covers="all", **day("authority_on", 30), **in_days("expires_on", 0)))
    second = another(inside, staff, first)
    end = {**day("withdrawn_on", 0), "reason": "They said so on the phone."}
    assert officer.send(f"{change_path(inside, first)}/end", **end).status_code == 303
    for case in (first, second):
        assert "Acts for Pat Invented no more since" in strip(officer, case)


def test_what_is_recorded_in_a_case_itself_that_they_act_no_more_stands(
    first: Known, officer: CheckingClient, inside: Inside, staff: Staff
) -> None:
    second = another(inside, staff, first)
    officer.send(path(second), **typed(second))
    end = {**day("withdrawn_on", 0), "reason": "Not in this matter."}
    assert officer.send(f"{change_path(inside, second)}/end", **end).status_code == 303
    officer.send(path(first), **typed(first, covers="all", **until(40)))
    assert "no more since" in strip(officer, second)
    assert "in all their matters" in strip(officer, first)


def test_what_it_covers_is_put_right_with_a_reason_and_a_case_that_one_may_not_see_stays_named(
    first: Known, officer: CheckingClient, inside: Inside, staff: Staff
) -> None:
    second, third = another(inside, staff, first), another(inside, staff, first)
    closed_off = case_id(inside, third)
    named = [case_id(inside, second), closed_off]
    officer.send(path(first), **typed(first, covers="cases", cases=named, **until(40)))
    inside(lambda: restrict(third.reference, staff))
    page = officer.get(change_path(inside, first)).text
    assert second.reference in page
    assert third.reference not in page
    right = typed(first, covers="cases", reason="It names one alone.", **until(40))
    refused = officer.send(change_path(inside, first), **right | {"covers": "everything"})
    assert refused.status_code == 422
    assert officer.send(change_path(inside, first), **right).status_code == 303
    assert inside(lambda: list(db.session.scalars(select(RepresentedCase.case_id)))) == [int(closed_off)]
    event = inside(lambda: db.session.query(CaseEvent).filter_by(kind="put_right").one())
    assert event.data["changes"] == {"names_cases": [2, 1]}
    assert "Other cases that the authority names: from 2 to 1" in officer.get(f"/cases/{first.reference}/timeline").text


def restrict(reference: str, staff: Staff) -> None:
    with unit_of_work():
        restriction.restrict(
            reference, [staff["manager"].user_id or 0], "A witness.", sent=factories.sent(), actor=staff["manager"]
        )


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"covers": "all"}, "Without a written authority"),
        ({"covers": "cases", **until(40)}, "Tick the cases of whoever they act for"),
    ],
)
def test_what_it_covers_needs_the_paper_and_the_cases(
    first: Known, officer: CheckingClient, inside: Inside, staff: Staff, more: dict[str, str], sentence: str
) -> None:
    another(inside, staff, first)
    refused = officer.send(path(first), **typed(first, **more))
    assert refused.status_code == 422
    assert sentence in words(refused.text)
