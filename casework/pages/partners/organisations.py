"""How long other organisations have our questions: counted by organisation, with the questions behind each figure."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Row, Select, func, or_, select

from casework import clock
from casework.access import Actor, scope
from casework.extensions import db
from casework.models import Case, Clock, DirectoryEntry, PartnerQuestion
from casework.pages.mail.mail_rows import Mail
from casework.services.people.keys import email_key
from casework.services.record.calendars import calendar
from casework.statistics.years import ReportingYear
from workflows.calendars import Calendar, CalendarName

NOT_LISTED = "Not in the directory"
MOST = 200
"""Questions of one organisation that are listed, the last asked first."""
GROUPED = (
    PartnerQuestion.entry_id, PartnerQuestion.state, PartnerQuestion.asked_on, PartnerQuestion.answered_on, Clock.due_on
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationRow:
    """`open` and `late` are of today, the others of the questions that were asked in the year. The working days are
    those until the answer; None where none came. `key`: the id of the organisation, or "none"."""

    key: str
    name: str
    open: int
    late: int
    asked: int
    answered: int
    withdrawn: int
    average: float | None
    longest: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedRow:
    """One question. `days` and `working_days`: until its end, or until today."""

    reference: str
    number: int
    asked_of: str
    state: str
    category: str
    asked_on: dt.date
    days: int
    working_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """A question that a mail may answer. `is_likely`: the mail is from the same organisation, as its address says."""

    number: int
    asked_of: str
    is_likely: bool


def counted(year: ReportingYear, *, actor: Actor) -> list[OrganisationRow]:
    """By name, of the cases that the reader may see. Two queries."""
    found: dict[int | None, list[Any]] = {}
    for row in db.session.execute(scope(_grouped(year), actor)):
        found.setdefault(row.entry_id, []).append(row)
    names = {row.id: row.name for row in db.session.execute(select(DirectoryEntry.id, DirectoryEntry.name))}
    days = _Days(calendar(CalendarName.ENGLAND_AND_WALES))
    rows = [_row(entry_id, names, rows, year, days) for entry_id, rows in found.items()]
    return sorted(rows, key=lambda row: (row.name == NOT_LISTED, row.name.casefold()))


def listed(key: str, year: ReportingYear, *, actor: Actor) -> list[AskedRow]:
    """The questions of one organisation that are open, or were asked in the year."""
    entry_id = int(key) if key.isascii() and key.isdecimal() and len(key) <= 9 else None
    columns = ("number", "asked_of", "state", "category", "asked_on", "answered_on", "withdrawn_on")
    query = select(Case.reference, *(getattr(PartnerQuestion, name) for name in columns)).select_from(PartnerQuestion)
    query = query.join(Case, Case.id == PartnerQuestion.case_id)
    query = query.where(PartnerQuestion.entry_id.is_not_distinct_from(entry_id), _counts(year))
    query = query.order_by(PartnerQuestion.asked_on.desc(), PartnerQuestion.id.desc()).limit(MOST)
    days = _Days(calendar(CalendarName.ENGLAND_AND_WALES))
    return [_asked(row, days) for row in db.session.execute(scope(query, actor))]


def first_year(*, actor: Actor) -> dt.date | None:
    """The day of the first question that the reader may see."""
    query = select(func.min(PartnerQuestion.asked_on)).join(Case, Case.id == PartnerQuestion.case_id)
    return db.session.scalar(scope(query, actor))


def of_mail(mail: Mail, *, actor: Actor) -> list[Offered]:
    """What a mail that is filed on a case may answer, the likely first."""
    if mail.row.state != "filed" or not mail.row.reference:
        return []
    query = select(PartnerQuestion.number, PartnerQuestion.asked_of, DirectoryEntry.email).select_from(PartnerQuestion)
    query = query.join(Case, Case.id == PartnerQuestion.case_id)
    query = query.outerjoin(DirectoryEntry, DirectoryEntry.id == PartnerQuestion.entry_id)
    query = query.where(Case.reference == mail.row.reference, PartnerQuestion.category == "open")
    rows = db.session.execute(scope(query.order_by(PartnerQuestion.number), actor))
    found = [
        Offered(number=row.number, asked_of=row.asked_of, is_likely=_is_from(mail.row.sender_key, row.email))
        for row in rows
    ]
    return sorted(found, key=lambda each: not each.is_likely)


def _is_from(sender_key: str, email: str | None) -> bool:
    at = email_key(email or "").rpartition("@")[2]
    return bool(at) and sender_key.rpartition("@")[2] == at


def _counts(year: ReportingYear) -> Any:
    in_year = PartnerQuestion.asked_on >= year.first, PartnerQuestion.asked_on < year.end
    return or_(PartnerQuestion.category == "open", in_year[0] & in_year[1])


def _grouped(year: ReportingYear) -> Select[*tuple[Any, ...]]:
    query = select(*GROUPED, func.count().label("amount")).select_from(PartnerQuestion)
    query = query.join(Case, Case.id == PartnerQuestion.case_id)
    runs = (Clock.partner_question_id == PartnerQuestion.id) & (Clock.state == "running")
    return query.outerjoin(Clock, runs).where(_counts(year)).group_by(*GROUPED)


class _Days:
    """Working days between two days, each pair counted once."""

    def __init__(self, days: Calendar) -> None:
        self.between = cache(days.working_days_between)


def _row(
    entry_id: int | None, names: Mapping[int, str], rows: Sequence[Any], year: ReportingYear, days: _Days
) -> OrganisationRow:
    today = clock.today()
    in_year = [row for row in rows if year.holds(row.asked_on)]
    answered = [(days.between(row.asked_on, row.answered_on), row.amount) for row in in_year if row.answered_on]
    number = sum(amount for _, amount in answered)
    return OrganisationRow(
        key="none" if entry_id is None else str(entry_id),
        name=NOT_LISTED if entry_id is None else names[entry_id],
        open=_sum(row for row in rows if row.state not in ("answered", "withdrawn")),
        late=_sum(row for row in rows if row.due_on is not None and row.due_on < today),
        asked=_sum(in_year),
        answered=number,
        withdrawn=_sum(row for row in in_year if row.state == "withdrawn"),
        average=sum(length * amount for length, amount in answered) / number if number else None,
        longest=max((length for length, _ in answered), default=None),
    )


def _sum(rows: Iterable[Any]) -> int:
    return sum(row.amount for row in rows)


def _asked(row: Row[Any], days: _Days) -> AskedRow:
    until = row.answered_on or row.withdrawn_on or clock.today()
    return AskedRow(
        reference=row.reference,
        number=row.number,
        asked_of=row.asked_of,
        state=row.state,
        category=row.category,
        asked_on=row.asked_on,
        days=(until - row.asked_on).days,
        working_days=days.between(row.asked_on, until),
    )
