"""The rules beyond the due date: papers, answers, notices, quiet days, the way up to all managers."""

import datetime as dt

import pytest
import time_machine
from sqlalchemy import select, update

from casework import clock
from casework.access import SYSTEM, Actor
from casework.errors import Invalid
from casework.extensions import db
from casework.jobs import sweep
from casework.models import Case, Clock, DirectoryEntry, Letter, LetterTemplate, Message, User
from casework.services.deadlines import notices, reminder_rules
from casework.services.office import accounts
from casework.services.record import settings
from casework.transaction import unit_of_work
from tests import factories

pytestmark = pytest.mark.usefixtures("context")
EASTER_MONDAY, MAUNDY_THURSDAY, EASTER_TUESDAY = dt.date(2027, 3, 29), dt.date(2027, 3, 25), dt.date(2027, 3, 30)


def days(number: int) -> dt.timedelta:
    return dt.timedelta(days=number)


def plan(today: dt.date) -> None:
    sweep.write_reminders(today)


def setting(name: str, value: object) -> None:
    with unit_of_work():
        settings.change(name, value, actor=SYSTEM)


def told() -> list[tuple[str | None, int | None, str]]:
    """Rule, offset and recipient of every message but digests, in the order of the day that they are about."""
    query = (
        select(Message.rule, Message.offset_days, User.email)
        .join(User, User.id == Message.recipient_id)
        .where(Message.kind != "digest")
        .order_by(Message.id)
    )
    return [(rule, offset, email.partition("@")[0]) for rule, offset, email in db.session.execute(query)]


def clock_of(staff: dict[str, Actor], code: str, started_on: dt.date, due_on: dt.date, length: int) -> Case:
    """A review with one running clock of that code, and none else."""
    case = factories.review(staff["reviewer"])
    with unit_of_work():
        db.session.execute(update(Clock).values(state="met", due_on=None, met_on=started_on))
        given = {"state": "running", "calendar_version": "test", "length": length}
        db.session.add(Clock(case_id=case.id, code=code, started_on=started_on, due_on=due_on, **given))
    return case


def test_papers_are_chased_and_escalated_in_working_days(staff: dict[str, Actor]) -> None:
    requested = dt.date(2027, 3, 8)
    clock_of(staff, "complaint_review.papers", requested, dt.date(2027, 3, 22), 10)
    for number in range(40):
        plan(requested + days(number))
    assert told() == [
        ("papers_chase", -5, "reviewer"),
        ("clock_due", 0, "reviewer"),
        ("clock_due", 1, "reviewer"),
        ("papers_escalation", 5, "manager"),
        ("papers_escalation", 5, "second_manager"),
    ]


def test_the_offices_own_length_moves_what_is_counted_from_the_start(staff: dict[str, Actor]) -> None:
    requested = dt.date(2027, 1, 11)
    clock_of(staff, "complaint_review.papers", requested, dt.date(2027, 2, 1), 15)
    plan(dt.date(2027, 1, 18))
    assert told() == [("papers_chase", -10, "reviewer")]


def test_answers_are_asked_after_at_14_21_and_26_days_and_more_time_moves_them(staff: dict[str, Actor]) -> None:
    issued = dt.date(2027, 2, 1)
    clock_of(staff, "recommendation.response", issued, issued + days(28), 28)
    plan(issued + days(13))
    assert told() == []
    for number in (14, 21, 26):
        plan(issued + days(number))
    assert told() == [("recommendation_answer", offset, "reviewer") for offset in (-14, -7, -2)]
    with unit_of_work():
        db.session.execute(
            update(Clock).where(Clock.code == "recommendation.response").values(due_on=issued + days(42))
        )
    plan(issued + days(27))
    assert len(told()) == 3
    plan(issued + days(28))
    assert told()[3:] == [("recommendation_answer", -14, "reviewer")]


def test_after_days_without_a_worker_one_reminder_of_an_answer_is_sent(staff: dict[str, Actor]) -> None:
    issued = dt.date(2027, 2, 1)
    clock_of(staff, "recommendation.response", issued, issued + days(28), 28)
    plan(issued + days(28))
    assert told() == [("clock_due", 0, "reviewer")]


def test_papers_that_are_chased_after_their_due_date_only_are_chased(staff: dict[str, Actor]) -> None:
    setting("papers_chase_days", [12])
    clock_of(staff, "complaint_review.papers", dt.date(2027, 1, 11), dt.date(2027, 1, 25), 10)
    plan(dt.date(2027, 1, 27))
    assert ("papers_chase", 2, "reviewer") in told()


@pytest.mark.parametrize(
    ("code", "sent_on"),
    [("recommendation.response", MAUNDY_THURSDAY), ("recommendation.learning_response", EASTER_TUESDAY)],
)
def test_easter_monday_is_quiet(staff: dict[str, Actor], code: str, sent_on: dt.date) -> None:
    """A recommendation in law is told of before, one for learning after."""
    setting("quiet_days", True)
    setting("reminder_offsets", [0])
    clock_of(staff, code, EASTER_MONDAY - days(10), EASTER_MONDAY, 10)
    for number in range(-5, 3):
        day = EASTER_MONDAY + days(number)
        before = len(told())
        plan(day)
        assert len(told()) - before == (1 if day == sent_on else 0), day


