"""The day on which a case was received, and the day on which an application was made: what everything is counted from.

With it go the clocks that began that day, the first contact, the day of an application that was made as it came, and
the cases that were made of this one. What was counted already stays as it was counted.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from casework.access import Actor, visible
from casework.case_types import CASE_TYPES
from casework.errors import Invalid, NotFound
from casework.extensions import db
from casework.models import Case, CaseEvent, Contact, ReviewDetail
from casework.services.corrections import order
from casework.services.deadlines import putting_right
from casework.services.deadlines.putting_right import Shift
from casework.services.desk import applications, contacts, corrections, details, drafts_of_case
from casework.services.desk.corrections import Change
from casework.services.record import cases
from casework.services.record.activities import begin
from casework.services.record.history import Kind
from casework.services.record.tokens import Sent
from workflows.activities import Activity

RECEIPT, MADE = "receipt", "made"
"""What these corrections are called in their events."""
SAME = "This is the day that stands there. Enter the day that is right, or leave it as it is."


@dataclass(frozen=True, slots=True, kw_only=True)
class Follows:
    """What another day of receipt brings with it. `others`: references of the cases that go with it."""

    shifts: Sequence[Shift]
    made_with_it: bool
    others: Sequence[str]
    drafts: int


@dataclass(frozen=True, slots=True)
class _Plan:
    """One case that gets the day."""

    case: Case
    lines: list[int]
    contact: Contact | None
    detail: ReviewDetail | None
    is_seen: bool


def foresee(reference: str, day: dt.date, *, actor: Actor) -> Follows:
    """What would follow. Raises `Invalid` at "day", `NotFound`."""
    plans = _plans(cases.load(reference, actor=actor), day, actor)
    first = plans[0]
    return Follows(
        shifts=putting_right.shifts(first.case, first.lines, day),
        made_with_it=first.detail is not None,
        others=[plan.case.reference for plan in plans[1:] if plan.is_seen],
        drafts=len(drafts_of_case.open_of(first.case)),
    )


def put_right(reference: str, day: dt.date, reason: str, *, sent: Sent, actor: Actor) -> Case:
    """Give a case, and those that were made of it, the day on which it was received. Raises as `foresee` does, and
    `NotAllowed`, `Conflict`, `Replayed`."""
    case = begin(reference, Activity.PUT_RIGHT_DAY, sent=sent, actor=actor, as_seen=True)
    why = corrections.reason(reason)
    for plan in _plans(case, day, actor):
        _carry_out(plan, day, why, actor)
    return case


def made_on(reference: str, day: dt.date, reason: str, *, sent: Sent, actor: Actor) -> Case:
    """Give an application the day on which it was made, with the evidence as the reason: it may be in time after all
    (rulebook 2.3). Raises `Invalid` at "day", `NotFound` for a case of another type."""
    case = begin(reference, Activity.PUT_RIGHT, sent=sent, actor=actor, as_seen=True)
    why, detail = corrections.reason(reason), check_made(case, day)
    changes = corrections.differences(detail, {"made_on": day})
    corrections.apply(detail, changes)
    letters = drafts_of_case.renew(case, actor=actor)
    corrections.keep(case, MADE, changes, reason=why, actor=actor, data=letters.data)
    return case


def check_made(case: Case, day: dt.date) -> ReviewDetail:
    """Raise `Invalid` for a day on which this application cannot have been made, `NotFound` where it is none."""
    if not CASE_TYPES[case.case_type].is_review:
        raise NotFound
    detail = cases.review(case)
    contacts.check_day("day", day, "The day it was made")
    if day == detail.made_on:
        raise Invalid("day", SAME)
    if day > case.received_on:
        raise Invalid("day", "It cannot have been made after it was received. Check both days.")
    if detail.complaint_made_on is not None and day < detail.complaint_made_on:
        raise Invalid("day", "It cannot have been made before the complaint was. Check both days.")
    return detail


def first_contact(case: Case) -> Contact | None:
    """The contact that a case was logged with."""
    query = select(CaseEvent.data).where(CaseEvent.case_id == case.id, CaseEvent.kind == Kind.CASE_LOGGED.value)
    data: dict[str, Any] | None = db.session.scalar(query.order_by(CaseEvent.id).limit(1))
    number = (data or {}).get("contact_id")
    found = db.session.get(Contact, number) if number is not None else None
    return found if found is not None and found.case_id == case.id else None


def _plans(case: Case, day: dt.date, actor: Actor) -> list[_Plan]:
    """The case, and those made of it that have its day. One that the actor may not see goes with it where nothing is in
    its way, and is never spoken of."""
    contacts.check_day("day", day, "The day it was received")
    if day == case.received_on:
        raise Invalid("day", SAME)
    found = [_plan(case, day, is_seen=True)]
    made_of_it = select(Case, visible(actor).label("seen")).where(Case.linked_from_id == case.id)
    rows = db.session.execute(made_of_it.where(Case.received_on == case.received_on).order_by(Case.id)).all()
    for row in rows:
        try:
            found.append(_plan(row.Case, day, is_seen=bool(row.seen)))
        except Invalid:
            if row.seen:
                raise
    return found


def _plan(case: Case, day: dt.date, *, is_seen: bool) -> _Plan:
    contact = first_contact(case)
    order.check_receipt(case, day, first_contact_id=contact.id if contact is not None else None)
    detail = cases.review(case) if CASE_TYPES[case.case_type].is_review else None
    if detail is not None:
        _check_application(detail, day)
    goes = contact is not None and contact.happened_on == case.received_on
    as_it_came = detail if detail is not None and detail.made_on == case.received_on else None
    return _Plan(case, putting_right.lines_of_opening(case), contact if goes else None, as_it_came, is_seen)


def _check_application(detail: ReviewDetail, day: dt.date) -> None:
    named = {name: getattr(detail, name) for name in applications.DATES_BEFORE_RECEIPT}
    try:
        applications.check_dates(day, named)
    except Invalid as wrong:
        raise Invalid("day", wrong.message) from None


def _carry_out(plan: _Plan, day: dt.date, why: str, actor: Actor) -> None:
    case, was = plan.case, plan.case.received_on
    changes = [Change(name="received_on", old=was, new=day)]
    case.received_on = day
    changes += details.follow_priority(case)
    if plan.contact is not None:
        plan.contact.happened_on = day
    if plan.detail is not None:
        changes.append(Change(name="made_on", old=was, new=day))
        plan.detail.made_on = day
    moved = putting_right.move_lines(case, plan.lines, day, actor=actor)
    letters = drafts_of_case.renew(case, actor=actor)
    data = {"clocks": clocks_of(moved), **letters.data}
    corrections.keep(case, RECEIPT, changes, reason=why, actor=actor, data=data)


def clocks_of(moved: Sequence[Shift]) -> list[dict[str, str | None]]:
    """For the event: each clock with the day on which it was due and is due, and on which it was met."""
    return [
        {
            "clock": shift.code,
            "state": shift.state,
            **{
                name: day.isoformat() if (day := getattr(shift, name)) is not None else None
                for name in ("due_before", "due_after", "met_before", "met_after")
            },
        }
        for shift in moved
    ]
