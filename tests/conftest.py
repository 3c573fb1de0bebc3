"""What all tests share: an application on each database, its people, and the servers.

Each test gets the database as it is after `casework setup` with one team and six people. In one process there is one
application and one database of each kind for all tests of an area (databases.py).
"""

import gc
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache

import pytest
from flask import Flask, before_render_template

from casework import cli_keys, clock, create_app
from casework.access import Actor
from casework.extensions import db
from casework.models import Setting
from casework.schema import upgrade
from casework.services.deadlines import bank_holidays
from casework.services.letters import letter_templates
from casework.services.record import codes, settings, shipped_days
from casework.transaction import unit_of_work
from tests import areas, databases, given, scanners, servers
from tests.people import add_staff, staff_of
from workflows.registry import CASE_WORKFLOWS

SELDOM = (20_000, 10, 10)
"""New objects, then rounds, until the collector looks: thirty times as seldom as it does by itself."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """An application whose database has been set up."""

    app: Flask
    database: databases.Database


def pytest_collection_finish() -> None:
    """What is loaded by now stays to the end: looking through it again and again took a fifteenth of all time."""
    gc.freeze()
    gc.set_threshold(*SELDOM)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Whatever touches the database runs on both; on one alone what says why the other could tell nothing new."""
    if "prepared" in metafunc.fixturenames and metafunc.definition.get_closest_marker("one_database"):
        metafunc.parametrize("prepared", ["sqlite"], indirect=True)
    elif "prepared" in metafunc.fixturenames:
        marks = [pytest.mark.postgres]
        if not servers.has_postgres():
            marks.append(pytest.mark.skip(reason=servers.NO_POSTGRES))
        metafunc.parametrize("prepared", ["sqlite", pytest.param("postgresql", marks=marks)], indirect=True)


@pytest.fixture(scope="session")
def queue_url() -> Iterator[str]:
    """The address of a real queue server."""
    with servers.queue_server() as url:
        yield url


@pytest.fixture(scope="session")
def clamd() -> Iterator[str]:
    """The address of a real virus scanner that knows one harmless file."""
    if scanners.binary() is None:
        pytest.skip(scanners.NO_CLAMD)
    with scanners.clamd() as url:
        yield url


@pytest.fixture(scope="session")
def preparing(queue_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str, str], Prepared]]:
    """Sets up what an area needs on a kind of database when the first test asks for it."""
    with ExitStack() as stack:

        @cache
        def prepare(kind: str, area: str) -> Prepared:
            database = stack.enter_context(databases.database(kind))
            app = create_app(
                {
                    "CASEWORK_ENV": "test",
                    "DATABASE_URL": database.url,
                    "REDIS_URL": queue_url,
                    "INSTANCE_PATH": str(tmp_path_factory.mktemp("instance")),
                    "BASE_URL": "https://casework.example",
                }
            )
            stack.callback(_let_go, app)
            before_render_template.connect(given.check, app)
            with app.app_context():
                set_up(area)
                database.keep()
                db.engine.dispose()
            return Prepared(app, database)

        yield prepare


@pytest.fixture
def area_name() -> str:
    """Whose office it is: the worked example, unless a test says another of `areas.NAMES`."""
    return areas.NAMES[0]


@pytest.fixture
def prepared(request: pytest.FixtureRequest, preparing: Callable[[str, str], Prepared], area_name: str) -> Prepared:
    """On each kind of database; used through `app` and `database`."""
    return preparing(request.param, area_name)


@pytest.fixture
def database(prepared: Prepared) -> str:
    """The address of the database under test."""
    return prepared.database.url


@pytest.fixture
def app(prepared: Prepared) -> Iterator[Flask]:
    """The application on a database as it was after setting up."""
    yield prepared.app
    with prepared.app.app_context():
        db.session.remove()
        prepared.database.put_back()


@pytest.fixture
def context(app: Flask) -> Iterator[Flask]:
    """`app` inside an application context, for tests of services."""
    with app.app_context():
        yield app


@pytest.fixture
def staff(app: Flask) -> dict[str, Actor]:
    """officer, reviewer, manager, second_manager, administrator, auditor."""
    with app.app_context():
        return staff_of()


def set_up(area: str) -> None:
    """What every test finds: lists, letters, people, one team, of the office of this area."""
    upgrade()
    with unit_of_work():
        bank_holidays.bring_in(shipped_days.known(), source=shipped_days.edition())
        areas.load(area)
        codes.load_shipped_codes()
        letter_templates.load_shipped()
        add_staff()
        _send_at_once()
        _use_every_type()
    cli_keys.bring_up_to_date()
    db.session.remove()


def _use_every_type() -> None:
    """Those too that an office does without until it switches them on."""
    for name, workflow in CASE_WORKFLOWS.items():
        if workflow.begins_unused:
            db.session.add(Setting(name=f"{settings.USE}{name}", value=True, changed_at=clock.now()))


def _send_at_once() -> None:
    """No quiet days and no morning mail: a test finds the same on a Sunday and at any hour."""
    for name in ("quiet_days", "reminder_digest"):
        db.session.add(Setting(name=name, value=False, changed_at=clock.now()))


def _let_go(app: Flask) -> None:
    """Close the connections, before the server behind them ends."""
    with app.app_context():
        db.engine.dispose()
