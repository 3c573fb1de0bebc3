"""The register of meetings as it is read: the meetings of a reporting year, and how many of each group were held."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, select

from casework import clock, openings
from casework.access import Actor, restricted_id, scope
from casework.errors import NotFound
from casework.extensions import db
from casework.models import Case, Meeting, MeetingCase
from casework.services.office.meetings import LONGEST_REASON as LONGEST_REASON
from casework.services.office.meetings import LONGEST_TOPICS as LONGEST_TOPICS
from casework.services.office.meetings import STATES as STATES
from casework.services.record import codes
from casework.statistics.years import ReportingYear, back_to, year_of
from workflows.calendars import written

YEARS_OFFERED = 20
UNGROUPED = "In no group of the report"


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingRow:
    """One meeting. `kind` is in words, and `code` as it is kept."""

    id: int
    code: str
    kind: str
    held_on: dt.date
    state: str
    topics: str
    website: str | None
    why: str | None
    row_version: int

    @property
    def title(self) -> str:
        """Short Governance Meeting, 3 November 2026"""
        return f"{self.kind}, {written(self.held_on)}"

    @property
    def state_label(self) -> str:
        return STATES[self.state]

    @property
    def is_overlooked(self) -> bool:
        """Its day is over, and nobody has said whether it was held."""
        return self.state == "planned" and self.held_on < clock.today()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fed:
    """A case that fed a meeting."""

    reference: str
    about: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """How many meetings of a group were held in the year, and how many more are planned in it."""

    group: str
    held: int
    planned: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    year: ReportingYear
    figures: Sequence[Figure]
    meetings: Sequence[MeetingRow]
    overlooked: int


def register(start_year: int | None = None) -> Register:
    """The meetings of a reporting year, the latest first; of the present one where none is named."""
    year = ReportingYear(start_year) if start_year is not None else year_of(clock.today())
    query = _query().where(Meeting.held_on >= year.first, Meeting.held_on < year.end)
    found = [_row(row) for row in db.session.scalars(query)]
    return Register(
        year=year,
        figures=_figures(found),
        meetings=found,
        overlooked=sum(each.is_overlooked for each in found),
    )


def years() -> list[ReportingYear]:
    """The years of which there is a meeting, and the present one; the latest first."""
    first, last = db.session.execute(select(func.min(Meeting.held_on), func.max(Meeting.held_on))).one()
    today = clock.today()
    return back_to(year_of(min(first or today, today)), year_of(max(last or today, today)), most=YEARS_OFFERED)


def meeting(meeting_id: int) -> MeetingRow:
    """Raises `NotFound`."""
    row = db.session.get(Meeting, meeting_id)
    if row is None:
        raise NotFound
    return _row(row)


def cases_of(meeting_id: int, *, actor: Actor) -> list[Fed]:
    """The cases that fed a meeting, as far as the actor may see them."""
    query = select(Case.reference, Case.about, restricted_id())
    query = query.join(MeetingCase, MeetingCase.case_id == Case.id)
    query = scope(query.where(MeetingCase.meeting_id == meeting_id), actor).order_by(Case.id)
    rows = db.session.execute(query).all()
    openings.mark_listed(row.restricted_id for row in rows)
    return [Fed(reference=row.reference, about=row.about) for row in rows]


def titles(meeting_ids: set[int]) -> Mapping[int, str]:
    """Meeting -> what it is called."""
    if not meeting_ids:
        return {}
    return {row.id: _row(row).title for row in db.session.scalars(_query().where(Meeting.id.in_(meeting_ids)))}


def _figures(meetings: Sequence[MeetingRow]) -> list[Figure]:
    """By the group that the kind belongs to today, in the order of the list."""
    group_of = {value.code: value.belongs_to for value in codes.values("meeting")}
    counted = Counter((group_of.get(each.code), each.state) for each in meetings)
    labels: dict[str | None, str] = {value.code: value.label for value in codes.values("meeting_group")}
    groups = [*labels, None]
    return [
        Figure(group=labels.get(group, UNGROUPED), held=counted[group, "held"], planned=counted[group, "planned"])
        for group in groups
        if group is not None or counted[None, "held"] or counted[None, "planned"]
    ]


def _query() -> Select[Meeting]:
    return select(Meeting).order_by(Meeting.held_on.desc(), Meeting.id.desc())


def _row(row: Meeting) -> MeetingRow:
    names = [name for name in MeetingRow.__dataclass_fields__ if name not in ("code", "kind")]
    label = codes.labels("meeting").get(row.kind, row.kind)
    return MeetingRow(code=row.kind, kind=label, **{name: getattr(row, name) for name in names})
