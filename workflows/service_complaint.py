"""A complaint about the service of the office: not a review of a decision (R3.13, routing table 7.2)."""

from enum import StrEnum

from workflows import mistakes
from workflows.clocks import Basis, ClockRule, Reminded, Unit
from workflows.engine import ALL_MET, Category, Move, Question, Workflow, meet, start
from workflows.letters import LetterKind, Must
from workflows.roles import MANAGER, OFFICER, STAFF, SYSTEM
from workflows.simple import Facts, policy
from workflows.turns import THE_PERSON, WHOEVER_LOOKS, Turn, Way


class State(StrEnum):
    RECEIVED = "received"
    ACKNOWLEDGED = "acknowledged"
    ANSWERED = "answered"
    SECOND_STAGE = "second_stage"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    MISTAKE = "mistake"


class Trigger(StrEnum):
    ACKNOWLEDGE = "acknowledge"
    ANSWER = "answer"
    ASK_SECOND_STAGE = "ask_second_stage"
    ANSWER_SECOND_STAGE = "answer_second_stage"
    CLOSE = "close"
    CLOSE_QUIET = "close_quiet"
    WITHDRAW = "withdraw"
    REOPEN = "reopen"
    MISTAKE = "mistake"
    UNDO = "undo"


def was_answered_by_another(facts: Facts) -> bool:
    """You answered the first stage yourself: another manager must look at it again."""
    return facts.actor_id is None or facts.made_by.get(Trigger.ANSWER) != facts.actor_id


OUTCOMES = (
    ("agreed", "We agree with the complaint"),
    ("agreed_in_part", "We agree with a part of it"),
    ("not_agreed", "We do not agree with it"),
)
WHO_LOOKS = Question(
    code="who_looks", kind="line", label="Who looks into it",
    hint="Somebody whom the complaint is not about. This goes into the letter",
)  # fmt: skip
OUTCOME = Question(code="outcome", kind="choice", label="What we found", choices=OUTCOMES)
ANSWER = Question(code="answer", kind="text", label="The answer", hint="This goes into the letter as you write it")
REMEDY = Question(
    code="remedy", kind="text", label="What we do about it", required=False,
    hint="An apology, or what we do otherwise. This goes into the letter",
)  # fmt: skip
WHY_AGAIN = Question(code="why_again", kind="text", label="Why the person is not satisfied with our answer")
CAME_ON = Question(code="came_on", kind="date", label="When it came")
HOW_WE_KNOW = Question(code="how_we_know", kind="text", label="What the person said, when and how")

MOVES = (
    Move(
        trigger=Trigger.ACKNOWLEDGE, source=State.RECEIVED, target=State.ACKNOWLEDGED, roles=OFFICER,
        label="Acknowledge", follows="Tells the person that we have their complaint and who looks into it.",
        asks=(WHO_LOOKS,), clocks=(meet("acknowledge"),), letters=("L-V01",), likely=9,
    ),
    *(
        Move(
            trigger=Trigger.ANSWER, source=source, target=State.ANSWERED, roles=OFFICER | MANAGER,
            label="Answer", follows="Sends the answer. The complaint closes by itself after 20 quiet working days.",
            asks=(OUTCOME, ANSWER, REMEDY), clocks=(meet("acknowledge"), meet("answer"), start("comeback")),
            letters=("L-V02",), likely=4 if source is State.RECEIVED else 9,
        )
        for source in (State.RECEIVED, State.ACKNOWLEDGED)
    ),
    Move(
        trigger=Trigger.ASK_SECOND_STAGE, source=State.ANSWERED, target=State.SECOND_STAGE, roles=STAFF,
        label="Record that the person asks us to look again", follows="Another manager looks at it again, within 20 working days.",
        asks=(WHY_AGAIN, CAME_ON), clocks=(meet("comeback"), start("second_stage", on_answer="came_on")),
        letters=("L-V03",), likely=4,
    ),
    Move(
        trigger=Trigger.ASK_SECOND_STAGE, source=State.CLOSED, target=State.SECOND_STAGE, roles=STAFF,
        label="Record that the person asks us to look again", follows="Another manager looks at it again, within 20 working days.",
        asks=(WHY_AGAIN, CAME_ON), effects=("mark_reopened",), clocks=(start("second_stage", on_answer="came_on"),),
        letters=("L-V03",), way=Way.BACK, likely=4,
    ),
    Move(
        trigger=Trigger.ANSWER_SECOND_STAGE, source=State.SECOND_STAGE, target=State.CLOSED, roles=MANAGER,
        label="Answer the second stage", follows="Sends our last word, says who can look at it then, and closes the complaint.",
        guards=(was_answered_by_another,), asks=(OUTCOME, ANSWER, REMEDY), clocks=(ALL_MET,), letters=("L-V04",), likely=9,
    ),
    Move(
        trigger=Trigger.CLOSE, source=State.ANSWERED, target=State.CLOSED, roles=OFFICER,
        label="Close: the person is content", follows="Closes the complaint today.",
        asks=(HOW_WE_KNOW,), clocks=(ALL_MET,), way=Way.OUT, likely=2,
    ),
    Move(
        trigger=Trigger.CLOSE_QUIET, source=State.ANSWERED, target=State.CLOSED, roles=SYSTEM, after="comeback",
        label="Close", follows="Closes the complaint after 20 working days without a new contact.", clocks=(ALL_MET,),
    ),
    *(
        Move(
            trigger=Trigger.WITHDRAW, source=source, target=State.WITHDRAWN, roles=OFFICER,
            label="Record a withdrawal", follows="Closes the complaint because the person does not want it looked into.",
            asks=(HOW_WE_KNOW,), clocks=(ALL_MET,), danger=True, way=Way.OUT, likely=1,
        )
        for source in (State.RECEIVED, State.ACKNOWLEDGED, State.SECOND_STAGE)
    ),
    *(
        Move(
            trigger=Trigger.REOPEN, source=source, target=State.ACKNOWLEDGED, roles=MANAGER,
            label="Reopen", follows="Takes the complaint up again. The answer is due in 20 working days.",
            asks=(Question(code="reason", kind="text", label="Why it is reopened"),),
            effects=("mark_reopened",), clocks=(start("answer"),), way=Way.BACK, likely=1,
        )
        for source in (State.CLOSED, State.WITHDRAWN)
    ),
    *mistakes.rows(
        (State.RECEIVED, State.ACKNOWLEDGED), State.MISTAKE,
        back_to=State.RECEIVED, mistake=Trigger.MISTAKE, undo=Trigger.UNDO,
    ),
)  # fmt: skip

