"""Who waits for whom: those who read for nobody, those who write for a few seconds, and nobody for the queue's server."""

import datetime as dt
import os
import signal
import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from redis import Redis
from sqlalchemy import event

from casework import clock, create_app, transaction
from casework.access import Actor
from casework.extensions import db
from casework.models import Note, Team, UserSession
from casework.patience import Patience, Writers
from casework.queue_connection import connection
from tests import factories, servers
from tests.client import CheckingClient
from tests.people import PASSWORD
from tests.routes.conftest import Inside, SignIn


class Waiters:
    """Writers of a process with a clock of the test's own, who find the database taken until it is let go."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.writers = Writers(Patience(seconds=2.5, most_waiting=3), now=lambda: self.seconds)
        self.let_go, self.first_asked = threading.Event(), threading.Event()
        self.wrote: list[str] = []

    def are_waiting(self, so_many: int) -> bool:
        return self.writers.waiting == so_many

    def write(self, name: str) -> bool:
        def begin() -> bool:
            self.first_asked.set()
            if self.let_go.is_set():
                self.wrote.append(name)
            return self.let_go.is_set()

        return self.writers.wait(begin)


@pytest.fixture
def three_wait() -> Iterator[Waiters]:
    waiters = Waiters()
    with ThreadPoolExecutor(3) as threads:
        for place, name in enumerate(("first", "second", "third"), start=1):
            threads.submit(waiters.write, name)
            assert _comes_true(partial(waiters.are_waiting, place))
        assert waiters.first_asked.wait(timeout=60)
        yield waiters
        waiters.let_go.set()


def _comes_true(condition: Callable[[], bool]) -> bool:
    return any(condition() or threading.Event().wait(0.001) for _ in range(60_000))


def test_whoever_writes_waits_for_seconds_while_a_thread_is_left_to_read() -> None:
    assert Waiters().writers.seconds_for_the_next() == 2.5


def test_a_fourth_writer_waits_shortly_and_not_at_all_once_the_others_have_waited(three_wait: Waiters) -> None:
    assert three_wait.writers.seconds_for_the_next() == 0.5
    three_wait.seconds = 0.6
    assert three_wait.writers.seconds_for_the_next() == 0
    assert three_wait.write("fourth") is False


def test_who_came_first_writes_first(three_wait: Waiters) -> None:
    three_wait.let_go.set()
    assert _comes_true(lambda: len(three_wait.wrote) == 3)
    assert three_wait.wrote == ["first", "second", "third"]


def test_whoever_has_waited_long_enough_is_told_and_the_next_goes_on(three_wait: Waiters) -> None:
    three_wait.seconds = 2.6
    assert _comes_true(partial(three_wait.are_waiting, 0))
    assert three_wait.wrote == []
    three_wait.let_go.set()
    assert three_wait.write("later") is True


def test_a_save_waits_for_another_process_and_then_goes_through(tmp_path: Path, queue_url: str) -> None:
    """On SQLite, where one process keeps the whole database for the length of a transaction."""
    file = tmp_path / "shared.db"
    environ = {"CASEWORK_ENV": "test", "DATABASE_URL": f"sqlite:///{file}", "REDIS_URL": queue_url}
    app = create_app({**environ, "INSTANCE_PATH": str(tmp_path)})
    tries: list[str] = []

    def note_tries(opened: sqlite3.Connection, *_: object) -> None:
        opened.set_trace_callback(lambda statement: tries.append(statement) if "IMMEDIATE" in statement else None)

    with app.app_context():
        db.create_all()
        event.listen(db.engine, "checkout", note_tries)
    other = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")

    def save() -> None:
        with app.app_context():
            with transaction.unit_of_work():
                db.session.add(Team(name="Invented team"))
            db.engine.dispose()

    with ThreadPoolExecutor(1) as threads:
        saved = threads.submit(save)
        assert _comes_true(lambda: len(tries) > 1), "the first try was not refused"
        other.execute("COMMIT")
        saved.result(timeout=60)
    assert other.execute("SELECT count(*) FROM team").fetchone() == (1,)
    other.close()


def test_a_reader_reads_while_another_process_writes(tmp_path: Path, queue_url: str) -> None:
    """On SQLite; on PostgreSQL nobody waits for anybody's rows."""
    file = tmp_path / "locked.db"
    environ = {"CASEWORK_ENV": "test", "DATABASE_URL": f"sqlite:///{file}", "REDIS_URL": queue_url}
    app = create_app({**environ, "INSTANCE_PATH": str(tmp_path)})
    with app.app_context():
        db.create_all()
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        assert CheckingClient(app).get("/health").get_json()["database"] == "ok"
        assert CheckingClient(app).get("/sign-in").status_code == 200
    finally:
        other.close()
        with app.app_context():
            db.engine.dispose()


