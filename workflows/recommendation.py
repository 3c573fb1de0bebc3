"""A recommendation to the force: issued with the decision, answered, put into practice (rulebook 3.4, 3.5, 10.2)."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Self

from workflows.clocks import Basis, ClockRule, Reminded, Unit
from workflows.engine import ALL_MET, Category, Move, Question, Workflow, meet, start
from workflows.recommendation_letters import LETTERS
from workflows.recommendation_types import ALLOWED, LEARNING
from workflows.roles import MANAGER, REVIEWER
from workflows.turns import Turn, Way


class State(StrEnum):
    DRAFT = "draft"
    ISSUED = "issued"
    ACCEPTED = "accepted"
    PART_ACCEPTED = "part_accepted"
    REJECTED = "rejected"
    IMPLEMENTED = "implemented"
    SUPERSEDED = "superseded"


class Trigger(StrEnum):
    ISSUE = "issue"
    ACCEPT = "accept"
    ACCEPT_IN_PART = "accept_in_part"
    REJECT = "reject"
    CONFIRM_IMPLEMENTED = "confirm_implemented"
    SUPERSEDE = "supersede"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """`due_on` is the day the force's answer is due; days are local dates."""

    actor_id: int | None = None
    rec_type: str = ""
    review_type: str | None = None
    issued_on: dt.date | None = None
    due_on: dt.date | None = None
    today: dt.date | None = None
    answers: Mapping[str, object] = field(default_factory=dict)

    def answered(self, answers: Mapping[str, object]) -> Self:
        return replace(self, answers=answers)

    def with_hold(self, *, waits: bool | None) -> Self:  # noqa: ARG002
        return self

    def of_another(self) -> Self:
        return replace(self, actor_id=None)

    def text(self, code: str) -> str:
        return str(self.answers.get(code) or "").strip()


def type_is_allowed(facts: Facts) -> bool:
    """This kind of recommendation is not open to this type of review (section 3.4)."""
    return facts.rec_type in ALLOWED.get(facts.review_type or "", frozenset())


def is_statutory(facts: Facts) -> bool:
    """Learning is outside the statute and has no clock in law."""
    return facts.rec_type != LEARNING


def is_learning(facts: Facts) -> bool:
    """Only learning is issued without the clock in law."""
    return facts.rec_type == LEARNING


def steps_stated(facts: Facts) -> bool:
    """Write down the steps that the force says it will take (R3.7)."""
    return bool(facts.text("steps"))


def reasons_stated(facts: Facts) -> bool:
    """Write down the reasons that the force gives (R3.7)."""
    return bool(facts.text("reasons"))


def evidence_seen(facts: Facts) -> bool:
    """Say what evidence shows that it was done (R3.11)."""
    return bool(facts.text("evidence"))


def has_reason(facts: Facts) -> bool:
    """Give the reason."""
    return bool(facts.text("reason"))


def may_extend(facts: Facts) -> bool:
    """The time for an answer can be extended only before it has run out, and with a reason (R3.7)."""
    return facts.due_on is not None and facts.today is not None and facts.today <= facts.due_on


COPIED = "This is copied to the complainant and to the others concerned: leave out what could do harm"
STEPS = Question(code="steps", kind="text", label="What the force says it will do", hint=COPIED)
REASONS = Question(code="reasons", kind="text", label="The reasons that the force gives", hint=COPIED)
IMPLEMENTATION = Question(
    code="implementation_on", kind="date", label="When the force will have done it", hint="The force's own date"
)
EVIDENCE = Question(
    code="evidence", kind="text", label="What shows that it was done", hint="This goes into the letter to the force"
)
REASON = Question(code="reason", kind="text", label="Reason")
ANSWERED = (meet("response"), meet("learning_response"))
S, T = State, Trigger
ACCEPTED_STATES = (S.ACCEPTED, S.PART_ACCEPTED)
THE_FORCE = Turn(who="the force", named_by="addressed_to")

