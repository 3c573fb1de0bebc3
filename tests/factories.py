"""Cases for tests. They are logged and moved through the services, so that none is in an impossible state."""

import datetime as dt
import secrets
from collections.abc import Iterable
from typing import Any

from sqlalchemy import insert, select

from casework import clock
from casework.access import SYSTEM, Actor
from casework.extensions import db
from casework.models import Allegation, Case, CaseAccess, DirectoryEntry, PartnerQuestion, Person, Recommendation
from casework.services.desk import applications, opening
from casework.services.desk.applications import ApplicationEntry
from casework.services.desk.opening import CaseEntry
from casework.services.letters.of_moves import Sending
from casework.services.partners import asking
from casework.services.partners.asking import AskEntry
from casework.services.people import keys, people, ways
from casework.services.people.people import PersonEntry
from casework.services.record import cases, restriction, states
from casework.services.record.subjects import Address
from casework.services.record.tokens import Sent
from casework.services.steps import moves
from casework.services.steps.moves import MoveRequest
from casework.transaction import unit_of_work
from tests import areas, surgeries
from tests.walking import Step
from workflows import recommendation
from workflows.roles import Role

GATES = {"P0": "yes", "P1": "yes", "P2": "yes", "P3": "yes", "P4": "no", "P5": "yes", "P6": "yes"}
TESTS = {f"T{number}": "no" for number in range(1, 9)}
WALK: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("acknowledge", "officer", {}),
    ("accept_as_valid", "reviewer", {}),
    ("notify_parties", "reviewer", {"parties_notified": True}),
    ("record_papers", "reviewer", {"papers_complete": True}),
)
TOLD = Sending(unsent_reason="Told in person (invented).")
"""Most tests are not about letters: the step is made without one."""


def token() -> str:
    return secrets.token_urlsafe(24)


def sent(row_version: int = 0) -> Sent:
    """As from a page that was opened just now."""
    return Sent.fresh(row_version)


def known_by(person_id: int | None, **columns: Any) -> None:
    """Let somebody be known by other details, of those that `Person` has columns for."""
    person = db.session.get_one(Person, person_id)
    for name, value in columns.items():
        setattr(person, name, value)
    if "full_name" in columns:
        person.name_key = keys.name_key(person.full_name)
    ways.follow(person, source="", actor=SYSTEM)


def likely(entry: PersonEntry, *, actor: Actor) -> list[Person]:
    """Who may be this one, the likeliest first."""
    return [person for person, _ in people.likely(entry, actor=actor)]


def enquiry(officer: Actor, **values: Any) -> Case:
    """An enquiry that was just logged."""
    return logged("enquiry", officer, **values)


def drafting(officer: Actor, **values: Any) -> Case:
    """An enquiry that is being answered."""
    case = enquiry(officer, **values)
    move(case, "acknowledge", officer, who_will_be_asked="Nobody")
    return move(case, "answer_directly", officer)


def replied(officer: Actor, **values: Any) -> Case:
    """An enquiry that was answered, and waits for the person to come back."""
    return move(drafting(officer, **values), "send_reply", officer, reply="An invented reply.")


def logged(
    case_type: str,
    officer: Actor,
    *,
    name: str | None = "Pat Invented",
    days_ago: int = 0,
    entry: PersonEntry | None = None,
    **values: Any,
) -> Case:
    """A case of a type that is logged as any other, just now; `name=None` for somebody unknown, `entry` for somebody
    of whom more is known."""
    with unit_of_work():
        person = None
        if name is not None:
            entry = entry or PersonEntry(full_name=name, invented=True)
            person = people.add_person(entry, actor=officer)
        fields = {
            "received_on": clock.today() - dt.timedelta(days=days_ago),
            "channel": "phone",
            "about": "An invented matter",
            "details": "What was said about an invented matter.",
            "issue": areas.issue(),
            "district": areas.district(),
        }
        case = CaseEntry(**{"person": person, **fields, **values})
        return opening.open_case(case_type, case, sent=sent(), actor=officer)