def test_somebody_at_work_is_seen_without_waiting_for_who_writes(app: Flask, signed_in: SignIn, inside: Inside) -> None:
    """The time at which somebody was last seen is left out where another writes just now."""
    client = signed_in("officer")
    if not app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite"):
        return
    path = app.config["SQLALCHEMY_DATABASE_URI"].removeprefix("sqlite:///")
    other = sqlite3.connect(path, isolation_level=None)
    with time_machine.travel(clock.now() + dt.timedelta(minutes=30)):
        other.execute("BEGIN IMMEDIATE")
        try:
            assert client.get("/cases").status_code == 200
        finally:
            other.execute("ROLLBACK")
            other.close()
        before = inside(lambda: db.session.query(UserSession).one().last_seen_at)
        assert client.get("/cases").status_code == 200
        assert inside(lambda: db.session.query(UserSession).one().last_seen_at) > before


@pytest.fixture
def hanging(tmp_path: Path) -> Iterator[str]:
    """The address of a queue server that takes connections and answers nothing."""
    process = servers.start_queue_server(tmp_path)
    Redis(unix_socket_path=str(tmp_path / "queue.sock")).ping()
    os.kill(process.pid, signal.SIGSTOP)
    yield f"unix://{tmp_path / 'queue.sock'}"
    os.kill(process.pid, signal.SIGCONT)
    process.kill()
    process.wait()


@pytest.fixture
def at(app: Flask) -> Iterator[Callable[[str], None]]:
    """Gives the application another queue server for one test."""
    kept = app.config["REDIS_URL"]

    def move(address: str) -> None:
        app.config["REDIS_URL"] = address
        app.extensions.pop("queue_client", None)

    yield move
    move(kept)


def test_a_queue_server_that_hangs_holds_up_no_save(
    app: Flask,
    hanging: str,
    signed_in: SignIn,
    inside: Inside,
    staff: dict[str, Actor],
    at: Callable[[str], None],
) -> None:
    at(hanging)
    client = signed_in("officer")
    typed = {
        "full_name": "Wilma Invented",
        "email": "wilma@test.example",
        "channel": "email",
        "about": "x",
        "details": "y",
    }
    saved = client.send("/contacts/new", **typed)
    assert saved.status_code == 303
    with app.app_context():
        patience = connection().connection_pool.connection_kwargs["socket_timeout"]
    assert patience <= 0.2  # of seconds, and it is asked once


def test_several_sign_in_at_once_while_the_queue_server_is_gone(
    app: Flask,
    signed_in: SignIn,
    at: Callable[[str], None],
) -> None:
    at("redis://127.0.0.1:1/0")
    clients = [CheckingClient(app) for _ in range(6)]
    with ThreadPoolExecutor(6) as threads:
        answers = list(threads.map(lambda client: client.sign_in("officer", PASSWORD).status_code, clients))
        wrong = list(threads.map(lambda client: client.sign_in("officer", "wrong").status_code, clients))
    assert answers == [303] * 6
    assert wrong == [422] * 6


def test_a_note_is_saved_while_others_sign_in(
    app: Flask, signed_in: SignIn, inside: Inside, staff: dict[str, Actor]
) -> None:
    """Checking a password holds no lock: `passwords.matches` refuses to run in a transaction that writes."""
    reference = inside(lambda: factories.enquiry(staff["officer"]).reference)
    client = signed_in("officer")
    with ThreadPoolExecutor(4) as threads:
        signing = [threads.submit(CheckingClient(app).sign_in, "reviewer") for _ in range(4)]
        assert client.send(f"/cases/{reference}/notes/new", text="An invented note.").status_code == 303
        assert [each.result().status_code for each in signing] == [303] * 4
    assert inside(lambda: db.session.query(Note).count()) == 1
