"""The pages of the annual counts: asking, watching, reading, the cases behind a figure, CSV."""

import csv
import datetime as dt
import io
import re

import pytest
from flask import Flask
from sqlalchemy import event, select, update

from casework import clock
from casework.access import Actor
from casework.extensions import db
from casework.jobs import counts as job
from casework.models import Contact, CountFigure, CountRun, Party
from casework.pages.reports.counts import plain_cell, whole_percent
from casework.statistics import runs
from casework.statistics.measures import MEASURES
from casework.statistics.years import year_of
from casework.transaction import unit_of_work
from tests import factories
from tests.client import PROBE, CheckingClient
from tests.routes.conftest import SignIn
from tests.walking import SIMPLE

UNITS = {"people", "organisations", "enquiries", "reviews", "recommendations", "surgeries", "appointments"} | {
    workflow.plural.lower() for workflow in SIMPLE.values()
}

Staff = dict[str, Actor]


def this_year() -> int:
    return year_of(clock.today()).start_year


def run_of(app: Flask, staff: Staff, *, compute: bool = True) -> int:
    """A run of this reporting year."""
    with app.app_context():
        with unit_of_work():
            run_id = runs.request(this_year(), sent=factories.sent(), actor=staff["manager"]).id
        if compute:
            job.compute(run_id)
        return run_id


def figure_of(app: Flask, run_id: int, measure: str) -> int:
    with app.app_context():
        query = select(CountFigure.id).where(
            CountFigure.run_id == run_id, CountFigure.measure == measure, CountFigure.breakdown == ""
        )
        return int(db.session.scalars(query).one())


def test_nothing_counted_yet_says_who_can_ask(signed_in: SignIn) -> None:
    assert "Nothing has been counted yet. A manager can ask for a year." in signed_in("officer").get("/counts").text
    assert "Count this year" in signed_in("manager").get("/counts").text


def test_the_manager_asks_and_watches_until_the_counts_are_there(app: Flask, staff: Staff, signed_in: SignIn) -> None:
    with app.app_context():
        factories.enquiry(staff["officer"], issue="traffic")
    manager = signed_in("manager")
    asked = manager.send("/counts", start_year=str(this_year()))
    assert asked.status_code == 303
    address = asked.headers["Location"]
    waiting = manager.get(address)
    assert waiting.headers["Refresh"] == "2"
    assert "Waiting for a worker: 0 per cent" in waiting.text
    with app.app_context():
        job.compute(int(address.rsplit("/", 1)[-1]))
    done = manager.get(address)
    assert "Refresh" not in done.headers
    for measure in MEASURES:
        assert measure.title in done.text
    assert "Traffic issues" in done.text
    assert address in manager.get("/counts").text


def test_a_double_click_makes_one_run(app: Flask, signed_in: SignIn) -> None:
    manager = signed_in("manager")
    typed = {"csrf_token": manager.csrf("/counts"), "token": factories.token(), "start_year": str(this_year())}
    assert manager.post("/counts", data=typed).status_code == 303
    again = manager.post("/counts", data=typed)
    assert again.status_code == 409
    assert "once, and not again" in again.text
    with app.app_context():
        assert db.session.query(CountRun).count() == 1


@pytest.mark.parametrize("year", ["", "1066", "3000", "two", "２０２４", PROBE, "9" * 40])
def test_a_year_that_cannot_be_counted_is_refused(app: Flask, signed_in: SignIn, year: str) -> None:
    answer = signed_in("manager").send("/counts", start_year=year)
    assert answer.status_code == 422
    assert "Choose" in answer.text
    with app.app_context():
        assert db.session.query(CountRun).count() == 0