def test_over_christmas_one_reminder_comes_instead_of_three(staff: dict[str, Actor]) -> None:
    """25 and 28 December 2026 are holidays, 26 and 27 a weekend: 29 December is the next working day."""
    setting("quiet_days", True)
    setting("reminder_offsets", [-1, 0, 1])
    clock_of(staff, "complaint_review.completion", dt.date(2026, 11, 27), dt.date(2026, 12, 27), 20)
    for number in range(20, 34):
        plan(dt.date(2026, 12, 1) + days(number - 1))
    assert [line for line in told() if line[0] == "clock_due"] == [("clock_due", 1, "reviewer")]


def test_all_managers_are_told_where_the_teams_own_do_not_help(staff: dict[str, Actor]) -> None:
    with unit_of_work():
        team = accounts.add_team("Another team", actor=SYSTEM)
        for user in db.session.scalars(select(User).where(User.email.startswith("second_manager"))):
            user.team_id = team.id
    due_on = dt.date(2027, 2, 1)
    clock_of(staff, "complaint_review.completion", due_on - days(20), due_on, 20)
    for number in (3, 9, 10, 30):
        plan(due_on + days(number))
    escalated = [line for line in told() if (line[0] or "").startswith("clock_escalation")]
    assert escalated == [
        ("clock_escalation", 3, "manager"),
        ("clock_escalation_all", 10, "manager"),
        ("clock_escalation_all", 10, "second_manager"),
    ]


def test_where_every_manager_was_told_nobody_is_told_twice(staff: dict[str, Actor]) -> None:
    due_on = dt.date(2027, 2, 1)
    clock_of(staff, "complaint_review.completion", due_on - days(20), due_on, 20)
    plan(due_on + days(10))
    assert {rule for rule, _, _ in told()} == {"clock_due", "clock_escalation"}


def letter(case: Case, submitted_at: dt.datetime) -> int:
    with unit_of_work():
        template = LetterTemplate(
            code="L-X99", version=1, status="approved", format="text", subject="An invented letter", body="Invented.",
            shipped=True, effective_on=dt.date(2020, 1, 1), edited_at=submitted_at,
        )  # fmt: skip
        db.session.add(template)
        db.session.flush()
        row = Letter(
            case_id=case.id, code="L-X99", template_id=template.id, status="submitted", audience="enquirer",
            channel="email", to_name="Pat Invented", subject="Invented", body="Invented.", created_at=submitted_at,
            edited_at=submitted_at,
        )  # fmt: skip
        db.session.add(row)
        db.session.flush()
        return row.id


def test_a_letter_without_a_signature_is_told_to_managers_after_two_working_days(staff: dict[str, Actor]) -> None:
    """Submitted on a Thursday evening before Easter: Tuesday and Wednesday are the two working days."""
    case = factories.enquiry(staff["officer"])
    number = letter(case, dt.datetime(2027, 3, 25, 23, 30, tzinfo=dt.UTC))
    with unit_of_work():
        db.session.execute(update(Clock).values(state="met", due_on=None))
    for day in range(25, 31):
        plan(dt.date(2027, 3, day))
    assert told() == []
    for _ in range(2):
        plan(dt.date(2027, 3, 31))
    plan(dt.date(2027, 4, 1))
    assert told() == [("letter_unsigned", 0, "manager"), ("letter_unsigned", 0, "second_manager")]
    row = db.session.scalars(select(Message).limit(1)).one()
    assert (row.about, row.kind, row.due_on) == (f"letter:{number}", "notice", dt.date(2027, 3, 31))


def entry(verified_on: dt.date | None, *, valid_to: dt.date | None = None) -> None:
    with unit_of_work():
        db.session.add(
            DirectoryEntry(kind="partner", name="An invented partner", verified_on=verified_on, valid_to=valid_to)
        )


def test_directory_entries_are_verified_again_after_180_days(staff: dict[str, Actor]) -> None:
    today = clock.today()
    entry(today - days(180))
    entry(today - days(179))
    entry(today - days(400), valid_to=today - days(1))
    for _ in range(3):
        plan(today)
    assert told() == [("directory_entry", 0, "manager"), ("directory_entry", 0, "second_manager")]
    entry(None)
    plan(today)
    assert len(told()) == 4
    never = db.session.scalars(select(Message).where(Message.due_on == notices.NEVER)).first()
    assert never is not None
    assert never.about == "directory:4:1"


def test_many_entries_are_one_mail_for_each_manager(staff: dict[str, Actor]) -> None:
    for _ in range(5):
        entry(None)
    plan(clock.today())
    states = list(db.session.scalars(select(Message.state).order_by(Message.id)))
    assert states.count("pending") == 2
    assert states.count("bundled") == 10


