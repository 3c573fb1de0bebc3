"""A public enquiry: from the first contact to the answer (rulebook 10.3, rules R7.1 to R7.8)."""

from enum import StrEnum

from workflows import enquiry_waiting
from workflows.clocks import Basis, ClockRule, Reminded, Unit
from workflows.engine import ALL_MET, Category, Move, Question, Workflow, meet, start
from workflows.enquiry_letters import LETTERS
from workflows.enquiry_organisations import WHO_CAN_HELP, WHOM, names_partner, names_who_can_help
from workflows.enquiry_rules import (
    CAME_ON,
    CONSENT,
    DUPLICATE_OF,
    LINKED_CASE,
    QUESTION,
    REPLY,
    WHO,
    WHY_NO_REPLY,
    WHY_UNDONE,
    all_are_answered,
    has_comments,
    is_ordinary,
    is_recent,
    is_sensitive,
    may_share,
    names_duplicate,
    names_target,
    says_who_will_be_asked,
    says_why,
    was_asked,
    was_written_by_another,
)
from workflows.enquiry_rules import Facts as Facts
from workflows.roles import MANAGER, OFFICER, STAFF, SYSTEM
from workflows.turns import THE_FORCE_OR_A_PARTNER, THE_PERSON, Turn, Way


class State(StrEnum):
    NEW = "new"
    ACKNOWLEDGED = "acknowledged"
    AWAITING_PARTNER = "awaiting_partner"
    DRAFTING = "drafting"
    FOR_APPROVAL = "for_approval"
    REPLIED = "replied"
    CLOSED = "closed"
    SIGNPOSTED = "signposted"
    CONVERTED = "converted"
    CLOSED_WITHOUT_REPLY = "closed_without_reply"


class Trigger(StrEnum):
    ACKNOWLEDGE = "acknowledge"
    SIGNPOST = "signpost"
    CONVERT = "convert"
    CLOSE_WITHOUT_REPLY = "close_without_reply"
    ANSWER_NOW = "answer_now"
    ANSWER_DIRECTLY = "answer_directly"
    ASK_PARTNER = "ask_partner"
    RECORD_PARTNER_REPLY = "record_partner_reply"
    ASK_AGAIN = "ask_again"
    SEND_REPLY = "send_reply"
    SUBMIT_REPLY = "submit_reply"
    APPROVE_REPLY = "approve_reply"
    SEND_BACK = "send_back"
    CLOSE_QUIET = "close_quiet"
    REOPEN = "reopen"
    UNDO = "undo"
    ASK_PERSON = "ask_person"
    ASK_PERSON_AGAIN = "ask_person_again"
    PERSON_ANSWERED = "person_answered"
    GO_ON_WITHOUT = "go_on_without"


UNANSWERED = (State.NEW, State.ACKNOWLEDGED, State.AWAITING_PARTNER, State.DRAFTING, State.FOR_APPROVAL)
REPLY_CLOCKS = (
    meet("acknowledge"), meet("reply"), meet("draft"), meet("reopened"), meet("waiting"), start("comeback"),
)  # fmt: skip

