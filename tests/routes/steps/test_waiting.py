"""An enquiry waits for the person: the reply stands still, everybody sees since when and for what (section 10.3)."""

import datetime as dt

import pytest
import time_machine
from sqlalchemy import select

from casework import clock
from casework.access import Actor
from casework.extensions import db
from casework.models import Case, Clock, Hold, Letter, Task
from casework.services.deadlines import clocks
from casework.services.record.calendars import calendar
from casework.transaction import unit_of_work
from tests import factories
from tests.incoming import mails, taking_in
from tests.routes.conftest import Inside, SignIn
from tests.routes.record.test_case import day
from workflows.calendars import CalendarName, spoken

Staff = dict[str, Actor]
ASKED = "The day on which it happened, and where."
RANG = {"direction": "in", "with_whom": "person", "channel": "phone", "summary": "It was on the first of the month."}
MONDAY = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)


@pytest.fixture
def reference(inside: Inside, staff: Staff) -> str:
    """Acknowledged, and the reply begun."""

    def make() -> str:
        case = factories.enquiry(staff["officer"])
        factories.move(case, "acknowledge", staff["officer"], who_will_be_asked="Nobody")
        return factories.move(case, "answer_directly", staff["officer"]).reference

    return str(inside(make))


@pytest.fixture
def waiting(inside: Inside, staff: Staff, reference: str) -> str:
    """The same, and asked for what is missing."""

    def ask() -> None:
        case = db.session.query(Case).filter_by(reference=reference).one()
        factories.move(case, "ask_person", staff["officer"], missing=ASKED)

    inside(ask)
    return reference


def found(inside: Inside, reference: str) -> Case:
    return inside(lambda: db.session.query(Case).filter_by(reference=reference).one())


def states(inside: Inside, reference: str) -> dict[str, str]:
    query = select(Clock.code, Clock.state).join(Case, Case.id == Clock.case_id).where(Case.reference == reference)
    rows = inside(lambda: db.session.execute(query).all())
    return {row.code.removeprefix("enquiry."): row.state for row in rows}


def open_tasks(inside: Inside) -> list[str]:
    return inside(lambda: list(db.session.scalars(select(Task.kind).where(Task.done_at.is_(None)))))


def test_the_person_is_asked_by_a_letter_and_the_reply_stands_still_until_they_answer(
    inside: Inside, signed_in: SignIn, reference: str
) -> None:
    officer, path = signed_in("officer"), f"/cases/{reference}/moves/ask_person"
    assert officer.send(path, missing=ASKED).status_code == 303
    letter = inside(lambda: db.session.query(Letter).filter_by(code="L-E08").one())
    ten = inside(lambda: calendar(CalendarName.ENGLAND_AND_WALES).add_working_days(clock.today(), 10))
    assert ASKED in letter.body
    assert f"Please answer by {spoken(ten).partition(' ')[2]}" in letter.body
    assert officer.step(path, missing=ASKED).status_code == 303
    assert states(inside, reference) == {
        "acknowledge": "met", "reply": "held", "draft": "held", "waiting": "running"
    }  # fmt: skip
    case = found(inside, reference)
    assert (case.state, case.next_clock, case.next_due_on) == ("drafting", "enquiry.waiting", ten)


@pytest.mark.parametrize("page", ["", "/timeline", "/people", "/letters", "/dates"])
def test_every_page_of_the_case_says_since_when_and_for_what(signed_in: SignIn, waiting: str, page: str) -> None:
    shown = signed_in("officer").get(f"/cases/{waiting}{page}").text
    assert "Waiting for them since" in shown
    assert ASKED in shown
    assert "They have answered" in shown


def test_my_work_and_the_list_say_it_and_the_manager_reads_why_it_is_late(
    inside: Inside, signed_in: SignIn, waiting: str
) -> None:
    for page, whom in (("/", "Waiting for Pat Invented"), ("/cases", 'data-label="Ball, owner">Pat Invented<')):
        shown = signed_in("officer").get(page).text
        assert "Waiting for them since" in shown
        assert whom in shown
        assert "On hold" not in shown
    later = inside(lambda: found_due(waiting)) + dt.timedelta(days=1)
    with time_machine.travel(dt.datetime.combine(later, dt.time(12, tzinfo=dt.UTC)), tick=False):
        assert "It has waited for the person since" in signed_in("manager").get("/").text


