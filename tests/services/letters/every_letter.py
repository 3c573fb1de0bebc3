"""A real case for each letter, as far as the letter: made, moved and written on through services.

`full`: everything is known, everybody can be reached. Otherwise nothing is known but what the steps before it need,
and nobody has an address but the force where a letter to it is begun by hand.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from casework import clock
from casework.access import Actor
from casework.extensions import db
from casework.models import Allegation, Case, ContactLimit, Letter
from casework.services.deadlines import holds
from casework.services.desk import desk
from casework.services.desk.desk import Who
from casework.services.letters import addressing, choosing, drafts
from casework.services.people import limits
from casework.services.people.limits import LimitEntry
from casework.services.people.people import PersonEntry
from casework.services.record import cases
from casework.services.record.subjects import Address
from casework.transaction import unit_of_work
from tests import areas, factories, surgeries, walking
from tests.factories import sent
from tests.services.letters import offices
from workflows.registry import LETTERS, workflow_of

Staff = dict[str, Actor]
Make = Callable[[Staff, bool], Case]
LATE: dict[str, Any] = {
    "provided_on": clock.today() - dt.timedelta(days=90),
    "complaint_made_on": clock.today() - dt.timedelta(days=150),
}
STEPS: Mapping[str, tuple[str, str, dict[str, Any]]] = {
    "L-E01": ("acknowledge", "officer", {"who_will_be_asked": "The council about patrols."}),
    "L-E02": (
        "signpost",
        "officer",
        {"signposted_to": "The council, 01632 960 999.", "why_not_listed": "Asked this once."},
    ),
    "L-E03": ("convert", "officer", {"target_type": "complaint_review"}),
    "L-E04": (
        "ask_partner",
        "officer",
        {
            "partner": "The neighbourhood team",
            "why_not_listed": "Asked this once.",
            "question": "What was done?",
            "consent": True,
        },
    ),
    "L-E08": ("ask_person", "officer", {"missing": "The day on which it happened."}),
    "L-E06": ("send_reply", "officer", {"reply": "There will be more patrols."}),
    "L-R01": ("acknowledge", "officer", {}),
    "L-R02": ("forward_to_iopc", "reviewer", {"reason": "The complaint is about an invented chief officer."}),
    "L-R02b": ("forward_to_iopc", "reviewer", {"reason": "The complaint is about an invented chief officer."}),
    "L-R03": ("close_wrong_force", "reviewer", {"reason": "Please write to the office in Invented Town."}),
    "L-R04": ("close_no_right", "reviewer", {"invalid_reason": "NO_RIGHT_NON_SCH3", "reason": "It was not recorded."}),
    "L-R05": ("close_no_right", "reviewer", {"invalid_reason": "PREMATURE", "reason": "There is no outcome yet."}),
    "L-R06": ("close_no_right", "reviewer", {"invalid_reason": "NO_RIGHT_IOPC_INVESTIGATION", "reason": "They did."}),
    "L-R07": ("ask_late_reasons", "reviewer", {}),
    "L-R08": ("refuse_extension", "manager", {"reason": "Nothing stood in the way of applying."}),
    "L-R09": ("ask_for_information", "reviewer", {"missing": "The day of the outcome."}),
    "L-R10": ("close_insufficient", "reviewer", {"reason": "The day of the outcome did not come."}),
    "L-R11": ("grant_extension", "manager", {"special_circumstances": "An illness.", "why_just": "It was short."}),
    "L-R12": ("notify_parties", "reviewer", {"parties_notified": True}),
    "L-R13": ("notify_parties", "reviewer", {"parties_notified": True}),
    "L-R14": ("notify_parties", "reviewer", {"parties_notified": True}),
    "L-R15": ("ask_more_papers", "reviewer", {"missing": "The log of the call."}),
    "L-R16": ("escalate", "reviewer", {"reason": "It may have to be referred."}),
    "L-R20": ("approve_reasonable", "manager", {}),
    "L-R21": ("approve_reasonable", "manager", {}),
    "L-R22": ("approve_not_reasonable", "manager", {}),
    "L-R23": ("approve_not_reasonable", "manager", {}),
    "L-R24": ("approve_not_reasonable", "manager", {}),
    "L-R26": ("withdraw", "reviewer", {"evidence": "Letter of an invented day."}),
    "L-R29": ("reopen", "manager", {"ground": "clerical_error", "reason": "A date was wrong."}),
}
"""The step that each goes with: trigger, who makes it, answers."""
OF_RECOMMENDATION: Mapping[str, tuple[str, dict[str, Any]]] = {
    "L-C02": ("accept_in_part", {"steps": "They will apologise.", "reasons": "The rest was done."}),
    "L-C05": ("confirm_implemented", {"evidence": "A copy of the letter."}),
}
OF_QUESTION: Mapping[str, tuple[str, dict[str, Any]]] = {
    "L-Q02": ("chase", {}),
    "L-Q03": ("escalate", {"escalated_to": "The head of housing"}),
}
ALONE = {
    "L-E05": "officer",
    "L-E07": "manager",
    "L-E09": "manager",
    "L-E10": "manager",
    "L-R27": "reviewer",
    "L-R28": "reviewer",
}
ABOUT_ONE = ("L-C01", "L-C03", "L-C04")


def groups() -> list[tuple[str, ...]]:
    """The letters that are drafted on the same case: those of one step, and those that go with none."""
    found: dict[object, list[str]] = {}
    for code in LETTERS:
        of_part = OF_RECOMMENDATION.get(code) or OF_QUESTION.get(code)
        step = repr(STEPS.get(code) or of_part or _way(code, full=True))
        begins = workflow_of(code).name if _is_simple(code) else _make(code)
        found.setdefault((begins, step), []).append(code)
    return [tuple(codes) for codes in found.values()]


def draft(codes: tuple[str, ...], staff: Staff, *, full: bool) -> list[Letter]:
    """The letters of a group as they are drafted on a case of their own."""
    if full or codes[0] in ABOUT_ONE:
        offices.add_directory()
    case = _make(codes[0])(staff, full)
    for code in codes:
        if code in ALONE or code in ABOUT_ONE or _is_alone(code):
            _write(case, code, staff[ALONE.get(code, "reviewer")], 1 if code in ABOUT_ONE else None)
    if codes[0] in STEPS:
        trigger, who, answers = STEPS[codes[0]]
        offices.prepare(case, trigger, staff[who], **answers)
    elif codes[0] in OF_RECOMMENDATION:
        trigger, answers = OF_RECOMMENDATION[codes[0]]
        offices.prepare_recommendation(case, trigger, staff["reviewer"], **answers)
    elif codes[0] in OF_QUESTION:
        trigger, answers = OF_QUESTION[codes[0]]
        offices.prepare_at(factories.question_at(case), trigger, staff["officer"], **answers)
    elif way := _way(codes[0], full=full):
        offices.prepare(case, way[-1].move.trigger, staff[way[-1].who], **surgeries.with_time(way[-1].answers))
    found = [letter for letter in offices.letters(case) if letter.code in codes]
    for letter in found:
        if letter.author_id is None and letter.status == "draft":
            with unit_of_work():
                addressing.bring_up_to_date(
                    case.reference, letter.id, sent=sent(letter.row_version), actor=staff["reviewer"]
                )
    return found


def _make(code: str) -> Make:
    if _is_simple(code):
        return partial(before_step, code)
    return MAKE.get(code, enquiry if code.startswith("L-E") else in_triage)


def _is_simple(code: str) -> bool:
    return workflow_of(code).name in walking.SIMPLE


def _is_alone(code: str) -> bool:
    """A letter of a simple type that goes with no step."""
    return _is_simple(code) and not any(code in move.letters for move in workflow_of(code).moves)


def _way(code: str, *, full: bool) -> list[walking.Step]:
    """The steps of a simple type up to that of its letter; of the older types, and of a letter with no step, none."""
    is_walked = _is_simple(code) and not _is_alone(code)
    return walking.path_to(workflow_of(code), code, full=full) if is_walked else []


def before_step(code: str, staff: Staff, full: bool) -> Case:
    """A case of a simple type, ready for the step that its letter goes with."""
    workflow = workflow_of(code)
    answers = walking.opening(workflow, full=full)
    case = _reached(factories.logged(workflow.name, staff["officer"], answers=answers), staff, full)
    return factories.walk(case, _way(code, full=full)[:-1], staff)


def enquiry(staff: Staff, full: bool) -> Case:
    case = factories.enquiry(staff["officer"])
    return _reached(case, staff, full)


def limited(staff: Staff, full: bool) -> Case:
    """An enquiry of somebody whose contact a manager has limited."""
    case = enquiry(staff, full)
    entry = LimitEntry(
        what="One e-mail a week.", reasons="Forty calls on one day, warned twice.", challenge="The other manager",
        until_on=clock.today() + dt.timedelta(days=200),
    )  # fmt: skip
    with unit_of_work():
        limits.impose(case.reference, case.person_id or 0, entry, actor=staff["manager"])
    return case


def looked_at(staff: Staff, full: bool, *, lift: bool) -> Case:
    """The same once it was looked at again."""
    case = limited(staff, full)
    with unit_of_work():
        limit = db.session.query(ContactLimit).one()
        entry = LimitEntry(
            what=limit.what, reasons="It went on like this.", challenge=limit.challenge, until_on=limit.until_on
        )
        limits.look_again(limit.id, entry, lift=lift, sent=sent(limit.row_version), actor=staff["manager"])
    return case


def acknowledged(staff: Staff, full: bool) -> Case:
    return factories.move(enquiry(staff, full), "acknowledge", staff["officer"], who_will_be_asked="The council.")


def asked(staff: Staff, full: bool, *, chased: bool = False) -> Case:
    """With one question, to an organisation of the directory."""
    case = enquiry(staff, full)
    factories.ask(case, staff["officer"], "Invented Housing")
    return factories.question_move(case, "chase", staff["officer"]) if chased else case


def reply_begun(staff: Staff, full: bool) -> Case:
    return factories.move(acknowledged(staff, full), "answer_directly", staff["officer"])


def receipt(staff: Staff, full: bool) -> Case:
    given = {"about": "An invented matter", "details": "Invented words.", "issue": None, "district": areas.district()}
    fields = {**given, "received_on": clock.today(), "channel": "email", "urgent": False, "sensitive": False}
    who = Who(entry=PersonEntry(full_name="Pat Invented", email="pat@invented.example", invented=True))
    with unit_of_work():
        return desk.log_case("enquiry", who, fields, sent=sent(), actor=staff["officer"])


def received(staff: Staff, full: bool, **values: Any) -> Case:
    known = {} if full else {"complaint_details": "", "force_named": "", "details": "Not satisfied."}
    return _reached(factories.review(staff["reviewer"], **{**known, **values}), staff, full)


def in_triage(staff: Staff, full: bool, *, body: str = "lpb", stop: str | None = None, **values: Any) -> Case:
    """In triage, with the answers that lead to a review body or stop the application."""
    case = received(staff, full, **values)
    factories.triaged(case)
    with unit_of_work():
        detail = cases.review(db.session.merge(case))
        detail.review_body, detail.pre_check_stop, detail.letter_named_body = body, stop, "iopc"
    return factories.move(case, "acknowledge", staff["officer"])


def to_iopc(staff: Staff, full: bool) -> Case:
    return in_triage(staff, full, body="iopc")


def of_another_force(staff: Staff, full: bool) -> Case:
    return in_triage(staff, full, stop="P5")


def without_right(staff: Staff, full: bool) -> Case:
    return in_triage(staff, full, stop="P2")


def late(staff: Staff, full: bool) -> Case:
    return in_triage(staff, full, **LATE)


def late_asked(staff: Staff, full: bool) -> Case:
    return factories.move(late(staff, full), "ask_late_reasons", staff["reviewer"])


def information_asked(staff: Staff, full: bool) -> Case:
    return factories.move(in_triage(staff, full), "ask_for_information", staff["reviewer"], missing="The day.")


def valid(staff: Staff, full: bool) -> Case:
    values = {} if full else {"complaint_details": "x", "force_named": areas.force()}
    case = factories.move(in_triage(staff, full, **values), "accept_as_valid", staff["reviewer"])
    email = "kim@invented.example" if full else None
    offices.add_party(case, "interested_person", "Kim Invented", staff["reviewer"], email=email)
    offices.add_party(case, "complained_against", "Officer Invented", staff["reviewer"])
    return case


def in_assessment(staff: Staff, full: bool) -> Case:
    case = valid(staff, full)
    factories.move(case, "notify_parties", staff["reviewer"], parties_notified=True)
    return factories.move(case, "record_papers", staff["reviewer"], papers_complete=True)


def to_sign(staff: Staff, full: bool) -> Case:
    return _submitted(staff, full, "outcome_rp")


def to_sign_against(staff: Staff, full: bool) -> Case:
    return _submitted(staff, full, "outcome_not_rp")


def decided(staff: Staff, full: bool) -> Case:
    return factories.move(_submitted(staff, full, "outcome_not_rp"), "approve_not_reasonable", staff["manager"])


def answered(staff: Staff, full: bool) -> Case:
    case = decided(staff, full)
    factories.recommendation_move(case, "accept", staff["reviewer"], steps="They will apologise.")
    return case


def ended(staff: Staff, full: bool) -> Case:
    case = decided(staff, full)
    factories.recommendation_move(case, "reject", staff["reviewer"], reasons="Not accepted.")
    return case


def closed(staff: Staff, full: bool) -> Case:
    return factories.move(to_sign(staff, full), "approve_reasonable", staff["manager"])


def on_hold(staff: Staff, full: bool) -> Case:
    case = in_triage(staff, full)
    with unit_of_work():
        entry = holds.HoldEntry(reason_code="inquest", reason="Between colleagues.")
        holds.hold(case.reference, entry, sent=sent(), actor=staff["manager"])
    return case


def _submitted(staff: Staff, full: bool, finding: str) -> Case:
    """A draft decision that waits for a manager, with a recommendation where it is not reasonable."""
    case = in_assessment(staff, full)
    against = finding == "outcome_not_rp"
    with unit_of_work():
        more = {"force_outcome": "not_determined"} if full else {}
        for number in (1, 2) if full else (1,):
            summary = f"Invented concern {number}."
            row = Allegation(
                case_id=case.id, number=number, category="A1", summary=summary, finding=finding, reason="Shown.", **more
            )
            db.session.add(row)
        if against:
            db.session.add(factories.recommendation_of(case))
    learning = {"learning": "Say who will call back."} if full else {}
    return factories.move(case, "submit_draft", staff["reviewer"], finding=finding, reasons="Invented.", **learning)


def _reached(case: Case, staff: Staff, full: bool) -> Case:
    if not full:
        return case
    offices.give_address(case, address="1 Invented Street\nInventon", postcode="ZZ1 1ZZ")
    rae = offices.add_party(case, "representative", "Rae Invented", staff["officer"], email="rae@invented.example")
    offices.acts_for(case, rae, staff["officer"])
    with unit_of_work():
        if case.case_type == "complaint_review":
            cases.review(db.session.merge(case)).force_reference = "CO/00001/26"
    return case


def _write(case: Case, code: str, actor: Actor, recommendation: int | None) -> None:
    with unit_of_work():
        recipient = choosing.first(case.reference, code, "", actor=actor)
        about = Address(case.reference) if recommendation is None else factories.recommendation_at(case, recommendation)
        drafts.write(about, code, recipient, sent=sent(), actor=actor)


MAKE: Mapping[str, Make] = {
    "L-E00": receipt, "L-E04": acknowledged, "L-E05": acknowledged, "L-E06": reply_begun,
    "L-Q01": asked, "L-Q02": asked, "L-Q03": partial(asked, chased=True), "L-E07": limited, "L-E09": partial(looked_at, lift=False), "L-E10": partial(looked_at, lift=True), "L-R01": received,
    "L-R02": to_iopc, "L-R02b": to_iopc, "L-R03": of_another_force, "L-R04": without_right, "L-R05": without_right,
    "L-R06": without_right, "L-R07": late, "L-R08": late_asked, "L-R10": information_asked, "L-R11": late_asked,
    "L-R12": valid, "L-R13": valid, "L-R14": valid, "L-R15": in_assessment, "L-R16": in_assessment, "L-R20": to_sign,
    "L-R21": to_sign, "L-R22": to_sign_against, "L-R23": to_sign_against, "L-R24": to_sign_against, "L-R25": ended,
    "L-R27": on_hold, "L-R29": closed, "L-C01": decided, "L-C02": decided, "L-C03": decided, "L-C04": decided,
    "L-C05": answered,
}  # fmt: skip
