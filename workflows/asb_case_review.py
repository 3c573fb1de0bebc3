"""A review by the office of how a council and its partners dealt with an anti-social behaviour case review (table 10.5, section 7.7).

No office does these before the law says so: it is switched off until an administrator switches it on.
"""

from dataclasses import replace
from enum import StrEnum

from workflows import mistakes
from workflows.asb_case_review_letters import LETTERS
from workflows.asb_case_review_rules import (
    BODY,
    DECISIONS,
    HOW_WE_KNOW,
    IN_LETTER,
    REASONS,
    RESPONSES,
    WHO_CAN_HELP,
    WHY_NOT,
    is_in_time,
    is_of_the_area,
    names_body,
    was_decided,
)
from workflows.clocks import Basis, ClockRule, Unit
from workflows.engine import ALL_MET, Category, Move, Question, Workflow, meet, start
from workflows.roles import MANAGER, OFFICER
from workflows.simple import policy
from workflows.turns import Turn, Way


class State(StrEnum):
    RECEIVED = "received"
    ACKNOWLEDGED = "acknowledged"
    NOT_ELIGIBLE = "not_eligible"
    ELIGIBLE = "eligible"
    AWAITING_BODIES = "awaiting_bodies"
    ASSESSMENT = "assessment"
    UPHELD = "upheld"
    RESPONDED = "responded"
    NOT_UPHELD = "not_upheld"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    MISTAKE = "mistake"


class Trigger(StrEnum):
    ACKNOWLEDGE = "acknowledge"
    TAKE_ON = "take_on"
    REFUSE = "refuse"
    ASK_RECORDS = "ask_records"
    RECORD_RECORDS = "record_records"
    RECOMMEND = "recommend"
    DO_NOT_UPHOLD = "do_not_uphold"
    RECORD_RESPONSE = "record_response"
    CLOSE = "close"
    WITHDRAW = "withdraw"
    REOPEN = "reopen"
    MISTAKE = "mistake"
    UNDO = "undo"


UNCHECKED = (State.RECEIVED, State.ACKNOWLEDGED)
OPEN = (
    *UNCHECKED, State.NOT_ELIGIBLE, State.ELIGIBLE, State.AWAITING_BODIES, State.ASSESSMENT, State.UPHELD, State.RESPONDED,
)  # fmt: skip

MOVES = (
    Move(
        trigger=Trigger.ACKNOWLEDGE, source=State.RECEIVED, target=State.ACKNOWLEDGED, roles=OFFICER,
        label="Acknowledge", follows="Tells the person that we have their application and what we check first.",
        clocks=(meet("acknowledge"),), letters=("L-B01",), likely=9,
    ),
    *(
        Move(
            trigger=Trigger.TAKE_ON, source=source, target=State.ELIGIBLE, roles=OFFICER, label="Take it on",
            follows="Tells the person that we review how their case was dealt with.",
            guards=(was_decided, is_of_the_area, is_in_time),
            asks=(
                Question(code="council_decision", kind="choice", label="What the council decided", choices=DECISIONS),
                Question(code="council_decided_on", kind="date", label="When it told the person"),
                Question(code="in_area", kind="yes_no", label="Did it happen in our area?"),
                Question(code="why_late", kind="line", label="Why it is taken although it is late", required=False,
                         hint="Only where the limit of this area has passed"),
            ),
            clocks=(meet("acknowledge"),), letters=("L-B02",),
            way=Way.BACK if source is State.NOT_ELIGIBLE else Way.ON, likely=4 if source is State.NOT_ELIGIBLE else 8,
        )
        for source in (*UNCHECKED, State.NOT_ELIGIBLE)
    ),
    *(
        Move(
            trigger=Trigger.REFUSE, source=source, target=State.NOT_ELIGIBLE, roles=OFFICER,
            label="Record that we cannot take it",
            follows="Records why. The person is told, with who can help, when you close it.",
            asks=(
                Question(code="why_not", kind="choice", label="Why not", choices=WHY_NOT),
                replace(REASONS, hint="You can change it before the person is told"),
            ),
            likely=4,
        )
        for source in UNCHECKED
    ),
    Move(
        trigger=Trigger.CLOSE, source=State.NOT_ELIGIBLE, target=State.CLOSED, roles=OFFICER,
        label="Close, and say who can help", follows="Tells the person why, and who can help, and closes the review.",
        asks=(replace(REASONS, carried=True), WHO_CAN_HELP), clocks=(ALL_MET,), letters=("L-B03",), likely=9,
    ),
    Move(
        trigger=Trigger.CLOSE, source=State.RESPONDED, target=State.CLOSED, roles=OFFICER,
        label="Close", follows="Closes the review today. Nothing is sent.", clocks=(ALL_MET,), likely=9,
    ),
    *(
        Move(
            trigger=Trigger.ASK_RECORDS, source=source, target=State.AWAITING_BODIES, roles=OFFICER, label=label,
            follows="Writes to the body. Its records are due 10 working days after the first body was asked.",
            guards=(names_body,), asks=(*BODY, Question(code="records", kind="text", label="What we ask for", hint=IN_LETTER)),
            clocks=clocks, letters=("L-B04",), likely=likely,
        )
        for source, label, clocks, likely in (
            (State.ELIGIBLE, "Ask the bodies for their records", (start("records"),), 9),
            (State.AWAITING_BODIES, "Ask another body", (), 4),
        )
    ),
    Move(
        trigger=Trigger.RECORD_RECORDS, source=State.AWAITING_BODIES, target=State.ASSESSMENT, roles=OFFICER,
        label="Record what they sent", follows="Begins our assessment. It is due in 20 working days.",
        asks=(Question(code="what_came", kind="text", label="What came, and what is missing"),),
        clocks=(meet("records"), start("assess")), likely=9,
    ),
    Move(
        trigger=Trigger.RECOMMEND, source=State.ASSESSMENT, target=State.UPHELD, roles=MANAGER,
        label="Decide, with recommendations",
        follows="Tells the person and the body. The body has 28 days to answer what we recommend.",
        guards=(names_body,),
        asks=(REASONS, Question(code="recommendations", kind="text", label="What we recommend", hint=IN_LETTER), *BODY),
        clocks=(meet("assess"), start("response")), letters=("L-B05", "L-B09"), likely=9,
    ),
    Move(
        trigger=Trigger.DO_NOT_UPHOLD, source=State.ASSESSMENT, target=State.NOT_UPHELD, roles=MANAGER,
        label="Decide, without recommendations", follows="Tells the person why, and ends the review.",
        asks=(REASONS,), clocks=(ALL_MET,), letters=("L-B06",), likely=6,
    ),
    Move(
        trigger=Trigger.RECORD_RESPONSE, source=State.UPHELD, target=State.RESPONDED, roles=OFFICER | MANAGER,
        label="Record the response", follows="Tells the person what the body answered.",
        asks=(
            Question(code="response", kind="choice", label="What they answered", choices=RESPONSES),
            Question(code="response_words", kind="text", label="In their words", hint=IN_LETTER),
        ),
        clocks=(meet("response"),), letters=("L-B07",), likely=9,
    ),
    *(
        Move(
            trigger=Trigger.WITHDRAW, source=source, target=State.WITHDRAWN, roles=OFFICER, label="Record a withdrawal",
            follows="Confirms to the person that we stop, and ends the review.",
            asks=(HOW_WE_KNOW,), clocks=(ALL_MET,), letters=("L-B08",), danger=True, way=Way.OUT, likely=1,
        )
        for source in OPEN
    ),
    *(
        Move(
            trigger=Trigger.REOPEN, source=source, target=State.RECEIVED, roles=MANAGER, label="Reopen",
            follows="Takes the application up again.",
            asks=(Question(code="reason", kind="text", label="Why it is reopened"),),
            effects=("mark_reopened",), way=Way.BACK, likely=1,
        )
        for source in (State.CLOSED, State.WITHDRAWN)
    ),
    *mistakes.rows(
        UNCHECKED, State.MISTAKE, back_to=State.RECEIVED, mistake=Trigger.MISTAKE, undo=Trigger.UNDO,
    ),
)  # fmt: skip

