"""A request for information under the Freedom of Information Act 2000 or the Environmental Information Regulations 2004
(R7.18, R7.19, R7.22)."""

from enum import StrEnum

from workflows import mistakes
from workflows.calendars import CalendarName
from workflows.clocks import Basis, ClockRule, Unit
from workflows.engine import ALL_MET, Category, Move, Question, Workflow, extend, restart, start, stop
from workflows.letters import LetterKind, Must
from workflows.roles import MANAGER, OFFICER, STAFF
from workflows.simple import Facts, law, policy
from workflows.turns import THE_PERSON, Turn, Way


class State(StrEnum):
    RECEIVED = "received"
    WITH_INFORMATION_TEAM = "with_information_team"
    CLARIFICATION = "clarification"
    ANSWERED = "answered"
    INTERNAL_REVIEW = "internal_review"
    REVIEWED = "reviewed"
    CLOSED = "closed"
    MISTAKE = "mistake"


class Trigger(StrEnum):
    HAND_OVER = "hand_over"
    ASK_CLARIFICATION = "ask_clarification"
    RECORD_CLARIFICATION = "record_clarification"
    EXTEND = "extend"
    ANSWER = "answer"
    ASK_INTERNAL_REVIEW = "ask_internal_review"
    ANSWER_REVIEW = "answer_review"
    CLOSE = "close"
    REOPEN = "reopen"
    MISTAKE = "mistake"
    UNDO = "undo"


FOI, EIR = "foi", "eir"


def is_environmental(facts: Facts) -> bool:
    """Only a request under the Environmental Information Regulations gets more time because it is complex."""
    return facts.text("regime") == EIR


def is_not_environmental(facts: Facts) -> bool:
    """Only a request under the Freedom of Information Act gets more time to weigh the public interest."""
    return facts.text("regime") != EIR


def was_not_extended(facts: Facts) -> bool:
    """The time for this request was extended already: it cannot be extended again."""
    return "answer" not in facts.extended


def is_in_time(facts: Facts) -> bool:
    """The day for the answer has passed: more time must be taken before it."""
    return "answer" not in facts.due or facts.due["answer"] >= facts.today


def was_answered_by_another(facts: Facts) -> bool:
    """You answered the request yourself: another manager must review the answer."""
    return facts.actor_id is None or facts.made_by.get(Trigger.ANSWER) != facts.actor_id


REGIMES = ((FOI, "Freedom of information"), (EIR, "Environmental information"))
OUTCOMES = (
    ("all", "Everything is given"),
    ("in_part", "A part is given"),
    ("not_held", "The information is not held"),
    ("refused", "Nothing is given"),
)
REASONS = (
    ("withdrawn", "It is not wanted any more"),
    ("not_clarified", "No clarification came"),
    ("elsewhere", "Another public authority holds it"),
)
REGIME = Question(code="regime", kind="choice", label="Which law it falls under", choices=REGIMES)
PASSED_TO = Question(
    code="passed_to", kind="line", label="Who deals with it", hint="For example the information team. This goes into the letter"
)  # fmt: skip
OUTCOME = Question(code="outcome", kind="choice", label="What is given", choices=OUTCOMES)
ANSWER = Question(
    code="answer", kind="text", label="The answer",
    hint="What is given, what is not, and the exemption with its reason. This goes into the letter as you write it",
)  # fmt: skip
CAME_ON = Question(code="came_on", kind="date", label="When it came")
WHY_MORE_TIME = Question(
    code="why_more_time", kind="text", label="Why more time is needed", hint="This goes into the letter"
)
OPEN = (State.RECEIVED, State.WITH_INFORMATION_TEAM)

