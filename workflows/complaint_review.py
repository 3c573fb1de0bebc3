"""A complaint review: is the outcome of a complaint reasonable and proportionate (rulebook 10.1, sections 1 to 3).

The questions, guards and clocks stand in `complaint_review_rules.py`; this is the life of the case.
"""

from dataclasses import replace
from enum import StrEnum

from workflows import complaint_review_facts, mistakes
from workflows import complaint_review_rules as rules
from workflows.complaint_review_letters import LETTERS
from workflows.engine import ALL_MET, Category, Move, Workflow, meet, start
from workflows.roles import MANAGER, OFFICER, REVIEWER, SYSTEM
from workflows.turns import THE_PERSON, Turn, Way

Facts = complaint_review_facts.Facts


class State(StrEnum):
    RECEIVED = "received"
    TRIAGE = "triage"
    AWAITING_INFORMATION = "awaiting_information"
    LATE_REASONS = "late_reasons"
    VALID = "valid"
    AWAITING_PAPERS = "awaiting_papers"
    ASSESSMENT = "assessment"
    ESCALATED = "escalated"
    SIGN_OFF = "sign_off"
    DECIDED_NOT_REASONABLE = "decided_not_reasonable"
    CLOSED = "closed"
    CLOSED_INVALID = "closed_invalid"
    FORWARDED_TO_IOPC = "forwarded_to_iopc"
    WITHDRAWN = "withdrawn"
    MISTAKE = "mistake"


class Trigger(StrEnum):
    ACKNOWLEDGE = "acknowledge"
    FORWARD_TO_IOPC = "forward_to_iopc"
    CLOSE_WRONG_FORCE = "close_wrong_force"
    CLOSE_NO_RIGHT = "close_no_right"
    ASK_FOR_INFORMATION = "ask_for_information"
    RECORD_INFORMATION = "record_information"
    CLOSE_INSUFFICIENT = "close_insufficient"
    WAIVE_DEFECT = "waive_defect"
    ASK_LATE_REASONS = "ask_late_reasons"
    GRANT_EXTENSION = "grant_extension"
    REFUSE_EXTENSION = "refuse_extension"
    ACCEPT_AS_VALID = "accept_as_valid"
    NOTIFY_PARTIES = "notify_parties"
    RECORD_PAPERS = "record_papers"
    ASK_MORE_PAPERS = "ask_more_papers"
    ESCALATE = "escalate"
    RETURN_TO_ASSESSMENT = "return_to_assessment"
    SUBMIT_DRAFT = "submit_draft"
    SEND_BACK = "send_back"
    APPROVE_REASONABLE = "approve_reasonable"
    APPROVE_NOT_REASONABLE = "approve_not_reasonable"
    COMPLETE_RECOMMENDATIONS = "complete_recommendations"
    WITHDRAW = "withdraw"
    REOPEN = "reopen"
    MISTAKE = "mistake"
    UNDO = "undo"


S, T, Q = State, Trigger, rules
OPEN_STATES = (
    S.RECEIVED, S.TRIAGE, S.AWAITING_INFORMATION, S.LATE_REASONS, S.VALID, S.AWAITING_PAPERS, S.ASSESSMENT,
    S.ESCALATED, S.SIGN_OFF, S.DECIDED_NOT_REASONABLE,
)  # fmt: skip
"""Withdrawal is possible in all of them."""
FORWARDED_FROM = (
    S.TRIAGE, S.VALID, S.AWAITING_PAPERS, S.ASSESSMENT, S.ESCALATED, S.SIGN_OFF, S.DECIDED_NOT_REASONABLE,
)  # fmt: skip
"""Paragraph 32 binds at any time: the IOPC may turn out to be the review body after validation too."""
DECIDED_STATES = (S.DECIDED_NOT_REASONABLE, S.CLOSED)
"""The decision has been signed."""
ASSESSED_IN = S.ASSESSMENT
"""While a review is here its allegations are assessed and recommendations are drafted."""
JR_DIARY = start("judicial_review")
THE_FORCE = Turn(who="the force", named_by="force_named")

