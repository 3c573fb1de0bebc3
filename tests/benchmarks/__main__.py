"""Runs the whole benchmark and prints tables of ratios. `--cases N` and `--only sqlite` shorten it."""

import argparse
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from flask import Flask
from flask_migrate import upgrade

from casework import clock, create_app
from casework.access import SYSTEM, Actor
from casework.extensions import db
from casework.jobs import counts as count_job
from casework.models import User
from casework.services.office import accounts
from casework.services.record import calendars, codes
from casework.services.record.tokens import Sent
from casework.statistics import runs
from casework.statistics.years import year_of
from casework.transaction import unit_of_work
from tests import servers
from tests.benchmarks import importing, mail, reminders, rows, serving, workloads
from tests.benchmarks.browser import Browser
from tests.people import PASSWORD
from workflows.roles import Role

SMALL, GROWTH_AIM = 1000, 1.3
PAGES_AIMS = {"W1": 230, "W2": 300}
MEMORY_AIM_MB, REMINDERS_AIM = 200, 500


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    parser.add_argument("--reminders", action="store_true", help="the daily plan of reminders alone")
    given = parser.parse_args()
    names = [given.only] if given.only else ["sqlite", "postgresql"]
    if "postgresql" in names and not servers.has_postgres():
        print(f"PostgreSQL is left out: {servers.NO_POSTGRES}.")
        names.remove("postgresql")
    for name in names:
        if given.reminders:
            _reminders(name)
            continue
        small = _one(name, SMALL, detailed=False) if given.cases > SMALL else {}
        large = _one(name, given.cases, detailed=True)
        _print_growth(small, large, given.cases)


@contextmanager
def _database(name: str) -> Iterator[str]:
    with ExitStack() as stack:
        if name == "postgresql":
            yield stack.enter_context(servers.postgres_server(durable=True))
        else:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            yield f"sqlite:///{folder / 'casework.db'}"


def _one(name: str, count: int, *, detailed: bool) -> dict[str, float]:
    """Load, serve, measure and print one database of `count` cases. Returns our milliseconds by workload."""
    with _database(name) as url, servers.queue_server() as queue, tempfile.TemporaryDirectory() as folder:
        environ = {
            "CASEWORK_ENV": "test", "DATABASE_URL": url, "REDIS_URL": queue, "INSTANCE_PATH": folder,
            "SECRET_KEY": secrets.token_hex(32), "LOG_LEVEL": "ERROR",
        }  # fmt: skip
        app = create_app(environ)
        run_id = _prepare(app, count)
        print(f"\n{name}, {count:,} cases", flush=True)
        with ExitStack() as stack:
            port, pid = stack.enter_context(serving.server("wsgi:app", environ))
            floor, _ = stack.enter_context(serving.server("tests.benchmarks.floor:app", {"DATABASE_URL": url}))
            today = clock.today()
            place = workloads.Place(
                port=port, floor_port=floor, count=count, run_id=run_id, year=today.year,
                since=year_of(today).first.replace(year=year_of(today).start_year - 1).isoformat(),
            )  # fmt: skip
            officer, manager = Browser(port), Browser(port)
            officer.sign_in("officer@bench.example", PASSWORD)
            manager.sign_in("manager@bench.example", PASSWORD)
            measured = workloads.measure(place, officer, manager)
            _print_table(measured)
            if detailed:
                _print_load(place, pid)
        if detailed:
            _print_mail(app)
            importing.print_import(app)
            reminders.print_plan(app, environ)
    return {label: ours for label, _, ours, _ in measured}


def _reminders(name: str) -> None:
    with _database(name) as url, tempfile.TemporaryDirectory() as folder:
        environ = {
            "CASEWORK_ENV": "test", "DATABASE_URL": url, "INSTANCE_PATH": folder, "SECRET_KEY": secrets.token_hex(32),
            "LOG_LEVEL": "ERROR",
        }  # fmt: skip
        app = create_app(environ)
        print(f"\n{name}", flush=True)
        with app.app_context():
            upgrade()
            _people()
        reminders.print_plan(app, environ)


def _people() -> tuple[int, int]:
    """The invented office: ids of the officer and of the team."""
    with unit_of_work():
        calendars.load_shipped_days()
        codes.load_shipped_codes()
        team = accounts.add_team("Bench", actor=SYSTEM)
        people = {
            key: accounts.add_user(
                name=f"{key} (invented)", email=f"{key}@bench.example", password=PASSWORD, roles=[role],
                team_id=team.id, actor=SYSTEM,
            )
            for key, role in (("officer", Role.CASEWORK_OFFICER), ("manager", Role.MANAGER))
        }  # fmt: skip
        return people["officer"].id, team.id


def _prepare(app: Flask, count: int) -> int:
    with app.app_context():
        upgrade()
        owner, team_id = _people()
        rows.load(count, owner, team_id)
        with unit_of_work():
            year = year_of(clock.today()).start_year - 1
            actor = Actor(user_id=owner, name="bench", roles=frozenset({Role.MANAGER}))
            run_id = runs.request(year, sent=Sent.fresh(), actor=actor).id
        count_job.compute(run_id)
        db.engine.dispose()
        return run_id


def _print_table(measured: list[tuple[str, float, float, float | None]]) -> None:
    print(f"  {'median of 40, one client':<38}{'floor ms':>9}{'ours ms':>9}{'ratio':>7}{'aim':>7}")
    for label, floor, ours, aim in measured:
        ratio = ours / floor
        verdict = "" if aim is None else ("  met" if ratio <= aim else f"  short by {ratio / aim:.2f} x")
        print(f"  {label:<38}{floor:>9.1f}{ours:>9.1f}{ratio:>7.2f}{aim if aim else '-':>7}{verdict}", flush=True)


def _print_load(place: workloads.Place, pid: int) -> None:
    browsers = [Browser(place.port) for _ in range(workloads.CLIENTS)]
    for browser in browsers:
        browser.cookies = dict(browsers[0].cookies)
        if not browser.cookies:
            browser.sign_in("officer@bench.example", PASSWORD)
    bare = [Browser(place.floor_port) for _ in range(workloads.CLIENTS)]
    known = workloads.reference(place, place.count - 501)
    for label, ours, floor in (("W1", "/cases?category=open", "/cases"), ("W2", f"/cases/{known}", f"/cases/{known}")):
        rate, bare_rate = workloads.pages_a_second(browsers, ours), workloads.pages_a_second(bare, floor)
        print(
            f"  {label} pages a second, 8 clients: {rate:.0f} (floor {bare_rate:.0f}, aim {PAGES_AIMS[label]})",
            flush=True,
        )
    print(f"  memory of the web processes: {serving.memory_mb(pid):.0f} MB (aim {MEMORY_AIM_MB})", flush=True)


def _print_mail(app: Flask) -> None:
    with app.app_context():
        officer = db.session.query(User).filter_by(email="officer@bench.example").one().id
    rate = mail.reminders_a_second(app, officer)
    print(f"  W7 reminders a second into a local SMTP sink: {rate:.0f} (aim {REMINDERS_AIM})", flush=True)


def _print_growth(small: dict[str, float], large: dict[str, float], count: int) -> None:
    for label, before in small.items():
        growth = large[label] / before
        verdict = "met" if growth <= GROWTH_AIM else "more than the aim"
        print(f"  growth from {SMALL:,} to {count:,}: {label:<38}{growth:>5.2f} (aim {GROWTH_AIM}, {verdict})")


if __name__ == "__main__":
    main()
