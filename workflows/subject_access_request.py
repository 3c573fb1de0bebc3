"""A person asks what the office holds about them: one month, two more where it is complex (UK GDPR article 15, R7.20)."""

from enum import StrEnum

from workflows import mistakes
from workflows.clocks import Unit
from workflows.engine import ALL_MET, Category, Move, Question, Workflow, extend, restart, start, stop
from workflows.letters import LetterKind, Must
from workflows.roles import MANAGER, OFFICER
from workflows.simple import Facts, law, policy
from workflows.turns import THE_PERSON, Turn, Way


class State(StrEnum):
    RECEIVED = "received"
    WITH_INFORMATION_TEAM = "with_information_team"
    WAITING_FOR_PERSON = "waiting_for_person"
    ANSWERED = "answered"
    CLOSED = "closed"
    MISTAKE = "mistake"


class Trigger(StrEnum):
    HAND_OVER = "hand_over"
    ASK_PERSON = "ask_person"
    RECORD_WHAT_CAME = "record_what_came"
    EXTEND = "extend"
    ANSWER = "answer"
    CLOSE = "close"
    REOPEN = "reopen"
    MISTAKE = "mistake"
    UNDO = "undo"


def was_not_extended(facts: Facts) -> bool:
    """The time for this request was extended already: it cannot be extended again."""
    return "answer" not in facts.extended


def is_in_time(facts: Facts) -> bool:
    """The month has passed: the person must be told of more time within it."""
    return "answer" not in facts.due or facts.due["answer"] >= facts.today


OUTCOMES = (
    ("all", "Everything is given"),
    ("in_part", "A part is given"),
    ("nothing_held", "Nothing is held"),
    ("refused", "Nothing is given"),
)
NEEDED = (
    ("identity", "Proof of who they are"),
    ("authority", "Proof that they may act for somebody"),
    ("clarification", "What exactly they want to see"),
)
REASONS = (
    ("withdrawn", "It is not wanted any more"),
    ("nothing_came", "What we asked for did not come"),
)
PASSED_TO = Question(
    code="passed_to", kind="line", label="Who deals with it", hint="For example the information team. This goes into the letter"
)  # fmt: skip
ANSWER = Question(
    code="answer", kind="text", label="The answer",
    hint="What is given, what is not and why. This goes into the letter as you write it",
)  # fmt: skip
OPEN = (State.RECEIVED, State.WITH_INFORMATION_TEAM)

MOVES = (
    Move(
        trigger=Trigger.HAND_OVER, source=State.RECEIVED, target=State.WITH_INFORMATION_TEAM, roles=OFFICER,
        label="Pass on and acknowledge", follows="Tells the person who deals with it and by when. The month runs on.",
        asks=(PASSED_TO,), letters=("L-A01",), likely=9,
    ),
    *(
        Move(
            trigger=Trigger.ASK_PERSON, source=source, target=State.WAITING_FOR_PERSON, roles=OFFICER,
            label="Ask the person for something", follows="Writes to the person. The month begins when what is needed has come.",
            asks=(
                Question(code="needed", kind="choice", label="What is needed", choices=NEEDED),
                Question(code="needed_words", kind="text", label="What we ask for", hint="This goes into the letter"),
            ),
            clocks=(stop("answer", reason="Waiting for what is needed from the person"),), letters=("L-A02",), likely=4,
        )
        for source in OPEN
    ),
    Move(
        trigger=Trigger.RECORD_WHAT_CAME, source=State.WAITING_FOR_PERSON, target=State.WITH_INFORMATION_TEAM, roles=OFFICER,
        label="Record that it came", follows="The month begins with the day on which it came.",
        asks=(Question(code="came_on", kind="date", label="When it came"),),
        clocks=(restart("answer", reason="What was needed came", on_answer="came_on"),), likely=9,
    ),
    Move(
        trigger=Trigger.EXTEND, source=State.WITH_INFORMATION_TEAM, target=State.WITH_INFORMATION_TEAM, roles=OFFICER | MANAGER,
        label="Take two months more", follows="Tells the person why. The answer is due three months after the start.",
        guards=(was_not_extended, is_in_time),
        asks=(Question(code="why_more_time", kind="text", label="Why it is complex, or how many requests there are",
                       hint="This goes into the letter"),),
        clocks=(extend("answer", 2, reason="the request is complex"),), letters=("L-A03",), likely=2,
    ),
    *(
        Move(
            trigger=Trigger.ANSWER, source=source, target=State.ANSWERED, roles=OFFICER,
            label="Answer", follows="Sends the answer, with the way to complain about it, and closes the request.",
            asks=(Question(code="outcome", kind="choice", label="What is given", choices=OUTCOMES), ANSWER),
            clocks=(ALL_MET,), letters=("L-A04",), likely=8,
        )
        for source in OPEN
    ),
    *(
        Move(
            trigger=Trigger.CLOSE, source=source, target=State.CLOSED, roles=OFFICER,
            label="Close without an answer", follows="Closes the request today.",
            asks=(Question(code="closed_because", kind="choice", label="Why", choices=REASONS),),
            clocks=(ALL_MET,), letters=("L-A05",), danger=True, way=Way.OUT, likely=1,
        )
        for source in (*OPEN, State.WAITING_FOR_PERSON)
    ),
    *(
        Move(
            trigger=Trigger.REOPEN, source=source, target=State.WITH_INFORMATION_TEAM, roles=MANAGER,
            label="Reopen", follows="Takes the request up again; the answer is due in 10 working days.",
            asks=(Question(code="reason", kind="text", label="Why it is reopened"),),
            effects=("mark_reopened",), clocks=(start("reopened"),), way=Way.BACK, likely=1,
        )
        for source in (State.ANSWERED, State.CLOSED)
    ),
    *mistakes.rows(
        (*OPEN, State.WAITING_FOR_PERSON), State.MISTAKE, roles=OFFICER | MANAGER,
        back_to=State.RECEIVED, mistake=Trigger.MISTAKE, undo=Trigger.UNDO,
    ),
)  # fmt: skip

