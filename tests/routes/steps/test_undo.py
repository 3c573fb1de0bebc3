"""A manager undoes a closing that was a mistake: signposting, making it another case, closing without a reply."""

import datetime as dt

import pytest
from sqlalchemy import select

from casework import clock
from casework.access import Actor
from casework.extensions import db
from casework.models import Case, Clock
from casework.services.deadlines import clocks
from casework.statistics import runs
from casework.statistics.measures import BY_CODE
from casework.statistics.years import year_of
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
    return inside(lambda: [(one.case_type, one.state) for one in db.session.query(Case).order_by(Case.id)])


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
    assert all_cases(inside)[2:] == [("enquiry", "acknowledged"), ("information_request", "mistake")]


@pytest.mark.parametrize(
    "made", ["complaint_review", "data_protection_complaint", "service_complaint", "subject_access_request"]
)
def test_whatever_it_was_made_is_closed_as_logged_by_mistake_and_counts_as_none(
    inside: Inside, staff: Staff, signed_in: SignIn, made: str
) -> None:
    def received() -> list[int]:
        code = "reviews_received" if made == "complaint_review" else f"{made}_received"
        return runs.figures(BY_CODE[code], year_of(clock.today()))[0].record_ids

    reference, manager = inside(lambda: closed(staff, "convert", target_type=made)), signed_in("manager")
    assert len(inside(received)) == 1
    undone = manager.send(f"/cases/{reference}/moves/undo", reason="It is a question.", linked_case="close")
    assert undone.status_code == 303
    assert all_cases(inside) == [("enquiry", "acknowledged"), (made, "mistake")]
    assert inside(received) == []
    mistaken = inside(lambda: db.session.query(Case).filter_by(case_type=made).one().reference)
    timeline = manager.get(f"/cases/{mistaken}/timeline").text
    assert "It is a question." in timeline
    assert "Logged by mistake" in timeline


def test_one_that_others_were_told_of_is_named_and_nothing_is_done(
    inside: Inside, staff: Staff, signed_in: SignIn
) -> None:
    def told() -> str:
        reference = closed(staff, "convert", target_type="service_complaint")
        made = db.session.query(Case).filter_by(case_type="service_complaint").one()
        factories.move(made, "answer", staff["officer"], outcome="agreed", answer="We are sorry.")
        return reference

    reference = inside(told)
    refused = signed_in("manager").send(
        f"/cases/{reference}/moves/undo", reason="No complaint at all.", linked_case="close"
    )
    assert refused.status_code == 422
    assert "cannot be closed like this" in refused.text
    assert "No complaint at all." in refused.text
    assert all_cases(inside) == [("enquiry", "converted"), ("service_complaint", "answered")]


@pytest.mark.parametrize("case_type", ["data_protection_complaint", "complaint_review"])
def test_a_case_that_was_logged_by_mistake_is_closed_by_a_manager_who_may_take_it_back(
    inside: Inside, staff: Staff, signed_in: SignIn, case_type: str
) -> None:
    """Its dates are then what they were: a date in law runs from the day of receipt."""

    def logged() -> str:
        review = case_type == "complaint_review"
        make = factories.review(staff["reviewer"]) if review else factories.logged(case_type, staff["officer"])
        return make.reference

    reference, manager = inside(logged), signed_in("manager")
    before = due(inside, reference)
    assert len(before) > 1
    path = f"/cases/{reference}/moves/mistake"
    assert manager.send(path, reason=" ").status_code == 422
    assert manager.send(path, reason="Logged twice.").status_code == 303
    assert due(inside, reference) == {}
    assert signed_in("officer").get(path).status_code in (403, 404, 409)
    assert manager.send(f"/cases/{reference}/moves/undo", reason="Two matters.").status_code == 303
    case = inside(lambda: db.session.query(Case).filter_by(reference=reference).one())
    assert (case.state, case.first_closed_on, case.times_reopened) == ("received", None, 0)
    assert due(inside, reference) == before
    assert inside(clocks.count_drift) == 0


def test_the_first_closing_of_a_reopened_case_stays_where_it_was_no_mistake(
    inside: Inside, staff: Staff, signed_in: SignIn
) -> None:
    def reopened() -> str:
        case = factories.logged("data_protection_complaint", staff["officer"])
        factories.move(case, "answer", staff["officer"], outcome="lawful", answer="An invented answer.")
        return factories.move(case, "reopen", staff["manager"], reason="More is known.").reference

    reference, manager = inside(reopened), signed_in("manager")
    for trigger in ("mistake", "undo"):
        assert manager.send(f"/cases/{reference}/moves/{trigger}", reason="An invented reason.").status_code == 303
    case = inside(lambda: db.session.query(Case).filter_by(reference=reference).one())
    assert (case.closed_on, case.first_closed_on, case.times_reopened) == (None, clock.today(), 1)


def due(inside: Inside, reference: str) -> dict[str, dt.date]:
    """The clocks of a case that run, with their days."""
    query = select(Clock.code, Clock.due_on).join(Case, Case.id == Clock.case_id)
    query = query.where(Case.reference == reference, Clock.state == "running")
    return {row.code: row.due_on for row in inside(lambda: db.session.execute(query).all())}


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