MOVES = (
    Move(
        trigger=Trigger.HAND_OVER, source=State.RECEIVED, target=State.WITH_INFORMATION_TEAM, roles=OFFICER,
        label="Pass on and acknowledge", follows="Tells the person who deals with it and by when. The time for the answer runs on.",
        asks=(REGIME, PASSED_TO), letters=("L-F01",), likely=9,
    ),
    *(
        Move(
            trigger=Trigger.ASK_CLARIFICATION, source=source, target=State.CLARIFICATION, roles=OFFICER,
            label="Ask what is meant", follows="Writes to the person. The time for the answer stops until they say what they mean.",
            asks=(Question(code="unclear", kind="text", label="What is not clear", hint="This goes into the letter"),),
            clocks=(stop("answer", reason="Waiting for clarification"),), letters=("L-F02",), likely=4,
        )
        for source in OPEN
    ),
    Move(
        trigger=Trigger.RECORD_CLARIFICATION, source=State.CLARIFICATION, target=State.WITH_INFORMATION_TEAM, roles=OFFICER,
        label="Record the clarification", follows="The 20 working days begin anew with the day on which it came.",
        asks=(Question(code="clarified", kind="text", label="What the person means"), CAME_ON),
        clocks=(restart("answer", reason="Clarified", on_answer="came_on"),), likely=9,
    ),
    Move(
        trigger=Trigger.EXTEND, source=State.WITH_INFORMATION_TEAM, target=State.WITH_INFORMATION_TEAM, roles=OFFICER | MANAGER,
        label="Take more time", follows="Tells the person why, and gives 20 working days more.",
        guards=(is_environmental, was_not_extended, is_in_time), asks=(WHY_MORE_TIME,),
        clocks=(extend("answer", 20, reason="the request is complex and large (EIR regulation 7)"),), letters=("L-F03",), likely=2,
    ),
    Move(
        trigger=Trigger.EXTEND, source=State.WITH_INFORMATION_TEAM, target=State.WITH_INFORMATION_TEAM, roles=OFFICER | MANAGER,
        label="Take more time", follows="Tells the person why, and gives 20 working days more.",
        guards=(is_not_environmental, was_not_extended, is_in_time), asks=(WHY_MORE_TIME,),
        clocks=(extend("answer", 20, reason="the public interest is being weighed (FOIA section 10(3))"),), letters=("L-F03",), likely=2,
    ),
    *(
        Move(
            trigger=Trigger.ANSWER, source=source, target=State.ANSWERED, roles=OFFICER,
            label="Answer", follows="Sends the answer, with the right to an internal review, and closes the request.",
            asks=(OUTCOME, ANSWER), clocks=(ALL_MET,), letters=("L-F04",), likely=8,
        )
        for source in OPEN
    ),
    *(
        Move(
            trigger=Trigger.ASK_INTERNAL_REVIEW, source=source, target=State.INTERNAL_REVIEW, roles=STAFF,
            label="Record that the person asks for an internal review",
            follows="Opens it again: somebody who did not answer looks at the answer, within 20 working days.",
            asks=(Question(code="why_review", kind="text", label="What the person says is wrong with the answer"), CAME_ON),
            effects=("mark_reopened",), clocks=(start("internal_review", on_answer="came_on"),), letters=("L-F05",), way=Way.BACK, likely=4,
        )
        for source in (State.ANSWERED, State.CLOSED)
    ),
    Move(
        trigger=Trigger.ANSWER_REVIEW, source=State.INTERNAL_REVIEW, target=State.REVIEWED, roles=MANAGER,
        label="Answer the internal review", follows="Sends the outcome, with the way to the Information Commissioner, and closes the request.",
        guards=(was_answered_by_another,),
        asks=(
            Question(code="review_outcome", kind="choice", label="What the review found",
                     choices=(("stands", "The answer stands"), ("changed", "The answer is changed"))),
            Question(code="review_answer", kind="text", label="The outcome of the review",
                     hint="This goes into the letter as you write it"),
        ),
        clocks=(ALL_MET,), letters=("L-F06",), likely=9,
    ),
    *(
        Move(
            trigger=Trigger.CLOSE, source=source, target=State.CLOSED, roles=OFFICER,
            label="Close without an answer", follows="Closes the request today.",
            asks=(
                Question(code="closed_because", kind="choice", label="Why", choices=REASONS),
                Question(code="closed_words", kind="text", label="What the person should know", required=False,
                         hint="For example who holds the information. This goes into the letter"),
            ),
            clocks=(ALL_MET,), letters=("L-F07",), danger=True, way=Way.OUT, likely=1,
        )
        for source in (*OPEN, State.CLARIFICATION)
    ),
    *(
        Move(
            trigger=Trigger.REOPEN, source=source, target=State.WITH_INFORMATION_TEAM, roles=MANAGER,
            label="Reopen", follows="Takes the request up again; the answer is due in 10 working days.",
            asks=(Question(code="reason", kind="text", label="Why it is reopened"),),
            effects=("mark_reopened",), clocks=(start("reopened"),), way=Way.BACK, likely=1,
        )
        for source in (State.ANSWERED, State.REVIEWED, State.CLOSED)
    ),
    *mistakes.rows(
        (*OPEN, State.CLARIFICATION), State.MISTAKE, roles=OFFICER | MANAGER,
        back_to=State.RECEIVED, mistake=Trigger.MISTAKE, undo=Trigger.UNDO,
    ),
)  # fmt: skip

