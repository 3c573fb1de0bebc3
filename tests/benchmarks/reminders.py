"""The daily plan: 100,000 open cases of which 5,000 are due, in a process of its own, with its seconds and its memory."""

import datetime as dt
import json
import os
import subprocess
import sys
import time
from itertools import islice
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import func, insert, select, text

from casework import clock, create_app
from casework.access import SYSTEM
from casework.extensions import db
from casework.jobs import sweep
from casework.models import Case, Clock, Message, User
from casework.services.record import settings
from casework.transaction import unit_of_work

OPEN, DUE, BATCH = 100_000, 5_000, 5_000
SECONDS_AIM, MEMORY_AIM_MB = 60, 300
FIRST_ID = 10_000_000
"""Far above the ids of the other generated cases, which stay as they are."""


def load(owner_id: int, team_id: int) -> None:
    """So many open enquiries; a twentieth is due today, the others later than any offset of the office."""
    today, at = clock.today(), clock.now()
    numbers = iter(range(OPEN))
    while batch := list(islice(numbers, BATCH)):
        with unit_of_work():
            db.session.execute(insert(Case), [_case(number, owner_id, team_id, today, at) for number in batch])
            db.session.execute(insert(Clock), [_clock(number, today) for number in batch])
    with unit_of_work():
        db.session.execute(text("ANALYZE"))


def measure(environ: dict[str, str]) -> dict[str, float]:
    """One daily run in a process of its own: seconds, peak megabytes, messages. Nothing was sent before."""
    command = [sys.executable, "-m", "tests.benchmarks.reminders"]
    done = subprocess.run(command, env={**os.environ, **environ}, check=True, capture_output=True, text=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def print_plan(app: Flask, environ: dict[str, str]) -> None:
    """Load, measure and print; twice, because the run a minute later must find nothing and cost little."""
    with app.app_context():
        with unit_of_work():
            settings.change("quiet_days", new=False, actor=SYSTEM)  # the figures are the same on a Sunday
        sweep.write_reminders(clock.today())  # of the other generated cases
        owner = db.session.query(User).filter_by(email="officer@bench.example").one()
        load(owner.id, owner.team_id or 0)
        db.engine.dispose()
    for label in ("the daily plan", "planned again"):
        found = measure(environ)
        print(
            f"  reminders, {OPEN:,} open cases, {DUE:,} due, {label}: {found['messages']:,.0f} written in "
            f"{found['seconds']:.1f} s (aim {SECONDS_AIM}), peak {found['megabytes']:.0f} MB (aim {MEMORY_AIM_MB})",
            flush=True,
        )


def _case(number: int, owner_id: int, team_id: int, today: dt.date, at: dt.datetime) -> dict[str, Any]:
    due_on = _due_on(number, today)
    return {
        "id": FIRST_ID + number, "case_type": "enquiry", "year": 2000, "number": number, "_state": "new",
        "reference": f"E-2000-{number:06d}", "category": "open", "workflow_version": 1, "row_version": 1,
        "about": "An invented matter", "channel": "phone", "sensitive": False, "restricted": False, "urgent": False,
        "owner_id": owner_id, "team_id": team_id, "received_on": today - dt.timedelta(days=14), "logged_at": at,
        "times_reopened": 0, "next_due_on": due_on, "next_clock": "enquiry.acknowledge",
    }  # fmt: skip


def _clock(number: int, today: dt.date) -> dict[str, Any]:
    return {
        "id": FIRST_ID + number, "case_id": FIRST_ID + number, "code": "enquiry.acknowledge", "state": "running", "length": 10,
        "started_on": today - dt.timedelta(days=14), "due_on": _due_on(number, today), "calendar_version": "generated",
    }  # fmt: skip


def _due_on(number: int, today: dt.date) -> dt.date:
    every = OPEN // DUE
    return today if number % every == 0 else today + dt.timedelta(days=6 + number % 30)


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