@pytest.mark.parametrize(
    ("who", "read", "ask"), [("officer", 200, 403), ("auditor", 200, 403), ("administrator", 403, 403)]
)
def test_who_may_read_and_who_may_ask(
    app: Flask, staff: Staff, signed_in: SignIn, who: str, read: int, ask: int
) -> None:
    run_id = run_of(app, staff)
    client = signed_in(who)
    for address in ("/counts", f"/counts/{run_id}", f"/counts/{run_id}.csv"):
        assert client.get(address).status_code == read
    typed = {"csrf_token": client.csrf("/password"), "token": factories.token(), "start_year": str(this_year())}
    assert client.post("/counts", data=typed).status_code == ask


def test_a_failed_run_says_why(app: Flask, staff: Staff, signed_in: SignIn) -> None:
    run_id = run_of(app, staff, compute=False)
    with app.app_context():
        with unit_of_work():
            runs.begin(run_id)
        with unit_of_work():
            runs.fail(run_id, "Counting took too long and was stopped.")
    page = signed_in("manager").get(f"/counts/{run_id}")
    assert "Counting took too long and was stopped." in page.text
    assert "Refresh" not in page.headers


def test_a_figure_leads_to_its_cases_fifty_to_a_page(app: Flask, staff: Staff, signed_in: SignIn) -> None:
    with app.app_context():
        references = [factories.enquiry(staff["officer"], name=None).reference for _ in range(52)]
    run_id = run_of(app, staff)
    address = f"/counts/{run_id}/figures/{figure_of(app, run_id, 'enquiries_received')}"
    client = signed_in("officer")
    first, second = client.get(address).text, client.get(address + "?page=2").text
    assert [reference in first for reference in references] == [True] * 50 + [False] * 2
    assert [reference in second for reference in references] == [False] * 50 + [True] * 2
    assert "Page 1 of 2" in first
    assert "52 enquiries" in first
    for odd in ("0", "-7", "99", "x", "9" * 30):
        assert client.get(f"{address}?page={odd}").status_code == 200


def test_restricted_cases_count_and_are_listed_for_those_who_are_named(
    app: Flask, staff: Staff, signed_in: SignIn
) -> None:
    with app.app_context():
        shown = factories.enquiry(staff["officer"], name="Open Invented").reference
        secret = factories.enquiry(staff["officer"], name="Secret Invented")
        factories.restrict(secret.reference, staff["manager"])
        hidden = secret.reference
    run_id = run_of(app, staff)
    for measure, name in (("enquiries_received", hidden), ("people_not_answered", "Secret Invented")):
        address = f"/counts/{run_id}/figures/{figure_of(app, run_id, measure)}"
        officer, manager = signed_in("officer").get(address).text, signed_in("manager").get(address).text
        assert shown in officer
        assert name not in officer
        assert "And 1 record that you may not see." in officer
        assert name in manager
        assert "may not see" not in manager


def test_somebody_known_through_another_case_is_not_given_away(app: Flask, staff: Staff, signed_in: SignIn) -> None:
    """A visible review does not show that the same person also has a restricted enquiry."""
    with app.app_context():
        secret = factories.enquiry(staff["officer"], name="Secret Invented")
        review = factories.review(staff["reviewer"])
        factories.restrict(secret.reference, staff["manager"])
        with unit_of_work():
            for table in (Contact, Party):
                db.session.execute(update(table).where(table.case_id == review.id).values(person_id=secret.person_id))
    run_id = run_of(app, staff)
    address = f"/counts/{run_id}/figures/{figure_of(app, run_id, 'people_not_answered')}"
    assert "Secret Invented" not in signed_in("officer").get(address).text
    assert "Secret Invented" in signed_in("manager").get(address).text


def test_people_and_recommendations_lead_to_their_cases(app: Flask, staff: Staff, signed_in: SignIn) -> None:
    with app.app_context():
        enquiry = factories.enquiry(staff["officer"], name=f"Pat {PROBE}").reference
        review = factories.review_decided(staff).reference
    run_id = run_of(app, staff)
    for measure, reference in (("people_not_answered", enquiry), ("recommendations_made", review)):
        page = signed_in("officer").get(f"/counts/{run_id}/figures/{figure_of(app, run_id, measure)}").text
        assert f'href="/cases/{reference}"' in page