MOVES = (
    Move(
        trigger=T.ACKNOWLEDGE, source=S.RECEIVED, target=S.TRIAGE, roles=OFFICER,
        label="Acknowledge", follows="Tells the applicant that we have the application, and starts triage.",
        effects=("mark_acknowledged",), clocks=(meet("acknowledge"),), letters=("L-R01",), likely=9,
    ),
    *(
        Move(
            trigger=T.FORWARD_TO_IOPC, source=source, target=S.FORWARDED_TO_IOPC, roles=REVIEWER,
            label="Pass to the IOPC",
            follows="Passes the review to the IOPC, tells the applicant both facts, and closes the case here.",
            guards=(Q.iopc_is_review_body, Q.confirmed_where_letter_named_us),
            asks=(Q.PASSED_ON,), effects=("mark_forwarded",), clocks=(ALL_MET,), letters=("L-R02", "L-R02b"),
            way=Way.CALLED_FOR, likely=8, danger=True,
        )
        for source in FORWARDED_FROM
    ),
    Move(
        trigger=T.CLOSE_WRONG_FORCE, source=S.TRIAGE, target=S.CLOSED_INVALID, roles=REVIEWER,
        label="Close: another force", follows="Closes the application as invalid and names the right office.",
        guards=(Q.another_force,), asks=(Q.in_letter(Q.REASON, "name the right office and how to reach it"),), effects=("mark_wrong_force",), clocks=(ALL_MET,),
        letters=("L-R03",), way=Way.CALLED_FOR, likely=8, danger=True,
    ),
    Move(
        trigger=T.CLOSE_NO_RIGHT, source=S.TRIAGE, target=S.CLOSED_INVALID, roles=REVIEWER,
        label="Close: no right of review", follows="Closes the application as invalid and says why.",
        guards=(Q.no_right,), asks=(Q.NO_RIGHT_REASON, Q.in_letter(Q.REASON, "say in plain words why there is none here")), effects=("mark_invalid",), clocks=(ALL_MET,),
        letters=("L-R04", "L-R05", "L-R06"), way=Way.CALLED_FOR, likely=8, danger=True,
    ),
    Move(
        trigger=T.ASK_FOR_INFORMATION, source=S.TRIAGE, target=S.AWAITING_INFORMATION, roles=REVIEWER,
        label="Ask for information or authority", follows="Asks the applicant. An answer is due in 10 working days.",
        guards=(Q.not_waived,), asks=(Q.in_letter(Q.MISSING, "say what we need from them"),), clocks=(start("information"),), letters=("L-R09",), likely=4,
    ),
    Move(
        trigger=T.RECORD_INFORMATION, source=S.AWAITING_INFORMATION, target=S.TRIAGE, roles=REVIEWER,
        label="Record the answer", follows="Goes back to triage.",
        asks=(Q.INFORMATION,), clocks=(meet("information"),), likely=9,
    ),
    Move(
        trigger=T.WAIVE_DEFECT, source=S.AWAITING_INFORMATION, target=S.TRIAGE, roles=REVIEWER,
        label="Go on without it", follows="Goes back to triage as if what is missing had been given.",
        asks=(Q.REASON,), effects=("mark_waived",), clocks=(meet("information"),), likely=4,
    ),
    Move(
        trigger=T.CLOSE_INSUFFICIENT, source=S.AWAITING_INFORMATION, target=S.CLOSED_INVALID, roles=REVIEWER,
        label="Close: not enough information", follows="Closes the application as invalid.",
        asks=(Q.in_letter(Q.REASON, "say what was missing"),), effects=("mark_insufficient",), clocks=(ALL_MET,), letters=("L-R10",), way=Way.OUT, likely=2, danger=True,
    ),
    Move(
        trigger=T.ASK_LATE_REASONS, source=S.TRIAGE, target=S.LATE_REASONS, roles=REVIEWER,
        label="Ask why it is late", follows="Asks the applicant for the reason. An answer is due in 10 working days.",
        guards=(Q.is_late,), clocks=(start("late_reasons"),), letters=("L-R07",), likely=8,
    ),
    Move(
        trigger=T.GRANT_EXTENSION, source=S.LATE_REASONS, target=S.VALID, roles=MANAGER,
        label="Accept although late", follows="Makes the application valid because of special circumstances.",
        guards=(Q.special_and_just, Q.lpb_is_review_body),
        asks=(Q.CIRCUMSTANCES, Q.WHY_JUST, Q.NEW_LAST_DAY), effects=("mark_extended", "mark_valid"),
        clocks=(meet("late_reasons"), meet("triage"), start("long_stop")), letters=("L-R11",), likely=4,
    ),
    Move(
        trigger=T.REFUSE_EXTENSION, source=S.LATE_REASONS, target=S.CLOSED_INVALID, roles=MANAGER,
        label="Refuse as out of time", follows="Closes the application as out of time. It can only be challenged in court.",
        guards=(Q.has_reason,), asks=(Q.in_letter(Q.REASON, "say why it is not just to give more time"),),
        effects=("mark_out_of_time",), clocks=(ALL_MET, JR_DIARY),
        letters=("L-R08",), likely=4, danger=True,
    ),
    Move(
        trigger=T.ACCEPT_AS_VALID, source=S.TRIAGE, target=S.VALID, roles=REVIEWER,
        label="Accept as valid", follows="Makes the application valid. The review must now be completed.",
        guards=(Q.nothing_stops, Q.lpb_is_review_body, Q.in_time, Q.meets_requirements),
        effects=("mark_valid",), clocks=(meet("triage"), start("long_stop")), likely=9,
    ),
    Move(
        trigger=T.NOTIFY_PARTIES, source=S.VALID, target=S.AWAITING_PAPERS, roles=REVIEWER,
        label="Notify the parties and ask for papers",
        follows="Notifies the force and the people concerned, and asks the force for its papers within 10 working days.",
        guards=(Q.parties_notified,), asks=(Q.NOTIFIED, Q.NOT_NOTIFIED_REASON), effects=("mark_notified",),
        clocks=(start("papers"),), letters=("L-R12", "L-R13", "L-R14"), likely=9,
    ),
    Move(
        trigger=T.RECORD_PAPERS, source=S.AWAITING_PAPERS, target=S.ASSESSMENT, roles=REVIEWER,
        label="Papers are complete", follows="Starts the assessment. It should be completed in 20 working days.",
        guards=(Q.papers_complete,), asks=(Q.PAPERS_COMPLETE,), effects=("mark_papers_complete",),
        clocks=(meet("papers"), start("completion")), likely=9,
    ),
    Move(
        trigger=T.ASK_MORE_PAPERS, source=S.ASSESSMENT, target=S.AWAITING_PAPERS, roles=REVIEWER,
        label="Ask for more papers", follows="Asks the force again. An answer is due in 10 working days.",
        asks=(Q.in_letter(Q.MISSING, "say which papers we need", to="the force"),), clocks=(start("papers"),), letters=("L-R15",), way=Way.BACK, likely=4,
    ),
    Move(
        trigger=T.ESCALATE, source=S.ASSESSMENT, target=S.ESCALATED, roles=REVIEWER,
        label="Raise a referral issue", follows="Stops the decision until it is clear whether the IOPC must have the case.",
        asks=(Q.in_letter(Q.REASON, "say what was found", to="the force"),), clocks=(start("escalation"),), letters=("L-R16",), likely=3,
    ),
    Move(
        trigger=T.RETURN_TO_ASSESSMENT, source=S.ESCALATED, target=S.ASSESSMENT, roles=REVIEWER,
        label="Go back to assessment", follows="The issue is settled and the assessment goes on.",
        asks=(Q.REASON,), clocks=(meet("escalation"),), likely=9,
    ),
    Move(
        trigger=T.SUBMIT_DRAFT, source=S.ASSESSMENT, target=S.SIGN_OFF, roles=REVIEWER,
        label="Send the draft decision for sign-off", follows="A manager who did not write it signs it or sends it back.",
        guards=(Q.no_conflict, Q.all_assessed, Q.finding_fits, Q.has_reasons),
        asks=(Q.FINDING, Q.REASONS, Q.LEARNING), effects=("save_draft_decision",), clocks=(start("sign_off"),), likely=9,
    ),
    Move(
        trigger=T.SEND_BACK, source=S.SIGN_OFF, target=S.ASSESSMENT, roles=MANAGER,
        label="Send back with comments", follows="The reviewer sees your comments and writes the decision again.",
        guards=(Q.has_comments,), asks=(Q.COMMENTS,), effects=("return_draft",), clocks=(meet("sign_off"),), way=Way.BACK, likely=4,
    ),
    Move(
        trigger=T.APPROVE_REASONABLE, source=S.SIGN_OFF, target=S.CLOSED, roles=MANAGER,
        label="Sign: reasonable and proportionate",
        follows="Signs the decision, tells everybody concerned, and closes the case.",
        guards=(Q.not_the_author, Q.no_conflict, Q.found_reasonable, Q.has_reasons), effects=("sign_decision",),
        clocks=(ALL_MET, JR_DIARY), letters=("L-R20", "L-R21", "L-R22"), likely=9,
    ),
    Move(
        trigger=T.APPROVE_NOT_REASONABLE, source=S.SIGN_OFF, target=S.CLOSED, roles=MANAGER,
        label="Sign: not reasonable and proportionate",
        follows="Signs the decision and issues its recommendations. Without any, the case closes.",
        guards=(Q.not_the_author, Q.no_conflict, Q.found_not_reasonable, Q.has_reasons, Q.recommends_nothing),
        effects=("sign_decision",), clocks=(ALL_MET, JR_DIARY), letters=("L-R23", "L-R21", "L-R22"), likely=9,
    ),
    Move(
        trigger=T.APPROVE_NOT_REASONABLE, source=S.SIGN_OFF, target=S.DECIDED_NOT_REASONABLE, roles=MANAGER,
        label="Sign: not reasonable and proportionate",
        follows="Signs the decision and issues its recommendations; the force has 28 days to answer each.",
        guards=(Q.not_the_author, Q.no_conflict, Q.found_not_reasonable, Q.has_reasons, Q.types_allowed),
        effects=("sign_decision", "issue_recommendations"), clocks=(ALL_MET, JR_DIARY),
        letters=("L-R23", "L-R24", "L-R22"), likely=9,
    ),
    Move(
        trigger=T.COMPLETE_RECOMMENDATIONS, source=S.DECIDED_NOT_REASONABLE, target=S.CLOSED, roles=SYSTEM,
        label="Close", follows="Closes the case: every recommendation has ended.",
        guards=(Q.recommendations_ended,), clocks=(ALL_MET,), letters=("L-R25",),
    ),
    *(
        Move(
            trigger=T.WITHDRAW, source=source, target=S.WITHDRAWN, roles=REVIEWER,
            label="Record a withdrawal", follows="Closes the case as withdrawn. Nothing is deleted.",
            guards=(Q.withdrawal_is_signed,), asks=(Q.EVIDENCE,), effects=("mark_withdrawn",), clocks=(ALL_MET,),
            letters=("L-R26",), way=Way.OUT, likely=1, danger=True,
        )
        for source in OPEN_STATES
    ),
    Move(
        trigger=T.REOPEN, source=S.CLOSED, target=S.ASSESSMENT, roles=MANAGER,
        label="Reopen", follows="Takes the review up again. The first decision stays on record and in the counts.",
        guards=(Q.may_reopen,), asks=(Q.REOPEN_GROUND, Q.in_letter(Q.REASON, "say why it is opened again")),
        effects=("mark_reopened",),
        clocks=(start("completion"),), letters=("L-R29",), way=Way.BACK, likely=1, danger=True,
    ),
    *mistakes.rows(OPEN_STATES[:5], S.MISTAKE, back_to=S.RECEIVED, mistake=T.MISTAKE, undo=T.UNDO),
)  # fmt: skip

