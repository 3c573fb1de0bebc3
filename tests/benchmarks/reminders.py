"""The daily plan: 100,000 open cases of which a twentieth is due, in a process of its own, with seconds and memory."""

import datetime as dt
import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import func, insert, select

from casework import clock, create_app
from casework.access import SYSTEM
from casework.extensions import db
from casework.jobs import sweep
from casework.models import Case, Clock, Message, User
from casework.services.record import settings
from casework.transaction import unit_of_work
from tests.benchmarks import settling
from tests.benchmarks.figures import Figures

OPEN, QUICK_OPEN, ONE_DUE_IN, BATCH = 100_000, 2_000, 20, 5_000
OVERDUE_DAYS = 15
"""Longer than any of the days after which managers are told."""
FIRST_ID = 10_000_000
"""Far above the ids of the other generated cases, which stay as they are."""


def add_open(amount: int) -> None:
    """So many open enquiries; a twentieth is due today, the others later than any offset of the office."""
    today = clock.today()
    due = [today if each % ONE_DUE_IN == 0 else today + dt.timedelta(days=6 + each % 30) for each in range(amount)]
    _add(FIRST_ID, due)


def add_overdue(amount: int) -> None:
    """So many enquiries of which the owner and the managers must all be told."""
    _add(2 * FIRST_ID, [clock.today() - dt.timedelta(days=OVERDUE_DAYS)] * amount)


def _add(first_id: int, due: Sequence[dt.date]) -> None:
    owner, at = db.session.query(User).filter_by(email="officer@bench.example").one(), clock.now()
    owner_id, team_id = owner.id, owner.team_id or 0
    db.session.rollback()
    for start in range(0, len(due), BATCH):
        numbered = [(first_id + number, due[number]) for number in range(start, min(start + BATCH, len(due)))]
        with unit_of_work():
            db.session.execute(insert(Case), [_case(number, day, owner_id, team_id, at) for number, day in numbered])
            db.session.execute(insert(Clock), [_clock(number, day) for number, day in numbered])


def measure(environ: Mapping[str, str]) -> dict[str, float]:
    """One daily run in a process of its own: seconds, peak megabytes, messages. Nothing was sent before."""
    command = [sys.executable, "-m", "tests.benchmarks.reminders"]
    done = subprocess.run(command, env={**os.environ, **environ}, check=True, capture_output=True, text=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def print_plan(app: Flask, environ: Mapping[str, str], figures: Figures, *, quick: bool) -> None:
    """Load, measure and print; twice, because the run a minute later must find nothing and cost little."""
    amount = QUICK_OPEN if quick else OPEN
    with app.app_context():
        with unit_of_work():
            settings.change("quiet_days", new=False, actor=SYSTEM)  # the figures are the same on a Sunday
        sweep.write_reminders(clock.today())  # of the other generated cases
        add_open(amount)
        settling.say_statistics()
        db.engine.dispose()
    for label in ("plan", "plan again"):
        found = measure(environ)
        figures.print_one(
            f"{label}, s", found["seconds"], f"; {amount:,} open cases more, {found['messages']:,.0f} written"
        )
        figures.print_one(f"{label}, MB", found["megabytes"], "; the most that it held")


def _case(number: int, due_on: dt.date, owner_id: int, team_id: int, at: dt.datetime) -> dict[str, Any]:
    return {
        "id": number, "case_type": "enquiry", "year": 2000, "number": number, "_state": "new",
        "reference": f"E-2000-{number:06d}", "category": "new", "workflow_version": 1, "row_version": 1,
        "about": "An invented matter", "channel": "phone", "sensitive": False, "restricted": False, "urgent": False,
        "owner_id": owner_id, "team_id": team_id, "received_on": due_on - dt.timedelta(days=14), "logged_at": at,
        "times_reopened": 0, "next_due_on": due_on, "next_clock": "enquiry.acknowledge",
    }  # fmt: skip


def _clock(number: int, due_on: dt.date) -> dict[str, Any]:
    return {
        "id": number, "case_id": number, "code": "enquiry.acknowledge", "state": "running", "length": 10,
        "started_on": due_on - dt.timedelta(days=14), "due_on": due_on, "calendar_version": "generated",
    }  # fmt: skip


def _run() -> None:
    """The process that is measured."""
    app = create_app(dict(os.environ))
    with app.app_context():
        before = db.session.scalar(select(func.count()).select_from(Message)) or 0
        db.session.rollback()
        start = time.perf_counter()
        sweep.write_reminders(clock.today())
        seconds = time.perf_counter() - start
        after = db.session.scalar(select(func.count()).select_from(Message)) or 0
    print(json.dumps({"seconds": seconds, "megabytes": _peak_mb(), "messages": after - before}))


def _peak_mb() -> float:
    """The most memory that this process has held. `getrusage` would count what the process that started it held."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / 1024


if __name__ == "__main__":
    _run()
