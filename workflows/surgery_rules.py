"""What a surgery appointment asks and what it is refused for: guards and questions of rulebook 10.4 (section 7.4)."""

from dataclasses import replace

from workflows.engine import Question
from workflows.letters import LetterKind, Must
from workflows.simple import Facts

ACKNOWLEDGE, OFFER_AGAIN, OPEN_FOLLOW_UP, FINISH = "acknowledge", "offer_again", "open_follow_up", "finish"
"""The steps of which a guard asks whether they were made."""


def is_not_acknowledged(facts: Facts) -> bool:
    """The request was acknowledged already."""
    return ACKNOWLEDGE not in facts.made_by


def names_time(facts: Facts) -> bool:
    """Choose a free time of a surgery. Where there is none, plan a surgery under Surgeries first."""
    return bool(facts.answers.get("surgery_time"))


def is_in_remit(facts: Facts) -> bool:
    """It is not within our remit: decline it, and it goes on as an enquiry."""
    return bool(facts.answers.get("in_remit"))


def has_no_live_proceedings(facts: Facts) -> bool:
    """A surgery is no way round a court case, a complaint or a review, open or closed: decline it."""
    return bool(facts.answers.get("no_proceedings"))


def is_safe(facts: Facts) -> bool:
    """It is not safe for everybody: decline it, or make it safe first."""
    return bool(facts.answers.get("safe"))


def says_why(facts: Facts) -> bool:
    """Give the reason: it stays on the case."""
    return bool(str(facts.answers.get("reason") or "").strip())


def is_not_briefed(facts: Facts) -> bool:
    """The briefing is recorded already: change it instead."""
    return not facts.known.get("briefing")


def is_briefed(facts: Facts) -> bool:
    """No briefing is recorded yet."""
    return bool(facts.known.get("briefing"))


def is_its_day(facts: Facts) -> bool:
    """The day of the appointment is still to come."""
    return facts.due.get("appointment", facts.today) <= facts.today


def note_is_made(facts: Facts) -> bool:
    """Write down what was said: without a note nobody knows later what was agreed."""
    return bool(str(facts.answers.get("note") or "").strip())


def says_consent(facts: Facts) -> bool:
    """Say whether the person agrees that we act on what they told us."""
    return facts.answers.get("agrees") in (AGREES, AGREES_NOT)


def agrees(facts: Facts) -> bool:
    """They did not agree that we act on what they told us, so no case is opened of it."""
    return facts.known.get("agrees") != AGREES_NOT


def was_not_offered_again(facts: Facts) -> bool:
    """They were offered a second time already, and once more is all that we offer: close it."""
    return OFFER_AGAIN not in facts.made_by


def cases_are_opened(facts: Facts) -> bool:
    """No case was opened of it yet: open it first, or say that none is needed."""
    return facts.answers.get("cases") != OPENED or OPEN_FOLLOW_UP in facts.made_by


def was_finished(facts: Facts) -> bool:
    """It was closed without an appointment that was held: take the request up again instead."""
    return FINISH in facts.made_by


BRIEFED_DAYS_BEFORE = 5
"""The working days before the appointment by which its briefing is there (section 7.4)."""
AGREES, AGREES_NOT, OPENED = "yes", "no", "opened"
TIME = Question(
    code="surgery_time",
    kind="surgery_time",
    label="Which time",
    hint="The free times of the surgeries that are planned",
)
IN_REMIT = Question(code="in_remit", kind="yes_no", label="Is it within our remit?")
NO_PROCEEDINGS = Question(
    code="no_proceedings", kind="yes_no", label="Is it free of live proceedings?",
    hint="No court case, no complaint and no review of it: a surgery is no way round one, open or closed",
)  # fmt: skip
SAFE = Question(
    code="safe", kind="yes_no", label="Is it safe to meet?",
    hint="For the person, the host and the team. Look at warnings, limits on contact and open risks first",
)  # fmt: skip
ACCESS = Question(
    code="access", kind="text", label="What they need to take part", required=False, carried=True,
    hint="A ramp, a loop, an interpreter, somebody with them. This goes into the letter and the briefing pack",
)  # fmt: skip
ACCESS_NOW = replace(ACCESS, hint="A ramp, a loop, an interpreter, somebody with them. It stands in the briefing pack")
PREFERS = Question(
    code="prefers", kind="text", label="Days, places or ways that suit them", required=False,
    hint="In person, by telephone or by video. This goes into the acknowledgement",
)  # fmt: skip
REASON = Question(code="reason", kind="text", label="Reason", hint="This goes into the letter as you write it")
WHY = Question(code="reason", kind="text", label="Why")
WHOSE_WISH = Question(
    code="whose_wish", kind="choice", label="Whose wish it is", choices=(("person", "The person's"), ("office", "Ours"))
)
BRIEFING = Question(
    code="briefing", kind="text", label="The briefing", carried=True,
    hint="What the force and others say about it. It stands in the briefing pack of the day",
)  # fmt: skip
NOTE = Question(code="note", kind="text", label="Note of what was said", hint="It is kept as a contact on this case")
CONSENT = Question(
    code="agrees", kind="choice", label="Do they agree that we act on it?",
    choices=((AGREES, "Yes"), (AGREES_NOT, "No: they only wanted to be heard")),
)  # fmt: skip
AGREED = Question(
    code="agreed", kind="text", label="What was agreed to do", required=False, carried=True,
    hint="Who does what until when. It stands on the case until it is done",
)  # fmt: skip
FOLLOW_UP = Question(
    code="target_type", kind="choice", label="What it is", of_types=True, choices=(("enquiry", "An enquiry"),)
)
ABOUT = Question(code="about", kind="line", label="What it is about", hint="One line, as it stands in lists")
DONE = Question(code="done", kind="text", label="What was done", hint="This goes into the letter as you write it")
CASES = Question(
    code="cases", kind="choice", label="Does anything go on as a case of its own?",
    choices=((OPENED, "Yes, and the cases are opened"), ("none", "No")),
)  # fmt: skip

WHEN = Must(label="the day and the time", field="appointment.when")
WHERE = Must(label="the place, or how they take part", field="appointment.place")
LETTERS = (
    LetterKind(code="L-S01", purpose="acknowledges a request for a surgery appointment"),
    LetterKind(
        code="L-S02", purpose="offers a surgery appointment",
        musts=(WHEN, WHERE, Must(label="what they need to take part", field="appointment.access")),
    ),
    LetterKind(
        code="L-S03", purpose="declines a request for a surgery appointment",
        musts=(Must(label="the reason", field="answers.reason"),),
    ),
    LetterKind(code="L-S04", purpose="confirms a surgery appointment", musts=(WHEN, WHERE)),
    LetterKind(code="L-S05", purpose="says that an offer of a surgery appointment has lapsed"),
    LetterKind(code="L-S06", purpose="says that a surgery appointment is cancelled or moved", musts=(WHEN,)),
    LetterKind(code="L-S07", purpose="writes to somebody who did not come to a surgery appointment"),
    LetterKind(
        code="L-S08", purpose="says what was done after a surgery appointment",
        musts=(Must(label="what was done", field="answers.done"),),
    ),
)  # fmt: skip
