"""A new type of case may call its clocks what it likes: nobody of another type is told anything else for it."""

import datetime as dt

import pytest
from sqlalchemy import select, update

from casework.access import SYSTEM, Actor
from casework.clock import today
from casework.extensions import db
from casework.jobs import sweep
from casework.models import Case, Clock, Message
from casework.services.record import settings
from casework.transaction import unit_of_work
from tests import factories
from tests.invented import INVENTED
from workflows.registry import WORKFLOWS, clock_rule

pytestmark = pytest.mark.usefixtures("context", "invented")
MAUNDY_THURSDAY, GOOD_FRIDAY = dt.date(2027, 3, 25), dt.date(2027, 3, 26)
TUESDAY_AFTER = dt.date(2027, 3, 30)


@pytest.fixture
def invented(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(WORKFLOWS, INVENTED.name, INVENTED)


def days(number: int) -> dt.timedelta:
    return dt.timedelta(days=number)


def case_with(staff: dict[str, Actor], clock: str, due_on: dt.date, *, closed: bool = False) -> Case:
    """A case of the clock's type with this one clock alone."""
    case = factories.enquiry(staff["officer"])
    ended = {"category": "closed", "closed_on": today(), "first_closed_on": today()} if closed else {}
    values = {"code": clock, "due_on": due_on, "started_on": due_on - days(30), "length": clock_rule(clock).length}
    with unit_of_work():
        first, *others = db.session.scalars(select(Clock.id).where(Clock.case_id == case.id).order_by(Clock.id))
        rest = update(Clock).where(Clock.id.in_(others))
        db.session.execute(rest.values(state="met", due_on=None, met_on=due_on))
        db.session.execute(update(Clock).where(Clock.id == first).values(**values))
        db.session.execute(update(Case).where(Case.id == case.id).values(case_type=clock.partition(".")[0], **ended))
    return case


def told(case: Case) -> list[tuple[str | None, int | None]]:
    """Rule and offset of each message about the case, in the order of writing."""
    query = select(Message.rule, Message.offset_days).where(Message.case_id == case.id).order_by(Message.id)
    return [(row.rule, row.offset_days) for row in db.session.execute(query)]


def plan(*days_of_plan: dt.date) -> None:
    for day in days_of_plan:
        sweep.write_reminders(day)


def setting(name: str, value: object) -> None:
    with unit_of_work():
        settings.change(name, value, actor=SYSTEM)


def test_nobody_is_told_of_a_quiet_enquiry_because_another_type_comes_back_to_its_cases(
    staff: dict[str, Actor],
) -> None:
    due_on = dt.date(2027, 2, 10)
    enquiry, other = (case_with(staff, f"{name}.comeback", due_on) for name in ("enquiry", "invented"))
    plan(due_on)
    assert (told(enquiry), told(other)) == ([], [("clock_due", 0)])


def test_papers_of_another_type_are_not_chased_as_the_forces_are(staff: dict[str, Actor]) -> None:
    due_on = dt.date(2027, 2, 10)
    review, other = (case_with(staff, f"{name}.papers", due_on) for name in ("complaint_review", "invented"))
    plan(*(due_on + days(number) for number in range(-7, 1)))
    assert told(other) == [("clock_due", -5), ("clock_due", -1), ("clock_due", 0)]
    assert told(review) == [("papers_chase", -5), ("clock_due", 0)]


def test_only_the_type_whose_date_is_in_law_is_told_before_a_quiet_day(staff: dict[str, Actor]) -> None:
    setting("quiet_days", True)
    setting("reminder_offsets", [0])
    enquiry, other = (case_with(staff, f"{name}.acknowledge", GOOD_FRIDAY) for name in ("enquiry", "invented"))
    plan(MAUNDY_THURSDAY)
    assert (told(enquiry), told(other)) == ([], [("clock_due", 0)])
    plan(GOOD_FRIDAY, TUESDAY_AFTER)
    assert (told(enquiry)[0], told(other)[0]) == (("clock_due", 0), ("clock_due", 0))


def test_only_mail_about_a_date_in_law_goes_out_on_a_quiet_day(staff: dict[str, Actor]) -> None:
    enquiry, other = (case_with(staff, f"{name}.acknowledge", MAUNDY_THURSDAY) for name in ("enquiry", "invented"))
    plan(MAUNDY_THURSDAY)
    setting("quiet_days", True)
    plan(GOOD_FRIDAY)
    waits_until = {row.case_id: row.next_attempt_at.date() for row in db.session.scalars(select(Message))}
    assert waits_until[enquiry.id] > GOOD_FRIDAY
    assert waits_until[other.id] <= today()


def test_a_clock_after_closing_is_one_type_s_alone(staff: dict[str, Actor]) -> None:
    due_on = dt.date(2027, 2, 10)
    names = ("complaint_review", "invented")
    review, other = (case_with(staff, f"{name}.judicial_review", due_on, closed=True) for name in names)
    plan(due_on)
    assert (told(review), told(other)) == ([("diary", 0)], [])