WORKFLOW = Workflow(
    name="complaint_review",
    version=1,
    label="Complaint review",
    plural="Complaint reviews",
    it_is="an application for a complaint review",
    hint="Somebody asks us to look at the outcome of their complaint about the police",
    person_is="complainant",
    optional=False,
    states=State,
    triggers=Trigger,
    initial=State.RECEIVED,
    moves=MOVES,
    letters=LETTERS,
    labels={
        S.RECEIVED: "Received",
        S.TRIAGE: "Triage",
        S.AWAITING_INFORMATION: "Waiting for information",
        S.LATE_REASONS: "Late: waiting for reasons",
        S.VALID: "Valid",
        S.AWAITING_PAPERS: "Waiting for papers",
        S.ASSESSMENT: "Being assessed",
        S.ESCALATED: "Referral issue",
        S.SIGN_OFF: "Waiting for sign-off",
        S.DECIDED_NOT_REASONABLE: "Decided: waiting for the force",
        S.CLOSED: "Closed",
        S.CLOSED_INVALID: "Closed: invalid",
        S.FORWARDED_TO_IOPC: "Passed to the IOPC",
        S.WITHDRAWN: "Withdrawn",
        S.MISTAKE: mistakes.LABEL,
    },
    categories={
        S.RECEIVED: Category.NEW,
        **dict.fromkeys(OPEN_STATES[1:], Category.OPEN),
        **dict.fromkeys((S.CLOSED, S.CLOSED_INVALID, S.FORWARDED_TO_IOPC, S.WITHDRAWN, S.MISTAKE), Category.CLOSED),
    },
    turns={
        S.TRIAGE: Turn(to="decide whether it is valid", clocks=("triage",)),
        S.AWAITING_INFORMATION: Turn(who=THE_PERSON, clocks=("information",)),
        S.LATE_REASONS: Turn(who=THE_PERSON, to="a manager then decides", clocks=("late_reasons",)),
        S.AWAITING_PAPERS: replace(THE_FORCE, to="record when the papers are complete", clocks=("papers",)),
        S.ASSESSMENT: Turn(to="assess it and draft the decision", clocks=("completion",)),
        S.ESCALATED: replace(THE_FORCE, to="settle whether the IOPC must have the case", clocks=("escalation",)),
        S.SIGN_OFF: Turn(to="sign the draft decision or send it back", clocks=("sign_off",)),
        S.DECIDED_NOT_REASONABLE: replace(
            THE_FORCE, to="record the answer to each recommendation", part="recommendation"
        ),
    },
    remedies={Q.lpb_is_review_body: "triage", Q.in_time: "edit", Q.meets_requirements: "edit"},
    clocks=rules.CLOCKS,
    mistaken=T.MISTAKE,
    opening_clocks=(start("acknowledge"), start("triage"), start("update")),
)