LETTERS = (
    LetterKind(code="L-A01", purpose="acknowledges a subject access request", musts=(Must(label="who deals with it", field="answers.passed_to"),)),
    LetterKind(code="L-A02", purpose="asks for what is needed for a subject access request", musts=(Must(label="what we ask for", field="answers.needed_words"),)),
    LetterKind(code="L-A03", purpose="says that a subject access request takes longer", musts=(Must(label="why more time is needed", field="answers.why_more_time"),)),
    LetterKind(code="L-A04", purpose="answers a subject access request", musts=(Must(label="the answer", field="answers.answer"),)),
    LetterKind(
        code="L-A05", purpose="closes a subject access request without an answer",
    ),
)  # fmt: skip

WORKFLOW = Workflow(
    name="subject_access_request",
    version=1,
    label="Subject access request",
    plural="Subject access requests",
    it_is="a subject access request",
    hint="Somebody asks to see what we hold about them",
    person_is="requester",
    states=State,
    triggers=Trigger,
    initial=State.RECEIVED,
    moves=MOVES,
    letters=LETTERS,
    labels={
        State.RECEIVED: "Received",
        State.WITH_INFORMATION_TEAM: "With the information team",
        State.WAITING_FOR_PERSON: "Waiting for the person",
        State.ANSWERED: "Answered",
        State.CLOSED: "Closed without an answer",
        State.MISTAKE: mistakes.LABEL,
    },
    categories={
        State.RECEIVED: Category.NEW,
        State.WITH_INFORMATION_TEAM: Category.OPEN,
        State.WAITING_FOR_PERSON: Category.OPEN,
        State.ANSWERED: Category.CLOSED,
        State.CLOSED: Category.CLOSED,
        State.MISTAKE: Category.CLOSED,
    },
    turns={
        State.WITH_INFORMATION_TEAM: Turn(who="the information team", named_by="passed_to"),
        State.WAITING_FOR_PERSON: Turn(who=THE_PERSON),
    },
    clocks=(
        law("answer", "Answer the request", 1, unit=Unit.MONTHS, rule="R7.20", start_label="Received"),
        policy("reopened", "Answer again", 10, rule="R7.20", start_label="Reopened"),
    ),
    mistaken=Trigger.MISTAKE,
    opening_clocks=(start("answer"),),
    opening_asks=(
        Question(code="what_they_want", kind="text", label="What they want to see", required=False,
                 hint="Everything, or for example what we hold about one matter. This goes into the acknowledgement"),
        Question(code="identity_seen", kind="yes_no", label="Do we know that it is really them?", required=False),
    ),
)  # fmt: skip
