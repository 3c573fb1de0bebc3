"""What all tests share: an application on each database, its people, and the servers.

Each test gets the database as it is after `casework setup` with one team and six people. SQLite is put back by
copying a file, PostgreSQL by emptying its tables.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import text

from casework import clock, create_app
from casework.access import Actor
from casework.extensions import db
from casework.models import Base, Setting
from casework.services.letters import letter_templates
from casework.services.record import calendars, codes
from casework.transaction import unit_of_work
from tests import servers
from tests.people import add_staff, staff_of

KEPT_TABLES = frozenset({"alembic_version", "bank_holiday", "code"})
ROWS_PUT_BACK = ("team", "users", "user_role", "letter_template", "setting")
"""Put back row by row on PostgreSQL, parents first: a test may change somebody's team, roles or password, or a
letter's wording, or a setting."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Whatever touches the database runs on both."""
    if "database" in metafunc.fixturenames:
        marks = [pytest.mark.postgres]
        if not servers.has_postgres():
            marks.append(pytest.mark.skip(reason=servers.NO_POSTGRES))
        metafunc.parametrize(
            "database", ["sqlite", pytest.param("postgresql", marks=marks)], indirect=True, scope="session"
        )


@pytest.fixture(scope="session")
def servers_of_run() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


@pytest.fixture(scope="session")
def database(
    request: pytest.FixtureRequest, servers_of_run: ExitStack, tmp_path_factory: pytest.TempPathFactory
) -> str:
    """The address of the database under test."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path_factory.mktemp('database') / 'casework.db'}"
    return os.environ.get("TEST_DATABASE_URL") or servers_of_run.enter_context(servers.postgres_server())


@pytest.fixture(scope="session")
def queue_url() -> Iterator[str]:
    """The address of a real queue server."""
    with servers.queue_server() as url:
        yield url


@pytest.fixture(scope="session")
def prepared_app(database: str, queue_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application on a database that has been set up; used through `app`."""
    app = create_app(
        {
            "CASEWORK_ENV": "test",
            "DATABASE_URL": database,
            "REDIS_URL": queue_url,
            "INSTANCE_PATH": str(tmp_path_factory.mktemp("instance")),
            "BASE_URL": "https://casework.example",
        }
    )
    with app.app_context():
        upgrade()
        with unit_of_work():
            calendars.load_shipped_days()
            codes.load_shipped_codes()
            letter_templates.load_shipped()
            add_staff()
            _send_at_once()
        db.session.remove()
        if database.startswith("sqlite"):
            db.session.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
            db.session.remove()
        else:
            _keep_rows()
        db.engine.dispose()
    template = _sqlite_file(database)
    if template is not None:
        shutil.copy(template, template.with_suffix(".template"))
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def app(prepared_app: Flask, database: str) -> Iterator[Flask]:
    """The application on a database as it was after setting up."""
    yield prepared_app
    with prepared_app.app_context():
        db.session.remove()
        _put_back(database)


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


def _send_at_once() -> None:
    """No quiet days and no morning mail: a test finds the same on a Sunday and at any hour."""
    for name in ("quiet_days", "reminder_digest"):
        db.session.add(Setting(name=name, value=False, changed_at=clock.now()))


def _put_back(database: str) -> None:
    file = _sqlite_file(database)
    if file is not None:
        db.engine.dispose()
        for suffix in ("-wal", "-shm"):
            Path(f"{file}{suffix}").unlink(missing_ok=True)
        shutil.copy(file.with_suffix(".template"), file)
        return
    emptied = [f'"{table.name}"' for table in Base.metadata.sorted_tables if table.name not in KEPT_TABLES]
    with db.engine.begin() as connection:
        connection.execute(text(f"TRUNCATE {', '.join(emptied)} RESTART IDENTITY"))
        connection.execute(text("DELETE FROM code WHERE source = 'import'"))
        for name in ROWS_PUT_BACK:
            connection.execute(text(f"INSERT INTO {name} SELECT * FROM kept.{name}"))
        for name in ("team", "users", "letter_template"):
            connection.execute(text(f"SELECT setval('{name}_id_seq', max(id)) FROM {name}"))


def _keep_rows() -> None:
    with db.engine.begin() as connection:
        connection.execute(text("CREATE SCHEMA IF NOT EXISTS kept"))
        for name in ROWS_PUT_BACK:
            connection.execute(text(f"DROP TABLE IF EXISTS kept.{name}"))
            connection.execute(text(f"CREATE TABLE kept.{name} AS TABLE {name}"))


def _sqlite_file(database: str) -> Path | None:
    return Path(database.removeprefix("sqlite:///")) if database.startswith("sqlite") else None