def test_on_a_quiet_day_nothing_is_written(staff: dict[str, Actor]) -> None:
    setting("quiet_days", True)
    entry(None)
    plan(EASTER_MONDAY)
    assert told() == []
    plan(EASTER_TUESDAY)
    assert len(told()) == 2


@pytest.mark.parametrize(
    ("code", "is_held"), [("complaint_review.completion", True), ("recommendation.response", False)]
)
def test_what_could_not_be_sent_before_a_quiet_day_waits_unless_it_is_about_a_date_in_law(
    staff: dict[str, Actor], code: str, is_held: bool
) -> None:
    setting("quiet_days", True)
    clock_of(staff, code, MAUNDY_THURSDAY - days(28), MAUNDY_THURSDAY, 28)
    plan(MAUNDY_THURSDAY)
    plan(MAUNDY_THURSDAY + days(1))
    row = db.session.scalars(select(Message)).one()
    tuesday = dt.datetime(2027, 3, 29, 23, tzinfo=dt.UTC)
    assert (row.next_attempt_at == tuesday) == is_held


@pytest.mark.parametrize(
    ("name", "value"),
    [("quiet_days", 1), ("digest_hour", 24), ("papers_chase_days", [0]), ("directory_verify_days", 1001)],
)
def test_a_setting_that_cannot_be_is_refused(name: str, value: object) -> None:
    with pytest.raises(Invalid, match=r"Give|Answer"):
        setting(name, value)


def test_the_lengths_of_running_clocks_are_what_the_plan_counts_with(staff: dict[str, Actor]) -> None:
    clock_of(staff, "complaint_review.papers", dt.date(2027, 1, 11), dt.date(2027, 2, 1), 15)
    found = {slot.length for slot, _ in reminder_rules.load().slots if slot.rule.code == "papers_chase"}
    assert found == {15}


@pytest.mark.parametrize("value", [{"acknowledge": 5}, {"recommendation.response": 30}, {"enquiry.hold_review": 3}])
def test_a_length_is_taken_only_for_a_clock_that_is_the_offices_to_set(value: dict[str, int]) -> None:
    """A name that no clock has would change nothing, and a length in law is not the office's."""
    with pytest.raises(Invalid, match=r"There is no clock .* enquiry\.acknowledge"):
        setting("clock_lengths", value)
    setting("clock_lengths", {"enquiry.acknowledge": 5})


def test_the_managers_are_told_only_once_a_date_has_passed() -> None:
    with pytest.raises(Invalid):
        setting("escalation_days", 0)


def test_an_office_has_quiet_days_and_a_morning_mail_until_it_chooses_otherwise() -> None:
    assert settings.DEFINITIONS["quiet_days"].default is True
    assert settings.DEFINITIONS["reminder_digest"].default is True


def test_a_date_in_law_is_not_left_to_a_morning_mail_after_it(staff: dict[str, Actor]) -> None:
    """Its date is moved to a Sunday on the Friday before, after the morning mail has gone."""
    setting("quiet_days", True)
    setting("reminder_digest", True)
    friday = dt.date(2027, 2, 5)
    clock_of(staff, "recommendation.response", friday - days(26), friday, 28)
    with time_machine.travel(dt.datetime.combine(friday, dt.time(9), tzinfo=clock.LONDON), tick=False):
        plan(friday)
        with unit_of_work():
            db.session.execute(
                update(Message).where(Message.kind == "digest").values(state="sent", sent_at=clock.now())
            )
            db.session.execute(
                update(Clock).where(Clock.code == "recommendation.response").values(due_on=friday + days(2))
            )
        plan(friday)
    found = select(Message.due_on, Message.state).where(Message.rule == "clock_due").order_by(Message.id)
    assert [tuple(row) for row in db.session.execute(found)] == [(friday, "bundled"), (friday + days(2), "pending")]


def test_a_date_in_law_that_has_passed_waits_for_the_morning_mail(staff: dict[str, Actor]) -> None:
    setting("reminder_digest", True)
    friday = dt.date(2027, 2, 5)
    clock_of(staff, "recommendation.response", friday - days(28), friday, 28)
    plan(friday + days(1))
    row = db.session.scalars(select(Message).where(Message.rule == "clock_due")).one()
    assert (row.offset_days, row.state) == (1, "bundled")


def test_a_morning_mail_that_a_quiet_day_held_back_goes_at_its_hour(staff: dict[str, Actor]) -> None:
    setting("quiet_days", True)
    setting("reminder_digest", True)
    clock_of(staff, "complaint_review.completion", MAUNDY_THURSDAY - days(28), MAUNDY_THURSDAY, 28)
    plan(MAUNDY_THURSDAY)
    plan(MAUNDY_THURSDAY + days(1))
    row = db.session.scalars(select(Message).where(Message.kind == "digest")).one()
    assert clock.local(row.next_attempt_at) == dt.datetime.combine(EASTER_TUESDAY, dt.time(7), tzinfo=clock.LONDON)
