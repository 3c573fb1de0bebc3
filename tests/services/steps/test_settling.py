"""A case ends with its primary issue: whoever ends it says it, and what ended before stays as it was."""

from typing import Any

import pytest
from sqlalchemy import select

from casework.access import Actor
from casework.errors import Invalid
from casework.extensions import db
from casework.models import Case, CaseEvent
from casework.services.desk import details
from casework.services.record import cases
from casework.services.record.subjects import Address
from casework.services.steps import moves, together
from casework.services.steps.moves import MoveRequest
from casework.services.steps.together import Asked, Ticked
from casework.transaction import unit_of_work
from tests import factories
from tests.factories import TOLD

pytestmark = pytest.mark.usefixtures("context")
Staff = dict[str, Actor]


def end(case: Case, trigger: str, actor: Actor, *, issue: str = "", **answers: Any) -> Case:
    with unit_of_work():
        version = cases.load(case.reference, actor=actor).row_version
        request = MoveRequest(trigger=trigger, sent=factories.sent(version), answers=answers, sending=TOLD, issue=issue)
        return moves.make(Address(case.reference), request, actor=actor).case


def test_an_enquiry_of_no_issue_is_closed_once_somebody_says_which(staff: Staff) -> None:
    case = factories.enquiry(staff["officer"], issue=None)
    for issue in ("", "no_such_issue"):
        with pytest.raises(Invalid, match="Choose the primary issue") as refused:
            end(case, "close_without_reply", staff["officer"], why_no_reply="praise", issue=issue)
        assert refused.value.field == "issue"
    ended = end(case, "close_without_reply", staff["officer"], why_no_reply="praise", issue="asb")
    assert (ended.state, ended.issue) == ("closed_without_reply", "asb")
    query = select(CaseEvent.kind, CaseEvent.data).where(CaseEvent.case_id == ended.id).order_by(CaseEvent.id)
    logged, said, closed = db.session.execute(query)
    assert [logged.kind, said.kind, closed.kind] == ["case_logged", "case_edited", "case_moved"]
    assert said.data["changes"] == {"issue": [None, "asb"]}


def test_a_step_on_the_way_asks_for_none(staff: Staff) -> None:
    case = factories.enquiry(staff["officer"], issue=None)
    assert end(case, "acknowledge", staff["officer"], who_will_be_asked="The council").issue is None


def test_an_issue_that_is_known_is_not_changed_by_the_way(staff: Staff) -> None:
    case = factories.enquiry(staff["officer"], issue="traffic")
    ended = end(case, "close_without_reply", staff["officer"], why_no_reply="praise", issue="asb")
    assert ended.issue == "traffic"


def test_a_review_has_one_by_the_day_of_its_decision(staff: Staff) -> None:
    case = factories.review_in_sign_off(staff, reasonable=False, recommend=True)
    with unit_of_work():
        db.session.merge(case).issue = None
    with pytest.raises(Invalid, match="Choose the primary issue"):
        end(case, "approve_not_reasonable", staff["manager"])
    decided = end(case, "approve_not_reasonable", staff["manager"], issue="asb")
    assert (decided.state, decided.issue) == ("decided_not_reasonable", "asb")


def test_a_review_that_is_withdrawn_on_its_first_day_has_one(staff: Staff) -> None:
    case = factories.review(staff["reviewer"], issue=None)
    with pytest.raises(Invalid, match="Choose the primary issue"):
        end(case, "withdraw", staff["reviewer"], evidence="A signed note")
    assert end(case, "withdraw", staff["reviewer"], evidence="A signed note", issue="other").issue == "other"


def test_a_case_that_ended_keeps_an_issue(staff: Staff) -> None:
    case = end(factories.enquiry(staff["officer"]), "close_without_reply", staff["officer"], why_no_reply="praise")
    given = {"about": case.about, "issue": "", "district": case.district}
    with pytest.raises(Invalid, match="counted under its primary issue"), unit_of_work():
        details.correct(
            case.reference, given, reason="A slip", sent=factories.sent(case.row_version), actor=staff["manager"]
        )


def test_one_that_ended_without_can_still_be_put_right_in_other_things(staff: Staff) -> None:
    case = end(factories.enquiry(staff["officer"]), "close_without_reply", staff["officer"], why_no_reply="praise")
    case = factories.without_issue(case)
    given = {"about": "Something else", "issue": "", "district": case.district}
    with unit_of_work():
        changed = details.correct(
            case.reference, given, reason="A slip", sent=factories.sent(case.row_version), actor=staff["manager"]
        )
    assert changed == ["about"]


def test_of_ticked_cases_those_without_are_named_and_the_rest_are_closed(staff: Staff) -> None:
    made = [factories.enquiry(staff["officer"], issue=issue) for issue in ("asb", None, "traffic", None)]
    ticked = [Ticked(reference=case.reference, row_version=case.row_version) for case in made]
    with unit_of_work():
        outcome = together.move(
            ticked,
            "close_without_reply",
            {"why_no_reply": "praise"},
            asked=Asked(sent=factories.sent()),
            actor=staff["officer"],
        )
    assert list(outcome.done) == [made[0].reference, made[2].reference]
    assert [each.reference for each in outcome.refused] == [made[1].reference, made[3].reference]
    assert all(each.why.startswith("Choose the primary issue") for each in outcome.refused)
