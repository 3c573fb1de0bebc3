"""What came was recorded as of another day than it came: the day that is right counts, and the step stays where it was."""

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine

from casework.access import Actor
from casework.errors import Invalid, NotAllowed, NotFound
from casework.extensions import db
from casework.models import Answer, Case, CaseEvent, Hold
from casework.services.corrections import day_of_answer
from casework.services.deadlines import clocks
from casework.services.record import cases
from casework.transaction import unit_of_work
from tests import factories
from tests.services.corrections.test_day_of_step import clock, last_step, on

pytestmark = pytest.mark.usefixtures("context")
Staff = dict[str, Actor]
MONDAY_2, THURSDAY_5, FRIDAY_6, MONDAY_9 = (dt.date(2026, 3, day) for day in (2, 5, 6, 9))


@pytest.fixture(autouse=True)
def on_monday_9_march() -> Iterator[None]:
    with time_machine.travel(dt.datetime(2026, 3, 9, 12, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def answered(staff: Staff) -> Case:
    """Received and asked on Monday 2 March, and on 9 March recorded as answered on that day."""
    with on(MONDAY_2):
        case = factories.enquiry(staff["officer"])
        factories.move(case, "ask_person", staff["officer"], missing="The day.")
    return factories.move(case, "person_answered", staff["officer"], came_on=MONDAY_9)


def put_right(case: Case, day: dt.date, actor: Actor, event_id: int | None = None) -> None:
    with unit_of_work():
        sent = factories.sent(cases.load(case.reference, actor=actor).row_version)
        number = last_step(case) if event_id is None else event_id
        day_of_answer.put_right(case.reference, number, day, reason="The stamp says so.", sent=sent, actor=actor)
    db.session.expire_all()


def test_the_waiting_ends_on_the_day_on_which_the_answer_came_and_the_reply_is_due_by_it(
    answered: Case, staff: Staff
) -> None:
    """20 working days from 2 March are 30 March. Waiting until 9 March adds 5, until 5 March 3."""
    assert clock(answered, "enquiry.reply").due_on == dt.date(2026, 4, 8)
    follows = day_of_answer.foresee(answered.reference, last_step(answered), THURSDAY_5, actor=staff["manager"])
    put_right(answered, THURSDAY_5, staff["manager"])
    assert clock(answered, "enquiry.reply").due_on == dt.date(2026, 4, 2)
    assert db.session.get_one(Case, answered.id).next_due_on == dt.date(2026, 3, 16)
    assert clock(answered, "enquiry.waiting").met_on == THURSDAY_5
    assert [shift.due_after for shift in follows.shifts] == [dt.date(2026, 4, 2), dt.date(2026, 3, 16)]
    assert db.session.query(Hold).one().released_on == THURSDAY_5
    assert db.session.query(Answer).filter_by(code="came_on").one().value == "5 March 2026"
    event = db.session.query(CaseEvent).filter_by(kind="put_right").one()
    assert event.data["changes"] == {"day": ["2026-03-09", "2026-03-05"]}
    assert clocks.count_drift() == 0


def test_what_was_put_right_wrongly_is_put_back_the_same_way(answered: Case, staff: Staff) -> None:
    due = clock(answered, "enquiry.reply").due_on
    step = last_step(answered)
    for day in (THURSDAY_5, FRIDAY_6, MONDAY_9):
        put_right(answered, day, staff["manager"], step)
    assert clock(answered, "enquiry.reply").due_on == due
    assert db.session.query(Hold).one().released_on == MONDAY_9
    assert db.session.query(CaseEvent).filter_by(kind="put_right").count() == 3
    assert clocks.count_drift() == 0


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (dt.date(2026, 2, 27), "is of Monday 2 March 2026"),
        (dt.date(2026, 3, 10), "not be in the future"),
        (MONDAY_9, "day that stands there"),
    ],
)
def test_a_day_that_cannot_be_is_refused_with_what_stands_in_its_way(
    answered: Case, staff: Staff, day: dt.date, sentence: str
) -> None:
    with pytest.raises(Invalid, match=sentence) as refused:
        put_right(answered, day, staff["manager"])
    assert refused.value.field == "day"


def test_it_cannot_have_come_after_it_was_recorded_nor_after_what_came_of_it(answered: Case, staff: Staff) -> None:
    first = last_step(answered)
    with on(dt.date(2026, 3, 16)):
        with pytest.raises(Invalid, match="recorded on Monday 9 March 2026"):
            put_right(answered, dt.date(2026, 3, 12), staff["manager"], first)
        factories.move(answered, "ask_person", staff["officer"], missing="The place.")
        factories.move(answered, "person_answered", staff["officer"], came_on=dt.date(2026, 3, 16))
        put_right(answered, FRIDAY_6, staff["manager"], first)
        assert [hold.released_on for hold in db.session.query(Hold).order_by(Hold.id)] == [
            FRIDAY_6, dt.date(2026, 3, 16)
        ]  # fmt: skip
        with pytest.raises(Invalid, match="is of Monday 16 March 2026"):
            put_right(answered, dt.date(2026, 3, 13), staff["manager"])


def test_a_new_contact_that_opened_an_enquiry_again_counts_from_its_own_day(staff: Staff) -> None:
    """10 working days from Friday 6 March and not from Monday 9 March."""
    with on(MONDAY_2):
        case = factories.enquiry(staff["officer"])
        factories.move(case, "answer_now", staff["officer"], reply="On Monday.")
    factories.move(case, "reopen", staff["officer"], reason="It goes on.", came_on=MONDAY_9)
    put_right(case, FRIDAY_6, staff["manager"])
    assert clock(case, "enquiry.reopened").due_on == dt.date(2026, 3, 20)
    assert clock(case, "enquiry.comeback").met_on == MONDAY_9
    assert clocks.count_drift() == 0


def test_a_manager_puts_it_right_and_a_step_at_which_nothing_came_has_no_such_day(answered: Case, staff: Staff) -> None:
    with pytest.raises(NotAllowed):
        put_right(answered, THURSDAY_5, staff["officer"])
    factories.move(answered, "acknowledge", staff["officer"], who_will_be_asked="Roads")
    with pytest.raises(NotFound):
        day_of_answer.of_step(answered, last_step(answered))
