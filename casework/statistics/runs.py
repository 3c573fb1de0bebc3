"""One computation of one reporting year: asked for, computed, kept. A run that is done is never changed."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, update

from casework import clock
from casework.access import Actor, Permission, require
from casework.errors import Invalid
from casework.extensions import db
from casework.models import CountFigure, CountRun
from casework.outbox import after_commit
from casework.services.record import codes, history, tokens
from casework.services.record.tokens import Sent
from casework.statistics.measure import DEFINITIONS_VERSION, Measure
from casework.statistics.measures import MEASURES
from casework.statistics.queries import COLUMNS
from casework.statistics.years import ReportingYear, year_of
from workflows.recommendation import WORKFLOW as RECOMMENDATION
from workflows.recommendation_types import TYPES

JOB = "casework.jobs.counts.compute"
FIRST_YEAR = 1990
ROWS_AT_ONCE = 5000


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure with the ids behind it. `breakdown` "" is the total, `value_code` "" the Not recorded row."""

    measure: str
    record_kind: str
    record_ids: list[int]
    breakdown: str = ""
    value_code: str = ""
    value_label: str = ""


def request(start_year: int, *, sent: Sent, actor: Actor) -> CountRun:
    """Ask for the counts of the year that starts on 1 April `start_year`; a worker computes them."""
    require(actor, Permission.COUNTS_RUN)
    tokens.use(sent, actor=actor)
    this_year = year_of(clock.today()).start_year
    if not FIRST_YEAR <= start_year <= this_year:
        raise Invalid("start_year", f"Choose a year from {FIRST_YEAR} to {this_year}.")
    run = CountRun(
        start_year=start_year,
        definitions_version=DEFINITIONS_VERSION,
        steps_total=len(MEASURES),
        requested_by_id=actor.user_id,
        requested_at=clock.now(),
    )
    db.session.add(run)
    db.session.flush()
    history.record(history.Kind.COUNTS_REQUESTED, actor=actor, data={"run_id": run.id, "start_year": start_year})
    after_commit(db.session, "counts", JOB, run.id)
    return run


def begin(run_id: int) -> ReportingYear | None:
    """Mark the run as begun. None when it has ended already, so that a second worker does nothing."""
    start_year = db.session.scalar(
        update(CountRun)
        .where(CountRun.id == run_id, CountRun.state.in_(("queued", "running")))
        .values(state="running", started_at=clock.now(), steps_done=0, error=None)
        .returning(CountRun.start_year)
    )
    return None if start_year is None else ReportingYear(start_year)


def show_progress(run_id: int, done: int, *, connection: Connection) -> None:
    """How many measures are counted, for the page that waits."""
    connection.execute(update(CountRun).where(CountRun.id == run_id).values(steps_done=done))


def figures(measure: Measure, year: ReportingYear) -> list[Figure]:
    """The total and each breakdown of one measure. Parts sum to the total through the Not recorded row."""
    everything: list[int] = []
    parts: dict[str, dict[str, list[int]]] = {name: defaultdict(list) for name in measure.breakdowns}
    query = measure.query(year).add_columns(*(COLUMNS[name] for name in measure.breakdowns))
    for record_id, *values in db.session.execute(query).yield_per(ROWS_AT_ONCE):
        everything.append(record_id)
        for name, value in zip(measure.breakdowns, values, strict=True):
            parts[name][value or ""].append(record_id)
    made = [Figure(measure=measure.code, record_kind=measure.record_kind, record_ids=everything)]
    for name, groups in parts.items():
        names = labels(name, on=min(year.last, clock.today()))
        made += [
            Figure(
                measure=measure.code,
                record_kind=measure.record_kind,
                record_ids=groups[code],
                breakdown=name,
                value_code=code,
                value_label=names.get(code, code) if code else "Not recorded",
            )
            for code in _ordered(groups, names)
        ]
    return made


def finish(run_id: int, made: list[Figure]) -> None:
    """Keep the figures. Does nothing when another worker was faster."""
    finished = db.session.scalar(
        update(CountRun)
        .where(CountRun.id == run_id, CountRun.state == "running")
        .values(state="done", finished_at=clock.now(), steps_done=CountRun.steps_total)
        .returning(CountRun.id)
    )
    if finished is None:
        return
    db.session.add_all(
        CountFigure(
            run_id=run_id,
            position=position,
            measure=figure.measure,
            breakdown=figure.breakdown,
            value_code=figure.value_code,
            value_label=figure.value_label,
            amount=len(figure.record_ids),
            record_kind=figure.record_kind,
            record_ids=figure.record_ids,
        )
        for position, figure in enumerate(made)
    )


def fail(run_id: int, reason: str) -> None:
    db.session.execute(
        update(CountRun)
        .where(CountRun.id == run_id, CountRun.state == "running")
        .values(state="failed", finished_at=clock.now(), error=reason[:300])
    )


def labels(breakdown: str, *, on: dt.date) -> Mapping[str, str]:
    """Code -> label of one breakdown, in the words of a day: those of a year are what it ended with."""
    if breakdown == "rec_type":
        return TYPES
    if breakdown == "response":
        return {state.value: label for state, label in RECOMMENDATION.labels.items()}
    found = codes.labels_on(breakdown, on)
    if breakdown != "priority":
        return found
    plans = codes.labels_on("plan", on)
    of = {value.code: plans.get(value.belongs_to or "", "") for value in codes.values("priority")}
    return {code: f"{of[code]}: {label}" if of.get(code) else label for code, label in found.items()}


def _ordered(groups: Mapping[str, list[int]], names: Mapping[str, str]) -> list[str]:
    """The order of the list; what came with an old register after it, by name; Not recorded last."""
    place = {code: position for position, code in enumerate(names)}
    return sorted(groups, key=lambda code: (code == "", place.get(code, len(place)), code))