def found_due(reference: str) -> dt.date:
    due = db.session.query(Case).filter_by(reference=reference).one().next_due_on
    assert due is not None
    return due


def test_the_dates_say_why_nothing_is_due_and_then_how_many_days_were_added(
    inside: Inside, staff: Staff, signed_in: SignIn
) -> None:
    """Received on Monday 2 March 2026, a reply is due on 30 March. Asked the same day, answered on Thursday 5 March:
    3 working days are added, to Thursday 2 April."""

    def asked() -> str:
        case = factories.enquiry(staff["officer"])
        return factories.move(case, "ask_person", staff["officer"], missing=ASKED).reference

    with time_machine.travel(MONDAY, tick=False):
        reference = inside(asked)
        page = signed_in("officer").get(f"/cases/{reference}/dates").text
        assert "Waiting for the person since Monday 2 March 2026: no due date until the clock goes on" in page
    with time_machine.travel(MONDAY + dt.timedelta(days=4), tick=False):
        answered = {"came_on-day": "5", "came_on-month": "3", "came_on-year": "2026"}
        sent = signed_in("officer").send(f"/cases/{reference}/moves/person_answered", **answered)
        assert sent.status_code == 303
        page = signed_in("officer").get(f"/cases/{reference}/dates").text
        assert "Waiting for the person from Monday 2 March 2026 to Thursday 5 March 2026: 3 working days added" in page
        assert "Due Thursday 2 April 2026" in page
        assert inside(clocks.count_drift) == 0


def test_a_call_of_the_person_offers_to_end_the_waiting_and_does_not_end_it(
    inside: Inside, signed_in: SignIn, waiting: str
) -> None:
    officer = signed_in("officer")
    assert officer.send(f"/cases/{waiting}/contacts/new", **RANG, **day("happened_on", 0)).status_code == 303
    assert open_tasks(inside) == ["answer_came"]
    assert states(inside, waiting)["reply"] == "held"
    page = officer.get(f"/cases/{waiting}").text
    assert "say whether it is what we waited for" in page
    assert "It is not: we wait on" in page
    path = f"/cases/{waiting}/moves/person_answered"
    assert officer.send(path, **day("came_on", 0)).status_code == 303
    assert open_tasks(inside) == []
    assert states(inside, waiting)["reply"] == "running"
    assert "Waiting for them since" not in officer.get(f"/cases/{waiting}").text


@pytest.mark.parametrize(
    ("trigger", "answers"),
    [("send_reply", {"reply": "On Monday."}), ("close_without_reply", {"why_no_reply": "praise"})],
)
def test_once_it_is_answered_or_closed_nobody_is_asked_any_more_whether_the_answer_came(
    inside: Inside, staff: Staff, signed_in: SignIn, waiting: str, trigger: str, answers: dict[str, str]
) -> None:
    signed_in("officer").send(f"/cases/{waiting}/contacts/new", **RANG, **day("happened_on", 0))
    assert open_tasks(inside) == ["answer_came"]
    inside(lambda: factories.move(db.session.query(Case).one(), trigger, staff["officer"], **answers))
    assert open_tasks(inside) == []


def test_what_the_force_says_is_no_answer_of_the_person(inside: Inside, signed_in: SignIn, waiting: str) -> None:
    said = RANG | {"with_whom": "force"}
    signed_in("officer").send(f"/cases/{waiting}/contacts/new", **said, **day("happened_on", 0))
    assert open_tasks(inside) == []


def test_a_mail_of_the_person_offers_it_too(inside: Inside, signed_in: SignIn, waiting: str) -> None:
    def arrives() -> None:
        with unit_of_work():
            factories.known_by(db.session.query(Case).one().person_id, email="pat@invented.example")
        taking_in.receive(mails.plain("On the first.", sender="pat@invented.example", subject=f"Re: {waiting}"))

    inside(arrives)
    assert open_tasks(inside) == ["answer_came"]
    assert "say whether it is what we waited for" in signed_in("officer").get("/").text


