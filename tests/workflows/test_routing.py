"""Where a matter may belong, against rulebook 7.2 written out by hand."""

import pytest

from workflows.enquiry import Trigger
from workflows.registry import CASE_WORKFLOWS, WORKFLOWS
from workflows.routing import CONCERNS, ROUTES, Matter, Route, decides, suggested

ALL = frozenset(CASE_WORKFLOWS)
TABLE = {
    "officer": ("signpost", "", "force"),
    "chief_own": None,
    "chief_named": ("signpost", "", "force"),
    "policing_body": ("signpost", "", ""),
    "our_staff": ("convert", "service_complaint", ""),
    "complaint_outcome": ("convert", "complaint_review", ""),
    "review_outcome": ("signpost", "", ""),
    "iopc": ("signpost", "", "iopc"),
    "no_charge": ("signpost", "", ""),
    "asb_review": ("signpost", "", ""),
    "systemic": ("signpost", "", ""),
    "custody_visitor": ("signpost", "", ""),
    "personal_data": ("convert", "data_protection_complaint", ""),
    "own_data": ("convert", "subject_access_request", ""),
    "information": ("convert", "information_request", ""),
}
"""What it is about -> step, type of case, kind of organisation; None where it is for the office itself."""


@pytest.mark.parametrize("concerns", sorted(CONCERNS))
def test_each_matter_is_suggested_where_the_rulebook_sends_it(concerns: str) -> None:
    found = suggested(Matter(concerns=concerns, issue="asb", district="leeds"), ROUTES, types=ALL)
    assert (None if found is None else (found.step, found.target, found.kind)) == TABLE[concerns]


def test_every_matter_is_in_the_table() -> None:
    assert TABLE.keys() == CONCERNS.keys()


def test_an_ordinary_matter_is_suggested_nowhere() -> None:
    assert suggested(Matter(issue="traffic", district="leeds"), ROUTES, types=ALL) is None


def test_a_type_of_case_that_the_office_does_not_work_with_is_not_suggested() -> None:
    assert suggested(Matter(concerns="our_staff"), ROUTES, types=ALL - {"service_complaint"}) is None


def test_the_office_s_own_row_comes_first_and_fits_by_all_that_it_says() -> None:
    own = Route(
        step="signpost", issue="drains", district="eelby", sent_to="the water board", why="They clear the drains."
    )
    rows = (own, *ROUTES)
    assert suggested(Matter(issue="drains", district="eelby"), rows, types=ALL) is own
    assert suggested(Matter(issue="drains", district="amberton"), rows, types=ALL) is None
    assert suggested(Matter(issue="drains", district="eelby", concerns="officer"), rows, types=ALL) is own


def test_a_row_that_says_nothing_fits_nothing() -> None:
    assert not Route(step="signpost", sent_to="anybody", why="Always.").fits(Matter(issue="asb"))


def test_it_is_followed_by_its_own_step_alone() -> None:
    found = suggested(Matter(concerns="our_staff"), ROUTES, types=ALL)
    assert found is not None
    assert found.is_followed_by("convert", {"target_type": "service_complaint"})
    assert not found.is_followed_by("convert", {"target_type": "complaint_review"})
    assert not found.is_followed_by("answer_now", {})


def test_these_steps_decide_whose_matter_an_enquiry_is() -> None:
    enquiry = WORKFLOWS["enquiry"]
    found = {move.trigger for move in enquiry.moves if decides(enquiry, move)}
    assert found == {
        Trigger.SIGNPOST,
        Trigger.CONVERT,
        Trigger.CLOSE_WITHOUT_REPLY,
        Trigger.ANSWER_NOW,
        Trigger.ANSWER_DIRECTLY,
        Trigger.ASK_PARTNER,
    }
    assert not any(decides(WORKFLOWS["complaint_review"], move) for move in WORKFLOWS["complaint_review"].moves)