LETTERS = (
    LetterKind(code="L-F01", purpose="acknowledges a request for information", musts=(Must(label="who deals with it", field="answers.passed_to"),)),
    LetterKind(code="L-F02", purpose="asks what a request for information means", musts=(Must(label="what is not clear", field="answers.unclear"),)),
    LetterKind(code="L-F03", purpose="says that a request for information takes longer", musts=(Must(label="why more time is needed", field="answers.why_more_time"),)),
    LetterKind(code="L-F04", purpose="answers a request for information", musts=(Must(label="the answer", field="answers.answer"),)),
    LetterKind(code="L-F05", purpose="acknowledges that an internal review is asked for"),
    LetterKind(code="L-F06", purpose="gives the outcome of an internal review", musts=(Must(label="the outcome of the review", field="answers.review_answer"),)),
    LetterKind(
        code="L-F07", purpose="closes a request for information without an answer",
    ),
)  # fmt: skip

WORKFLOW = Workflow(
    name="information_request",
    version=1,
    label="Information request",
    plural="Information requests",
    it_is="a request for information",
    hint="Somebody asks for information that the office holds (freedom of information, environmental information)",
    person_is="requester",
    states=State,
    triggers=Trigger,
    initial=State.RECEIVED,
    moves=MOVES,
    letters=LETTERS,
    labels={
        State.RECEIVED: "Received",
        State.WITH_INFORMATION_TEAM: "With the information team",
        State.CLARIFICATION: "Waiting for clarification",
        State.ANSWERED: "Answered",
        State.INTERNAL_REVIEW: "Internal review",
        State.REVIEWED: "Reviewed",
        State.CLOSED: "Closed without an answer",
        State.MISTAKE: mistakes.LABEL,
    },
    categories={
        State.RECEIVED: Category.NEW,
        State.WITH_INFORMATION_TEAM: Category.OPEN,
        State.CLARIFICATION: Category.OPEN,
        State.ANSWERED: Category.CLOSED,
        State.INTERNAL_REVIEW: Category.OPEN,
        State.REVIEWED: Category.CLOSED,
        State.CLOSED: Category.CLOSED,
        State.MISTAKE: Category.CLOSED,
    },
    turns={
        State.WITH_INFORMATION_TEAM: Turn(who="the information team", named_by="passed_to"),
        State.CLARIFICATION: Turn(who=THE_PERSON),
    },
    clocks=(
        law(
            "answer", "Answer the request", 20, unit=Unit.WORKING_DAYS, rule="R7.18", start_label="Received",
            calendar=CalendarName.UK,
        ),
        ClockRule(
            code="internal_review", label="Answer the internal review", basis=Basis.POLICY, unit=Unit.WORKING_DAYS, length=20,
            rule="R7.19", start_label="Asked for", calendar=CalendarName.UK,
        ),
        policy("reopened", "Answer again", 10, rule="R7.18", start_label="Reopened"),
    ),
    mistaken=Trigger.MISTAKE,
    opening_clocks=(start("answer"),),
    opening_asks=(
        Question(code="regime", kind="choice", label="Which law it falls under", choices=REGIMES, required=False,
                 hint="Leave it open if you do not know: it is asked again when the request is passed on"),
    ),
)  # fmt: skip
