"""A surgery appointment: somebody talks to whoever holds a public surgery (rulebook 10.4, section 7.4)."""

from enum import StrEnum

from workflows import mistakes
from workflows import surgery_rules as rules
from workflows.clocks import Basis, ClockRule, Reminded, Unit
from workflows.engine import ALL_MET, Category, Move, Workflow, meet, start
from workflows.roles import MANAGER, OFFICER, SYSTEM
from workflows.simple import policy
from workflows.turns import THE_PERSON, Turn, Way


class State(StrEnum):
    REQUESTED = "requested"
    OFFERED = "offered"
    BOOKED = "booked"
    HELD = "held"
    DID_NOT_ATTEND = "did_not_attend"
    CLOSED = "closed"
    DECLINED = "declined"
    LAPSED = "lapsed"
    CANCELLED = "cancelled"
    MISTAKE = "mistake"


class Trigger(StrEnum):
    ACKNOWLEDGE = "acknowledge"
    ACCEPT = "accept"
    DECLINE = "decline"
    CONFIRM = "confirm"
    LAPSE = "lapse"
    RECORD_LAPSE = "record_lapse"
    RESCHEDULE = "reschedule"
    CANCEL = "cancel"
    RECORD_BRIEFING = "record_briefing"
    CHANGE_BRIEFING = "change_briefing"
    RECORD_HELD = "record_held"
    RECORD_ABSENCE = "record_absence"
    OFFER_AGAIN = "offer_again"
    CLOSE_MISSED = "close_missed"
    OPEN_FOLLOW_UP = "open_follow_up"
    FINISH = "finish"
    TAKE_BACK = "take_back"
    ASK_AGAIN = "ask_again"
    REOPEN = "reopen"
    MISTAKE = "mistake"
    UNDO = "undo"


S, T = State, Trigger
HOST = OFFICER | MANAGER
"""Whoever holds the surgery, or the officer who is there with them and records it."""
DAY_CLOCKS = (meet("briefing"), meet("appointment"))

