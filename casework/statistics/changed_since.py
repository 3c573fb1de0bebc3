"""What was put right since a year was counted, and which of its figures would be others for that.

A run that is done is never changed. It is said beside it what it would count now of the cases that were put right, and
of those alone: what else happened since is the business of another run.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import select

from casework import clock
from casework.extensions import db
from casework.models import CountFigure, CountRun
from casework.services.corrections import since
from casework.statistics.measure import Measure
from casework.statistics.measures import MEASURES
from casework.statistics.queries import COLUMNS
from casework.statistics.runs import labels
from casework.statistics.years import ReportingYear

Key = tuple[str, str, str]
"""Measure, breakdown ("" for the total) and value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """A figure that would be another: the ids that it would not count any more, and those that it would count too."""

    measure: Measure
    breakdown: str
    value_label: str
    amount: int
    gone: frozenset[int]
    come: frozenset[int]

    @property
    def would_be(self) -> int:
        return self.amount - len(self.gone) + len(self.come)


def others(run_id: int) -> list[Other]:
    """In the order of the run, once its year had ended: before that it is counted again as it goes on. Two queries
    where nothing was put right since."""
    run = db.session.get_one(CountRun, run_id)
    year = ReportingYear(run.start_year)
    if run.started_at is None or clock.local(run.started_at).date() < year.end:
        return []
    affected = since.records(since.events(run.started_at))
    if not affected[since.CASE]:
        return []
    counted = _counted(run_id)
    return [other for measure in MEASURES for other in _others(measure, year, affected, counted)]


def put_right_since(run_id: int) -> list[int]:
    """The ids of the events, the first first; none while the run has not begun."""
    run = db.session.get_one(CountRun, run_id)
    return [event.id for event in since.events(run.started_at)] if run.started_at is not None else []


def _counted(run_id: int) -> Mapping[Key, tuple[str, int, Collection[int]]]:
    """What the run counted: label, number, ids."""
    columns = (CountFigure.measure, CountFigure.breakdown, CountFigure.value_code, CountFigure.value_label)
    query = select(*columns, CountFigure.amount, CountFigure.record_ids).where(CountFigure.run_id == run_id)
    rows = db.session.execute(query.order_by(CountFigure.position))
    return {(row.measure, row.breakdown, row.value_code): (row.value_label, row.amount, row.record_ids) for row in rows}


def _others(
    measure: Measure,
    year: ReportingYear,
    affected: Mapping[str, frozenset[int]],
    counted: Mapping[Key, tuple[str, int, Collection[int]]],
) -> Iterator[Other]:
    ids = affected.get(measure.record_kind, frozenset())
    now = _now(measure, year, ids)
    own = {key for key in counted if key[0] == measure.code}
    for key in sorted(own | now.keys(), key=lambda key: (key[1], key[2])):
        label, amount, records = counted.get(key, ("", 0, ()))
        then = ids.intersection(records)
        if then != now.get(key, set()):
            found = frozenset(now.get(key, set()))
            yield Other(
                measure=measure,
                breakdown=key[1],
                value_label=label or _label(key, year),
                amount=amount,
                gone=then - found,
                come=found - then,
            )


def _now(measure: Measure, year: ReportingYear, ids: frozenset[int]) -> dict[Key, set[int]]:
    """What the measure would count of these records today."""
    query = measure.query(year)
    its_id = next(iter(query.selected_columns))
    query = query.where(its_id.in_(ids)).add_columns(*(COLUMNS[name] for name in measure.breakdowns))
    found: dict[Key, set[int]] = defaultdict(set)
    for record_id, *values in db.session.execute(query):
        found[measure.code, "", ""].add(record_id)
        for name, value in zip(measure.breakdowns, values, strict=True):
            found[measure.code, name, value or ""].add(record_id)
    return dict(found)


def _label(key: Key, year: ReportingYear) -> str:
    _, breakdown, code = key
    if not breakdown:
        return ""
    return labels(breakdown, on=year.last).get(code, code) if code else "Not recorded"