def review(reviewer: Actor, *, days_ago: int = 0, **values: Any) -> Case:
    """A complete application in time, just logged."""
    received = clock.today() - dt.timedelta(days=days_ago)
    with unit_of_work():
        person = people.add_person(PersonEntry(full_name="Cam Invented", invented=True), actor=reviewer)
        fields = {
            "received_on": received,
            "channel": "form",
            "about": "Outcome of an invented complaint",
            "details": "Not satisfied with an invented outcome.",
            "complaint_made_on": received - dt.timedelta(days=60),
            "complaint_details": "An invented complaint.",
            "force_named": areas.force(),
            "provided_on": received - dt.timedelta(days=5),
            "review_type": "p6a_non_inv",
            "letter_named_body": "lpb",
            "issue": areas.issue(),
        }
        entry = ApplicationEntry(person=person, **{**fields, **values})
        return applications.open_review(entry, sent=sent(), actor=reviewer)


def walk(case: Case, way: Iterable[Step], staff: dict[str, Actor]) -> Case:
    """The steps of a way (`walking.path_to`), their letters told in person."""
    for step in way:
        case = move(case, step.move.trigger, staff[step.who], **surgeries.with_time(step.answers))
    return case


def rows_like(case: Case, numbers: Iterable[int]) -> None:
    """More cases like this one, as rows alone: with no event, no clock and no letter. Each has its number of the year
    2001, and is about "matter <number>"."""
    table: Any = Case.__table__
    with unit_of_work():
        one = dict(db.session.execute(select(table).where(table.c.id == case.id)).mappings().one())
        del one["id"]
        letter = case.reference[0]
        more = [{**one, "about": f"matter {n}", "number": n, "reference": f"{letter}-2001-{n}"} for n in numbers]
        db.session.execute(insert(table), more)


def move(case: Case, trigger: str, actor: Actor, **answers: Any) -> Case:
    """One move, as from a page that is up to date. Where it ends a case that has no primary issue, one is chosen; whom it
    names is in no directory, unless an entry is given."""
    if answers.keys() & {"partner", "signposted_to"}:
        answers = {"why_not_listed": "Asked this once (invented).", **answers}
    with unit_of_work():
        version = cases.load(case.reference, actor=actor).row_version
        request = MoveRequest(trigger=trigger, sent=sent(version), answers=answers, sending=TOLD, issue=areas.issue())
        return moves.make(Address(case.reference), request, actor=actor).case


def without_issue(case: Case) -> Case:
    """A case that was closed before anybody was asked for its primary issue."""
    with unit_of_work():
        row = db.session.merge(case)
        row.issue = None
    return row


def move_with(case: Case, trigger: str, actor: Actor, seen: dict[int, int], **answers: Any) -> Case:
    """One move with its letters in the versions that a page showed."""
    with unit_of_work():
        version = cases.load(case.reference, actor=actor).row_version
        sending = Sending(letters=seen)
        request = MoveRequest(
            trigger=trigger, sent=sent(version), answers=answers, sending=sending, issue=areas.issue()
        )
        return moves.make(Address(case.reference), request, actor=actor).case


def answer(case: Case, actor: Actor, text: str = "An invented answer.", *, number: int = 1, **given: Any) -> Case:
    """What an organisation answered to a question, today unless another day is given."""
    return question_move(case, "answer", actor, number=number, **{"answer": text, "came_on": clock.today(), **given})


def ask(
    case: Case, actor: Actor, *names: str, text: str = "When were the invented lamps seen to?", **given: Any
) -> Case:
    """Ask organisations that are put in the directory for it."""
    with unit_of_work():
        entries = [DirectoryEntry(kind="partner", name=name, email="them@invented.example") for name in names]
        for entry in entries:
            entry.verified_on = clock.today()
            db.session.add(entry)
        db.session.flush()
        ids = [str(entry.id) for entry in entries]
        asked = AskEntry(question=text, entry_ids=ids, may_share=True, **given)
        asking.ask(case.reference, asked, sent=sent(), actor=actor)
        return cases.load(case.reference, actor=actor)


