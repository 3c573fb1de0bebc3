"""Whose review is it: the gates before, and the test (rulebook 1.2, 1.3).

Every text is data, so that the form, the record and the tests say the same. The answers are "yes" or "no".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal

YES: Final = "yes"
NO: Final = "no"


class ReviewBody(StrEnum):
    LPB = "lpb"
    IOPC = "iopc"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """One pre-check. `stops_on` is the answer that stops; `outcome` says what follows then."""

    code: str
    question: str
    stops_on: Literal["yes", "no"]
    outcome: str
    letter: str | None = None
    invalid_reason: str | None = None

    @property
    def guidance(self) -> str:
        return f"{self.stops_on.capitalize()} stops it. {self.outcome}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Test:
    """One test of the review body. Any yes makes it the IOPC (T8: one part is enough)."""

    code: str
    question: str
    limb: str
    guidance: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PreCheck:
    """`stopped_at` is the gate that stopped; `unanswered` the first gate still open when none has stopped."""

    stopped_at: Gate | None
    unanswered: Gate | None

    @property
    def passed(self) -> bool:
        return self.stopped_at is None and self.unanswered is None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewBodyResult:
    """`body` is None while a test is unanswered and none is yes. `limbs` are the tests that were met."""

    body: ReviewBody | None
    limbs: tuple[str, ...]


GATES = (
    Gate(
        code="P0",
        question="Is it about the outcome of a formal complaint against the police?",
        stops_on=NO,
        outcome="This is not a review. Withdraw it and log an enquiry, or pass it to whoever deals with it.",
    ),
    Gate(
        code="P1",
        question="Was the complaint made on or after 1 February 2020?",
        stops_on=NO,
        outcome="No right of review: the old right of appeal applies.",
        letter="L-R06",
        invalid_reason="PRE_FEB_2020",
    ),
    Gate(
        code="P2",
        question="Was it recorded and handled under Schedule 3?",
        stops_on=NO,
        outcome="No right of review. The person may ask the force to record the complaint.",
        letter="L-R04",
        invalid_reason="NO_RIGHT_NON_SCH3",
    ),
    Gate(
        code="P3",
        question="Has the complainant been given the outcome in writing?",
        stops_on=NO,
        outcome="It is too early for a review.",
        letter="L-R05",
        invalid_reason="PREMATURE",
    ),
    Gate(
        code="P4",
        question="Was it investigated or directed by the IOPC, ended by an accelerated procedure report only, or withdrawn?",
        stops_on=YES,
        outcome="No right of review.",
        letter="L-R06",
        invalid_reason="NO_RIGHT_IOPC_INVESTIGATION",
    ),
    Gate(
        code="P5",
        question="Is it a force of this area?",
        stops_on=NO,
        outcome="Another office must do the review. No time is left out of account.",
        letter="L-R03",
        invalid_reason="WRONG_LPB",
    ),
    Gate(
        code="P6",
        question="Is the applicant the complainant, or somebody with their written authority?",
        stops_on=NO,
        outcome="Ask for the authority and wait for it.",
        letter="L-R09",
        invalid_reason="NOT_COMPLAINANT",
    ),
)

TESTS = (
    Test(
        code="T1",
        question="Is the appropriate authority a local policing body?",
        limb="paragraph 30(1)(a)",
        guidance="Conduct of the Chief Constable or an acting Chief Constable: yes.",
    ),
    Test(
        code="T2",
        question="Is any part about the conduct of a senior officer?",
        limb="regulation 32(a)",
        guidance="Any rank above chief superintendent. Not decisions of the force made in a chief constable's name.",
    ),
    Test(
        code="T3",
        question="Could the conduct, if proved, justify criminal or disciplinary proceedings?",
        limb="regulation 32(b)(i)",
        guidance="From the complaint alone: judge the allegation as it was made, not the outcome. Yes where it cannot be "
        "ruled out.",
    ),
    Test(
        code="T4",
        question="Could it be an infringement of Article 2 or 3 rights?",
        limb="regulation 32(b)(ii)",
        guidance="From the complaint alone. Death or risk to life; torture, inhuman or degrading treatment. Yes where it "
        "cannot be ruled out.",
    ),
    Test(
        code="T5",
        question="Has it been referred to the IOPC, or must it be?",
        limb="regulation 32(c)",
        guidance="Death or serious injury, serious assault, serious sexual offence, serious corruption, a crime or "
        "disciplinary matter made worse by discrimination. A voluntary referral counts too.",
    ),
    Test(
        code="T6",
        question="Is the IOPC treating it as referred?",
        limb="regulation 32(d)",
        guidance="The IOPC called it in. This is rare.",
    ),
    Test(
        code="T7",
        question="Does it come from the same incident as a complaint that meets T2 to T6?",
        limb="regulation 32(e)",
        guidance="Look for complaints by other people about the same incident.",
    ),
    Test(
        code="T8",
        question="Does any part of the complaint meet T2 to T7?",
        limb="regulation 32(f)",
        guidance="One allegation is enough: the whole review goes to the IOPC.",
    ),
)

ANY_PART = TESTS[-1]
"""The test that follows from others (T2 to T7), so nobody is asked it."""
ASKED = (*GATES, *TESTS[:-1])


def with_any_part(answers: Mapping[str, str]) -> dict[str, str]:
    """The answers with that of `ANY_PART`: yes from the first yes on, no once all are no."""
    parts = [answers.get(test.code) for test in TESTS[1:-1]]
    found = {code: answer for code, answer in answers.items() if code != ANY_PART.code}
    if YES in parts:
        return found | {ANY_PART.code: YES}
    return found | {ANY_PART.code: NO} if all(part == NO for part in parts) else found


def pre_check(answers: Mapping[str, object]) -> PreCheck:
    """The gates in order, stopping at the first stop."""
    for gate in GATES:
        answer = answers.get(gate.code)
        if answer not in (YES, NO):
            return PreCheck(stopped_at=None, unanswered=gate)
        if answer == gate.stops_on:
            return PreCheck(stopped_at=gate, unanswered=None)
    return PreCheck(stopped_at=None, unanswered=None)


def review_body(answers: Mapping[str, object]) -> ReviewBodyResult:
    """Any yes is the IOPC; this office only when every test was answered no (R1.1, R1.2)."""
    limbs = tuple(test.code for test in TESTS if answers.get(test.code) == YES)
    if limbs:
        return ReviewBodyResult(body=ReviewBody.IOPC, limbs=limbs)
    if all(answers.get(test.code) == NO for test in TESTS):
        return ReviewBodyResult(body=ReviewBody.LPB, limbs=())
    return ReviewBodyResult(body=None, limbs=())