MOVES = (
    Move(
        trigger=Trigger.ACKNOWLEDGE, source=State.NEW, target=State.ACKNOWLEDGED, roles=OFFICER,
        label="Acknowledge", follows="Tells the person that we have their enquiry and whom we will ask.",
        guards=(says_who_will_be_asked,), asks=(WHO,), effects=("mark_acknowledged",),
        clocks=(meet("acknowledge"),), letters=("L-E01",), likely=9,
    ),
    *(
        Move(
            trigger=Trigger.SIGNPOST, source=source, target=State.SIGNPOSTED, roles=OFFICER,
            label="Signpost and close",
            follows="Closes the enquiry as outside our remit and tells the person who can help.",
            guards=(names_who_can_help,),
            asks=(
                *WHO_CAN_HELP,
                Question(code="consent", kind="yes_no", required=False,
                         label="Does the person want us to pass their enquiry on?",
                         hint="If not, we only tell them where to go"),
            ),
            effects=("mark_signposted",), clocks=(ALL_MET,), letters=("L-E02",), likely=3,
        )
        for source in (State.NEW, State.ACKNOWLEDGED)
    ),
    *(
        Move(
            trigger=Trigger.CONVERT, source=source, target=State.CONVERTED, roles=OFFICER,
            label="Make it another type of case",
            follows="Closes the enquiry and opens a linked case with the same date of receipt.",
            guards=(names_target,),
            asks=(Question(code="target_type", kind="choice", label="What it really is", of_types=True),),
            effects=("create_linked_case", "mark_converted"), clocks=(ALL_MET,), letters=("L-E03",), way=Way.OUT, likely=2,
        )
        for source in (State.NEW, State.ACKNOWLEDGED)
    ),
    *(
        Move(
            trigger=Trigger.CLOSE_WITHOUT_REPLY, source=source, target=State.CLOSED_WITHOUT_REPLY, roles=OFFICER,
            label="Close without a reply", follows="Closes the enquiry today. Nothing is sent to anybody.",
            guards=(names_duplicate, was_asked), asks=(WHY_NO_REPLY, DUPLICATE_OF), effects=("mark_closed_without_reply",),
            clocks=(ALL_MET,), way=Way.OUT, likely=1,
        )
        for source in UNANSWERED
    ),
    *(
        Move(
            trigger=Trigger.ANSWER_NOW, source=source, target=State.REPLIED, roles=OFFICER,
            label="Answer now", follows="Acknowledges and answers with one letter. We close it after 20 quiet working days.",
            guards=(is_ordinary,), asks=(REPLY,), effects=("mark_acknowledged", "mark_draft_author", "mark_replied"),
            clocks=REPLY_CLOCKS, letters=("L-E06",), at_once=True, likely=8,
        )
        for source in (State.NEW, State.ACKNOWLEDGED)
    ),
    Move(
        trigger=Trigger.ANSWER_DIRECTLY, source=State.ACKNOWLEDGED, target=State.DRAFTING, roles=OFFICER,
        label="Answer without asking anybody", follows="Starts the reply. It is due in 5 working days.",
        effects=("mark_draft_author",), clocks=(start("draft"),), likely=7,
    ),
    Move(
        trigger=Trigger.ASK_PARTNER, source=State.ACKNOWLEDGED, target=State.AWAITING_PARTNER, roles=OFFICER,
        label="Ask the force or a partner", follows="Records what we asked. Their answer is due in 10 working days.",
        guards=(names_partner, may_share), asks=(*WHOM, QUESTION, CONSENT), effects=("ask_question",),
        letters=("L-E04",), likely=9,
    ),
    Move(
        trigger=Trigger.RECORD_PARTNER_REPLY, source=State.AWAITING_PARTNER, target=State.DRAFTING, roles=SYSTEM,
        label="All answers are in", follows="Starts our reply, once nobody is left who has not answered.",
        guards=(all_are_answered,), clocks=(start("draft"),),
    ),
    Move(
        trigger=Trigger.ANSWER_DIRECTLY, source=State.AWAITING_PARTNER, target=State.DRAFTING, roles=OFFICER,
        label="Write the reply without their answer",
        follows="Starts the reply. It is due in 5 working days. Whom we asked can still answer.",
        effects=("mark_draft_author",), clocks=(start("draft"),), likely=3,
    ),
    Move(
        trigger=Trigger.ASK_AGAIN, source=State.DRAFTING, target=State.AWAITING_PARTNER, roles=OFFICER,
        label="Ask again", follows="Goes back to waiting for the force or a partner, 10 working days from today.",
        guards=(names_partner, may_share), asks=(*WHOM, QUESTION, CONSENT), effects=("ask_question",),
        clocks=(meet("draft"),),
        letters=("L-E04",), way=Way.BACK, likely=4,
    ),
    Move(
        trigger=Trigger.SEND_REPLY, source=State.DRAFTING, target=State.REPLIED, roles=OFFICER,
        label="Write and send the reply", follows="Sends your reply. We close it after 20 quiet working days.",
        guards=(is_ordinary,), asks=(REPLY,), effects=("mark_replied",),
        clocks=REPLY_CLOCKS, letters=("L-E06",), at_once=True, likely=9,
    ),
    Move(
        trigger=Trigger.SUBMIT_REPLY, source=State.DRAFTING, target=State.FOR_APPROVAL, roles=OFFICER,
        label="Send the reply for approval", follows="Keeps your reply for a manager to read, change and sign. Nothing is sent yet.",
        guards=(is_sensitive,), asks=(REPLY,), effects=("mark_draft_author",),
        clocks=(meet("draft"), start("approval")), likely=9,
    ),
    Move(
        trigger=Trigger.APPROVE_REPLY, source=State.FOR_APPROVAL, target=State.REPLIED, roles=MANAGER,
        label="Approve and send the reply", follows="Signs and sends the reply. What you change in it is shown.",
        guards=(was_written_by_another,), asks=(REPLY,), effects=("mark_approved", "mark_replied"),
        clocks=(meet("approval"), *REPLY_CLOCKS), letters=("L-E06",), likely=9,
    ),
    Move(
        trigger=Trigger.SEND_BACK, source=State.FOR_APPROVAL, target=State.DRAFTING, roles=MANAGER,
        label="Send back with comments", follows="Gives the reply back to whoever wrote it, with your comments as a task.",
        guards=(has_comments,), asks=(Question(code="comments", kind="text", label="What should be changed"),),
        effects=("ask_author",), clocks=(meet("approval"), start("draft")), way=Way.BACK, likely=5,
    ),
    Move(
        trigger=Trigger.CLOSE_QUIET, source=State.REPLIED, target=State.CLOSED, roles=SYSTEM, after="comeback",
        label="Close", follows="Closes the enquiry after 20 working days without a new contact.", clocks=(ALL_MET,),
    ),
    *(
        Move(
            trigger=Trigger.REOPEN, source=source, target=State.ACKNOWLEDGED, roles=STAFF,
            label="Reopen", follows="Takes the enquiry up again for a new contact on the same issue, due in 10 working days.",
            guards=(is_recent,),
            asks=(Question(code="reason", kind="text", label="What the person came back with"), CAME_ON),
            effects=("mark_reopened",), clocks=(meet("comeback"), start("reopened", on_answer="came_on")),
            way=Way.BACK, likely=1,
        )
        for source in (State.REPLIED, State.CLOSED, State.SIGNPOSTED, State.CLOSED_WITHOUT_REPLY)
    ),
    *(
        Move(
            trigger=Trigger.UNDO, source=source, target=State.ACKNOWLEDGED, roles=MANAGER,
            label="Undo: it was a mistake", follows="Takes the closing back as a mistake. The answer is due in 10 working days.",
            guards=(says_why,), asks=(WHY_UNDONE, *((LINKED_CASE,) if source is State.CONVERTED else ())),
            effects=("mark_undone",), clocks=(start("reopened"),), way=Way.BACK, likely=1,
        )
        for source in (State.SIGNPOSTED, State.CONVERTED, State.CLOSED_WITHOUT_REPLY)
    ),
    *(
        row
        for source in UNANSWERED
        for row in enquiry_waiting.rows(
            source,
            ask=Trigger.ASK_PERSON,
            again=Trigger.ASK_PERSON_AGAIN,
            answered=Trigger.PERSON_ANSWERED,
            without=Trigger.GO_ON_WITHOUT,
            likely=4 if source is State.NEW else 9,  # that we have it is acknowledged all the same
        )
    ),
)  # fmt: skip


