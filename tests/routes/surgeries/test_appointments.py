"""The life of an appointment as people click it: from a request out of an enquiry to the case that follows."""

import datetime as dt
from typing import Any

import pytest
import time_machine

from casework import clock
from casework.access import Actor
from casework.extensions import db
from casework.models import Case, Clock, Contact, Party, SurgeryBooking
from casework.services.steps import quiet_cases
from casework.transaction import unit_of_work
from tests import factories, surgeries
from tests.client import CheckingClient, words
from tests.routes.conftest import Inside, SignIn
from tests.routes.surgeries.days import NOON, SPRING, booked, offered

Staff = dict[str, Actor]
DAY = dt.date(2027, 3, 28)
"""Easter Sunday: the Friday before and the Monday after are bank holidays."""
YES = {"in_remit": "yes", "no_proceedings": "yes", "safe": "yes"}


@pytest.fixture(autouse=True)
def winter() -> Any:
    with time_machine.travel(NOON, tick=False):
        yield


def make(client: CheckingClient, reference: str, trigger: str, **answers: str) -> str:
    answer = client.step(f"/cases/{reference}/moves/{trigger}", **answers)
    assert answer.status_code == 303, answer.text
    return words(client.get(f"/cases/{reference}").text)


def due(reference: str) -> dict[str, dt.date]:
    """The clocks of a case that run, with their days."""
    query = db.session.query(Clock).join(Case, Case.id == Clock.case_id).filter(Case.reference == reference)
    return {row.code.rpartition(".")[2]: row.due_on for row in query if row.state == "running" and row.due_on}


def test_a_surgery_day_from_the_request_to_the_follow_up(signed_in: SignIn, inside: Inside, staff: Staff) -> None:
    enquiry = inside(lambda: factories.enquiry(staff["officer"], days_ago=20, name="Wil Invented").reference)
    inside(lambda: surgeries.planned(DAY))
    officer, manager = signed_in("officer"), signed_in("manager")
    answer = officer.send(f"/cases/{enquiry}", form=-1, to=f"/cases/{enquiry}/appointment/request")
    assert answer.status_code == 303
    reference = answer.location.rsplit("/", 1)[-1]
    assert reference.startswith("P-2027-")
    assert reference in officer.get(f"/cases/{enquiry}").text
    assert "Acknowledge" in make(officer, reference, "acknowledge")
    given = {"surgery_time": inside(surgeries.a_time), "access": "A hearing loop.", **YES}
    assert "Offered" in make(manager, reference, "accept", **given)
    assert "Sunday 28 March 2027 at 10:00am" in words(officer.get(f"/cases/{reference}/appointment").text)
    assert inside(lambda: due(reference)) == {"reply": dt.date(2027, 2, 17)}
    assert "Booked" in make(officer, reference, "confirm")
    assert inside(lambda: due(reference)) == {"appointment": DAY, "briefing": dt.date(2027, 3, 19)}
    assert "The force was there twice." in make(
        officer, reference, "record_briefing", briefing="The force was there twice."
    )
    early = officer.send(f"/cases/{reference}/moves/record_held", note="x", agrees="yes")
    assert "The day of the appointment is still to come." in early.text
    with time_machine.travel(SPRING + dt.timedelta(days=3), tick=False):
        officer = signed_in("officer")
        said = {"note": "The lights are broken.", "agrees": "yes", "agreed": "Ask the council."}
        assert "Held" in make(officer, reference, "record_held", **said)
        assert inside(lambda: due(reference)) == {"follow_up": dt.date(2027, 4, 12)}
        make(officer, reference, "open_follow_up", target_type="enquiry", about="Street lights")
        assert "Closed" in make(
            officer, reference, "finish", done="We asked the council.", cases="opened", issue="other"
        )

    def followed() -> tuple[Case, list[tuple[str, dt.date]], int]:
        case = db.session.query(Case).filter_by(about="Street lights").one()
        said = [(row.summary, row.happened_on) for row in db.session.query(Contact).filter_by(case_id=case.id)]
        return case, said, db.session.query(Party).filter_by(case_id=case.id).count()

    case, heard, parties = inside(followed)
    assert (case.case_type, case.received_on, case.channel) == ("enquiry", DAY, "surgery")
    assert heard == [("The lights are broken.", DAY)]
    assert parties == 1


def test_an_appointment_is_asked_for_once_and_from_an_open_enquiry_alone(
    signed_in: SignIn, inside: Inside, staff: Staff
) -> None:
    reference = inside(lambda: factories.enquiry(staff["officer"]).reference)
    client = signed_in("officer")
    to = f"/cases/{reference}/appointment/request"
    assert client.send(f"/cases/{reference}", to=to).status_code == 303
    again = client.send(f"/cases/{reference}", to=to)
    assert again.status_code == 409
    assert "An appointment was asked for already: P-2027-00001." in again.text
    review = inside(lambda: factories.review(staff["reviewer"]).reference)
    assert "Ask for a surgery appointment" not in client.get(f"/cases/{review}").text
    assert "Ask for a surgery appointment" not in signed_in("auditor").get(f"/cases/{reference}").text


