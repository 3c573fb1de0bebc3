"""On the page of counts that were made: what was put right since, also on a case that is closed to the reader."""

import datetime as dt

import time_machine

from casework import clock
from casework.access import Actor
from casework.extensions import db
from casework.jobs import counts as job
from casework.models import Case
from casework.services.desk import details
from casework.services.record import cases
from casework.statistics import runs
from casework.statistics.years import year_of
from casework.transaction import unit_of_work
from tests import factories
from tests.routes.conftest import Inside, SignIn

Staff = dict[str, Actor]


def counted_and_put_right(staff: Staff, *, restricted: bool = False) -> tuple[int, str]:
    """Last year is counted, and then the issue of one of its cases is put right."""
    last_year = year_of(clock.today()).first - dt.timedelta(days=20)
    case = factories.enquiry(staff["officer"], received_on=last_year, issue="asb")
    with unit_of_work():
        run_id = runs.request(year_of(last_year).start_year, sent=factories.sent(), actor=staff["manager"]).id
    job.compute(run_id)
    manager = staff["manager"]
    with unit_of_work():
        sent = factories.sent(cases.load(case.reference, actor=manager).row_version)
        details.correct(case.reference, {"issue": "traffic"}, reason="They said so.", sent=sent, actor=manager)
    if restricted:
        factories.restrict(case.reference, manager)
    return run_id, str(case.reference)


def test_the_page_of_a_run_lists_what_was_put_right_since_and_keeps_its_figures(
    inside: Inside, staff: Staff, signed_in: SignIn
) -> None:
    run_id, reference = inside(lambda: counted_and_put_right(staff))
    page = signed_in("officer").get(f"/counts/{run_id}").text
    assert "Put right since this was counted" in page
    assert f"/cases/{reference}/timeline?show=put_right" in page
    assert "Enquiries received, by issue: " in page
    assert "They said so." not in page


def test_a_correction_on_a_case_that_is_closed_to_the_reader_is_only_counted(
    inside: Inside, staff: Staff, signed_in: SignIn
) -> None:
    run_id, reference = inside(lambda: counted_and_put_right(staff, restricted=True))
    page = signed_in("officer").get(f"/counts/{run_id}").text
    assert reference not in page
    assert "1 correction on cases that you may not see" in page
    assert reference in signed_in("manager").get(f"/counts/{run_id}").text


def test_a_run_without_corrections_says_nothing(inside: Inside, staff: Staff, signed_in: SignIn) -> None:
    def counted() -> int:
        factories.enquiry(staff["officer"])
        with unit_of_work():
            run = runs.request(year_of(clock.today()).start_year, sent=factories.sent(), actor=staff["manager"])
        job.compute(run.id)
        return run.id

    assert "Put right since" not in signed_in("officer").get(f"/counts/{inside(counted)}").text


def test_the_undo_of_a_closing_and_a_case_logged_by_mistake_are_listed_where_they_were_counted(
    inside: Inside, staff: Staff, signed_in: SignIn
) -> None:
    """Last year an enquiry was received and made a service complaint. This year both are found to be mistakes."""
    last_year = year_of(clock.today()).first - dt.timedelta(days=20)

    def counted() -> tuple[int, str, str]:
        with time_machine.travel(dt.datetime.combine(last_year, dt.time(12, tzinfo=dt.UTC)), tick=False):
            case = factories.enquiry(staff["officer"], received_on=last_year)
            factories.move(case, "convert", staff["officer"], target_type="service_complaint")
        with unit_of_work():
            run_id = runs.request(year_of(last_year).start_year, sent=factories.sent(), actor=staff["manager"]).id
        job.compute(run_id)
        made = db.session.query(Case).filter_by(linked_from_id=case.id).one()
        reference = db.session.merge(case).reference
        factories.move(case, "undo", staff["manager"], reason="No complaint.", linked_case="close")
        return run_id, reference, made.reference

    run_id, enquiry, made = inside(counted)
    page = signed_in("officer").get(f"/counts/{run_id}").text
    assert "Put right since this was counted" in page
    for figure in ("Enquiries closed", "Enquiries open at the end", "Service complaints received"):
        assert figure in page.partition("Put right since")[2].partition("</table>")[0]
    assert f"{enquiry}</a>: the closing was a mistake, and was taken back" in page
    assert f"{made}</a>: it was logged by mistake" in page