def question_at(case: Case, number: int = 1) -> Address:
    return Address(case.reference, "partner_question", number)


def question_move(case: Case, trigger: str, actor: Actor, *, number: int = 1, **answers: Any) -> Case:
    """One step of a question to another organisation, its letter told in person."""
    with unit_of_work():
        row = db.session.query(PartnerQuestion).filter_by(case_id=case.id, number=number).one()
        request = MoveRequest(trigger=trigger, sent=sent(row.row_version), answers=answers, sending=TOLD)
        return moves.make(question_at(case, number), request, actor=actor).case


def recommendation_move(case: Case, trigger: str, actor: Actor, *, number: int = 1, **answers: Any) -> Recommendation:
    """One move of a recommendation, its letter told in person."""
    with unit_of_work():
        row = db.session.query(Recommendation).filter_by(case_id=case.id, number=number).one()
        request = MoveRequest(trigger=trigger, sent=sent(row.row_version), answers=answers, sending=TOLD)
        moves.make(recommendation_at(case, number), request, actor=actor)
        return row


def recommendation_at(case: Case, number: int = 1) -> Address:
    return Address(case.reference, "recommendation", number)


def restrict(reference: str, *named: Actor) -> None:
    """Restrict a case to these people; a manager among them does it. Without one it is as the last manager left it."""
    ids = [each.user_id or 0 for each in named]
    manager = next((each for each in named if Role.MANAGER in each.roles), None)
    with unit_of_work():
        if manager is not None:
            restriction.restrict(reference, ids, "An invented reason", sent=sent(), actor=manager)
        else:
            case = db.session.query(Case).filter_by(reference=reference).one()
            case.restricted = True
            by = {"case_id": case.id, "named_by_id": 1, "named_at": clock.now()}
            db.session.add_all(CaseAccess(user_id=user_id, **by) for user_id in ids)


def triaged(case: Case) -> None:
    """Answer the triage questions for the Mayor's office."""
    with unit_of_work():
        detail = cases.review(db.session.merge(case))
        detail.triage, detail.review_body, detail.pre_check_stop = GATES | TESTS, "lpb", None


def review_in_assessment(staff: dict[str, Actor]) -> Case:
    case = review(staff["reviewer"])
    triaged(case)
    for trigger, who, answers in WALK:
        case = move(case, trigger, staff[who], **answers)
    return case


def review_in_sign_off(staff: dict[str, Actor], *, reasonable: bool = True, recommend: bool = False) -> Case:
    """A review with one allegation assessed and a draft that waits for a manager."""
    case = review_in_assessment(staff)
    finding = "outcome_rp" if reasonable else "outcome_not_rp"
    with unit_of_work():
        row = Allegation(
            case_id=case.id, number=1, category="A1", summary="Invented", finding=finding, reason="Because."
        )
        db.session.add(row)
        if recommend:
            db.session.add(recommendation_of(case))
    return move(case, "submit_draft", staff["reviewer"], finding=finding, reasons="Invented reasons.")


def recommendation_of(case: Case) -> Recommendation:
    """The first recommendation, drafted."""
    row = Recommendation(
        case_id=case.id,
        number=1,
        rec_type="REMEDY_28ZA",
        text="Apologise for the invented matter.",
        addressed_to=areas.force(),
    )
    states.begin(row, recommendation.WORKFLOW)
    return row


def review_decided(staff: dict[str, Actor], *, recommend: bool = True) -> Case:
    """Decided as not reasonable and proportionate; with a recommendation it stays open for the force's answer."""
    case = review_in_sign_off(staff, reasonable=False, recommend=recommend)
    return move(case, "approve_not_reasonable", staff["manager"])
