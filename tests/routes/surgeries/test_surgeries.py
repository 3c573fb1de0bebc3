"""The pages of surgeries: planned, shown by month and in the agenda, changed; who may do what, and see whom."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from casework import clock
from casework.access import Actor
from casework.extensions import db
from casework.jobs import counts
from casework.models import AccessLog, Case, CaseEvent, CountFigure, Party, SurgeryTime
from casework.statistics import runs
from casework.transaction import unit_of_work
from tests import factories, surgeries
from tests.client import CheckingClient, read, words
from tests.routes.conftest import Inside, SignIn
from tests.routes.surgeries.days import NOON, SPRING, booked, typed

Staff = dict[str, Actor]


@pytest.fixture(autouse=True)
def winter() -> Any:
    with time_machine.travel(NOON, tick=False):
        yield


def plan(client: CheckingClient, **given: str) -> str:
    """The address of a surgery that is planned as it was typed."""
    answer = client.send("/surgeries/new", **typed(**given))
    assert answer.status_code == 303, answer.text
    return answer.location


def case_of(reference: str) -> Case:
    return db.session.query(Case).filter_by(reference=reference).one()


def of_the_same_person(staff: Staff, reference: str) -> str:
    """Another request of whoever made this one."""
    made = factories.logged("surgery_appointment", staff["officer"])
    with unit_of_work():
        person = case_of(reference).person_id
        made.person_id = person
        db.session.query(Party).filter_by(case_id=made.id).update({"person_id": person})
    return made.reference


def first_time() -> int | None:
    return db.session.scalar(select(SurgeryTime.id).order_by(SurgeryTime.begins).limit(1))


def withdraws(client: CheckingClient, path: str) -> int:
    """The place of the first form of the page that takes a time out."""
    return next(
        n for n, each in enumerate(read(client.get(path).text).forms) if "withdraw" in (each.get("action") or "")
    )


def test_a_surgery_is_planned_with_its_times_and_stands_in_its_month_and_in_the_agenda(signed_in: SignIn) -> None:
    client = signed_in("officer")
    assert "No surgery is planned." in client.get("/surgeries/agenda").text
    path = plan(client)
    page = words(client.get(path).text)
    assert "10:00am to 10:20am" in page
    assert "10:40am to 11:00am" in page
    assert "No surgery of this month is recorded." in client.get("/surgeries").text
    month = words(client.get("/surgeries/2027/3").text)
    assert "Sunday 28 March 2027" in month
    assert "0 of 3" in month
    agenda = words(client.get("/surgeries/agenda").text)
    assert "Sunday 28 March 2027" in agenda
    assert "0 of 3 times taken." in agenda


def test_only_who_works_on_appointments_plans_surgeries_and_whoever_reads_cases_sees_them(signed_in: SignIn) -> None:
    path = plan(signed_in("manager"))
    for who in ("reviewer", "auditor"):
        client = signed_in(who)
        assert "Sunday 28 March 2027" in client.get("/surgeries/agenda").text
        assert "Add times" not in client.get(path).text
        assert client.get("/surgeries/new").status_code == 403
    assert signed_in("administrator").get("/surgeries").status_code == 403


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"place": ""}, "Enter the place."),
        ({"access": ""}, "Write how people get in and take part."),
        ({"way": "pigeon"}, "choose one of the list."),
        ({"first": "25:00"}, "must be a time"),
        ({"first": "1:30"}, "They would not all lie between 6:00am and 11:00pm."),
        ({"first": "22:30"}, "Begin at another time, or take fewer."),
        ({"number": "0"}, "Enter a number from 1 to 40."),
        ({"minutes": "4000"}, "Enter a number from 5 to 240."),
        ({"day": "2199-03-28"}, "Check the year of this day."),
    ],
)
def test_what_a_surgery_cannot_be_is_said_at_its_field(signed_in: SignIn, given: dict[str, str], said: str) -> None:
    refused = signed_in("officer").send("/surgeries/new", **typed(**given))
    assert refused.status_code == 422
    assert said in refused.text
    assert "Invented Town Hall" in refused.text or given.get("place") == ""


def test_times_are_added_where_they_fit_and_taken_out_while_they_are_free(signed_in: SignIn) -> None:
    client = signed_in("officer")
    path = plan(client)
    clash = client.send(path, first="10:50", number="1", minutes="30")
    assert clash.status_code == 422
    assert "There is a time at 10:40am already." in clash.text
    assert client.send(path, first="11am", number="2", minutes="15").status_code == 303
    assert "11:15am to 11:30am" in words(client.get(path).text)
    assert client.send(path, form=withdraws(client, path)).status_code == 303
    assert "10:00am to 10:20am" not in words(client.get(path).text)
    assert client.send(path, first="10:00", number="1", minutes="20").status_code == 303
    assert "10:00am to 10:20am" in words(client.get(path).text)


def test_a_surgery_is_held_on_its_day_and_what_was_said_wrongly_is_put_right_with_a_reason(
    signed_in: SignIn, inside: Inside
) -> None:
    path = plan(signed_in("officer"))
    early = signed_in("officer").send(f"{path}/change", **typed(state="held"))
    assert early.status_code == 422
    assert "28 March 2027 is still to come" in early.text
    with time_machine.travel(SPRING + dt.timedelta(days=1), tick=False):
        client = signed_in("officer")
        assert "Was it held?" in client.get("/surgeries/agenda").text
        assert client.send(f"{path}/change", **typed(state="held")).status_code == 303
        refused = client.send(f"{path}/change", **typed(state="cancelled", why="Snow."))
        assert refused.status_code == 422
        assert "This surgery is recorded as held. Say why that changes." in refused.text
        right = typed(state="cancelled", why="Snow.", reason="Nobody was there.")
        assert client.send(f"{path}/change", **right).status_code == 303
        event = inside(
            lambda: db.session.scalars(
                select(CaseEvent).where(CaseEvent.kind == "surgery_changed").order_by(CaseEvent.id.desc()).limit(1)
            ).one()
        )
        assert event.data["changes"] == {"state": ["held", "cancelled"], "why": [None, "Snow."]}
        page = signed_in("manager").get("/audit?all=yes").text
        assert "Surgery, 28 March 2027, because: Nobody was there." in page


def test_the_surgeries_behind_the_figure_of_the_report_lead_to_their_pages(
    signed_in: SignIn, inside: Inside, staff: Staff
) -> None:
    def count() -> str:
        row = surgeries.planned(NOON.date())
        with unit_of_work():
            db.session.merge(row).state = "held"
            run_id = runs.request(2026, sent=factories.sent(), actor=staff["manager"]).id
        counts.compute(run_id)
        figure = db.session.query(CountFigure).filter_by(run_id=run_id, measure="surgeries_held").one()
        return f"/counts/{run_id}/figures/{figure.id}"

    page = signed_in("auditor").get(inside(count)).text
    assert "1 surgeries" in words(page)
    assert '<a class="govuk-link" href="/surgeries/1">Wednesday 10 February 2027</a>' in page


def test_nobody_loses_a_time_because_a_surgery_is_moved_or_cancelled(
    signed_in: SignIn, inside: Inside, staff: Staff
) -> None:
    path = plan(signed_in("officer"))
    inside(lambda: booked(staff))
    client = signed_in("officer")
    for change in ({"day": "2027-03-29"}, {"state": "cancelled", "why": "Snow."}):
        refused = client.send(f"{path}/change", **typed(**change))
        assert refused.status_code == 422
        assert "Times of it are kept for 1 person. Give them another one first" in refused.text
    answer = client.send(path, form=withdraws(client, path), to=f"{path}/times/{inside(first_time)}/withdraw")
    assert answer.status_code == 409
    assert "Somebody has the time at 10:00am." in answer.text
    assert client.send(f"{path}/change", **typed(place="Another Invented Hall")).status_code == 303


def test_what_was_recorded_of_a_day_is_not_moved_to_another(signed_in: SignIn, inside: Inside, staff: Staff) -> None:
    path = plan(signed_in("officer"))
    reference = inside(lambda: booked(staff))
    with time_machine.travel(SPRING, tick=False):
        inside(lambda: factories.move(case_of(reference), "record_absence", staff["officer"]) and None)
        for change in ({"day": "2027-03-27"}, {"state": "cancelled", "why": "Snow."}):
            refused = signed_in("officer").send(f"{path}/change", **typed(**change))
            assert refused.status_code == 422
            assert "It is recorded whether 1 person came on this day." in refused.text


def test_whoever_may_not_see_a_case_sees_that_its_time_is_taken_and_no_more(
    signed_in: SignIn, inside: Inside, staff: Staff
) -> None:
    path = plan(signed_in("officer"))
    reference = inside(lambda: booked(staff, name="Zed Hidden", about="A hidden matter"))
    other = inside(lambda: of_the_same_person(staff, reference))
    inside(lambda: factories.restrict(reference, staff["officer"], staff["manager"]))
    for who, sees in (("officer", True), ("manager", True), ("reviewer", False), ("auditor", False)):
        client = signed_in(who)
        for address in (path, "/surgeries/agenda", "/surgeries/2027/3"):
            page = client.get(address).text
            named = [word for word in (reference, "Zed Hidden", "A hidden matter") if word in page]
            assert (len(named) == 3) == (sees and address != "/surgeries/2027/3"), (who, address)
            assert sees or not named
        assert ("by somebody whose case you may not see" in client.get(path).text) is not sees
        assert client.get(f"/cases/{reference}/appointment").status_code == (200 if sees else 404)
        of_theirs = client.get(f"/cases/{other}/appointment").text
        assert (f"{reference}, surgery appointment, booked: A hidden matter" in of_theirs) is sees
        assert ("A hidden matter" in of_theirs) is sees
    opened = inside(lambda: set(db.session.scalars(select(AccessLog.endpoint))))
    assert {"list: surgeries.show", "list: surgeries.agenda", "surgeries.appointment"} <= opened


def test_times_of_a_day_are_by_the_clock_whatever_that_does(inside: Inside) -> None:
    """Clocks go forward in the night to 28 March 2027 and back in the night to 25 October 2026."""

    def instants(on: dt.date) -> dt.datetime:
        row = surgeries.planned(on)
        return clock.instant(row.held_on, dt.time(10))

    assert inside(lambda: instants(dt.date(2027, 3, 27))) == dt.datetime(2027, 3, 27, 10, tzinfo=dt.UTC)
    assert inside(lambda: instants(dt.date(2027, 3, 28))) == dt.datetime(2027, 3, 28, 9, tzinfo=dt.UTC)
    assert inside(lambda: instants(dt.date(2026, 10, 24))) == dt.datetime(2026, 10, 24, 9, tzinfo=dt.UTC)
    assert inside(lambda: instants(dt.date(2026, 10, 25))) == dt.datetime(2026, 10, 25, 10, tzinfo=dt.UTC)
