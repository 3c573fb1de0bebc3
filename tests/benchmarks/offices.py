"""An invented office on a database of its own: set up by the product's own command, filled, with people who sign in."""

import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask

from casework import clock, create_app
from casework.access import SYSTEM, Actor
from casework.extensions import db
from casework.jobs import counts as count_job
from casework.services.office import accounts, passwords
from casework.services.record.tokens import Sent
from casework.statistics import runs
from casework.statistics.years import year_of
from casework.transaction import unit_of_work
from tests import servers
from tests.benchmarks import rows, settling
from tests.benchmarks.browser import Browser
from tests.benchmarks.serving import ROOT
from tests.benchmarks.workloads import Place
from tests.people import PASSWORD
from workflows.roles import Role

OFFICERS = 8
"""The cases are spread over them; the first is the one who is measured."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """The application over a filled database, and the environment of every process that is measured."""

    app: Flask
    environ: Mapping[str, str]
    office: rows.Office
    run_id: int
    statistics: str


@contextmanager
def prepared(database: str, count: int) -> Iterator[Prepared]:
    """Settings are those of production, but for TLS and a mail server that is there only where mail is measured."""
    with _database(database) as url, servers.queue_server() as queue, tempfile.TemporaryDirectory() as folder:
        environ = {
            "CASEWORK_ENV": "production", "DATABASE_URL": url, "REDIS_URL": queue, "INSTANCE_PATH": folder,
            "SECRET_KEY": secrets.token_hex(32), "LOG_LEVEL": "ERROR", "TRUSTED_PROXIES": "1",
        }  # fmt: skip
        subprocess.run(
            [sys.executable, "-m", "casework", "setup", "--area", "west-yorkshire"],
            env={**os.environ, **environ},
            cwd=ROOT,
            check=True,
            capture_output=True,
        )
        app = create_app(environ)
        with app.app_context():
            owners, team_id = _people()
            office = rows.office(count, owners, team_id)
            rows.load(office)
            run_id, said = _counted(owners[0]), settling.say_statistics()
            db.engine.dispose()
        yield Prepared(app=app, environ=environ, office=office, run_id=run_id, statistics=said)


def signed_in(given: Prepared, port: int, floor_port: int, *, rounds: int) -> Place:
    """Everybody who is needed, at the product and at the floor."""
    officer, manager, floor = Browser(port), Browser(port), Browser(floor_port)
    officer.sign_in("officer@bench.example", PASSWORD)
    manager.sign_in("manager@bench.example", PASSWORD)
    floor.get("/sign-in")
    first = year_of(clock.today()).first
    return Place(
        officer=officer, manager=manager, floor=floor, office=given.office, run_id=given.run_id,
        since=first.replace(year=first.year - 1).isoformat(), rounds=rounds,
    )  # fmt: skip


@contextmanager
def _database(name: str) -> Iterator[str]:
    with ExitStack() as stack:
        if name == "postgresql":
            yield stack.enter_context(servers.postgres_server(durable=True))
        else:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            yield f"sqlite:///{folder / 'casework.db'}"


def _people() -> tuple[list[int], int]:
    """Ids of the officers and of the team."""
    password_hash = passwords.make_hash(PASSWORD)
    with unit_of_work():
        team = accounts.add_team("Bench", actor=SYSTEM)
        officers = ["officer", *(f"officer{number}" for number in range(2, OFFICERS + 1))]
        ids = [
            _person(key, role, team.id, password_hash)
            for key, role in (*((key, Role.CASEWORK_OFFICER) for key in officers), ("manager", Role.MANAGER))
        ]  # fmt: skip
        return ids[:OFFICERS], team.id


def _person(key: str, role: Role, team_id: int, password_hash: str) -> int:
    email = f"{key}@bench.example"
    user = accounts.add_user(name=f"{key} (invented)", email=email, roles=[role], team_id=team_id, actor=SYSTEM)
    user.password_hash = password_hash
    return user.id


def _counted(owner_id: int) -> int:
    """The id of a run of the last year's counts."""
    with unit_of_work():
        actor = Actor(user_id=owner_id, name="bench", roles=frozenset({Role.MANAGER}))
        run_id = runs.request(year_of(clock.today()).start_year - 1, sent=Sent.fresh(), actor=actor).id
    count_job.compute(run_id)
    return run_id