MOVES = (
    Move(
        trigger=T.ACKNOWLEDGE, source=S.REQUESTED, target=S.REQUESTED, roles=OFFICER,
        label="Acknowledge", follows="Tells the person that we have their request and what happens next.",
        guards=(rules.is_not_acknowledged,), letters=("L-S01",), likely=9,
    ),
    Move(
        trigger=T.ACCEPT, source=S.REQUESTED, target=S.OFFERED, roles=MANAGER,
        label="Offer a time", follows="Keeps the time for the person and offers it to them. They answer within 5 working days.",
        guards=(rules.names_time, rules.is_in_remit, rules.has_no_live_proceedings, rules.is_safe),
        asks=(rules.TIME, rules.IN_REMIT, rules.NO_PROCEEDINGS, rules.SAFE, rules.ACCESS),
        effects=("offer_time",), clocks=(meet("answer"), start("reply")), letters=("L-S02",), likely=9,
    ),
    Move(
        trigger=T.DECLINE, source=S.REQUESTED, target=S.DECLINED, roles=MANAGER,
        label="Decline", follows="Tells the person why. What they asked goes on as an enquiry.",
        guards=(rules.says_why,), asks=(rules.REASON,), effects=("go_on_as_enquiry",), clocks=(ALL_MET,),
        letters=("L-S03",), way=Way.OUT, likely=4,
    ),
    Move(
        trigger=T.CONFIRM, source=S.OFFERED, target=S.BOOKED, roles=OFFICER | MANAGER,
        label="Record that the time suits", follows="Books the time and confirms it. The briefing is due 5 working days before.",
        effects=("book_time",), clocks=(meet("reply"),), letters=("L-S04",), likely=9,
    ),
    Move(
        trigger=T.LAPSE, source=S.OFFERED, target=S.LAPSED, roles=SYSTEM, after="reply",
        label="Let the offer lapse", follows="Gives the time free again after 5 working days without an answer.",
        effects=("free_time",), clocks=(ALL_MET,), letters=("L-S05",),
    ),
    Move(
        trigger=T.RECORD_LAPSE, source=S.OFFERED, target=S.LAPSED, roles=OFFICER | MANAGER,
        label="Let the offer lapse now", follows="Gives the time free again, because nobody answered and it is needed.",
        effects=("free_time",), clocks=(ALL_MET,), letters=("L-S05",), way=Way.OUT, likely=3,
    ),
    *(
        Move(
            trigger=T.RESCHEDULE, source=source, target=S.REQUESTED, roles=OFFICER | MANAGER,
            label="Ask for another time", follows="Gives the time free. Another one is offered within 10 working days.",
            guards=(rules.says_why,), asks=(rules.WHOSE_WISH, reason), effects=("free_time",),
            clocks=(meet("reply"), *DAY_CLOCKS, start("answer")), letters=letters, way=Way.BACK, likely=3,
        )
        for source, reason, letters in ((S.OFFERED, rules.WHY, ()), (S.BOOKED, rules.REASON, ("L-S06",)))
    ),
    *(
        Move(
            trigger=T.CANCEL, source=source, target=S.CANCELLED, roles=OFFICER | MANAGER,
            label="Cancel", follows="Ends the request today. A time that was kept is free again.",
            guards=(rules.says_why,), asks=(rules.WHOSE_WISH, reason), effects=("free_time",), clocks=(ALL_MET,),
            letters=letters, danger=True, way=Way.OUT, likely=2,
        )
        for source, reason, letters in (
            (S.REQUESTED, rules.WHY, ()), (S.OFFERED, rules.REASON, ("L-S06",)), (S.BOOKED, rules.REASON, ("L-S06",)),
        )
    ),
    Move(
        trigger=T.RECORD_BRIEFING, source=S.BOOKED, target=S.BOOKED, roles=OFFICER,
        label="Record the briefing", follows="Puts it into the briefing pack of the day.",
        guards=(rules.is_not_briefed,), asks=(rules.BRIEFING, rules.ACCESS_NOW), clocks=(meet("briefing"),), likely=7,
    ),
    Move(
        trigger=T.CHANGE_BRIEFING, source=S.BOOKED, target=S.BOOKED, roles=OFFICER,
        label="Change the briefing or what they need", follows="Puts it into the briefing pack of the day. What stood there stays on the timeline.",
        guards=(rules.is_briefed,), asks=(rules.BRIEFING, rules.ACCESS_NOW), clocks=(meet("briefing"),), likely=3,
    ),
    Move(
        trigger=T.RECORD_HELD, source=S.BOOKED, target=S.HELD, roles=HOST,
        label="Record that it was held", follows="Keeps the note. What was agreed is followed up within 10 working days of the day.",
        guards=(rules.is_its_day, rules.note_is_made, rules.says_consent), asks=(rules.NOTE, rules.CONSENT, rules.AGREED),
        effects=("mark_held",), clocks=DAY_CLOCKS, likely=9,
    ),
    Move(
        trigger=T.RECORD_ABSENCE, source=S.BOOKED, target=S.DID_NOT_ATTEND, roles=HOST,
        label="Record that they did not come", follows="Writes to them. They are offered one more time if they ask for it.",
        guards=(rules.is_its_day,), effects=("mark_absent",), clocks=(*DAY_CLOCKS, start("again")), letters=("L-S07",), likely=4,
    ),
    Move(
        trigger=T.OFFER_AGAIN, source=S.DID_NOT_ATTEND, target=S.OFFERED, roles=MANAGER,
        label="Offer one more time", follows="Keeps another time for the person and offers it to them, this once.",
        guards=(rules.was_not_offered_again, rules.names_time), asks=(rules.TIME, rules.ACCESS), effects=("offer_time",),
        clocks=(meet("again"), start("reply")), letters=("L-S02",), likely=9,
    ),
    Move(
        trigger=T.CLOSE_MISSED, source=S.DID_NOT_ATTEND, target=S.CLOSED, roles=OFFICER | MANAGER,
        label="Close", follows="Closes it today: they did not come and want no other time.",
        guards=(rules.says_why,), asks=(rules.WHY,), clocks=(ALL_MET,), likely=5,
    ),
    Move(
        trigger=T.OPEN_FOLLOW_UP, source=S.HELD, target=S.HELD, roles=OFFICER,
        label="Open a case of it", follows="Opens a linked case, received on the day of the surgery, with the note and the people.",
        guards=(rules.agrees,), asks=(rules.FOLLOW_UP, rules.ABOUT), effects=("open_follow_up",), likely=4,
    ),
    Move(
        trigger=T.FINISH, source=S.HELD, target=S.CLOSED, roles=OFFICER,
        label="Close: what was agreed is done", follows="Tells the person what was done, and closes the appointment.",
        guards=(rules.cases_are_opened,), asks=(rules.DONE, rules.CASES), clocks=(ALL_MET,), letters=("L-S08",), likely=9,
    ),
    *(
        Move(
            trigger=T.TAKE_BACK, source=source, target=S.BOOKED, roles=MANAGER,
            label="It was recorded wrongly", follows="Takes back what was recorded of the day. The time is booked as before.",
            guards=(rules.says_why,), asks=(rules.WHY,), effects=("take_back_day",), clocks=(meet("follow_up"), meet("again")),
            way=Way.BACK, likely=1,
        )
        for source in (S.HELD, S.DID_NOT_ATTEND)
    ),
    *(
        Move(
            trigger=T.ASK_AGAIN, source=source, target=S.REQUESTED, roles=roles,
            label="Take the request up again", follows="Opens the request again. A time is offered within 10 working days.",
            guards=(rules.says_why,), asks=(rules.WHY,), effects=("mark_reopened",), clocks=(start("answer"),),
            way=Way.BACK, likely=2,
        )
        for source, roles in (
            (S.LAPSED, OFFICER | MANAGER), (S.CANCELLED, OFFICER | MANAGER), (S.DECLINED, MANAGER), (S.CLOSED, MANAGER),
        )
    ),
    Move(
        trigger=T.REOPEN, source=S.CLOSED, target=S.HELD, roles=MANAGER,
        label="Reopen: not all was done", follows="Takes up again what was agreed. It is followed up within 10 working days.",
        guards=(rules.was_finished, rules.says_why), asks=(rules.WHY,), effects=("mark_reopened",), clocks=(start("follow_up"),),
        way=Way.BACK, likely=1,
    ),
    *mistakes.rows((S.REQUESTED,), S.MISTAKE, back_to=S.REQUESTED, mistake=T.MISTAKE, undo=T.UNDO),
)  # fmt: skip

