"""An invented office with much to send: reminders to staff and letters to the public, half of each."""

import datetime as dt
import random
from typing import Any

from flask import Flask
from sqlalchemy import exists, func, insert, or_, select

from casework import clock
from casework.access import SYSTEM, Actor
from casework.extensions import db
from casework.models import Case, Clock, Letter, LetterTemplate, Message, Person, Task
from casework.schema import upgrade
from casework.services.deadlines import bank_holidays
from casework.services.record import codes, files, settings, shipped_days
from casework.transaction import unit_of_work
from tests import areas, factories
from tests.people import add_staff, staff_of

CASES = 20
UNSETTLED = ("pending", "claimed")
OURS = Message.message_id.like("%@crash.example>")
"""What was written here. The sweep writes more, such as the digest of tomorrow morning about letters that failed."""


def set_up(app: Flask, *, reminders: int, letters: int, over: dt.timedelta, seed: int) -> None:
    """Write all that is to be sent. It becomes due bit by bit within the time `over`, from now on."""
    with app.app_context():
        upgrade()
        with unit_of_work():
            bank_holidays.bring_in(shipped_days.known(), source=shipped_days.edition())
            areas.load()
            codes.load_shipped_codes()
            add_staff()
            settings.change("quiet_days", new=False, actor=SYSTEM)  # the run is the same on a Sunday
        officer = staff_of()["officer"]
        cases = [factories.enquiry(officer, name=f"Pat Invented {number}") for number in range(CASES)]
        clocks = _prepare(cases)
        due = random.Random(f"{seed} due")
        begin = clock.now() + dt.timedelta(seconds=3)  # the time that the workers take to start
        times = [begin + over * due.random() for _ in range(reminders + letters)]
        with unit_of_work():
            rows = [_reminder(number, clocks, officer, at) for number, at in enumerate(times[:reminders])]
            rows += _letters(cases, times[reminders:])
            for row in rows:
                db.session.execute(insert(Message), [row])
        db.engine.dispose()


def unsettled(app: Flask) -> int:
    """How many are still to be sent, or are letters that may have arrived and that nobody was asked to look into.
    Mail to staff that may have arrived is sent again."""
    known = exists().where(Task.message_id == Message.id)
    open_end = (Message.state == "uncertain") & (Message.letter_id.is_(None) | ~known)
    with app.app_context():
        query = select(func.count()).select_from(Message).where(OURS, or_(Message.state.in_(UNSETTLED), open_end))
        return db.session.scalars(query).one()


def _prepare(cases: list[Case]) -> list[Clock]:
    """One running clock a case. Their dates are put off, so that the sweep writes no reminders of its own."""
    with unit_of_work():
        found = db.session.scalars(
            select(Clock).where(Clock.case_id.in_([case.id for case in cases]), Clock.state == "running")
        ).all()
        for running in found:
            running.due_on = clock.today() + dt.timedelta(days=300)
    return list({running.case_id: running for running in found}.values())


def _reminder(number: int, clocks: list[Clock], officer: Actor, at: dt.datetime) -> dict[str, Any]:
    running = clocks[number % len(clocks)]
    return {
        "kind": "due_soon", "rule": "crash", "about": f"clock:{running.id}", "channel": "email",
        "case_id": running.case_id, "clock_id": running.id, "due_on": running.due_on, "offset_days": -1 - number,
        "recipient_id": officer.user_id, "to_address": f"staff{number}@crash.example", "state": "pending", "attempts": 0,
        "message_id": f"<staff-{number}@crash.example>", "created_at": at, "next_attempt_at": at,
    }  # fmt: skip


def _letters(cases: list[Case], times: list[dt.datetime]) -> list[dict[str, Any]]:
    """A letter each to a person of its own, with a document of its own."""
    if not times:
        return []
    now = clock.now()
    template = LetterTemplate(
        code="L-E06", version=900, status="approved", format="text", subject="Our reply", body="An invented reply.",
        shipped=True, effective_on=clock.today(), edited_at=now,
    )  # fmt: skip
    db.session.add(template)
    db.session.flush()
    rows = []
    for number, at in enumerate(times):
        case, address, name = cases[number % len(cases)], f"public{number}@crash.example", f"Pat Invented {number}"
        person = Person(full_name=name, name_key=name.lower(), email=address, invented=True, recorded_at=now)
        db.session.add(person)
        db.session.flush()
        letter = Letter(
            case_id=case.id, code=template.code, template_id=template.id, status="sent", audience="enquirer",
            person_id=person.id, channel="email", to_name=name, email=address, subject="Our reply",
            body="An invented reply.", created_at=now, edited_at=now, sent_at=now, document_type="application/pdf",
            document_sha256=files.keep(f"%PDF-1.7\nAn invented reply, number {number}.\n".encode()),
        )  # fmt: skip
        db.session.add(letter)
        db.session.flush()
        rows.append({
            "kind": "letter", "channel": "email", "case_id": case.id, "letter_id": letter.id, "to_address": address,
            "state": "pending", "attempts": 0, "message_id": f"<letter-{number}@crash.example>", "created_at": at,
            "next_attempt_at": at,
        })  # fmt: skip
    return rows