def test_asking_again_waits_on_from_the_first_day(inside: Inside, staff: Staff, waiting: str) -> None:
    again = inside(lambda: clock.today() + dt.timedelta(days=20))

    def ask() -> None:
        case = db.session.query(Case).filter_by(reference=waiting).one()
        factories.move(case, "ask_person_again", staff["officer"], missing="Only the day.", ask_again_on=again)

    inside(ask)
    assert found(inside, waiting).next_due_on == again
    hold = inside(lambda: db.session.query(Hold).one())
    assert (hold.held_on, hold.review_on) == (inside(clock.today), again)


def test_without_an_answer_it_goes_on_or_is_closed_with_that_reason(
    inside: Inside, signed_in: SignIn, waiting: str
) -> None:
    officer = signed_in("officer")
    path = f"/cases/{waiting}/moves/close_without_reply"
    assert officer.send(path, why_no_reply="no_answer").status_code == 303
    case = found(inside, waiting)
    assert (case.state, case.next_due_on) == ("closed_without_reply", None)
    assert inside(lambda: db.session.query(Hold).one().released_on) is not None
    assert "They did not answer what we asked" in officer.get(f"/cases/{waiting}/timeline").text


def test_going_on_without_an_answer_says_why(inside: Inside, signed_in: SignIn, waiting: str) -> None:
    officer, path = signed_in("officer"), f"/cases/{waiting}/moves/go_on_without"
    assert officer.send(path, reason="We found it in the log.").status_code == 303
    assert states(inside, waiting) == {"acknowledge": "met", "reply": "running", "draft": "running", "waiting": "met"}


def test_nobody_closes_for_want_of_an_answer_that_was_not_asked_for(
    inside: Inside, signed_in: SignIn, reference: str
) -> None:
    refused = signed_in("officer").send(f"/cases/{reference}/moves/close_without_reply", why_no_reply="no_answer")
    assert refused.status_code == 409
    assert "first ask the person what is missing" in refused.text
    assert found(inside, reference).state == "drafting"


def test_what_begins_meanwhile_stands_still_too_and_a_reply_ends_the_waiting(inside: Inside, staff: Staff) -> None:
    def make() -> str:
        case, officer = factories.enquiry(staff["officer"]), staff["officer"]
        factories.move(case, "acknowledge", officer, who_will_be_asked="The force")
        factories.move(case, "ask_partner", officer, partner="The force", question="When?", consent=True)
        factories.move(case, "ask_person", officer, missing=ASKED)
        return factories.answer(case, officer, "On Monday.").reference

    reference = inside(make)
    assert states(inside, reference)["draft"] == "held"
    inside(lambda: factories.move(db.session.query(Case).one(), "send_reply", staff["officer"], reply="On Monday."))
    assert states(inside, reference) == {
        "acknowledge": "met", "reply": "met", "partner_question.answer": "met", "draft": "met", "waiting": "met", "comeback": "running"
    }  # fmt: skip
    assert inside(lambda: db.session.query(Hold).one().released_on) is not None


def test_a_manager_neither_holds_nor_releases_it_by_hand(signed_in: SignIn, waiting: str) -> None:
    manager = signed_in("manager")
    page = manager.get(f"/cases/{waiting}").text
    assert "Release the hold" not in page
    held = manager.send(f"/cases/{waiting}/hold", reason_code="inquest", reason="An invented inquest.")
    assert held.status_code == 422
    assert "go on without it" in held.text
    assert "Waiting for the person" not in manager.get(f"/cases/{waiting}/hold").text.partition("<form")[2]


def test_it_is_not_answered_before_it_was_asked(signed_in: SignIn, waiting: str) -> None:
    refused = signed_in("officer").send(f"/cases/{waiting}/moves/person_answered", **day("came_on", 3))
    assert refused.status_code == 422


def test_asked_when_nobody_can_be_asked(inside: Inside, staff: Staff, signed_in: SignIn) -> None:
    reference = inside(lambda: factories.enquiry(staff["officer"], name=None).reference)
    refused = signed_in("officer").send(f"/cases/{reference}/moves/ask_person", missing=ASKED)
    assert "Nobody is named whom we could ask" in refused.text