MOVES = (
    Move(
        trigger=T.ISSUE, source=S.DRAFT, target=S.ISSUED, roles=MANAGER,
        label="Issue", follows="Goes to the force with the decision; the answer is due in 28 days.",
        guards=(type_is_allowed, is_statutory), effects=("mark_issued",), clocks=(start("response"),), letters=("L-R24",), likely=0,
    ),
    Move(
        trigger=T.ISSUE, source=S.DRAFT, target=S.ISSUED, roles=MANAGER,
        label="Issue", follows="Goes to the force with the decision; we ask for an answer in 28 days.",
        guards=(type_is_allowed, is_learning), effects=("mark_issued",), clocks=(start("learning_response"),),
        letters=("L-R24",), likely=0,
    ),
    Move(
        trigger=T.ACCEPT, source=S.ISSUED, target=S.ACCEPTED, roles=REVIEWER,
        label="Record: accepted", follows="Records the force's answer and its date for doing it.",
        guards=(steps_stated,), asks=(STEPS, IMPLEMENTATION), effects=("save_response",),
        clocks=(*ANSWERED, start("implementation", from_answer="implementation_on")), letters=("L-C02",), likely=4,
    ),
    Move(
        trigger=T.ACCEPT_IN_PART, source=S.ISSUED, target=S.PART_ACCEPTED, roles=REVIEWER,
        label="Record: accepted in part", follows="Records what is accepted, what is not, and the force's date.",
        guards=(steps_stated, reasons_stated), asks=(STEPS, REASONS, IMPLEMENTATION), effects=("save_response",),
        clocks=(*ANSWERED, start("implementation", from_answer="implementation_on")), letters=("L-C02",), likely=3,
    ),
    Move(
        trigger=T.REJECT, source=S.ISSUED, target=S.REJECTED, roles=REVIEWER,
        label="Record: rejected", follows="Records the force's reasons and ends the recommendation.",
        guards=(reasons_stated,), asks=(REASONS,), effects=("save_response",), clocks=ANSWERED, letters=("L-C02",), likely=2,
    ),
    *(
        Move(
            trigger=T.CONFIRM_IMPLEMENTED, source=source, target=S.IMPLEMENTED, roles=REVIEWER,
            label="Confirm that it was done", follows="Ends the recommendation as implemented.",
            guards=(evidence_seen,), asks=(EVIDENCE,), effects=("mark_implemented",), clocks=(ALL_MET,),
            letters=("L-C05",), likely=9,
        )
        for source in ACCEPTED_STATES
    ),
    *(
        Move(
            trigger=T.SUPERSEDE, source=source, target=S.SUPERSEDED, roles=REVIEWER,
            label="Mark as superseded", follows="Ends the recommendation because something else took its place.",
            guards=(has_reason,), asks=(REASON,), clocks=(ALL_MET,), way=Way.OUT, likely=2,
        )
        for source in ACCEPTED_STATES
    ),
)  # fmt: skip

CLOCKS = (
    ClockRule(
        code="response", label="Answer from the force", basis=Basis.LAW, unit=Unit.DAYS, length=28, rule="R3.7",
        start_label="Issued", stopped_by_hold=False, reminded=Reminded.ANSWER,
    ),
    ClockRule(
        code="learning_response", label="Answer from the force", basis=Basis.POLICY, unit=Unit.DAYS, length=28,
        rule="section 10.2", start_label="Issued", reminded=Reminded.ANSWER,
    ),
    ClockRule(
        code="implementation", label="The force's own date", basis=Basis.POLICY, unit=Unit.FIXED, length=0,
        rule="R3.11", start_label="Answered", stopped_by_hold=False,
    ),
)  # fmt: skip

WORKFLOW = Workflow(
    name="recommendation",
    version=1,
    label="Recommendation",
    plural="Recommendations",
    part_of="complaint_review",
    then_tried="complete_recommendations",
    states=State,
    triggers=Trigger,
    initial=S.DRAFT,
    moves=MOVES,
    letters=LETTERS,
    labels={
        S.DRAFT: "Draft",
        S.ISSUED: "Issued",
        S.ACCEPTED: "Accepted",
        S.PART_ACCEPTED: "Accepted in part",
        S.REJECTED: "Rejected",
        S.IMPLEMENTED: "Implemented",
        S.SUPERSEDED: "Superseded",
    },
    categories={
        S.DRAFT: Category.NEW,
        S.ISSUED: Category.OPEN,
        S.ACCEPTED: Category.OPEN,
        S.PART_ACCEPTED: Category.OPEN,
        S.REJECTED: Category.CLOSED,
        S.IMPLEMENTED: Category.CLOSED,
        S.SUPERSEDED: Category.CLOSED,
    },
    turns={
        S.DRAFT: Turn(who="the decision", to="it is issued with it"),
        S.ISSUED: replace(THE_FORCE, to="record their answer", clocks=("response", "learning_response")),
        S.ACCEPTED: replace(THE_FORCE, to="confirm that it was done", clocks=("implementation",)),
        S.PART_ACCEPTED: replace(THE_FORCE, to="confirm that it was done", clocks=("implementation",)),
    },
    clocks=CLOCKS,
)

RESPONSE_CLOCKS = tuple(WORKFLOW.clock_name(code) for code in ("response", "learning_response"))
"""The clocks for the force's answer: in law, and for learning, which is outside statute (rulebook 10.2)."""


def response_clock(rec_type: str) -> str:
    """The clock for the force's answer to this kind of recommendation."""
    in_law, of_learning = RESPONSE_CLOCKS
    return of_learning if rec_type == LEARNING else in_law
