"""The databases that tests run on: each is set up once in a process, and put back after each test."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Protocol

from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from casework.extensions import db
from casework.models import Base
from tests import servers

NUMBERS = count(1)
PUT_BACK = Path(__file__).parent / "put_back.sql"


class Database(Protocol):
    """Used inside the context of an application that has `url` as its database."""

    url: str

    def keep(self) -> None:
        """What is in it now is what every test finds."""

    def put_back(self) -> None:
        """As it was kept, whatever a test did to it."""


class SqliteDatabase:
    """A file; nothing is done where nothing was written."""

    def __init__(self, folder: Path) -> None:
        self.url = f"sqlite:///{folder / 'casework.db'}"
        self._file, self._kept = folder / "casework.db", folder / "kept.db"
        self._log = folder / "casework.db-wal"

    def keep(self) -> None:
        db.session.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
        db.session.remove()
        db.engine.dispose()
        self._file.rename(self._kept)
        self._copy()

    def put_back(self) -> None:
        if not self._was_written():
            return
        db.engine.dispose()
        for suffix in ("-wal", "-shm"):
            self._file.with_name(f"casework.db{suffix}").unlink(missing_ok=True)
        self._copy()

    def _copy(self) -> None:
        shutil.copyfile(self._kept, self._file)
        os.utime(self._file, ns=(0, 0))

    def _was_written(self) -> bool:
        return self._file.stat().st_mtime_ns != 0 or (self._log.exists() and self._log.stat().st_size > 0)


class PostgresDatabase:
    """A database in a cluster; what happens on the server is in put_back.sql."""

    def __init__(self, url: str) -> None:
        self.url = url

    def keep(self) -> None:
        names = [table.name for table in Base.metadata.sorted_tables]
        with db.engine.begin() as connection:
            connection.connection.cursor().execute(PUT_BACK.read_text())  # % is none of the driver's here
            connection.execute(text("SELECT kept.keep(:names)"), {"names": names})

    def put_back(self) -> None:
        with db.engine.begin() as connection:
            connection.execute(text("SELECT kept.put_back()"))


@contextmanager
def database(kind: str) -> Iterator[Database]:
    """An empty database, `kind` being what tests are named after: sqlite or postgresql."""
    if kind == "sqlite":
        with servers.quick_folder() as folder:
            yield SqliteDatabase(folder)
    elif given := os.environ.get("TEST_DATABASE_URL"):
        with _database_of_our_own(given) as url:
            yield PostgresDatabase(url)
    else:
        with servers.postgres_server() as url:
            yield PostgresDatabase(url)


@contextmanager
def _database_of_our_own(given: str) -> Iterator[str]:
    """Beside those of the other processes, on a server that is there already."""
    name = f"casework_test_{os.getpid()}_{next(NUMBERS)}"
    engine = create_engine(given, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        yield make_url(given).set(database=name).render_as_string(hide_password=False)
        with engine.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name}"))
    finally:
        engine.dispose()
