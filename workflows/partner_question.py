"""A question to the force, a partner or another organisation: asked, chased, escalated, answered (rulebook 3.2, 10.3).

It is a part of a case of any type. What it does to the case is said there: an enquiry waits for its answer.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Self

from workflows.clocks import Basis, ClockRule, Reminded, Unit
from workflows.engine import ANY_CASE, Category, Move, Question, Workflow, meet, start
from workflows.letters import Audience, LetterKind, Must
from workflows.roles import OFFICER, REVIEWER, STAFF
from workflows.turns import Turn, Way


class State(StrEnum):
    ASKED = "asked"
    CHASED = "chased"
    ESCALATED = "escalated"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"


class Trigger(StrEnum):
    CHASE = "chase"
    ESCALATE = "escalate"
    ANSWER = "answer"
    WITHDRAW = "withdraw"
    TAKE_BACK = "take_back"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """`case_is_open`: the case that it is a part of. Days are local dates."""

    today: dt.date = dt.date.max
    asked_on: dt.date = dt.date.min
    case_is_open: bool = True
    answers: Mapping[str, object] = field(default_factory=dict)

    def answered(self, answers: Mapping[str, object]) -> Self:
        return replace(self, answers=answers)

    def with_hold(self, *, waits: bool | None) -> Self:  # noqa: ARG002
        return self

    def of_another(self) -> Self:
        return self

    def says(self, code: str) -> bool:
        return bool(str(self.answers.get(code) or "").strip())


def names_whom(facts: Facts) -> bool:
    """Say who is asked to see to it: a name, or what they are there."""
    return facts.says("escalated_to")


def says_what(facts: Facts) -> bool:
    """Write down what they answered."""
    return facts.says("answer")


def came_in_time(facts: Facts) -> bool:
    """Give the day on which it came: not before we asked, and not after today."""
    day = facts.answers.get("came_on")
    return not isinstance(day, dt.date) or facts.asked_on <= day <= facts.today


def has_reason(facts: Facts) -> bool:
    """Give the reason."""
    return facts.says("reason")


def case_is_open(facts: Facts) -> bool:
    """The case is closed: reopen it first."""
    return facts.case_is_open


ANSWER = Question(code="answer", kind="text", label="What they answered", hint="In a few words where it came as a file")
CAME_ON = Question(code="came_on", kind="date", label="When it came")
ESCALATED_TO = Question(
    code="escalated_to", kind="line", label="Who is asked to see to it",
    hint="For example: the head of the department. This goes into the letter",
)  # fmt: skip
REASON = Question(code="reason", kind="text", label="Reason")
S, T = State, Trigger
WAITED_FOR = (S.ASKED, S.CHASED, S.ESCALATED)
"""The states in which an organisation has a question, and we wait for it."""

MOVES = (
    *(
        Move(
            trigger=T.CHASE, source=source, target=S.CHASED, roles=OFFICER | REVIEWER,
            label="Chase", follows="Reminds them in writing. The day by which we asked for their answer stays.",
            effects=("mark_chased",), letters=("L-Q02",), likely=4,
        )
        for source in (S.ASKED, S.CHASED)
    ),
    Move(
        trigger=T.ESCALATE, source=S.CHASED, target=S.ESCALATED, roles=STAFF,
        label="Escalate", follows="Asks somebody above them, in writing, to see that we get an answer.",
        guards=(names_whom,), asks=(ESCALATED_TO,), effects=("mark_escalated",), letters=("L-Q03",), likely=3,
    ),
    *(
        Move(
            trigger=T.ANSWER, source=source, target=S.ANSWERED, roles=STAFF,
            label="Record their answer", follows="Ends the wait for them. Files of the answer can be put to it.",
            guards=(says_what, came_in_time), asks=(ANSWER, CAME_ON), effects=("save_answer",),
            clocks=(meet("answer", on_answer="came_on"),), likely=9,
        )
        for source in WAITED_FOR
    ),
    *(
        Move(
            trigger=T.WITHDRAW, source=source, target=S.WITHDRAWN, roles=STAFF,
            label="Withdraw", follows="Ends the wait for them without an answer. Nothing is sent.",
            guards=(has_reason,), asks=(REASON,), effects=("mark_withdrawn",), clocks=(meet("answer"),),
            way=Way.OUT, likely=2,
        )
        for source in WAITED_FOR
    ),
    *(
        Move(
            trigger=T.TAKE_BACK, source=source, target=S.ASKED, roles=STAFF,
            label="Wait for their answer after all",
            follows="Waits for them again, until the day that was set when they were asked.",
            guards=(case_is_open, has_reason), asks=(REASON,), effects=("take_back_end",), way=Way.BACK, likely=1,
        )
        for source in (S.ANSWERED, S.WITHDRAWN)
    ),
)  # fmt: skip

LETTERS = (
    LetterKind(
        code="L-Q01",
        purpose="asks another organisation a question",
        audiences=(Audience.PARTNER,),
        musts=(Must(label="what is asked", field="question.text"),),
    ),
    LetterKind(
        code="L-Q02",
        purpose="reminds another organisation of a question",
        audiences=(Audience.PARTNER,),
        musts=(Must(label="what was asked", field="question.text"),),
    ),
    LetterKind(
        code="L-Q03",
        purpose="escalates a question that is not answered",
        audiences=(Audience.PARTNER,),
        musts=(Must(label="what was asked", field="question.text"),),
    ),
)
WAITS = Turn(who="whoever was asked", to="record their answer", clocks=("answer",))

WORKFLOW = Workflow(
    name="partner_question",
    version=1,
    label="Question",
    plural="Questions to other organisations",
    part_of=ANY_CASE,
    then_tried="record_partner_reply",
    ends_with=T.WITHDRAW,
    states=State,
    triggers=Trigger,
    initial=S.ASKED,
    moves=MOVES,
    letters=LETTERS,
    labels={
        S.ASKED: "Asked",
        S.CHASED: "Chased",
        S.ESCALATED: "Escalated",
        S.ANSWERED: "Answered",
        S.WITHDRAWN: "Withdrawn",
    },
    categories={
        **dict.fromkeys(WAITED_FOR, Category.OPEN),
        S.ANSWERED: Category.CLOSED,
        S.WITHDRAWN: Category.CLOSED,
    },
    turns=dict.fromkeys(WAITED_FOR, WAITS),
    clocks=(
        ClockRule(
            code="answer", label="Answer to a question", basis=Basis.POLICY, unit=Unit.WORKING_DAYS, length=10,
            rule="section 10.3", start_label="Asked", reminded=Reminded.QUESTION,
        ),
    ),
    opening_clocks=(start("answer"),),
)  # fmt: skip
