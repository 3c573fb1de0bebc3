"""Reading the annual counts: the years, one run with its figures, the cases behind a figure."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy import func, select

from casework import clock
from casework.access import Actor, scope, scope_people, visible
from casework.errors import NotFound
from casework.extensions import db
from casework.models import Case, CountFigure, CountRun, Person, Recommendation, User
from casework.statistics.measures import BY_CODE, Measure
from casework.statistics.years import ReportingYear, year_of

PAGE = 50
YEARS_OFFERED = 12
BREAKDOWN_TITLES = {
    "issue": "By issue",
    "district": "By district",
    "channel": "By channel",
    "finding": "By finding",
    "investigating_body": "By investigating body",
    "invalid_reason": "By reason",
    "rec_type": "By kind",
    "response": "By answer",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of a breakdown. `percent` is whole, or None where the total is none."""

    figure_id: int
    code: str
    label: str
    amount: int
    percent: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """One measure of a run: its total and its breakdowns, each with a title."""

    measure: Measure
    figure_id: int
    amount: int
    breakdowns: dict[str, list[Row]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunPage:
    """`sections` is empty until the run is done. `progress` is a whole percentage."""

    run: CountRun
    year: ReportingYear
    requested_by: str
    progress: int
    sections: dict[str, list[Counted]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """One page of the records behind a figure: (reference or name, what it is, day, link reference)."""

    figure: CountFigure
    measure: Measure
    year: ReportingYear
    rows: list[tuple[str, str, dt.date | None, str | None]]
    hidden: int
    page: int
    pages: int


def years() -> list[ReportingYear]:
    """The years that can be asked for, the present one first."""
    latest = year_of(clock.today()).start_year
    earliest = db.session.scalar(select(func.min(Case.received_on)))
    first = year_of(earliest).start_year if earliest else latest
    return [ReportingYear(start) for start in range(latest, max(first, latest - 60) - 1, -1)]


def runs(limit: int = YEARS_OFFERED * 2) -> list[tuple[CountRun, ReportingYear]]:
    rows = db.session.scalars(select(CountRun).order_by(CountRun.id.desc()).limit(limit))
    return [(run, ReportingYear(run.start_year)) for run in rows]


def run_page(run_id: int) -> RunPage:
    """Raises `NotFound`. Two queries, however many figures."""
    found = db.session.execute(
        select(CountRun, User.name).outerjoin(User, User.id == CountRun.requested_by_id).where(CountRun.id == run_id)
    ).first()
    if found is None:
        raise NotFound
    run, name = found
    done = 100 * run.steps_done // run.steps_total if run.steps_total else 0
    sections = _sections(run_id) if run.state == "done" else {}
    return RunPage(
        run=run,
        year=ReportingYear(run.start_year),
        requested_by=name or "Casework",
        progress=100 if run.state == "done" else done,
        sections=sections,
    )


def csv_rows(page: RunPage) -> Iterator[list[str]]:
    """The run as rows: what, how many, of what, how it is defined, for which days, computed when."""
    yield [
        "Section",
        "Figure",
        "Breakdown",
        "Value",
        "Number",
        "Per cent",
        "Unit",
        "Definition",
        "From",
        "To",
        "Computed",
    ]
    finished = page.run.finished_at
    tail = [page.year.first.isoformat(), page.year.last.isoformat(), finished.isoformat() if finished else ""]
    for section, measures in page.sections.items():
        for counted in measures:
            measure = counted.measure
            about = [measure.unit, f"{measure.definition} (definitions {page.run.definitions_version})"]
            yield [section, measure.title, "", "Total", str(counted.amount), "", *about, *tail]
            for title, rows in counted.breakdowns.items():
                for row in rows:
                    percent = "" if row.percent is None else str(row.percent)
                    value = [section, measure.title, title, plain_cell(row.label), str(row.amount), percent]
                    yield [*value, *about, *tail]


def plain_cell(text: str) -> str:
    """A spreadsheet would take a leading sign for a formula; an apostrophe makes it text."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def behind(run_id: int, figure_id: int, *, page: int, actor: Actor) -> Behind:
    """The records behind one figure that the actor may see, and how many more there are. Raises `NotFound`."""
    figure = db.session.get(CountFigure, figure_id)
    run = db.session.get(CountRun, run_id)
    if figure is None or run is None or figure.run_id != run_id:
        raise NotFound
    readers = {"case": _cases, "person": _people, "recommendation": _recommendations}
    total, rows = readers[figure.record_kind](figure.record_ids, page, actor)
    pages = max((total + PAGE - 1) // PAGE, 1)
    return Behind(
        figure=figure,
        measure=BY_CODE[figure.measure],
        year=ReportingYear(run.start_year),
        rows=rows,
        hidden=figure.amount - total,
        page=min(page, pages),
        pages=pages,
    )


def _sections(run_id: int) -> dict[str, list[Counted]]:
    columns = (
        CountFigure.id,
        CountFigure.measure,
        CountFigure.breakdown,
        CountFigure.value_code,
        CountFigure.value_label,
        CountFigure.amount,
    )
    sections: dict[str, list[Counted]] = {}
    for row in db.session.execute(select(*columns).where(CountFigure.run_id == run_id).order_by(CountFigure.position)):
        measure = BY_CODE.get(row.measure)
        if measure is None:
            continue
        listed = sections.setdefault(measure.section, [])
        if not row.breakdown:
            listed.append(Counted(measure=measure, figure_id=row.id, amount=row.amount))
            continue
        counted = listed[-1]
        percent = round(100 * row.amount / counted.amount) if counted.amount else None
        title = BREAKDOWN_TITLES.get(row.breakdown, row.breakdown)
        line = Row(figure_id=row.id, code=row.value_code, label=row.value_label, amount=row.amount, percent=percent)
        counted.breakdowns.setdefault(title, []).append(line)
    return sections


def _visible_ids(ids: list[int], actor: Actor) -> list[int]:
    """Of the ids those that may be seen, in their order. Only restricted cases need a look."""
    hidden = set(db.session.scalars(select(Case.id).where(Case.restricted, ~visible(actor))))
    return [record_id for record_id in ids if record_id not in hidden]


def _slice(ids: list[int], page: int) -> list[int]:
    last = max((len(ids) + PAGE - 1) // PAGE, 1)
    start = (min(max(page, 1), last) - 1) * PAGE
    return ids[start : start + PAGE]


Lines = tuple[int, list[tuple[str, str, dt.date | None, str | None]]]


def _cases(ids: list[int], page: int, actor: Actor) -> Lines:
    seen = _visible_ids(ids, actor)
    query = select(Case.id, Case.reference, Case.about, Case.received_on).where(Case.id.in_(_slice(seen, page)))
    rows = db.session.execute(scope(query, actor).order_by(Case.id)).all()
    return len(seen), [(row.reference, row.about, row.received_on, row.reference) for row in rows]


def _people(ids: list[int], page: int, actor: Actor) -> Lines:
    known: set[int] = set()
    for start in range(0, len(ids), 500):
        part = ids[start : start + 500]
        known |= set(db.session.scalars(scope_people(select(Person.id).where(Person.id.in_(part)), actor)))
    seen = [record_id for record_id in ids if record_id in known]
    rows = db.session.execute(
        select(Person.full_name, Person.kind).where(Person.id.in_(_slice(seen, page))).order_by(Person.id)
    )
    return len(seen), [(row.full_name, row.kind.capitalize(), None, None) for row in rows]


def _recommendations(ids: list[int], page: int, actor: Actor) -> Lines:
    query = select(Recommendation.id).join(Case, Case.id == Recommendation.case_id)
    known = set(db.session.scalars(scope(query.where(Recommendation.issued_on.is_not(None)), actor)))
    seen = [record_id for record_id in ids if record_id in known]
    columns = select(Case.reference, Recommendation.number, Recommendation.text, Recommendation.issued_on)
    rows = db.session.execute(
        scope(columns.join(Case, Case.id == Recommendation.case_id), actor)
        .where(Recommendation.id.in_(_slice(seen, page)))
        .order_by(Recommendation.id)
    )
    return len(seen), [(f"{r.reference}/{r.number}", r.text[:120], r.issued_on, r.reference) for r in rows]