THE_ANSWER = Must(label="the answer", field="answers.answer")
LETTERS = (
    LetterKind(code="L-V01", purpose="acknowledges a complaint about our service"),
    LetterKind(code="L-V02", purpose="answers a complaint about our service", musts=(THE_ANSWER,)),
    LetterKind(code="L-V03", purpose="says that a complaint about our service is looked at again"),
    LetterKind(code="L-V04", purpose="gives our last answer to a complaint about our service", musts=(THE_ANSWER,)),
)

WORKFLOW = Workflow(
    name="service_complaint",
    version=1,
    label="Service complaint",
    plural="Service complaints",
    it_is="a complaint about our service",
    hint="Somebody is not satisfied with how our team treated them. It changes no decision",
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
        State.SECOND_STAGE: "Second stage",
        State.CLOSED: "Closed",
        State.WITHDRAWN: "Withdrawn",
        State.MISTAKE: mistakes.LABEL,
    },
    categories={
        State.RECEIVED: Category.NEW,
        State.ACKNOWLEDGED: Category.OPEN,
        State.ANSWERED: Category.OPEN,
        State.SECOND_STAGE: Category.OPEN,
        State.CLOSED: Category.CLOSED,
        State.WITHDRAWN: Category.CLOSED,
        State.MISTAKE: Category.CLOSED,
    },
    turns={
        State.ACKNOWLEDGED: Turn(who=WHOEVER_LOOKS, named_by="who_looks"),
        State.ANSWERED: Turn(who=THE_PERSON, to="it closes by itself if they do not come back", clocks=("comeback",)),
    },
    clocks=(
        policy("acknowledge", "Acknowledge", 5, rule="R3.13", start_label="Received"),
        policy("answer", "Answer", 20, rule="R3.13", start_label="Received"),
        policy("second_stage", "Answer the second stage", 20, rule="R3.13", start_label="Asked to look again"),
        ClockRule(
            code="comeback", label="Close if quiet", basis=Basis.POLICY, unit=Unit.WORKING_DAYS, length=20, rule="R3.13",
            start_label="Answered", reminded=Reminded.NOBODY, nobody_acts="Nobody: a quiet complaint closes by itself",
        ),
    ),
    mistaken=Trigger.MISTAKE,
    opening_clocks=(start("acknowledge"), start("answer")),
    comeback=Trigger.ASK_SECOND_STAGE,
    quiet="comeback",
    opening_asks=(
        Question(code="about_whom", kind="line", label="Whom or what it is about", required=False,
                 hint="So that nobody looks into a complaint about themselves"),
        Question(code="what_they_want", kind="text", label="What they want us to do", required=False,
                 hint="This goes into the acknowledgement"),
    ),
)  # fmt: skip
