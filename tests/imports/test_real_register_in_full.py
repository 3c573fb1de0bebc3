"""The whole of the real register: every breakdown in full, the ways out beside decisions, and what is stored."""

from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import func, select

from casework.extensions import db
from casework.imports import command
from casework.models import Case, CaseEvent, Clock, Code, ImportBatch
from casework.statistics import runs
from casework.statistics.measures import BY_CODE
from casework.statistics.years import ReportingYear
from tests.imports import plain_counts

ROOT = Path(__file__).parents[2]
REGISTER = ROOT.parent / "shared" / "data" / "police-complaints" / "complaints-2014-2018.csv"
MAPPING = ROOT / "docs" / "examples" / "police-complaints.toml"
YEARS = (2014, 2015, 2016, 2017)
MEASURES = {
    "received": "reviews_received",
    "conducted": "reviews_decided",
    "elsewhere": "reviews_decided_elsewhere",
    "otherwise": "reviews_closed_otherwise",
}
OUR_NAMES = {"investigated_by": "investigating_body", "finding": "finding", "category_code": "issue"}

pytestmark = [
    pytest.mark.usefixtures("context"),
    pytest.mark.skipif(
        not REGISTER.exists(), reason=f"the real register is not there ({REGISTER.name} beside the repository)"
    ),
]


def bring_in(*, dry_run: bool = False) -> int:
    return command.run(REGISTER, MAPPING, dry_run=dry_run, report=None)


def figures(code: str, year: int) -> dict[str, Counter[str]]:
    """breakdown -> value -> amount; the total stands under "" as the value of the breakdown ""."""
    found: dict[str, Counter[str]] = {}
    for figure in runs.figures(BY_CODE[code], ReportingYear(year)):
        found.setdefault(figure.breakdown, Counter())[figure.value_code] = len(figure.record_ids)
    return found


def test_the_whole_register_is_brought_in_once_and_says_what_the_file_says(capsys: pytest.CaptureFixture[str]) -> None:
    assert bring_in(dry_run=True) == 0
    assert db.session.scalar(select(func.count(Case.id))) == 0
    assert "8,772  new cases" in capsys.readouterr().out
    assert bring_in() == 0
    the_counts_of_four_years_are_those_of_the_file()
    what_is_stored_says_the_same_without_the_measures()
    every_record_has_one_event_and_no_clock()
    assert bring_in() == 0
    assert "Nothing new" in capsys.readouterr().out
    assert db.session.scalar(select(func.count(Case.id))) == 8772
    assert db.session.scalar(select(func.count(ImportBatch.id))) == 1


def the_counts_of_four_years_are_those_of_the_file() -> None:
    records = plain_counts.records(REGISTER)
    for year in YEARS:
        for (what, column), expected in plain_counts.tables(records, year).items():
            found = figures(MEASURES[what], year)
            assert found[""][""] == expected.total(), (year, what)
            name = OUR_NAMES[column]
            if name in found:
                assert found[name] == expected, (year, what, column)
        assert figures("reviews_open_at_end", year)[""][""] == plain_counts.open_at_end(records, year)


def what_is_stored_says_the_same_without_the_measures() -> None:
    expected = {
        one["complaint_ref"]: (one["received_on"], one["closed_on"], one["category"].strip(), bool(one["closed_on"]))
        for one in plain_counts.records(REGISTER)
    }
    rows = db.session.execute(
        select(Case.old_reference, Case.received_on, Case.closed_on, Code.label, Case.category).join(
            Code, (Code.code == Case.issue) & (Code.list_name == "issue")
        )
    )
    found = {
        row.old_reference: (
            row.received_on.isoformat(), row.closed_on.isoformat() if row.closed_on else "", row.label, row.category == "closed"
        )
        for row in rows
    }  # fmt: skip
    assert found == expected


def every_record_has_one_event_and_no_clock() -> None:
    cases = db.session.scalar(select(func.count(Case.id)))
    events = db.session.execute(
        select(func.count(CaseEvent.id), func.count(CaseEvent.case_id.distinct())).where(
            CaseEvent.kind == "case_imported"
        )
    ).one()
    assert cases == 8772
    assert tuple(events) == (cases, cases)
    assert db.session.scalar(select(func.count(Clock.id))) == 0
