"""Whatever dates the records carry: parts sum to totals, and what came in equals what went out (contract 3.5)."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework.extensions import db
from casework.models import Case, EnquiryDetail, ReviewDetail
from casework.statistics import runs
from casework.statistics.measures import BALANCES, MEASURES
from casework.statistics.years import ReportingYear, year_of

pytestmark = pytest.mark.usefixtures("context")
YEARS = tuple(ReportingYear(start) for start in (2022, 2023, 2024, 2025))
EDGES = [dt.date(2024, 2, 29), *(day for year in YEARS for day in (year.first, year.last))]
DAYS = st.one_of(st.sampled_from(EDGES), st.dates(dt.date(2022, 4, 1), dt.date(2026, 3, 31)))


@st.composite
def records(draw: Any) -> dict[str, Any]:
    """The dates of one case: any of the ways out, also several of them, none before the receipt."""
    received = draw(DAYS)

    def later() -> dt.date | None:
        day = draw(st.none() | DAYS)
        return None if day is None else max(day, received)

    return {
        "case_type": draw(st.sampled_from(["enquiry", "complaint_review"])),
        "received_on": received,
        "decided_on": later(),
        "forwarded_on": later(),
        "withdrawn_on": later(),
        "first_closed_on": later(),
        "valid": draw(st.sampled_from(["pending", "valid", "invalid"])),
        "conducted_by_office": draw(st.booleans()),
        "issue": draw(st.sampled_from([None, "traffic", "asb", "a value that no list has"])),
        "finding": draw(st.sampled_from([None, "outcome_rp", "outcome_not_rp"])),
    }


def put(number: int, record: dict[str, Any]) -> None:
    """Write the record as an old register would have left it."""
    is_enquiry = record["case_type"] == "enquiry"
    case = Case(
        case_type=record["case_type"], year=2026, number=number, reference=f"T-2026-{number:05d}", _state="made_up",
        category="open", workflow_version=1, about="Invented", issue=record["issue"], channel="import",
        received_on=record["received_on"], logged_at=dt.datetime(2026, 4, 1, tzinfo=dt.UTC),
        decided_on=None if is_enquiry else record["decided_on"], first_closed_on=record["first_closed_on"],
    )  # fmt: skip
    db.session.add(case)
    db.session.flush()
    if is_enquiry:
        db.session.add(EnquiryDetail(case_id=case.id))
        return
    db.session.add(
        ReviewDetail(
            case_id=case.id, validity=record["valid"], valid_on=record["received_on"] if record["valid"] == "valid" else None,
            invalid_reason="PREMATURE" if record["valid"] == "invalid" else None, finding=record["finding"],
            forwarded_on=record["forwarded_on"], withdrawn_on=record["withdrawn_on"],
            conducted_by_office=record["conducted_by_office"],
        )
    )  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(records(), max_size=12))
def test_every_world_adds_up(world: list[dict[str, Any]]) -> None:
    for number, record in enumerate(world, start=1):
        put(number, record)
    db.session.flush()
    at_end: dict[str, set[int]] = {}
    for year in YEARS:
        totals: dict[str, set[int]] = {}
        for measure in MEASURES:
            total, *parts = runs.figures(measure, year)
            totals[measure.code] = set(total.record_ids)
            assert len(total.record_ids) == len(totals[measure.code]), f"{measure.code} counts a record twice"
            for name in measure.breakdowns:
                ids = [record_id for part in parts if part.breakdown == name for record_id in part.record_ids]
                assert sorted(ids) == total.record_ids, (measure.code, name)
        for came, went in BALANCES:
            assert sum(len(totals[code]) for code in came) == sum(len(totals[code]) for code in went), year.label
            assert set().union(*(totals[code] for code in came)) == set().union(*(totals[code] for code in went))
        for kind in ("enquiries", "reviews"):
            start = totals[f"{kind}_open_at_start"]
            assert start == at_end.get(kind, set()), f"{year.label} does not begin as the year before ended"
            at_end[kind] = totals[f"{kind}_open_at_end"]
    db.session.rollback()


@given(st.dates(dt.date(1990, 1, 1), dt.date(2100, 12, 31)))
def test_every_day_lies_in_one_year_and_the_years_touch(day: dt.date) -> None:
    year = year_of(day)
    assert year.holds(day)
    assert not ReportingYear(year.start_year - 1).holds(day)
    assert year.end == ReportingYear(year.start_year + 1).first
    assert year.last + dt.timedelta(days=1) == year.end
