"""A complaint about how the office handled somebody's personal data: acknowledged in 30 days, answered (R7.21)."""

from enum import StrEnum

from workflows import mistakes
from workflows.clocks import Basis, ClockRule, Unit
from workflows.engine import ALL_MET, Category, Move, Question, Workflow, meet, start
from workflows.letters import LetterKind, Must
from workflows.roles import MANAGER, OFFICER
from workflows.simple import policy
from workflows.turns import WHOEVER_LOOKS, Turn, Way


class State(StrEnum):
    RECEIVED = "received"
    ACKNOWLEDGED = "acknowledged"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"
    MISTAKE = "mistake"


class Trigger(StrEnum):
    ACKNOWLEDGE = "acknowledge"
    RECORD_PROGRESS = "record_progress"
    ANSWER = "answer"
    WITHDRAW = "withdraw"
    REOPEN = "reopen"
    MISTAKE = "mistake"
    UNDO = "undo"


OUTCOMES = (
    ("put_right", "We did something wrong, and put it right"),
    ("in_part", "A part of it was wrong"),
    ("lawful", "What was done was lawful"),
)
OUTCOME = Question(code="outcome", kind="choice", label="What we found", choices=OUTCOMES)
ANSWER = Question(code="answer", kind="text", label="The answer", hint="This goes into the letter as you write it")
WHO_LOOKS = Question(
    code="who_looks", kind="line", label="Who looks into it", hint="For example the data protection officer. This goes into the letter"
)  # fmt: skip

MOVES = (
    Move(
        trigger=Trigger.ACKNOWLEDGE, source=State.RECEIVED, target=State.ACKNOWLEDGED, roles=OFFICER,
        label="Acknowledge", follows="Tells the person that we have their complaint and who looks into it.",
        asks=(WHO_LOOKS,), clocks=(meet("acknowledge"),), letters=("L-D01",), likely=9,
    ),
    Move(
        trigger=Trigger.RECORD_PROGRESS, source=State.ACKNOWLEDGED, target=State.ACKNOWLEDGED, roles=OFFICER,
        label="Tell the person how far it is", follows="Writes to the person; the complaint stays where it is.",
        asks=(Question(code="progress", kind="text", label="How far it is", hint="This goes into the letter"),),
        letters=("L-D02",), likely=3,
    ),
    *(
        Move(
            trigger=Trigger.ANSWER, source=source, target=State.ANSWERED, roles=OFFICER | MANAGER,
            label="Answer", follows="Sends the answer, with the way to the Information Commissioner, and closes the complaint.",
            asks=(OUTCOME, ANSWER), clocks=(ALL_MET,), letters=("L-D03",), likely=4 if source is State.RECEIVED else 8,
        )
        for source in (State.RECEIVED, State.ACKNOWLEDGED)
    ),
    *(
        Move(
            trigger=Trigger.WITHDRAW, source=source, target=State.WITHDRAWN, roles=OFFICER,
            label="Record a withdrawal", follows="Closes the complaint because the person does not want it looked into.",
            asks=(Question(code="how_we_know", kind="text", label="What the person said, when and how"),),
            clocks=(ALL_MET,), danger=True, way=Way.OUT, likely=1,
        )
        for source in (State.RECEIVED, State.ACKNOWLEDGED)
    ),
    *(
        Move(
            trigger=Trigger.REOPEN, source=source, target=State.ACKNOWLEDGED, roles=MANAGER,
            label="Reopen", follows="Takes the complaint up again. The answer is due in 40 working days.",
            asks=(Question(code="reason", kind="text", label="Why it is reopened"),),
            effects=("mark_reopened",), clocks=(start("answer"),), way=Way.BACK, likely=1,
        )
        for source in (State.ANSWERED, State.WITHDRAWN)
    ),
    *mistakes.rows(
        (State.RECEIVED, State.ACKNOWLEDGED), State.MISTAKE,
        back_to=State.RECEIVED, mistake=Trigger.MISTAKE, undo=Trigger.UNDO,
    ),
)  # fmt: skip

LETTERS = (
    LetterKind(code="L-D01", purpose="acknowledges a data protection complaint"),
    LetterKind(code="L-D02", purpose="says how far a data protection complaint is", musts=(Must(label="how far it is", field="answers.progress"),)),
    LetterKind(
        code="L-D03", purpose="answers a data protection complaint", musts=(Must(label="the answer", field="answers.answer"),)
    ),
)  # fmt: skip

WORKFLOW = Workflow(
    name="data_protection_complaint",
    version=1,
    label="Data protection complaint",
    plural="Data protection complaints",
    it_is="a data protection complaint",
    hint="Somebody complains about how we handled what we know of them",
    person_is="complainant",
    states=State,
    triggers=Trigger,
    initial=State.RECEIVED,
    moves=MOVES,
    letters=LETTERS,
    labels={
        State.RECEIVED: "Received",
        State.ACKNOWLEDGED: "Being looked into",
        State.ANSWERED: "Answered",
        State.WITHDRAWN: "Withdrawn",
        State.MISTAKE: mistakes.LABEL,
    },
    categories={
        State.RECEIVED: Category.NEW,
        State.ACKNOWLEDGED: Category.OPEN,
        State.ANSWERED: Category.CLOSED,
        State.WITHDRAWN: Category.CLOSED,
        State.MISTAKE: Category.CLOSED,
    },
    turns={State.ACKNOWLEDGED: Turn(who=WHOEVER_LOOKS, named_by="who_looks")},
    clocks=(
        ClockRule(
            code="acknowledge", label="Acknowledge", basis=Basis.LAW, unit=Unit.DAYS, length=30, rule="R7.21",
            start_label="Received", first_day_counts=True, stopped_by_hold=False,
        ),
        policy("answer", "Answer without undue delay", 40, rule="R7.21", start_label="Received"),
    ),
    mistaken=Trigger.MISTAKE,
    opening_clocks=(start("acknowledge"), start("answer")),
    opening_asks=(
        Question(code="what_happened_to", kind="line", label="Which data it is about", required=False,
                 hint="For example a letter that went to the wrong address. This goes into the acknowledgement"),
    ),
)  # fmt: skip
