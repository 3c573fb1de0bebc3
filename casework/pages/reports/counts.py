"""Reading the annual counts: the years, the runs, one run with its figures, and the same as CSV."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy import func, select

from casework import clock
from casework.errors import NotFound
from casework.extensions import db
from casework.models import Case, CountFigure, CountRun, User
from casework.statistics.measure import Measure
from casework.statistics.measures import BY_CODE
from casework.statistics.years import ReportingYear, back_to, year_of
from workflows.engine import Category

RUNS_SHOWN = 24
YEARS_OFFERED = 60
BREAKDOWN_TITLES = {
    "issue": "By issue",
    "district": "By district",
    "district_source": "By how the district is known",
    "priority": "By plan priority, of the plan in force on the day of receipt",
    "channel": "By channel",
    "finding": "By finding",
    "investigating_body": "By investigating body",
    "invalid_reason": "By reason",
    "rec_type": "By kind",
    "response": "By answer",
}
CSV_HEADINGS = (
    "Section",
    "Figure",
    "Breakdown",
    "Value",
    "Number",
    "Per cent",
    "Unit",
    "Definition",
    "Counted by",
    "Definitions",
    "From",
    "To",
    "Computed",
)


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

    @property
    def stated(self) -> str:
        return self.measure.stated(self.amount)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRow:
    """One computation of one reporting year."""

    id: int
    start_year: int
    state: str
    steps_done: int
    steps_total: int
    definitions_version: str
    requested_at: dt.datetime
    finished_at: dt.datetime | None
    error: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunPage:
    """`sections` is empty until the run is done. `progress` is a whole percentage."""

    run: RunRow
    year: ReportingYear
    requested_by: str
    progress: int
    sections: dict[str, list[Counted]]


_COLUMNS = [getattr(CountRun, name) for name in RunRow.__dataclass_fields__]


def years() -> list[ReportingYear]:
    """The years that can be asked for, the present one first."""
    by_category = (select(func.min(Case.received_on)).where(Case.category == category) for category in Category)
    found = [day for one in by_category if (day := db.session.scalar(one)) is not None]
    today = clock.today()
    return back_to(year_of(min(found, default=today)), year_of(today), most=YEARS_OFFERED)


def runs(limit: int = RUNS_SHOWN) -> list[tuple[RunRow, ReportingYear]]:
    rows = db.session.execute(select(*_COLUMNS).order_by(CountRun.id.desc()).limit(limit)).mappings()
    return [(RunRow(**row), ReportingYear(row["start_year"])) for row in rows]


def run_page(run_id: int) -> RunPage:
    """Raises `NotFound`. Two queries, however many figures."""
    query = select(*_COLUMNS, User.name.label("who")).outerjoin(User, User.id == CountRun.requested_by_id)
    found = db.session.execute(query.where(CountRun.id == run_id)).mappings().first()
    if found is None:
        raise NotFound
    run = RunRow(**{name: found[name] for name in RunRow.__dataclass_fields__})
    done = 100 * run.steps_done // run.steps_total if run.steps_total else 0
    sections = _sections(run_id) if run.state == "done" else {}
    return RunPage(
        run=run,
        year=ReportingYear(run.start_year),
        requested_by=found["who"] or "Casework",
        progress=100 if run.state == "done" else done,
        sections=sections,
    )


def csv_rows(page: RunPage) -> Iterator[list[str]]:
    """The run as rows, each with all that it takes to read it. Raises `NotFound` while there is nothing to read."""
    finished = page.run.finished_at
    if page.run.state != "done" or finished is None:
        raise NotFound("These counts are not ready yet. Open the page of the run to see how far they are.")
    yield list(CSV_HEADINGS)
    period = [page.year.first.isoformat(), page.year.last.isoformat(), finished.isoformat(timespec="seconds")]
    for section, measures in page.sections.items():
        for counted in measures:
            measure = counted.measure
            about = [measure.unit, measure.definition, measure.dated_by, page.run.definitions_version, *period]
            rows = [["", "Total", counted.amount, ""]]
            for title, parts in counted.breakdowns.items():
                rows += [
                    [title, part.label, part.amount, "n/a" if part.percent is None else part.percent] for part in parts
                ]
            for row in rows:
                yield [plain_cell(str(cell)) for cell in (section, measure.title, *row, *about)]


def whole_percent(part: int, total: int) -> int | None:
    """Halves are rounded up. None where there is no total to be a part of."""
    return (200 * part + total) // (2 * total) if total else None


def plain_cell(text: str) -> str:
    """A spreadsheet would take a leading sign for a formula; an apostrophe makes it text."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


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
        percent = whole_percent(row.amount, counted.amount)
        title = BREAKDOWN_TITLES.get(row.breakdown, row.breakdown)
        line = Row(figure_id=row.id, code=row.value_code, label=row.value_label, amount=row.amount, percent=percent)
        counted.breakdowns.setdefault(title, []).append(line)
    return sections
