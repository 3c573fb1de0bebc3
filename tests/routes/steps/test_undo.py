"""A manager undoes a closing that was a mistake: signposting, making it another case, closing without a reply."""

import pytest

from casework.access import Actor
from casework.extensions import db
from casework.models import Case
from tests import factories
from tests.routes.conftest import Inside, SignIn

Staff = dict[str, Actor]
CLOSINGS = {
    "signpost": {"signposted_to": "The council"},
    "close_without_reply": {"why_no_reply": "praise"},
    "convert": {"target_type": "information_request"},
}


def closed(staff: Staff, trigger: str, **answers: str) -> str:
    case = factories.enquiry(staff["officer"])
    return factories.move(case, trigger, staff["officer"], **(answers or CLOSINGS[trigger])).reference


def all_cases(inside: Inside) -> list[tuple[str, str]]:
    return inside(lambda: [(one.case_type, one.state) for one in db.session.query(Case).order_by(Case.id)])  # type: ignore[no-any-return]


@pytest.mark.parametrize("trigger", list(CLOSINGS))
def test_a_mistaken_closing_is_undone_and_counts_as_none(
    inside: Inside, staff: Staff, signed_in: SignIn, trigger: str
) -> None:
    reference = inside(lambda: closed(staff, trigger))
    manager, path = signed_in("manager"), f"/cases/{reference}/moves/undo"
    assert "Undo: it was a mistake" in manager.get(f"/cases/{reference}").text
    answers = {"reason": "The wrong button.", "linked_case": "keep"}
    assert manager.send(path, **answers).status_code == 303
    case = inside(lambda: db.session.query(Case).filter_by(reference=reference).one())
    assert (case.state, case.next_clock, case.closed_on, case.first_closed_on) == (
        "acknowledged",
        "enquiry.reopened",
        None,
        None,
    )
    assert "The wrong button." in manager.get(f"/cases/{reference}/timeline").text


def test_the_case_that_was_made_of_it_is_kept_or_closed(inside: Inside, staff: Staff, signed_in: SignIn) -> None:
    manager = signed_in("manager")
    kept = inside(lambda: closed(staff, "convert"))
    manager.send(f"/cases/{kept}/moves/undo", reason="Both are needed.", linked_case="keep")
    assert all_cases(inside) == [("enquiry", "acknowledged"), ("information_request", "received")]
    ended = inside(lambda: closed(staff, "convert"))
    manager.send(f"/cases/{ended}/moves/undo", reason="No request at all.", linked_case="close")
    assert all_cases(inside)[2:] == [("enquiry", "acknowledged"), ("information_request", "closed")]


def test_one_that_cannot_be_closed_is_named_and_nothing_is_done(
    inside: Inside, staff: Staff, signed_in: SignIn
) -> None:
    reference = inside(lambda: closed(staff, "convert", target_type="complaint_review"))
    refused = signed_in("manager").send(
        f"/cases/{reference}/moves/undo", reason="No review at all.", linked_case="close"
    )
    assert refused.status_code == 422
    assert "cannot be closed like this" in refused.text
    assert "No review at all." in refused.text
    assert all_cases(inside) == [("enquiry", "converted"), ("complaint_review", "received")]


def test_an_officer_does_not_undo(inside: Inside, staff: Staff, signed_in: SignIn) -> None:
    reference = inside(lambda: closed(staff, "signpost"))
    assert "Undo: it was a mistake" not in signed_in("officer").get(f"/cases/{reference}").text


def test_a_case_made_of_it_that_only_others_may_see_is_kept(inside: Inside, staff: Staff, signed_in: SignIn) -> None:
    reference = inside(lambda: closed(staff, "convert"))

    def restrict() -> None:
        made = db.session.query(Case).filter_by(case_type="information_request").one()
        factories.restrict(made.reference, staff["second_manager"])

    inside(restrict)
    refused = signed_in("manager").send(
        f"/cases/{reference}/moves/undo", reason="The wrong button.", linked_case="close"
    )
    assert refused.status_code == 422
    assert "The wrong button." in refused.text
    assert "restricted" not in refused.text
    assert all_cases(inside) == [("enquiry", "converted"), ("information_request", "received")]
