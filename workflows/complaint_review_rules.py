"""What decides a complaint review: the guards with their sentences, the questions, the clocks."""

from collections.abc import Mapping
from dataclasses import replace

from workflows.clocks import Basis, ClockRule, Reminded, Unit
from workflows.complaint_review_facts import Facts
from workflows.engine import Question

REASONABLE = "outcome_rp"
NOT_REASONABLE = "outcome_not_rp"
FINDINGS: Mapping[str, str] = {
    REASONABLE: "The outcome was reasonable and proportionate",
    NOT_REASONABLE: "The outcome was not reasonable and proportionate",
}
INVALID_REASONS: Mapping[str, str] = {
    "OUT_OF_TIME": "Out of time",
    "NO_RIGHT_NON_SCH3": "Not handled under Schedule 3",
    "NO_RIGHT_IOPC_INVESTIGATION": "Investigated or directed by the IOPC",
    "PREMATURE": "No written outcome yet",
    "NOT_COMPLAINANT": "Not the complainant, and no authority",
    "PRE_FEB_2020": "Complaint made before 1 February 2020",
    "WRONG_LPB": "Another force",
    "INSUFFICIENT_INFO": "Not enough information",
    "DUPLICATE": "Duplicate",
}


def iopc_is_review_body(facts: Facts) -> bool:
    """Answer the review body test first: it does not say that the IOPC must do this review (R1.1, R1.2)."""
    return facts.review_body == "iopc"


def confirmed_where_letter_named_us(facts: Facts) -> bool:
    """The outcome letter named this office: a second person must confirm the test before the review is passed on."""
    return facts.letter_named_body != "lpb" or facts.second_person_id is not None


def lpb_is_review_body(facts: Facts) -> bool:
    """Answer the review body test first: it does not say that this office does the review (R1.1, R1.2)."""
    return facts.review_body == "lpb"


def another_force(facts: Facts) -> bool:
    """The triage answers do not say that the complaint is about another force (gate P5)."""
    return facts.pre_check_stop == "P5"


def no_right(facts: Facts) -> bool:
    """The triage answers do not say that there is no right of review (gates P1 to P4)."""
    return facts.pre_check_stop in ("P1", "P2", "P3", "P4")


def nothing_stops(facts: Facts) -> bool:
    """The triage answers say that this is not a valid application: close it, or correct the answers."""
    return facts.pre_check_stop is None


def not_waived(facts: Facts) -> bool:
    """What is missing has been waived already: accept the application as valid or decide otherwise."""
    return not facts.requirements_waived


def is_late(facts: Facts) -> bool:
    """The application was made in time, or its dates are not complete: look at the last day first (R2.1)."""
    return facts.late is True


def in_time(facts: Facts) -> bool:
    """The application is late, or its dates are not complete: give the day the outcome was provided, and if it
    is late ask why first (R2.1, R2.3)."""
    return facts.late is False


def meets_requirements(facts: Facts) -> bool:
    """Details of the complaint, its date, the force and the day the outcome was provided are needed: ask for
    them, or go on without (R2.4, R2.5)."""
    return facts.requirements_met or facts.requirements_waived


def special_and_just(facts: Facts) -> bool:
    """Say what the special circumstances are and why it is just to extend the time (R2.3)."""
    return bool(facts.text("special_circumstances") and facts.text("why_just"))


def has_reason(facts: Facts) -> bool:
    """Give the reason."""
    return bool(facts.text("reason"))


def has_comments(facts: Facts) -> bool:
    """Say in the comments what should be changed."""
    return bool(facts.text("comments"))


def parties_notified(facts: Facts) -> bool:
    """Notify the force, the interested persons and the person complained against, or say why not."""
    return facts.parties_notified or facts.not_notified_reason


def papers_complete(facts: Facts) -> bool:
    """Confirm that everything on the list of papers has come, or is not held."""
    return facts.papers_outstanding == 0


def no_conflict(facts: Facts) -> bool:
    """You declared a conflict of interest in this case: somebody else must do this (R1.9)."""
    return not facts.conflict_declared


def all_assessed(facts: Facts) -> bool:
    """Add the allegations and give a finding with a reason for each of them first (R3.4)."""
    return facts.allegations > 0 and facts.allegations_unassessed == 0


def finding_fits(facts: Facts) -> bool:
    """Where the outcome of any allegation was not reasonable and proportionate, the overall finding is that too,
    and the other way round (R3.4)."""
    return (facts.finding == NOT_REASONABLE) == (facts.allegations_not_reasonable > 0)


def has_reasons(facts: Facts) -> bool:
    """Give the reasons for the decision."""
    return facts.has_reasons


def not_the_author(facts: Facts) -> bool:
    """You wrote this draft: another manager must sign it (R1.9)."""
    return facts.author_id is not None and facts.author_id != facts.actor_id


def found_reasonable(facts: Facts) -> bool:
    """The draft finds that the outcome was not reasonable and proportionate: sign that, or send it back."""
    return facts.finding == REASONABLE


def found_not_reasonable(facts: Facts) -> bool:
    """The draft finds that the outcome was reasonable and proportionate: sign that, or send it back."""
    return facts.finding == NOT_REASONABLE


def recommends_nothing(facts: Facts) -> bool:
    """There are recommendations to issue with this decision."""
    return facts.recommendations == 0


