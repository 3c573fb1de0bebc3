"""Generated cases for measuring: invented, with three history entries each. Written in bulk, never in production."""

import datetime as dt
import random
from collections.abc import Iterator
from itertools import islice
from typing import Any

from sqlalchemy import insert, text

from casework import clock
from casework.extensions import db
from casework.models import (
    Case,
    CaseEvent,
    Clock,
    ClockEvent,
    Contact,
    EnquiryDetail,
    Party,
    Person,
    ReferenceCounter,
    ReviewDetail,
)
from casework.services.record.codes import SHIPPED
from casework.transaction import unit_of_work

BATCH = 5000
OPEN_SHARE = 0.1
ISSUES, DISTRICTS = tuple(SHIPPED["issue"]), tuple(SHIPPED["district"])
CHANNELS = ("email", "phone", "form", "post")


def load(count: int, owner_id: int, team_id: int | None) -> None:
    """`count` cases, a tenth of them open, the last thousand being replies that are being written."""
    today, at = clock.today(), clock.now()
    with unit_of_work():
        people = [_person(number, at) for number in range(1, count // 2 + 1)]
        _write(Person, people)
    with unit_of_work():
        cases = [_case(number, count, owner_id, team_id, today, at) for number in range(1, count + 1)]
        _write(Case, cases)
        reviews = [case for case in cases if case["case_type"] == "complaint_review"]
        _write(EnquiryDetail, [{"case_id": case["id"]} for case in cases if case["case_type"] == "enquiry"])
        _write(ReviewDetail, [_review(case) for case in reviews])
    with unit_of_work():
        _write(Party, [_party(case, at) for case in cases])
        _write(Contact, [_contact(case, at) for case in cases])
        _write(CaseEvent, [event for case in cases for event in _events(case, owner_id, at)])
    with unit_of_work():
        running = [case for case in cases if case["next_due_on"]]
        _write(Clock, [_clock(number, case) for number, case in enumerate(running, 1)])
        _write(ClockEvent, [_started(number, case, at) for number, case in enumerate(running, 1)])
        _write(
            ReferenceCounter,
            [{"case_type": name, "year": today.year, "last_number": count} for name in ("enquiry", "complaint_review")],
        )
    _set_sequences()


def _write(model: Any, rows: list[dict[str, Any]]) -> None:
    waiting: Iterator[dict[str, Any]] = iter(rows)
    while batch := list(islice(waiting, BATCH)):
        db.session.execute(insert(model), batch)


def _person(number: int, at: dt.datetime) -> dict[str, Any]:
    name = f"Person {number} Invented"
    key = f"p{number}@invented.example"
    return {
        "id": number, "kind": "individual", "full_name": name, "name_key": name.lower(), "email": key, "email_key": key,
        "phone": f"0113 {number:07d}", "phone_key": f"0113{number:07d}", "invented": True, "recorded_at": at,
    }  # fmt: skip


def _case(
    number: int, count: int, owner_id: int, team_id: int | None, today: dt.date, at: dt.datetime
) -> dict[str, Any]:
    pick = random.Random(number)
    is_open = number % int(1 / OPEN_SHARE) == 0 or number > count - 1000
    kind = "enquiry" if number > count - 1000 or pick.random() < 0.8 else "complaint_review"
    received = today - dt.timedelta(days=pick.randrange(5, 30) if is_open else pick.randrange(40, 1500))
    closed = None if is_open else received + dt.timedelta(days=pick.randrange(5, 35))
    state = ("drafting" if kind == "enquiry" else "assessment") if is_open else "closed"
    decided = closed if kind == "complaint_review" else None
    return {
        "id": number, "case_type": kind, "year": today.year, "number": number, "_state": state,
        "reference": f"{'E' if kind == 'enquiry' else 'R'}-{today.year}-{number:05d}",
        "category": "open" if is_open else "closed", "workflow_version": 1, "row_version": 1,
        "about": f"An invented matter, number {number}", "issue": pick.choice(ISSUES), "district": pick.choice(DISTRICTS),
        "channel": pick.choice(CHANNELS), "sensitive": False, "restricted": number % 200 == 0, "urgent": False,
        "person_id": number % max(count // 2, 1) + 1, "owner_id": owner_id, "team_id": team_id, "received_on": received,
        "logged_at": at, "decided_on": decided, "closed_on": closed, "first_closed_on": closed, "times_reopened": 0,
        "next_due_on": today + dt.timedelta(days=pick.randrange(-5, 25)) if is_open else None,
        "next_clock": ("enquiry.reply" if kind == "enquiry" else "complaint_review.completion") if is_open else None,
    }  # fmt: skip


def _review(case: dict[str, Any]) -> dict[str, Any]:
    closed = case["decided_on"] is not None
    return {
        "case_id": case["id"], "requirements_waived": False, "validity": "valid", "valid_on": case["received_on"],
        "made_on": case["received_on"], "review_body": "lpb", "conducted_by_office": True,
        "finding": ("outcome_rp" if case["id"] % 3 else "outcome_not_rp") if closed else None,
    }  # fmt: skip


def _party(case: dict[str, Any], at: dt.datetime) -> dict[str, Any]:
    return {"case_id": case["id"], "person_id": case["person_id"], "part": "enquirer", "added_at": at}


def _contact(case: dict[str, Any], at: dt.datetime) -> dict[str, Any]:
    return {
        "id": case["id"], "case_id": case["id"], "person_id": case["person_id"], "direction": "in",
        "channel": case["channel"], "happened_on": case["received_on"], "summary": "Said an invented thing. " * 5,
        "recorded_at": at,
    }  # fmt: skip


def _events(case: dict[str, Any], owner_id: int, at: dt.datetime) -> list[dict[str, Any]]:
    common = {"case_id": case["id"], "at": at, "on": case["received_on"], "actor_id": owner_id}
    logged = {
        "kind": "case_logged",
        "trigger": "open",
        "from_state": "",
        "to_state": "new",
        "data": {"contact_id": case["id"]},
    }
    assigned = {"kind": "case_assigned", "trigger": None, "from_state": None, "to_state": None, "data": {}}
    moved = {
        "kind": "case_moved",
        "trigger": "acknowledge",
        "from_state": "new",
        "to_state": case["_state"],
        "data": {},
    }
    return [{**common, **event} for event in (logged, assigned, moved)]


def _clock(number: int, case: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": number, "case_id": case["id"], "code": case["next_clock"], "state": "running", "length": 20,
        "started_on": case["received_on"], "due_on": case["next_due_on"], "calendar_version": "generated",
    }  # fmt: skip


def _started(number: int, case: dict[str, Any], at: dt.datetime) -> dict[str, Any]:
    return {
        "clock_id": number,
        "kind": "started",
        "on": case["received_on"],
        "days": 0,
        "reason": "",
        "recorded_at": at,
    }


def _set_sequences() -> None:
    """PostgreSQL counts ids on its own: tell it where we stopped, and let both planners look at the rows."""
    with unit_of_work():
        if db.engine.dialect.name == "postgresql":
            for table in ("person", "cases", "contact", "clock"):
                db.session.execute(
                    text(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")
                )
    with db.engine.connect() as connection:
        connection.execution_options(
            isolation_level="AUTOCOMMIT" if db.engine.dialect.name == "postgresql" else "SERIALIZABLE"
        )
        connection.execute(text("ANALYZE"))
