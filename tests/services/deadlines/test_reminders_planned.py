"""What the page of the next 30 days says is what is then written, day by day."""

import datetime as dt
import random
from collections import Counter

import pytest
import time_machine
from sqlalchemy import select, update

from casework import clock
from casework.access import SYSTEM, Actor
from casework.extensions import db
from casework.jobs import sweep
from casework.models import Absence, Case, CaseAccess, Clock, ContactLimit, DirectoryEntry, Message, User
from casework.pages.deadlines import planned
from casework.services.office import accounts
from casework.services.record import settings, tasks
from casework.services.record.tasks import About, Kind
from casework.transaction import unit_of_work
from tests import factories
from workflows.registry import WORKFLOWS

pytestmark = pytest.mark.usefixtures("context")
STARTS = {"christmas": dt.date(2026, 12, 9), "easter": dt.date(2027, 3, 17), "autumn": dt.date(2027, 10, 20)}
"""Over the turn of the year, over Easter and the change to summer time, and over the change back."""
CODES = {
    case_type: [
        rule
        for name, rule in WORKFLOWS[case_type].clock_rules.items()
        if name not in (f"{case_type}.acknowledge", "enquiry.comeback")
    ]
    for case_type in ("enquiry", "complaint_review")
}
Told = Counter[tuple[dt.date, str, dt.date, str]]
"""How often (day, reference, due date, person)."""


def noon(day: dt.date) -> time_machine.travel:
    return time_machine.travel(dt.datetime.combine(day, dt.time(12), tzinfo=clock.LONDON), tick=False)


def an_office(staff: dict[str, Actor], chance: random.Random, today: dt.date) -> None:
    """Thirty cases with clocks anywhere around today, two teams, absences, restricted cases, a directory."""
    owners = ("officer", "reviewer", "manager", "auditor")
    numbers = {key: staff[key].user_id for key in staff}
    factories.rows_like(factories.enquiry(staff["officer"]), range(100, 119))
    factories.rows_like(factories.review(staff["reviewer"]), range(100, 109))
    with unit_of_work():
        team = accounts.add_team("Another team", actor=SYSTEM)
        db.session.execute(update(User).where(User.id == numbers["second_manager"]).values(team_id=team.id))
        cases = db.session.scalars(select(Case).order_by(Case.id)).all()
        for case in cases:
            case.owner_id = chance.choice([None, *(numbers[key] for key in owners)])
            case.team_id = chance.choice([case.team_id, team.id])
            case.restricted = chance.random() < 0.3
            for key in owners if case.restricted else ():
                if chance.random() < 0.4:
                    given = {"case_id": case.id, "named_by_id": 1, "named_at": clock.now()}
                    db.session.add(CaseAccess(user_id=numbers[key], **given))
            rule = chance.choice(CODES[case.case_type])
            db.session.execute(update(Clock).where(Clock.case_id == case.id).values(state="met", due_on=None))
            started = today - dt.timedelta(days=chance.randint(0, 30))
            given = {"state": "running", "calendar_version": "test", "started_on": started, "length": rule.length}
            due_on = started + dt.timedelta(days=chance.randint(1, 50))
            db.session.execute(update(Clock).where(Clock.case_id == case.id, Clock.code == rule.code).values(code="x"))
            db.session.add(Clock(case_id=case.id, code=rule.code, due_on=due_on, **given))
        for number in range(6):
            verified_on = None if number == 0 else today - dt.timedelta(days=185 - 7 * number)
            db.session.add(DirectoryEntry(kind="partner", name=f"Partner {number}", verified_on=verified_on))
        people = ["officer", "reviewer", "manager", "second_manager"]
        for key in people:
            first = today + dt.timedelta(days=chance.randint(0, 25))
            db.session.add(
                Absence(
                    user_id=numbers[key],
                    stand_in_id=numbers[chance.choice([one for one in people if one != key])],
                    from_on=first,
                    to_on=first + dt.timedelta(days=chance.randint(0, 12)),
                    recorded_at=clock.now(),
                    recorded_by_id=None,
                )
            )
        what_is_to_come(today, [case for case in cases if not case.restricted])


def what_is_to_come(today: dt.date, cases: list[Case]) -> None:
    """What somebody comes back to, authorities that end, papers to return, and limits to look at again."""
    for number, case in enumerate(cases[:9]):
        due_on = today + dt.timedelta(days=1 + 3 * number)
        kind = (Kind.COME_BACK, Kind.AUTHORITY_ENDS, Kind.PAPERS_TO_RETURN)[number % 3]
        tasks.open_task(kind, case, About(due_on=due_on))
        limit = {"what": "One call a week.", "challenge": "The manager.", "decided_on": today, "until_on": due_on}
        decided_on_case = case.id if number % 2 else None
        db.session.add(ContactLimit(person_id=case.person_id, case_id=decided_on_case, review_on=due_on, **limit))


def said(today: dt.date) -> tuple[Told, dict[dt.date, int]]:
    """What the page says on one day about those that follow, and how many reminders each day is said to have."""
    lines: Told = Counter()
    amounts: dict[dt.date, int] = {}
    with noon(today):
        for number in range(1, planned.AHEAD + 1):
            day = today + dt.timedelta(days=number)
            page = planned.find(day, actor=SYSTEM)
            assert page.more is None
            amounts = dict(page.days)
            kept = [line for line in page.lines if not line.skipped]
            assert amounts[day] == len(kept), (day, page.lines)
            for line in kept:
                for name in line.to.split("; "):
                    person = name.partition(", who stands in for ")[0]
                    lines[day, line.reference, line.due_on or day, person] += 1
    db.session.rollback()
    return lines, amounts


def send(day: dt.date) -> None:
    """Write what is due, and let it go out at once."""
    sweep.write_reminders(day)
    with unit_of_work():
        going = update(Message).where(Message.state == "pending")
        db.session.execute(going.values(state="sent", sent_at=clock.now()))


def written(today: dt.date) -> Told:
    """What is then written on those days."""
    lines: Told = Counter()
    last = db.session.scalar(select(Message.id).order_by(Message.id.desc()).limit(1)) or 0
    for number in range(1, planned.AHEAD + 1):
        day = today + dt.timedelta(days=number)
        with noon(day):
            send(day)
        query = (
            select(Message.id, Message.due_on, Case.reference, User.name)
            .join(User, User.id == Message.recipient_id)
            .outerjoin(Case, Case.id == Message.case_id)
            .where(Message.id > last, Message.kind != "digest")
            .order_by(Message.id)
        )
        for row in db.session.execute(query):
            lines[day, row.reference or "", row.due_on, row.name] += 1
            last = row.id
    return lines


@pytest.mark.parametrize("season", STARTS)
@pytest.mark.parametrize("quiet", [True, False])
@pytest.mark.parametrize("digest", [True, False])
def test_what_is_planned_is_what_is_written(staff: dict[str, Actor], season: str, quiet: bool, digest: bool) -> None:
    today, chance = STARTS[season], random.Random(f"{season} {quiet} {digest}")
    with noon(today):
        an_office(staff, chance, today)
        with unit_of_work():
            settings.change("quiet_days", quiet, actor=SYSTEM)
            settings.change("reminder_digest", digest, actor=SYSTEM)
        send(today)
    expected, amounts = said(today)
    found = written(today)
    assert sum(amounts.values()) > 40
    assert found - expected == Counter()
    assert expected - found == Counter()