def test_the_same_time_from_two_browsers_is_given_once_and_the_other_is_told(
    signed_in: SignIn, inside: Inside, staff: Staff
) -> None:
    inside(lambda: surgeries.planned(DAY, number=1))
    time = inside(surgeries.a_time)
    cases = [inside(lambda: factories.logged("surgery_appointment", staff["officer"]).reference) for _ in "ab"]
    first, second = signed_in("manager"), signed_in("second_manager")
    paths = [f"/cases/{reference}/moves/accept" for reference in cases]
    checks = [
        client.send(path, surgery_time=time, **YES).location
        for client, path in zip((first, second), paths, strict=True)
    ]
    told = {"unsent_reason": "Told in person (invented).", "without": "yes"}
    assert first.send(checks[0], **told).status_code == 303
    late = second.send(checks[1], **told)
    assert late.status_code == 422
    assert "This time is not free any more. Choose another one." in late.text
    assert "Requested" in second.get(f"/cases/{cases[1]}").text
    assert "Choose a time." in second.send(paths[1], surgery_time="", **YES).text


def test_a_time_that_was_cancelled_moved_or_not_answered_is_free_again(inside: Inside, staff: Staff) -> None:
    def freed() -> list[tuple[str, str]]:
        surgeries.planned(DAY, number=1)
        case = factories.move(offered(staff), "confirm", staff["officer"])
        case = factories.move(case, "reschedule", staff["officer"], whose_wish="person", reason="A shift.")
        assert due(case.reference) == {"answer": dt.date(2027, 2, 24)}
        assert offered(staff, name="Second Invented").state == "offered"
        with time_machine.travel(NOON + dt.timedelta(days=8), tick=False), unit_of_work():
            for number in quiet_cases.find_quiet(clock.today()):
                quiet_cases.close(number, today=clock.today())
        third = offered(staff, name="Third Invented")
        third = factories.move(third, "cancel", staff["manager"], whose_wish="office", reason="No room.")
        rows = db.session.query(SurgeryBooking, Case).join(Case, Case.id == SurgeryBooking.case_id)
        return [(booking.state, case.state) for booking, case in rows.order_by(SurgeryBooking.id)]

    assert inside(freed) == [("freed", "requested"), ("freed", "lapsed"), ("freed", "cancelled")]


def test_whoever_did_not_come_is_offered_one_more_time_and_a_wrong_record_is_taken_back(
    signed_in: SignIn, inside: Inside, staff: Staff
) -> None:
    inside(lambda: surgeries.planned(DAY))
    reference = inside(lambda: booked(staff))
    with time_machine.travel(SPRING, tick=False):
        inside(lambda: surgeries.planned(DAY + dt.timedelta(days=30)))
        officer, manager = signed_in("officer"), signed_in("manager")
        assert "Did not attend" in make(officer, reference, "record_absence")
        assert "Booked" in make(manager, reference, "take_back", reason="They were late.")
        assert inside(lambda: due(reference))["appointment"] == DAY
        assert "Did not attend" in make(officer, reference, "record_absence")
        time = inside(surgeries.a_time)
        assert "Offered" in make(manager, reference, "offer_again", surgery_time=time, issue="other")
        assert "Booked" in make(officer, reference, "confirm")
    with time_machine.travel(SPRING + dt.timedelta(days=31), tick=False):
        officer, manager = signed_in("officer"), signed_in("manager")
        make(officer, reference, "record_absence")
        assert "once more is all that we offer" in manager.get(f"/cases/{reference}/moves/offer_again").text
        assert "Closed" in make(officer, reference, "close_missed", reason="They want no other.", issue="other")


def test_what_is_declined_goes_on_as_an_enquiry(inside: Inside, staff: Staff) -> None:
    def enquiries() -> list[tuple[str, str, dt.date]]:
        case = factories.logged("surgery_appointment", staff["officer"], days_ago=4)
        factories.move(case, "decline", staff["manager"], reason="It is with a court.")
        return [(row.case_type, row.state, row.received_on) for row in db.session.query(Case).order_by(Case.id)]

    received = NOON.date() - dt.timedelta(days=4)
    assert inside(enquiries) == [("surgery_appointment", "declined", received), ("enquiry", "new", received)]


def test_the_files_for_calendars_say_when_and_where_and_neither_who_nor_why(
    signed_in: SignIn, inside: Inside, staff: Staff
) -> None:
    place = "Invented Town Hall; 1, Long Invented Street, with a name that goes on and on for two lines: Ärmelkanal"
    surgery = inside(lambda: surgeries.planned(DAY, place=place).id)
    reference = inside(lambda: booked(staff, name="Zed Hidden", about="A hidden matter"))
    client = signed_in("officer")
    for path in (f"/cases/{reference}/appointment/calendar", f"/surgeries/{surgery}/calendar"):
        answer = client.get(path)
        assert answer.mimetype == "text/calendar"
        lines = answer.get_data().split(b"\r\n")
        assert max(map(len, lines)) <= 75
        unfolded = answer.text.replace("\r\n ", "")
        assert "DTSTART:20270328T090000Z" in unfolded
        assert "DTEND:20270328T092000Z" in unfolded
        assert f"LOCATION:{place}".replace(";", "\\;").replace(",", "\\,") in unfolded
        assert reference in unfolded
        assert not [word for word in ("Zed", "Hidden", "hidden") if word in unfolded]
    inside(lambda: factories.restrict(reference, staff["officer"], staff["manager"]))
    other = signed_in("reviewer")
    assert reference not in other.get(f"/surgeries/{surgery}/calendar").text
    assert other.get(f"/cases/{reference}/appointment/calendar").status_code == 404
