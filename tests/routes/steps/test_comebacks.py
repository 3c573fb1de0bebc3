"""A person who comes back after our reply: whoever logs it says whether it needs another answer (section 10.3)."""

import datetime as dt

import pytest
import time_machine
from sqlalchemy import select

from casework import clock
from casework.access import Actor
from casework.extensions import db
from casework.jobs import sweep
from casework.models import Case, CaseEvent, Clock, Task
from casework.services.desk import contacts
from casework.services.people.contact_rows import Said
from casework.services.record import tasks
from casework.services.record.tasks import About, Kind
from casework.transaction import unit_of_work
from tests import factories
from tests.routes.conftest import Inside, SignIn
from tests.routes.record.test_case import day

Staff = dict[str, Actor]
RANG = {"direction": "in", "with_whom": "person", "channel": "phone", "summary": "They rang about it again."}


@pytest.fixture
def reference(inside: Inside, staff: Staff) -> str:
    return str(inside(lambda: factories.replied(staff["officer"]).reference))


def found(inside: Inside, reference: str) -> Case:
    return inside(lambda: db.session.query(Case).filter_by(reference=reference).one())


def due(inside: Inside, reference: str, code: str) -> dt.date | None:
    query = select(Clock.due_on).join(Case).where(Case.reference == reference, Clock.code == code)
    return inside(lambda: db.session.scalars(query).one())


def test_logging_a_call_on_a_replied_case_asks_whether_it_needs_another_answer(
    inside: Inside, signed_in: SignIn, reference: str
) -> None:
    path = f"/cases/{reference}/contacts/new"
    assert "Does this need another answer?" in signed_in("officer").get(path).text
    refused = signed_in("officer").send(path, **RANG, **day("happened_on", 0))
    assert refused.status_code == 422
    assert "Say whether this needs another answer." in refused.text
    assert "They rang about it again." in refused.text
    assert inside(lambda: db.session.query(CaseEvent).filter_by(kind="contact_logged").count()) == 0


def test_a_call_that_needs_another_answer_opens_the_case_again_for_ten_working_days(
    inside: Inside, signed_in: SignIn, reference: str
) -> None:
    path = f"/cases/{reference}/contacts/new"
    sent = signed_in("officer").send(path, **RANG, **day("happened_on", 0), needs_answer="yes")
    assert sent.status_code == 303
    case = found(inside, reference)
    assert (case.state, case.next_clock, case.times_reopened) == ("acknowledged", "enquiry.reopened", 1)
    page = signed_in("officer").get(f"/cases/{reference}/timeline").text
    assert "The contact needs another answer" in page


def test_a_call_that_needs_none_lets_the_quiet_days_begin_again(
    inside: Inside, staff: Staff, signed_in: SignIn
) -> None:
    with time_machine.travel(dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC), tick=False):
        reference = inside(lambda: factories.replied(staff["officer"]).reference)
    assert due(inside, reference, "enquiry.comeback") == dt.date(2026, 6, 29)
    with time_machine.travel(dt.datetime(2026, 6, 25, 12, tzinfo=dt.UTC), tick=False):
        path = f"/cases/{reference}/contacts/new"
        signed_in("officer").send(path, **RANG, **day("happened_on", 0), needs_answer="no")
    assert due(inside, reference, "enquiry.comeback") == dt.date(2026, 7, 23)
    assert found(inside, reference).state == "replied"


def test_a_call_about_a_closed_enquiry_opens_it_again_and_one_too_old_says_what_to_do(
    inside: Inside, staff: Staff, signed_in: SignIn
) -> None:
    def signposted() -> str:
        case = factories.enquiry(staff["officer"])
        return factories.move(case, "signpost", staff["officer"], signposted_to="The council").reference

    recent = inside(signposted)
    answers = {**RANG, **day("happened_on", 0), "needs_answer": "yes"}
    assert signed_in("officer").send(f"/cases/{recent}/contacts/new", **answers).status_code == 303
    assert found(inside, recent).state == "acknowledged"
    with time_machine.travel(clock.now() - dt.timedelta(days=300), tick=False):
        old = inside(signposted)
    refused = signed_in("officer").send(f"/cases/{old}/contacts/new", **answers)
    assert refused.status_code == 422
    assert "log a new enquiry and link it" in refused.text


def test_what_we_said_to_them_is_not_asked_about(inside: Inside, signed_in: SignIn, reference: str) -> None:
    said = {**RANG, "direction": "out", **day("happened_on", 0)}
    assert signed_in("officer").send(f"/cases/{reference}/contacts/new", **said).status_code == 303
    assert found(inside, reference).state == "replied"


@pytest.mark.usefixtures("context")
def test_a_case_with_an_unread_contact_does_not_close_as_quiet(staff: Staff) -> None:
    case = factories.replied(staff["officer"])
    last, number = case.next_due_on, case.id
    assert last is not None
    said = Said(direction="in", channel="phone", on=clock.today(), summary="Again.")
    with unit_of_work():
        contacts.log_contact(case.reference, said, sent=factories.sent(), actor=staff["officer"])
    db.session.rollback()
    with time_machine.travel(dt.datetime.combine(last + dt.timedelta(days=1), dt.time(12, tzinfo=dt.UTC)), tick=False):
        sweep.close_quiet()
        sweep.close_quiet()
    assert db.session.get_one(Case, number, populate_existing=True).state == "replied"
    assert [task.kind for task in db.session.query(Task).filter_by(case_id=number)] == ["new_contact"]


@pytest.mark.usefixtures("context")
def test_a_case_with_an_unread_mail_does_not_close_as_quiet(staff: Staff) -> None:
    case = factories.replied(staff["officer"])
    last, number = case.next_due_on, case.id
    assert last is not None
    with unit_of_work():
        tasks.open_task(Kind.MAIL_TO_READ, db.session.get_one(Case, number), About())
    db.session.rollback()
    with time_machine.travel(dt.datetime.combine(last + dt.timedelta(days=1), dt.time(12, tzinfo=dt.UTC)), tick=False):
        sweep.close_quiet()
    assert db.session.get_one(Case, number, populate_existing=True).state == "replied"


def test_a_contact_that_came_by_itself_is_a_task_which_is_done_by_answering(
    inside: Inside, staff: Staff, signed_in: SignIn, reference: str
) -> None:
    def came() -> None:
        with unit_of_work():
            case = db.session.query(Case).filter_by(reference=reference).one()
            tasks.open_task(Kind.NEW_CONTACT, case, About())

    inside(came)
    client = signed_in("officer")
    assert f"/cases/{reference}/new-contact" in client.get("/").text
    assert client.send(f"/cases/{reference}/new-contact").status_code == 422
    assert client.send(f"/cases/{reference}/new-contact", needs_answer="no").status_code == 303
    assert f"/cases/{reference}/new-contact" not in client.get("/").text
    assert found(inside, reference).state == "replied"
    task = inside(lambda: db.session.query(Task).filter_by(kind="new_contact").one())
    assert task.done_by_id == staff["officer"].user_id
