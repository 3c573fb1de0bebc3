"""What the merge fields of a letter say for one case: days in full, findings in the words of the Act."""

import datetime as dt
from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select

from casework import clock as wall
from casework.access import Actor
from casework.extensions import db
from casework.letters.frame import Office
from casework.letters.language import Prepared, merge
from casework.models import Allegation, Case, Clock, Contact, Decision, Hold, Person, Recommendation, ReviewDetail
from casework.services.deadlines import facts
from casework.services.letters import recipients
from casework.services.letters.letter_templates import in_force
from casework.services.letters.recipients import Recipient
from casework.services.record import cases, codes, settings
from casework.services.record.calendars import calendar
from workflows import clocks as ledger
from workflows.calendars import add_months
from workflows.engine import Move
from workflows.letters import PARAGRAPHS
from workflows.recommendation_types import TYPES
from workflows.registry import WORKFLOWS

Values = dict[str, Any]
FINDINGS = {"outcome_rp": "was reasonable and proportionate", "outcome_not_rp": "was not reasonable and proportionate"}
HANDLED = {"p6a_non_inv": "otherwise than by investigation", "p25_inv": "by investigation"}
BASIS = {
    "p6a_non_inv": "paragraph 6A of Schedule 3 to the Police Reform Act 2002",
    "p25_inv": "paragraph 25 of Schedule 3 to the Police Reform Act 2002",
}
HELD = {
    "criminal_proceedings": "There are criminal proceedings.",
    "inquest": "There is an inquest.",
    "judicial_review": "A court is looking at a decision, in a judicial review.",
    "waiting_for_applicant": "We are waiting to hear from you.",
}
"""To the person. Of any other reason the letter says what its writer puts in."""
ANSWERED = {"accepted": "accepted", "part_accepted": "accepted in part", "rejected": "not accepted"}
PAPERS = (
    "the complaint as it was made, and how it was logged or recorded",
    "the plan for handling it",
    "the letter with the outcome, and what was enclosed",
    "the report, where there was an investigation",
    "the key evidence that was relied on (body-worn video when we ask for it)",
    "the list of allegations with their category and outcome",
    "correspondence with the complainant",
    "proof of the day on which the outcome was given",
    "the record of how the review body was decided, and of any referral",
    "linked complaints, and anything that must not be passed on because of harm or a third party",
)
"""Section 3.2."""
RESPONSES = ("response", "learning_response")
DECIDED = ("decided_not_reasonable", "closed")
CLOCKS = {
    "enquiry.reply_due_on": ("enquiry", "reply"),
    "enquiry.partner_due_on": ("enquiry", "partner"),
    "enquiry.closes_on": ("enquiry", "comeback"),
    "review.information_due_on": ("complaint_review", "information"),
    "review.late_reasons_due_on": ("complaint_review", "late_reasons"),
    "review.papers_due_on": ("complaint_review", "papers"),
    "review.referral_due_on": ("complaint_review", "escalation"),
    "review.completion_due_on": ("complaint_review", "completion"),
    "review.next_update_on": ("complaint_review", "update"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """What a letter is written for: the case, whoever writes, the step with its answers, one recommendation."""

    case: Case
    actor: Actor
    move: Move | None = None
    answers: Mapping[str, object] = field(default_factory=dict)
    recommendation: Recommendation | None = None


def of(occasion: Occasion, recipient: Recipient, *, used: Container[str] | None = None) -> Values:
    """Every field that has a value, by its dotted name. A field that is absent reads as a gap. Of the standard
    paragraphs, which take longest, only those `used` where that is known."""
    today = wall.today()
    values = {
        "today": day(today),
        "recipient.name": _named(recipient),
        "sender.name": occasion.actor.name,
        **_office(),
        **_case(occasion.case),
        **_answers(occasion),
        **_due_days(occasion, today),
    }
    if occasion.case.case_type == "complaint_review":
        values |= _review(occasion, today)
    if occasion.recommendation is not None:
        values |= _recommendation(occasion.recommendation, occasion)
    return values | _standard(values, today, used)


def _named(recipient: Recipient) -> str:
    """Whom the letter speaks to: somebody who is reached through an organisation is still spoken to by name."""
    if recipient.person_id is None:
        return recipient.name
    return db.session.get_one(Person, recipient.person_id).full_name


def office() -> Office:
    """The office as the frame of a letter shows it."""
    given = settings.values()
    return Office(
        name=str(given["office_name"]),
        address="\n".join(part.strip() for part in str(given["office_address"]).split(",")),
        contact=", ".join(filter(None, (given["office_email"], given["office_phone"]))),
        adjustments=str(given["adjustments_note"]),
        privacy_link=str(given["privacy_link"]),
    )


def day(value: dt.date | None) -> str:
    """20 November 2026; nothing for no day."""
    return f"{value.day} {value:%B %Y}" if value else ""


def _office() -> Values:
    given, shown = settings.values(), office()
    return {
        "office.name": shown.name,
        "office.contact": shown.contact,
        "office.email": given["office_email"],
        "office.phone": given["office_phone"],
        "office.address": given["office_address"],
        "office.adjustments": shown.adjustments,
        "office.privacy_link": shown.privacy_link,
        "office.complaints_link": given["complaints_link"],
    }


def _case(case: Case) -> Values:
    writes_to = recipients.person_of(case)
    represents = writes_to is not None and case.person is not None and writes_to.id != case.person.id
    became = db.session.scalar(select(Case.reference).where(Case.linked_from_id == case.id).limit(1))
    hold = db.session.scalar(select(Hold).where(Hold.case_id == case.id, Hold.released_on.is_(None)).limit(1))
    return {
        "case.reference": case.reference,
        "case.about": case.about,
        "case.received_on": day(case.received_on),
        "person.name": writes_to.full_name if writes_to else "",
        "person.complainant": case.person.full_name if represents and case.person else "",
        "person.is_representative": represents,
        "enquiry.new_reference": became or "",
        "hold.reason": HELD.get(hold.reason_code, "") if hold else "",
        "hold.review_on": day(hold.review_on) if hold else "",
    }


def _answers(occasion: Occasion) -> Values:
    """What was answered in the step, in the words of its choices."""
    asked = {question.code: question for question in occasion.move.asks} if occasion.move else {}
    values: Values = {}
    for code, answer in occasion.answers.items():
        if code in asked and answer not in (None, "", False):
            shown = dict(asked[code].choices).get(str(answer))
            values[f"answers.{code}"] = shown or (day(answer) if isinstance(answer, dt.date) else str(answer))
    return values


def _due_days(occasion: Occasion, today: dt.date) -> Values:
    """The days of clocks that run, and of those that the step is about to start."""
    case = occasion.case
    starts = {effect.clock for effect in occasion.move.clocks if effect.kind == "start"} if occasion.move else set()
    running = db.session.execute(
        select(Clock.code, Clock.due_on).where(
            Clock.case_id == case.id, Clock.recommendation_id.is_(None), Clock.state == "running"
        )
    )
    known = {row.code: row.due_on for row in running}
    rules, lengths = WORKFLOWS[case.case_type].clock_rules, settings.value("clock_lengths")
    for code in starts & rules.keys():
        known[code] = _from_today(rules[code], today, lengths.get(f"{case.case_type}.{code}"))
    return {name: day(known.get(code)) for name, (of_type, code) in CLOCKS.items() if of_type == case.case_type}


def _from_today(rule: ledger.ClockRule, today: dt.date, length: int | None) -> dt.date | None:
    entry = ledger.LedgerEntry(kind=ledger.LedgerKind.STARTED, on=today)
    return ledger.due(rule, [entry], calendar(rule.calendar), length=length).on


def _review(occasion: Occasion, today: dt.date) -> Values:
    detail = cases.review(occasion.case)
    window = facts.application(detail)
    application = db.session.scalar(
        select(Contact.summary)
        .where(Contact.case_id == occasion.case.id, Contact.direction == "in")
        .order_by(Contact.id)
    )
    return {
        "review.force_reference": detail.force_reference or "",
        "review.force": detail.force_named or "",
        "review.application": application or "",
        "review.complaint_made_on": day(detail.complaint_made_on),
        "review.provided_on": day(detail.provided_on),
        "review.made_on": day(detail.made_on),
        "review.last_day": day(facts.last_day(detail, window)),
        "review.handled": HANDLED.get(detail.review_type or "", ""),
        "review.statutory_basis": BASIS.get(detail.review_type or "", ""),
        "review.response_due_on": day(_response_due(occasion, today)),
        "papers": [{"name": name} for name in PAPERS],
        **_decision(occasion, detail, today),
    }


def _response_due(occasion: Occasion, today: dt.date) -> dt.date | None:
    """The latest day on which an answer to a recommendation is due: of those that run, or that are now issued."""
    if occasion.move is not None and "issue_recommendations" in occasion.move.effects:
        return _from_today(WORKFLOWS["recommendation"].clock_rules["response"], today, None)
    running = select(func.max(Clock.due_on)).where(
        Clock.case_id == occasion.case.id, Clock.code.in_(RESPONSES), Clock.state == "running"
    )
    return db.session.scalar(running)


def _decision(occasion: Occasion, detail: ReviewDetail, today: dt.date) -> Values:
    case = occasion.case
    decision = db.session.scalar(
        select(Decision).where(Decision.case_id == case.id).order_by(Decision.id.desc()).limit(1)
    )
    finding = decision.finding if decision else detail.finding
    now = occasion.move is not None and "sign_decision" in occasion.move.effects
    decided_on = today if now else decision.decided_on if decision else None
    return {
        "decision.finding": FINDINGS.get(finding or "", ""),
        "decision.reasons": decision.reasons if decision else "",
        "decision.learning": (decision.learning or "") if decision else "",
        "decision.is_made": now or case.state in DECIDED,
        "decision.decided_on": day(decided_on),
        "decision.challenge_by": day(add_months(decided_on or today, 3)),
        "allegations": _allegations(case),
        "recommendations": _recommendations(case),
    }


def _allegations(case: Case) -> list[Values]:
    categories, outcomes = codes.labels("allegation_category"), codes.labels("force_outcome")
    rows = db.session.scalars(select(Allegation).where(Allegation.case_id == case.id).order_by(Allegation.number))
    return [
        {
            "number": str(row.number),
            "category": categories.get(row.category, row.category),
            "summary": row.summary,
            "force_outcome": outcomes.get(row.force_outcome or "", row.force_outcome or ""),
            "finding": FINDINGS.get(row.finding or "", ""),
            "reason": row.reason or "",
        }
        for row in rows
    ]


def _recommendations(case: Case) -> list[Values]:
    query = select(Recommendation).where(Recommendation.case_id == case.id).order_by(Recommendation.number)
    return [
        {
            "number": str(row.number),
            "text": row.text,
            "kind": TYPES.get(row.rec_type, row.rec_type),
            "addressed_to": row.addressed_to,
            "answer": ANSWERED.get(row.response or "", ""),
            "answer_text": row.response_text or "",
        }
        for row in db.session.scalars(query)
    ]


def _recommendation(row: Recommendation, occasion: Occasion) -> Values:
    """The recommendation as it will be after the step, so that the letter can be read before it."""
    state = occasion.move.target.value if occasion.move else row.response or row.state
    said = "\n\n".join(str(occasion.answers[code]) for code in ("steps", "reasons") if occasion.answers.get(code))
    due_on = db.session.scalar(select(Clock.due_on).where(Clock.recommendation_id == row.id, Clock.code.in_(RESPONSES)))
    return {
        "recommendation.number": str(row.number),
        "recommendation.text": row.text,
        "recommendation.addressed_to": row.addressed_to,
        "recommendation.issued_on": day(row.issued_on),
        "recommendation.due_on": day(due_on),
        "recommendation.answer": ANSWERED.get(state, ""),
        "recommendation.answer_text": said or row.response_text or "",
        "recommendation.implemented_on": day(row.implemented_on),
    }


def _standard(values: Values, today: dt.date, used: Container[str] | None) -> Values:
    """The standard paragraphs in force, with their own fields filled in."""
    found: Values = {}
    for code, (name, _) in PARAGRAPHS.items():
        if used is not None and f"standard.{name}" not in used:
            continue
        found[f"standard.{name}"] = Prepared(merge(in_force(code, today).body, values).strip())
    return found