def types_allowed(facts: Facts) -> bool:
    """A recommendation is of a kind that this type of review does not allow: send the draft back (section 3.4)."""
    return facts.recommendations > 0 and facts.recommendations_not_allowed == 0


def recommendations_ended(facts: Facts) -> bool:
    """Not every recommendation has ended yet."""
    return facts.recommendations_open == 0


def withdrawal_is_signed(facts: Facts) -> bool:
    """Say where the signed withdrawal is kept, or which notice of the force it is (regulation 38, R3.14)."""
    return facts.withdrawal_evidence


def may_reopen(facts: Facts) -> bool:
    """A decision is final: it can be reopened only after a judicial review or for a clerical error (R3.12)."""
    return facts.text("ground") in REOPEN_GROUNDS


REOPEN_GROUNDS: Mapping[str, str] = {"judicial_review": "Judicial review", "clerical_error": "Clerical error"}


def in_letter(question: Question, say: str, *, to: str = "the applicant") -> Question:
    """The same question where its answer is read by somebody outside the office."""
    return replace(question, hint=f"This goes into the letter to {to}: {say}")


REASON = Question(code="reason", kind="text", label="Reason")
PASSED_ON = Question(
    code="reason",
    kind="text",
    label="Why the IOPC is the review body",
    hint="This goes into the letters to the applicant and to the IOPC: say in plain words which test it met",
)
MISSING = Question(code="missing", kind="text", label="What is missing")
INFORMATION = Question(code="information", kind="text", label="What the applicant answered")
CIRCUMSTANCES = in_letter(
    Question(code="special_circumstances", kind="text", label="The special circumstances"), "say what they are"
)
WHY_JUST = in_letter(
    Question(code="why_just", kind="text", label="Why it is just to extend the time"), "say what decided it"
)
NEW_LAST_DAY = Question(
    code="new_last_day", kind="date", label="New last day", hint="The day the application was made, or later"
)
NO_RIGHT_REASON = Question(
    code="invalid_reason",
    kind="choice",
    label="Why there is no right of review",
    choices=tuple(
        (code, INVALID_REASONS[code])
        for code in ("PRE_FEB_2020", "NO_RIGHT_NON_SCH3", "PREMATURE", "NO_RIGHT_IOPC_INVESTIGATION", "DUPLICATE")
    ),
)  # fmt: skip
NOTIFIED = Question(
    code="parties_notified",
    kind="yes_no",
    label="Have the force, the interested persons and the person complained against been notified?",
)
NOT_NOTIFIED_REASON = Question(
    code="not_notified_reason", kind="text", required=False, label="If not, why not", hint="For example a harm test"
)
PAPERS_COMPLETE = Question(
    code="papers_complete", kind="yes_no", label="Has everything on the list of papers come, or is it not held?"
)
FINDING = Question(code="finding", kind="choice", label="Finding", choices=tuple(FINDINGS.items()))
REASONS = Question(
    code="reasons",
    kind="text",
    label="Reasons",
    hint="Answer one question: was the outcome reasonable and proportionate? The applicant and the force read this as "
    "it stands",
)
LEARNING = Question(
    code="learning",
    kind="text",
    required=False,
    label="Learning for the force",
    hint="Also where the outcome was reasonable",
)
COMMENTS = Question(code="comments", kind="text", label="What should be changed")
EVIDENCE = Question(code="evidence", kind="line", label="Where the signed withdrawal is kept")
REOPEN_GROUND = Question(code="ground", kind="choice", label="Ground", choices=tuple(REOPEN_GROUNDS.items()))


def _clock(
    code: str, label: str, length: int, rule: str, start_label: str, unit: Unit = Unit.WORKING_DAYS
) -> ClockRule:
    return ClockRule(
        code=code, label=label, basis=Basis.POLICY, unit=unit, length=length, rule=rule, start_label=start_label
    )


CLOCKS = (
    _clock("acknowledge", "Acknowledge", 5, "section 3.1", "Received"),
    _clock("triage", "Triage", 5, "section 10.1", "Received"),
    ClockRule(
        code="update", label="Update the applicant", basis=Basis.POLICY, unit=Unit.DAYS, length=28, rule="section 3.1",
        start_label="Last update", counts_from_update=True,
    ),
    _clock("information", "Information from the applicant", 10, "section 10.1", "Asked"),
    _clock("late_reasons", "Reasons for being late", 10, "section 2.2", "Asked"),
    ClockRule(
        code="papers", label="Papers from the force", basis=Basis.POLICY, unit=Unit.WORKING_DAYS, length=10,
        rule="section 3.1", start_label="Requested", reminded=Reminded.PAPERS,
    ),
    _clock("completion", "Complete the review", 20, "section 3.1", "Papers complete"),
    _clock("long_stop", "Complete the review at the latest", 28, "section 3.1", "Valid"),
    _clock("escalation", "Settle the referral issue", 1, "section 10.1", "Raised", Unit.DAYS),
    _clock("sign_off", "Sign off", 5, "section 10.1", "Sent for sign-off"),
    ClockRule(
        code="judicial_review", label="Last day for judicial review", basis=Basis.POLICY, unit=Unit.MONTHS, length=3,
        rule="R3.12", start_label="Decided", stopped_by_hold=False, reminded=Reminded.DIARY,
        promptly=True, runs_after_closing=True,
    ),
)  # fmt: skip
