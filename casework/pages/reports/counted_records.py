"""The records behind one figure of the annual counts, as far as the reader may see them.

A figure counts restricted cases too. They are not listed to others; how many they are is said.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select

from casework import openings
from casework.access import Actor, restricted_id, scope, visible
from casework.errors import NotFound
from casework.extensions import db
from casework.models import Case, Contact, CountFigure, CountRun, Person, Recommendation, Surgery
from casework.statistics.measure import Measure
from casework.statistics.measures import BY_CODE
from casework.statistics.queries import is_from_somebody
from casework.statistics.years import ReportingYear
from workflows.calendars import spoken

PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One record: what it is called, what it is about, its day, and the cases that it leads to; of a surgery its id."""

    name: str
    about: str
    on: dt.date | None
    references: tuple[str, ...]
    surgery_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureRow:
    """One figure of a run, as its page names it."""

    id: int
    breakdown: str
    value_label: str
    amount: int
    record_kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """One page of the records behind a figure. `hidden` counts those that the reader may not see, on all pages."""

    figure: FigureRow
    measure: Measure
    year: ReportingYear
    lines: list[Line]
    hidden: int
    page: int
    pages: int


def behind(run_id: int, figure_id: int, *, page: int, actor: Actor) -> Behind:
    """Raises `NotFound`. A page that there is not is answered with the nearest one."""
    names = tuple(FigureRow.__dataclass_fields__)
    columns = (*(getattr(CountFigure, name) for name in names), CountFigure.measure, CountFigure.record_ids)
    query = select(*columns, CountRun.start_year).join(CountRun, CountRun.id == CountFigure.run_id)
    found = db.session.execute(query.where(CountFigure.id == figure_id, CountRun.id == run_id)).first()
    measure = BY_CODE.get(found.measure) if found is not None else None
    if found is None or measure is None:
        raise NotFound
    year = ReportingYear(found.start_year)
    hidden = _hidden(measure, year, actor)
    seen = [record_id for record_id in found.record_ids if record_id not in hidden]
    pages = max((len(seen) + PAGE - 1) // PAGE, 1)
    page = min(max(page, 1), pages)
    return Behind(
        figure=FigureRow(**{name: getattr(found, name) for name in names}),
        measure=measure,
        year=year,
        lines=_lines(measure, year, seen[(page - 1) * PAGE : page * PAGE], actor),
        hidden=len(found.record_ids) - len(seen),
        page=page,
        pages=pages,
    )


def _hidden(measure: Measure, year: ReportingYear, actor: Actor) -> set[int]:
    """The ids that the actor may not see. Restricted cases are few, so they are looked up and not the others."""
    if measure.record_kind == "surgery":
        return set()
    out_of_sight = (Case.restricted, ~visible(actor))
    if measure.record_kind == "case":
        return _ids(select(Case.id).where(*out_of_sight))
    if measure.record_kind == "recommendation":
        return _ids(select(Recommendation.id).join(Case, Case.id == Recommendation.case_id).where(*out_of_sight))
    people = select(Contact.person_id).where(is_from_somebody(year))
    unseen = _ids(people.where(Contact.case_id.in_(select(Case.id).where(*out_of_sight))))
    if not unseen:
        return unseen
    counted_on = scope(select(Case.id).where(Case.case_type == measure.contacts_on), actor)
    return unseen - _ids(people.where(Contact.person_id.in_(unseen), Contact.case_id.in_(counted_on)))


def _ids(query: Select[*tuple[Any, ...]]) -> set[int]:
    return set(db.session.scalars(query))


def _lines(measure: Measure, year: ReportingYear, ids: list[int], actor: Actor) -> list[Line]:
    if not ids:
        return []
    if measure.record_kind == "case":
        return list(_cases(ids, actor))
    if measure.record_kind == "recommendation":
        return list(_recommendations(ids, actor))
    if measure.record_kind == "surgery":
        return list(_surgeries(ids))
    return list(_people(ids, measure, year, actor))


def _cases(ids: list[int], actor: Actor) -> Iterable[Line]:
    query = (
        select(Case.reference, Case.about, Case.received_on, restricted_id()).where(Case.id.in_(ids)).order_by(Case.id)
    )
    for row in db.session.execute(scope(query, actor)):
        openings.mark_listed([row.restricted_id])
        yield Line(name=row.reference, about=row.about, on=row.received_on, references=(row.reference,))


def _people(ids: list[int], measure: Measure, year: ReportingYear, actor: Actor) -> Iterable[Line]:
    contacts = db.session.execute(
        select(Contact.case_id, Contact.person_id).where(is_from_somebody(year), Contact.person_id.in_(ids)).distinct()
    ).all()
    cases = select(Case.id, Case.reference, restricted_id()).where(
        Case.case_type == measure.contacts_on, Case.id.in_({contact.case_id for contact in contacts})
    )
    seen = db.session.execute(scope(cases, actor)).all()
    openings.mark_listed(row.restricted_id for row in seen)
    visible_cases = {row.id: row.reference for row in seen}
    references: dict[int | None, list[str]] = defaultdict(list)
    for contact in sorted(contacts):
        if contact.case_id in visible_cases:
            references[contact.person_id].append(visible_cases[contact.case_id])
    for row in db.session.execute(select(Person.id, Person.full_name).where(Person.id.in_(ids)).order_by(Person.id)):
        yield Line(name=row.full_name, about="", on=None, references=tuple(references[row.id]))


def _recommendations(ids: list[int], actor: Actor) -> Iterable[Line]:
    query = (
        select(Case.reference, Recommendation.number, Recommendation.text, Recommendation.issued_on, restricted_id())
        .join(Case, Case.id == Recommendation.case_id)
        .where(Recommendation.id.in_(ids))
        .order_by(Recommendation.id)
    )
    for row in db.session.execute(scope(query, actor)):
        openings.mark_listed([row.restricted_id])
        name = f"{row.reference}, recommendation {row.number}"
        yield Line(name=name, about=row.text[:200], on=row.issued_on, references=(row.reference,))


def _surgeries(ids: list[int]) -> Iterable[Line]:
    """Everybody who reads cases sees these, and on their pages the appointments that are theirs to see."""
    for row in db.session.scalars(select(Surgery).where(Surgery.id.in_(ids)).order_by(Surgery.held_on, Surgery.id)):
        yield Line(name=spoken(row.held_on), about=row.place, on=row.held_on, references=(), surgery_id=row.id)
