"""Whose review is it (rulebook 1.2, 1.3)."""

import pytest

from workflows.review_body import GATES, TESTS, ReviewBody, pre_check, review_body, with_any_part

PASSING = {gate.code: "no" if gate.stops_on == "yes" else "yes" for gate in GATES}
ALL_NO = {test.code: "no" for test in TESTS}


@pytest.mark.parametrize("code", [test.code for test in TESTS])
def test_any_yes_sends_the_whole_review_to_the_iopc(code: str) -> None:
    result = review_body(ALL_NO | {code: "yes"})
    assert (result.body, result.limbs) == (ReviewBody.IOPC, (code,))


def test_eight_times_no_is_the_mayors_office() -> None:
    assert review_body(ALL_NO).body is ReviewBody.LPB


@pytest.mark.parametrize("code", [test.code for test in TESTS])
def test_nothing_is_decided_while_a_test_is_unanswered(code: str) -> None:
    assert review_body({key: value for key, value in ALL_NO.items() if key != code}).body is None


def test_whether_any_part_meets_a_test_follows_from_the_others() -> None:
    """Whatever was answered to it."""
    others = {code: "no" for code in ALL_NO if code != "T8"}
    assert with_any_part(others)["T8"] == "no"
    assert with_any_part(others | {"T1": "yes"})["T8"] == "no"
    assert with_any_part({"T5": "yes", "T8": "no"})["T8"] == "yes"
    assert "T8" not in with_any_part({"T2": "no", "T8": "no"})


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("P0", None),
        ("P1", "PRE_FEB_2020"),
        ("P2", "NO_RIGHT_NON_SCH3"),
        ("P3", "PREMATURE"),
        ("P4", "NO_RIGHT_IOPC_INVESTIGATION"),
        ("P5", "WRONG_LPB"),
        ("P6", "NOT_COMPLAINANT"),
    ],
)
def test_each_gate_stops_on_its_own_answer(code: str, reason: str | None) -> None:
    opposite = "yes" if PASSING[code] == "no" else "no"
    stopped = pre_check(PASSING | {code: opposite}).stopped_at
    assert stopped is not None
    assert (stopped.code, stopped.invalid_reason) == (code, reason)


def test_the_first_stop_wins() -> None:
    result = pre_check(PASSING | {"P2": "no", "P5": "no"})
    assert result.stopped_at is not None
    assert result.stopped_at.code == "P2"


def test_an_unanswered_gate_is_neither_passed_nor_stopped() -> None:
    result = pre_check({"P0": "yes"})
    assert (result.passed, result.stopped_at) == (False, None)
    assert result.unanswered is not None
    assert result.unanswered.code == "P1"
    assert pre_check(PASSING).passed
