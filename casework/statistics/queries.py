"""The queries behind the measures: each selects the ids of the records that count.

All of them rest on recorded dates, never on the state that a case is in today. A period is half-open in local dates.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, and_, except_, exists, or_, select, union

from casework.models import (
    Case,
    Contact,
    EnquiryDetail,
    Letter,
    Message,
    Person,
    Recommendation,
    ReviewDetail,
    Surgery,
    SurgeryBooking,
    SurgeryTime,
)
from casework.services.deadlines.reminder_rules import london
from casework.services.people.contact_rows import IS_UPDATE
from casework.statistics.years import ReportingYear
from workflows.letters import Audience
from workflows.registry import KINDS

AnySelect = Select[*tuple[Any, ...]]
Query = Callable[[ReportingYear], AnySelect]

COLUMNS: dict[str, Any] = {
    "issue": Case.issue,
    "district": Case.district,
    "district_source": Case.district_source,
    "priority": Case.priority,
    "channel": Case.channel,
    "investigating_body": ReviewDetail.investigating_body,
    "finding": ReviewDetail.finding,
    "invalid_reason": ReviewDetail.invalid_reason,
    "rec_type": Recommendation.rec_type,
    "response": Recommendation.response,
}
"""What figures can be broken down by; each name is also that of the list of labels."""


IS_ONE = Case.logged_by_mistake.is_(False)
"""Of a case that should never have been logged nothing is counted."""
RECEIPTS = tuple(kind.code for kind in KINDS.values() if kind.automatic)
"""Letters that answer nobody, whoever sends them."""


def in_year(column: Any, year: ReportingYear) -> ColumnElement[bool]:
    return and_(column >= year.first, column < year.end)


def cases(case_type: str, column: Any, *conditions: ColumnElement[bool]) -> Query:
    """Cases of one type whose date in `column` lies in the year."""

    def query(year: ReportingYear) -> AnySelect:
        return of_type(case_type).where(in_year(column, year), *conditions)

    return query


def recommendations(column: Any) -> Query:
    """Recommendations whose date in `column` lies in the year."""

    def query(year: ReportingYear) -> AnySelect:
        return select(Recommendation.id).where(in_year(column, year)).order_by(Recommendation.id)

    return query


def open_cases(year: ReportingYear, *, case_type: str, at_end: bool) -> AnySelect:
    """Received before a day and not closed for the first time before it."""
    day = year.end if at_end else year.first
    not_closed = or_(Case.first_closed_on.is_(None), Case.first_closed_on >= day)
    return of_type(case_type).where(Case.received_on < day, not_closed)


def people(year: ReportingYear, *, case_type: str, individuals: bool, answered: bool) -> AnySelect:
    """Whoever contacted us in the year on a case of this type, by whether one of these was answered (N1)."""
    kind = Person.kind == "individual" if individuals else Person.kind != "individual"
    in_touch = contacts(year, case_type)
    with_answer = in_touch.where(Contact.case_id.in_(_answered_cases(year, case_type)))
    chosen = with_answer if answered else except_(in_touch, with_answer)
    return select(Person.id).where(kind, Person.id.in_(chosen)).order_by(Person.id)


def people_of_one_type(year: ReportingYear, *, case_type: str, not_of: str) -> AnySelect:
    """Whoever contacted us in the year on a case of one type, and on none of another."""
    chosen = except_(contacts(year, case_type), contacts(year, not_of))
    return select(Person.id).where(Person.id.in_(chosen)).order_by(Person.id)


def contacts(year: ReportingYear, case_type: str) -> AnySelect:
    """The person of each contact to us in the year on a case of this type."""
    return (
        select(Contact.person_id)
        .join(Case, Case.id == Contact.case_id)
        .where(Case.case_type == case_type, IS_ONE, is_from_somebody(year))
    )


def is_from_somebody(year: ReportingYear) -> ColumnElement[bool]:
    """A contact to us in the year from a person whose name is known."""
    named = (Contact.person_id.is_not(None), Contact.person_id.not_in(_without_name()))
    return and_(Contact.direction == "in", *named, in_year(Contact.happened_on, year))


def is_anonymous() -> ColumnElement[bool]:
    """A case of somebody who gave no name, whether they can be reached or not."""
    return or_(Case.person_id.is_(None), Case.person_id.in_(_without_name()))


def _without_name() -> Select[int]:
    return select(Person.id).where(Person.unnamed)


def _answered_cases(year: ReportingYear, case_type: str) -> CompoundSelect[int]:
    """Something said or written to the person, or a disposal recorded, since the year began (contract 3.7, point 6).
    A letter counts where one of us sent it, and no machine, and it did not come back. Plain lists joined into one set,
    because no database plans a choice of look-ups per contact well."""
    detail = EnquiryDetail
    said = select(Contact.case_id).where(IS_UPDATE, Contact.happened_on >= year.first)
    came_back = exists().where(Message.letter_id == Letter.id, Message.state.in_(("failed", "given_up")))
    written = select(Letter.case_id).where(
        Letter.audience == Audience.PERSON.value,
        Letter.sent_at >= london(year.first, 0),
        Letter.sent_by_id.is_not(None),
        Letter.code.not_in(RECEIPTS),
        ~came_back,
    )
    told = select(detail.case_id).where(or_(detail.acknowledged_on >= year.first, detail.replied_on >= year.first))
    closed = select(Case.id).where(Case.case_type == case_type, Case.first_closed_on >= year.first)
    return union(said, written, told, closed)


def of_type(case_type: str) -> AnySelect:
    """Without those that were logged by mistake."""
    return select(Case.id).where(Case.case_type == case_type, IS_ONE).order_by(Case.id)


def surgeries_held(year: ReportingYear) -> AnySelect:
    """By the day held; neither planned nor cancelled ones (contract 3.5, point 4)."""
    return select(Surgery.id).where(Surgery.state == "held", in_year(Surgery.held_on, year)).order_by(Surgery.id)


def appointments(year: ReportingYear, *, states: tuple[str, ...]) -> AnySelect:
    """The cases with a confirmed time of a surgery of the year that ended like this, or stands."""
    return select(Case.id).where(Case.id.in_(_confirmed(year, states)), IS_ONE).order_by(Case.id)


def came_to_a_surgery(year: ReportingYear, *, enquired_on: str, also_enquired: bool) -> AnySelect:
    """Whoever came to a surgery of the year, by whether they contacted us on such a case in it (contract 3.7, point
    5)."""
    came = select(Case.person_id).where(Case.id.in_(_confirmed(year, ("held",))), IS_ONE, Case.person_id.is_not(None))
    enquired = Person.id.in_(contacts(year, enquired_on))
    named = Person.id.not_in(_without_name())
    chosen = enquired if also_enquired else ~enquired
    return select(Person.id).where(Person.id.in_(came), named, chosen).order_by(Person.id)


def _confirmed(year: ReportingYear, states: tuple[str, ...]) -> AnySelect:
    query = select(SurgeryBooking.case_id).join(SurgeryTime, SurgeryTime.id == SurgeryBooking.time_id)
    query = query.join(Surgery, Surgery.id == SurgeryTime.surgery_id)
    ended = (SurgeryBooking.state.in_(states), SurgeryBooking.booked_on.is_not(None))
    return query.where(*ended, in_year(Surgery.held_on, year))