def _policy(code: str, label: str, length: int, rule: str, start_label: str) -> ClockRule:
    return ClockRule(
        code=code, label=label, basis=Basis.POLICY, unit=Unit.WORKING_DAYS, length=length, rule=rule,
        start_label=start_label,
    )  # fmt: skip


CLOCKS = (
    _policy("acknowledge", "Acknowledge", 10, "R7.1", "Received"),
    _policy("reply", "Reply", 20, "R7.5", "Received"),
    _policy("draft", "Write the reply", 5, "section 10.3", "Reply begun"),
    _policy("approval", "Approve the reply", 2, "section 10.3", "Sent for approval"),
    _policy("reopened", "Answer the new contact", 10, "section 10.3", "Reopened"),
    ClockRule(
        code="waiting", label="Ask the person again", basis=Basis.POLICY, unit=Unit.WORKING_DAYS, length=10,
        rule="section 10.3", start_label="Asked", stopped_by_hold=False,
    ),
    ClockRule(
        code="comeback", label="Close if quiet", basis=Basis.POLICY, unit=Unit.WORKING_DAYS, length=20, rule="section 10.3",
        start_label="Replied", reminded=Reminded.NOBODY, nobody_acts="Nobody: a quiet enquiry closes by itself",
    ),
)  # fmt: skip

WORKFLOW = Workflow(
    name="enquiry",
    version=3,
    label="Enquiry",
    plural="Enquiries",
    it_is="an enquiry",
    hint="Somebody asks us or tells us something about policing and crime",
    linked=False,
    optional=False,
    elected_act=True,
    states=State,
    triggers=Trigger,
    initial=State.NEW,
    moves=MOVES,
    letters=LETTERS,
    labels={
        State.NEW: "New",
        State.ACKNOWLEDGED: "Acknowledged",
        State.AWAITING_PARTNER: "Waiting for an answer",
        State.DRAFTING: "Reply being written",
        State.FOR_APPROVAL: "Reply for approval",
        State.REPLIED: "Replied",
        State.CLOSED: "Closed",
        State.SIGNPOSTED: "Signposted",
        State.CONVERTED: "Made another case",
        State.CLOSED_WITHOUT_REPLY: "Closed without a reply",
    },
    categories={
        State.NEW: Category.NEW,
        State.ACKNOWLEDGED: Category.OPEN,
        State.AWAITING_PARTNER: Category.OPEN,
        State.DRAFTING: Category.OPEN,
        State.FOR_APPROVAL: Category.OPEN,
        State.REPLIED: Category.OPEN,
        State.CLOSED: Category.CLOSED,
        State.SIGNPOSTED: Category.CLOSED,
        State.CONVERTED: Category.CLOSED,
        State.CLOSED_WITHOUT_REPLY: Category.CLOSED,
    },
    turns={
        State.ACKNOWLEDGED: Turn(to="ask the force or a partner, or answer", clocks=("reply", "reopened")),
        State.AWAITING_PARTNER: Turn(who=THE_FORCE_OR_A_PARTNER, to="record their answer", part="partner_question"),
        State.DRAFTING: Turn(to="send the reply"),
        State.FOR_APPROVAL: Turn(to="sign the reply or send it back", clocks=("approval",)),
        State.REPLIED: Turn(who=THE_PERSON, to="it closes by itself if they do not come back", clocks=("comeback",)),
    },
    waits=enquiry_waiting.WAITS,
    clocks=CLOCKS,
    opening_clocks=(start("acknowledge"), start("reply")),
    comeback=Trigger.REOPEN,
    quiet="comeback",
)
