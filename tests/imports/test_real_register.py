"""The real register, imported, against counts made straight from the CSV by code that shares nothing with the project."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from casework.access import SYSTEM, Actor
from casework.extensions import db
from casework.imports.checking import check
from casework.imports.mapping import read_mapping
from casework.imports.writing import write
from casework.jobs import counts as job
from casework.models import Case, CaseEvent, Clock, CountFigure
from casework.statistics import runs
from casework.transaction import unit_of_work
from tests import factories

ROOT = Path(__file__).parent.parent.parent
REGISTER = ROOT.parent / "shared" / "data" / "police-complaints" / "complaints-2014-2018.csv"
MAPPING = ROOT / "docs" / "examples" / "police-complaints.toml"
OFFICE = ("IPRA", "COPA")

pytestmark = [
    pytest.mark.usefixtures("context"),
    pytest.mark.skipif(not REGISTER.exists(), reason=f"the real register is not at {REGISTER.name} in the shared data"),
]


def by_hand() -> list[dict[str, str]]:
    """One record for each complaint: earliest receipt, latest closing, else the first value that is not empty."""
    records: dict[str, dict[str, str]] = {}
    with REGISTER.open(encoding="utf-8", newline="") as text:
        for row in csv.DictReader(text):
            kept = records.setdefault(row["complaint_ref"], dict(row))
            kept["received_on"] = min(kept["received_on"], row["received_on"])
            kept["closed_on"] = max(kept["closed_on"], row["closed_on"])
            for column in ("investigated_by", "category_code", "finding"):
                kept[column] = kept[column] or row[column]
    return list(records.values())


def in_year(day: str, start: int) -> bool:
    return f"{start}-04-01" <= day < f"{start + 1}-04-01"


def imported() -> None:
    plan = check(REGISTER, read_mapping(MAPPING))
    assert plan.refusals == []
    with unit_of_work():
        write(plan, actor=SYSTEM)


def test_the_counts_agree_with_the_register_and_a_second_run_changes_nothing(staff: dict[str, Actor]) -> None:
    imported()
    records = by_hand()
    the_four_reporting_years_agree(records, staff["manager"])
    a_second_run_changes_nothing_and_no_clock_runs(records)


def the_four_reporting_years_agree(records: list[dict[str, str]], manager: Actor) -> None:
    for start in (2014, 2015, 2016, 2017):
        with unit_of_work():
            run_id = runs.request(start, sent=factories.sent(), actor=manager).id
        job.compute(run_id)
        figures = {
            (row.measure, row.breakdown, row.value_code): row.amount
            for row in db.session.query(CountFigure).filter_by(run_id=run_id)
        }
        received = [row for row in records if in_year(row["received_on"], start)]
        decided = [row for row in records if row["finding"] and in_year(row["closed_on"], start)]
        ours = [row for row in decided if row["investigated_by"] in OFFICE]
        others = [row for row in decided if row["investigated_by"] not in OFFICE]
        expected: dict[tuple[str, str, str], int] = {
            ("reviews_received", "", ""): len(received),
            ("reviews_decided", "", ""): len(ours),
            ("reviews_decided_elsewhere", "", ""): len(others),
        }
        for measure, rows, breakdown, column in (
            ("reviews_received", received, "investigating_body", "investigated_by"),
            ("reviews_received", received, "issue", "category_code"),
            ("reviews_decided", ours, "investigating_body", "investigated_by"),
            ("reviews_decided", ours, "finding", "finding"),
            ("reviews_decided", ours, "issue", "category_code"),
            ("reviews_decided_elsewhere", others, "investigating_body", "investigated_by"),
            ("reviews_decided_elsewhere", others, "finding", "finding"),
        ):
            for value, count in Counter(row[column] for row in rows).items():
                expected[measure, breakdown, value] = count
        assert {key: figures.get(key) for key in expected} == expected
        assert len(received) > 1500


def a_second_run_changes_nothing_and_no_clock_runs(records: list[dict[str, str]]) -> None:
    assert db.session.query(Case).count() == len(records)
    assert db.session.query(CaseEvent).filter_by(kind="case_imported").count() == len(records)
    assert db.session.query(Clock).count() == 0
    open_cases = db.session.query(Case).filter(Case.category != "closed").count()
    assert open_cases == sum(not row["closed_on"] for row in records)
    again = check(REGISTER, read_mapping(MAPPING))
    assert (again.cases, again.known) == ([], len(records))
    with unit_of_work():
        assert write(again, actor=SYSTEM) == 0
    assert db.session.query(Case).count() == len(records)