WORKFLOW = Workflow(
    name="asb_case_review",
    version=1,
    label="Anti-social behaviour case review",
    plural="Anti-social behaviour case reviews",
    it_is="an application to review an anti-social behaviour case",
    hint="Somebody is not satisfied with how a council and its partners dealt with an anti-social behaviour case review",
    person_is="applicant",
    begins_unused=True,
    states=State,
    triggers=Trigger,
    initial=State.RECEIVED,
    moves=MOVES,
    letters=LETTERS,
    labels={
        State.RECEIVED: "Received",
        State.ACKNOWLEDGED: "Being checked",
        State.NOT_ELIGIBLE: "Not eligible",
        State.ELIGIBLE: "Eligible",
        State.AWAITING_BODIES: "Waiting for records",
        State.ASSESSMENT: "Being assessed",
        State.UPHELD: "Upheld, waiting for an answer",
        State.RESPONDED: "Answered by the body",
        State.NOT_UPHELD: "Not upheld",
        State.CLOSED: "Closed",
        State.WITHDRAWN: "Withdrawn",
        State.MISTAKE: mistakes.LABEL,
    },
    categories={
        State.RECEIVED: Category.NEW,
        **dict.fromkeys(OPEN[1:], Category.OPEN),
        **dict.fromkeys((State.NOT_UPHELD, State.CLOSED, State.WITHDRAWN, State.MISTAKE), Category.CLOSED),
    },
    turns={
        State.AWAITING_BODIES: Turn(who="the bodies", clocks=("records",)),
        State.UPHELD: Turn(who="the lead body", named_by="partner", clocks=("response",)),
    },
    clocks=(
        policy("acknowledge", "Acknowledge", 5, rule="10.5", start_label="Received"),
        policy("records", "Records", 10, rule="10.5", start_label="Bodies asked"),
        policy("assess", "Decide", 20, rule="10.5", start_label="Records complete"),
        ClockRule(
            code="response", label="Answer of the body", basis=Basis.POLICY, unit=Unit.DAYS, length=28, rule="10.5",
            start_label="Recommended",
        ),
    ),
    mistaken=Trigger.MISTAKE,
    opening_clocks=(start("acknowledge"),),
    opening_asks=(
        Question(code="council", kind="line", label="Which council or partnership decided", required=False),
        Question(code="what_they_want", kind="text", label="What they want us to look at", required=False,
                 hint="This goes into the acknowledgement"),
    ),
)  # fmt: skip