WORKFLOW = Workflow(
    name="surgery_appointment",
    version=1,
    label="Surgery appointment",
    plural="Surgery appointments",
    it_is="a request for a surgery appointment",
    hint="Somebody wants to talk to whoever holds our public surgeries",
    states=State,
    triggers=Trigger,
    initial=S.REQUESTED,
    moves=MOVES,
    letters=rules.LETTERS,
    labels={
        S.REQUESTED: "Requested",
        S.OFFERED: "Offered",
        S.BOOKED: "Booked",
        S.HELD: "Held",
        S.DID_NOT_ATTEND: "Did not attend",
        S.CLOSED: "Closed",
        S.DECLINED: "Declined",
        S.LAPSED: "Lapsed",
        S.CANCELLED: "Cancelled",
        S.MISTAKE: mistakes.LABEL,
    },
    categories={
        S.REQUESTED: Category.NEW,
        S.OFFERED: Category.OPEN,
        S.BOOKED: Category.OPEN,
        S.HELD: Category.OPEN,
        S.DID_NOT_ATTEND: Category.OPEN,
        S.CLOSED: Category.CLOSED,
        S.DECLINED: Category.CLOSED,
        S.LAPSED: Category.CLOSED,
        S.CANCELLED: Category.CLOSED,
        S.MISTAKE: Category.CLOSED,
    },
    turns={
        S.REQUESTED: Turn(clocks=("answer",)),
        S.OFFERED: Turn(who=THE_PERSON, to="say whether the time suits, or it lapses", clocks=("reply",)),
        S.BOOKED: Turn(clocks=("briefing", "appointment")),
        S.HELD: Turn(to="do what was agreed", clocks=("follow_up",)),
    },
    clocks=(
        policy("answer", "Offer a time, or decline", 10, rule="section 10.4", start_label="Requested"),
        ClockRule(
            code="reply", label="Let the offer lapse", basis=Basis.POLICY, unit=Unit.WORKING_DAYS, length=5, rule="section 10.4",
            start_label="Offered", reminded=Reminded.NOBODY, nobody_acts="Nobody: an offer without an answer lapses by itself",
        ),
        ClockRule(
            code="briefing", label="Briefing for the surgery", basis=Basis.POLICY, unit=Unit.FIXED, length=0,
            rule="section 7.4", start_label="Booked", stopped_by_hold=False,
        ),
        ClockRule(
            code="appointment", label="The appointment", basis=Basis.POLICY, unit=Unit.FIXED, length=0, rule="section 10.4",
            start_label="Booked", stopped_by_hold=False,
        ),
        policy("again", "Offer one more time, or close", 10, rule="section 10.4", start_label="Did not come"),
        policy("follow_up", "Follow up what was agreed", 10, rule="section 7.4", start_label="Held"),
    ),
    mistaken=T.MISTAKE,
    opening_clocks=(start("answer"),),
    opening_asks=(rules.ACCESS, rules.PREFERS),
)  # fmt: skip