@pytest.mark.parametrize(
    "address",
    ["/counts/999999", "/counts/999999.csv", "/counts/999999/figures/1", "/counts/1/figures/999999",
     "/counts/99999999999999999999999", "/counts/99999999999999999999999.csv",
     "/counts/1/figures/99999999999999999999999"],
)  # fmt: skip
def test_what_there_is_not_is_not_found(app: Flask, staff: Staff, signed_in: SignIn, address: str) -> None:
    run_of(app, staff)
    assert signed_in("manager").get(address).status_code == 404


def test_a_figure_of_another_run_is_not_found(app: Flask, staff: Staff, signed_in: SignIn) -> None:
    first, second = run_of(app, staff), run_of(app, staff)
    figure = figure_of(app, first, "enquiries_received")
    assert signed_in("manager").get(f"/counts/{second}/figures/{figure}").status_code == 404


def test_the_csv_says_all_that_it_takes_to_read_a_figure(app: Flask, staff: Staff, signed_in: SignIn) -> None:
    with app.app_context():
        for issue in ("=HYPERLINK(1)", "traffic", "traffic", None):
            factories.enquiry(staff["officer"], issue=issue)
    run_id = run_of(app, staff)
    answer = signed_in("auditor").get(f"/counts/{run_id}.csv")
    assert answer.mimetype == "text/csv"
    assert "attachment" in answer.headers["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    by_issue = [row for row in rows if row["Figure"] == "Enquiries received" and row["Breakdown"] == "By issue"]
    assert [(row["Value"], row["Number"], row["Per cent"]) for row in by_issue] == [
        ("Traffic issues", "2", "50"), ("'=HYPERLINK(1)", "1", "25"), ("Not recorded", "1", "25"),
    ]  # fmt: skip
    for row in rows:
        assert row["Definition"]
        assert row["Unit"] in UNITS
        assert (row["From"], row["To"]) == (f"{this_year()}-04-01", f"{this_year() + 1}-03-31")
        assert dt.datetime.fromisoformat(row["Computed"]).tzinfo is not None
    assert {row["Figure"] for row in rows} == {measure.title for measure in MEASURES}


def test_the_csv_of_an_unfinished_run_says_that_it_is_not_ready(app: Flask, staff: Staff, signed_in: SignIn) -> None:
    answer = signed_in("manager").get(f"/counts/{run_of(app, staff, compute=False)}.csv")
    assert answer.status_code == 404
    assert "These counts are not ready yet." in answer.text


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx"])
def test_text_that_a_spreadsheet_would_compute_gets_an_apostrophe(text: str) -> None:
    assert plain_cell(text) == "'" + text


@pytest.mark.parametrize(
    ("part", "total", "percent"), [(1, 8, 13), (3, 8, 38), (1, 3, 33), (0, 5, 0), (5, 5, 100), (0, 0, None)]
)
def test_percentages_are_whole_and_halves_go_up(part: int, total: int, percent: int | None) -> None:
    assert whole_percent(part, total) == percent


def test_the_page_takes_few_queries_and_no_ids(app: Flask, staff: Staff, signed_in: SignIn) -> None:
    with app.app_context():
        for issue in ("traffic", "asb", "drugs", None):
            factories.enquiry(staff["officer"], issue=issue)
    address = f"/counts/{run_of(app, staff)}"
    client = signed_in("officer")
    assert len(statements(app, client, address)) <= 4
    assert not [text for text in statements(app, client, address) if "record_ids" in text]


def statements(app: Flask, client: CheckingClient, address: str) -> list[str]:
    """What one request asks the database, without what opens and closes the transaction."""
    asked: list[str] = []
    with app.app_context():
        engine = db.engine

    def note(_connection: object, _cursor: object, text: str, *_rest: object) -> None:
        if re.match(r"\s*(SELECT|UPDATE|INSERT|DELETE)", text):
            asked.append(text)

    event.listen(engine, "before_cursor_execute", note)
    try:
        assert client.get(address).status_code == 200
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return asked
