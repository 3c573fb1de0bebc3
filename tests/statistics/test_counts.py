"""The counting contract (source-facts 3.5) in little worlds made by hand."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import event, select, text
from sqlalchemy.exc import SQLAlchemyError

from casework import clock
from casework.access import Actor
from casework.extensions import db
from casework.jobs import counts as job
from casework.models import Case, CountFigure, CountRun, ImportBatch, Person
from casework.services.desk import contacts
from casework.services.people import people
from casework.services.people.contact_rows import Said
from casework.services.people.people import PersonEntry
from casework.services.record import cases
from casework.services.steps import quiet_cases
from casework.statistics import runs
from casework.statistics.measures import BALANCES, MEASURES
from casework.statistics.years import ReportingYear, year_of
from casework.transaction import unit_of_work
from tests import factories

pytestmark = pytest.mark.usefixtures("context")
Staff = dict[str, Actor]


@pytest.fixture(autouse=True)
def late_in_2025() -> Any:
    """Friday 14 November 2025, in the middle of the reporting year 2025/26."""
    with time_machine.travel(dt.datetime(2025, 11, 14, 12, tzinfo=dt.UTC), tick=False):
        yield


def counted(start_year: int, staff: Staff) -> dict[str, int]:
    """measure, or measure/breakdown/value -> number, through the real job."""
    with unit_of_work():
        run = runs.request(start_year, sent=factories.sent(), actor=staff["manager"])
    job.compute(run.id)
    rows = db.session.query(CountFigure).filter_by(run_id=run.id)
    return {
        "/".join(part for part in (r.measure, r.breakdown, r.breakdown and (r.value_code or "none")) if part): r.amount
        for r in rows
    }


def answer(case: Case, officer: Actor) -> None:
    told = Said(direction="out", channel="email", on=clock.today(), summary="x")
    with unit_of_work():
        contacts.log_contact(case.reference, told, sent=factories.sent(), actor=officer)


def test_people_are_counted_once_and_only_if_answered(staff: Staff) -> None:
    officer = staff["officer"]
    first = factories.enquiry(officer, name="One Invented")
    heard = Said(direction="in", channel="email", on=clock.today(), summary="again")
    with unit_of_work():
        contacts.log_contact(first.reference, heard, sent=factories.sent(), actor=officer)
    answer(first, officer)
    factories.enquiry(officer, name="Two Invented")
    factories.enquiry(officer, name=None)
    factories.review(staff["reviewer"])
    result = counted(2025, staff)
    assert result["people_contacted"] == 1
    assert result["people_not_answered"] == 1
    assert result["anonymous_enquiries"] == 1
    assert result["review_only_people"] == 1
    assert result["enquiries_received"] == 3


def test_somebody_without_a_name_is_anonymous_until_it_is_known(staff: Staff) -> None:
    officer = staff["officer"]
    case = factories.enquiry(officer, entry=PersonEntry(unnamed=True, phone="0113 496 0123"))
    answer(case, officer)
    before = counted(2025, staff)
    assert (before["people_contacted"], before["people_not_answered"], before["anonymous_enquiries"]) == (0, 0, 1)
    with unit_of_work():
        person = db.session.get_one(Person, case.person_id)
        people.complete(person, PersonEntry(full_name="Pat Invented"), actor=officer)
    after = counted(2025, staff)
    assert (after["people_contacted"], after["anonymous_enquiries"]) == (1, 0)


def test_an_acknowledgement_counts_as_an_answer(staff: Staff) -> None:
    case = factories.enquiry(staff["officer"])
    factories.move(case, "acknowledge", staff["officer"], who_will_be_asked="x")
    assert counted(2025, staff)["people_contacted"] == 1


def test_ten_past_midnight_on_1_april_is_the_new_year(staff: Staff) -> None:
    with time_machine.travel(dt.datetime(2025, 3, 31, 23, 10, tzinfo=dt.UTC), tick=False):
        assert clock.today() == dt.date(2025, 4, 1)
        factories.enquiry(staff["officer"])
    with time_machine.travel(dt.datetime(2025, 3, 31, 22, 50, tzinfo=dt.UTC), tick=False):
        factories.enquiry(staff["officer"])
    assert counted(2025, staff)["enquiries_received"] == 1
    assert counted(2024, staff)["enquiries_received"] == 1


def test_breakdowns_sum_to_the_total_through_not_recorded(staff: Staff) -> None:
    for issue in ("traffic", "traffic", "asb", None):
        factories.enquiry(staff["officer"], issue=issue)
    result = counted(2025, staff)
    assert result["enquiries_received/issue/traffic"] == 2
    assert result["enquiries_received/issue/asb"] == 1
    assert result["enquiries_received/issue/none"] == 1
    assert result["enquiries_received/district/leeds"] == 4


def test_a_review_counts_in_the_year_of_its_first_decision(staff: Staff) -> None:
    with time_machine.travel(dt.datetime(2025, 3, 3, 12, tzinfo=dt.UTC), tick=False):
        case = factories.move(factories.review_in_sign_off(staff), "approve_reasonable", staff["manager"])
    case = factories.move(case, "reopen", staff["manager"], ground="clerical_error", reason="Invented.")
    factories.move(case, "submit_draft", staff["reviewer"], finding="outcome_rp", reasons="Again.")
    factories.move(case, "approve_reasonable", staff["manager"])
    assert counted(2024, staff)["reviews_decided/finding/outcome_rp"] == 1
    assert counted(2025, staff)["reviews_decided"] == 0


def test_other_bodies_decisions_are_no_reviews_conducted(staff: Staff) -> None:
    case = factories.move(factories.review_in_sign_off(staff), "approve_reasonable", staff["manager"])
    with unit_of_work():
        detail = cases.review(case)
        detail.conducted_by_office, detail.investigating_body = False, "iopc"
    result = counted(2025, staff)
    assert (result["reviews_decided"], result["reviews_decided_elsewhere/investigating_body/iopc"]) == (0, 1)


def test_each_way_out_of_a_review_is_a_line_of_its_own(staff: Staff) -> None:
    reviewer, officer = staff["reviewer"], staff["officer"]
    waiting, invalid, passed, withdrawn = (
        factories.move(factories.review(reviewer), "acknowledge", officer) for _ in range(4)
    )
    with unit_of_work():
        cases.review(db.session.merge(invalid)).pre_check_stop = "P3"
        cases.review(db.session.merge(passed)).review_body = "iopc"
        cases.review(db.session.merge(passed)).letter_named_body = "iopc"
    factories.move(invalid, "close_no_right", reviewer, invalid_reason="PREMATURE", reason="x")
    factories.move(passed, "forward_to_iopc", reviewer, reason="x")
    factories.move(withdrawn, "withdraw", reviewer, evidence="x")
    result = counted(2025, staff)
    assert result["reviews_received"] == 4
    assert result["reviews_invalid/invalid_reason/PREMATURE"] == 1
    assert (result["reviews_passed_to_iopc"], result["reviews_withdrawn"], result["reviews_open_at_end"]) == (1, 1, 1)
    assert waiting.state == "triage"


def test_recommendations_made_and_answered(staff: Staff) -> None:
    factories.review_decided(staff)
    result = counted(2025, staff)
    assert result["recommendations_made/rec_type/REMEDY_28ZA"] == 1
    assert result["recommendations_answered"] == 0


def test_what_came_in_equals_what_went_out(staff: Staff) -> None:
    for month in (2, 3, 4, 11):
        with time_machine.travel(dt.datetime(2025, month, 3, 12, tzinfo=dt.UTC), tick=False):
            case = factories.enquiry(staff["officer"])
            factories.review_decided(staff, recommend=month % 2 == 0)
            if month == 3:
                factories.move(case, "signpost", staff["officer"], signposted_to="x")
    for year in (2024, 2025):
        result = counted(year, staff)
        for came, went in BALANCES:
            assert sum(result[code] for code in came) == sum(result[code] for code in went), (year, came)
        for measure in MEASURES:
            for name in measure.breakdowns:
                parts = [number for key, number in result.items() if key.startswith(f"{measure.code}/{name}/")]
                assert sum(parts) == result[measure.code]


def test_restricted_cases_are_counted(staff: Staff) -> None:
    case = factories.enquiry(staff["officer"])
    factories.restrict(case.reference)
    assert counted(2025, staff)["enquiries_received"] == 1


def test_a_run_is_computed_once_and_never_changed(staff: Staff, app: Flask) -> None:
    factories.enquiry(staff["officer"])
    with unit_of_work():
        run_id = runs.request(2025, sent=factories.sent(), actor=staff["manager"]).id
    job.compute(run_id)
    before = db.session.query(CountFigure).count()
    factories.enquiry(staff["officer"])
    job.compute(run_id)
    assert db.session.query(CountFigure).count() == before
    total = db.session.query(CountFigure).filter_by(run_id=run_id, measure="enquiries_received", breakdown="").one()
    assert (total.amount, len(total.record_ids)) == (1, 1)


def test_a_run_that_was_interrupted_is_computed_from_the_start(staff: Staff) -> None:
    with unit_of_work():
        run_id = runs.request(2025, sent=factories.sent(), actor=staff["manager"]).id
    with unit_of_work():
        runs.begin(run_id)
    job.compute(run_id)
    assert db.session.get_one(CountRun, run_id).state == "done"


def test_a_run_that_cannot_be_computed_says_why(staff: Staff) -> None:
    with unit_of_work():
        run_id = runs.request(2025, sent=factories.sent(), actor=staff["manager"]).id
    rename = "ALTER TABLE recommendation{} RENAME TO recommendation{}"
    with unit_of_work():
        db.session.execute(text(rename.format("", "_away")))
    try:
        with pytest.raises(SQLAlchemyError):
            job.compute(run_id)
    finally:
        with unit_of_work():
            db.session.execute(text(rename.format("_away", "")))
    run = db.session.get_one(CountRun, run_id)
    assert run.state == "failed"
    assert "Ask for the counts again." in (run.error or "")
    assert db.session.query(CountFigure).count() == 0


def test_progress_can_be_seen_while_the_counting_goes_on(staff: Staff) -> None:
    with unit_of_work():
        run_id = runs.request(2025, sent=factories.sent(), actor=staff["manager"]).id
    seen: list[tuple[str, int, int]] = []

    def look(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if "FROM recommendation" in statement:
            with db.engine.connect() as other:
                query = select(CountRun.state, CountRun.steps_done, CountRun.steps_total)
                state, done, total = other.execute(query).one()
                seen.append((state, done, total))

    event.listen(db.engine, "before_cursor_execute", look)
    try:
        job.compute(run_id)
    finally:
        event.remove(db.engine, "before_cursor_execute", look)
    steps = len(MEASURES)
    places = [place for place, measure in enumerate(MEASURES) if measure.record_kind == "recommendation"]
    assert seen == [("running", place, steps) for place in places] != []


def test_a_leap_day_and_the_last_day_belong_to_the_year(staff: Staff) -> None:
    for day in (dt.date(2023, 4, 1), dt.date(2024, 2, 29), dt.date(2024, 3, 31)):
        with time_machine.travel(dt.datetime(day.year, day.month, day.day, 9, tzinfo=dt.UTC), tick=False):
            factories.enquiry(staff["officer"])
    assert counted(2023, staff)["enquiries_received"] == 3
    assert counted(2024, staff)["enquiries_received"] == 0


def test_an_enquiry_that_was_reopened_is_closed_once(staff: Staff) -> None:
    def reply_and_leave(case: Case, month: int) -> None:
        with time_machine.travel(dt.datetime(2025, month, 3, 12, tzinfo=dt.UTC), tick=False):
            factories.move(case, "answer_directly", staff["officer"])
            factories.move(case, "send_reply", staff["officer"], reply="x")
        with time_machine.travel(dt.datetime(2025, month + 1, 20, 12, tzinfo=dt.UTC), tick=False), unit_of_work():
            quiet_cases.close(case.id, today=clock.today())

    with time_machine.travel(dt.datetime(2025, 2, 3, 12, tzinfo=dt.UTC), tick=False):
        case = factories.move(
            factories.enquiry(staff["officer"]), "acknowledge", staff["officer"], who_will_be_asked="x"
        )
    reply_and_leave(case, 2)
    with time_machine.travel(dt.datetime(2025, 5, 2, 12, tzinfo=dt.UTC), tick=False):
        factories.move(case, "reopen", staff["officer"], reason="Invented.")
    reply_and_leave(case, 6)
    assert counted(2024, staff)["enquiries_closed"] == 1
    assert counted(2025, staff)["enquiries_closed"] == 0


def test_an_old_register_counts_by_its_own_dates_and_not_as_anonymous(staff: Staff) -> None:
    case = factories.enquiry(staff["officer"], name=None, received_on=dt.date(2014, 4, 1))
    with unit_of_work():
        batch = ImportBatch(
            file_name="old.csv", fingerprint="0" * 64, mapping_name="old", rows_read=1, cases_made=1,
            imported_at=clock.now(),
        )  # fmt: skip
        db.session.add(batch)
        db.session.flush()
        db.session.merge(case).import_batch_id = batch.id
    result = counted(2014, staff)
    assert (result["enquiries_received"], result["anonymous_enquiries"]) == (1, 0)
    assert counted(2025, staff)["enquiries_received"] == 0


def test_the_year_knows_its_label_and_its_days() -> None:
    year = year_of(dt.date(2025, 3, 31))
    assert (year.label, year.first, year.last) == ("2024/25", dt.date(2024, 4, 1), dt.date(2025, 3, 31))
    assert year_of(dt.date(2025, 4, 1)).label == "2025/26"
    assert ReportingYear(1999).label == "1999/00"
    assert year.holds(dt.date(2025, 3, 31))
    assert not year.holds(year.end)
