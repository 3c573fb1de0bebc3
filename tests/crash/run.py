"""One run on one database."""

import datetime as dt
import random
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from redis import Redis

from casework import create_app
from casework.sending.smtp import TIMEOUT_SECONDS
from tests import servers
from tests.crash import office, verdict
from tests.crash.hostile_post_office import HostilePostOffice, PostOfficeServer
from tests.crash.killer import Workers
from tests.crash.verdict import Verdict

BETWEEN_KILLS = (0.1, 0.9)
"""Seconds, besides waiting for a worker that has something to do."""
SECONDS_A_KILL = 1.3
"""About what one takes in all: within so many of them all messages become due."""
AWAY_SECONDS = 1.0
SETTLING_SECONDS = 420.0
"""More than the unluckiest message needs: eight bad answers and an absence or two, with a minute after each but the
first four (a pace of 60)."""
SAID_EVERY = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is to happen. `wipes`: how often the queue server loses everything and dies."""

    database: str
    kills: int
    messages: int
    wipes: int
    seed: int
    letters: int
    pace: int = 60
    """A minute of production takes a second."""
    patience: int = 4
    """How often the mail server treats a message badly at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What happened."""

    kills: Counter[str]
    deeds: Counter[str]
    restarts: int
    seconds: float
    settled_after: float
    verdict: Verdict


class QueueServer:
    """A queue server that can lose everything and die, and comes back under the same address."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="cwq", dir="/tmp"))
        self._process = servers.start_queue_server(self._folder)
        self.url = f"unix://{self._folder / 'queue.sock'}"

    def wipe(self) -> None:
        with Redis.from_url(self.url) as client:
            client.flushall()
        self._end()
        self._process = servers.start_queue_server(self._folder)

    def close(self) -> None:
        self._end()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _end(self) -> None:
        self._process.kill()
        self._process.wait()


def crash(plan: Plan, folder: Path) -> Report:
    """Send, kill, wipe, wait until all is settled, compare. The log of the workers is `folder`/workers.log."""
    begun = time.monotonic()
    handler = HostilePostOffice(plan.seed, waits=TIMEOUT_SECONDS / plan.pace, patience=plan.patience)
    with ExitStack() as stack:
        url = stack.enter_context(_database(plan.database, folder))
        queue, post = QueueServer(), PostOfficeServer(handler)
        stack.callback(queue.close)
        post.start()
        stack.callback(post.stop)
        environ = {
            "CASEWORK_ENV": "test", "SENDING_PACE": str(plan.pace), "DATABASE_URL": url, "REDIS_URL": queue.url,
            "SMTP_URL": post.url, "INSTANCE_PATH": str(folder), "BASE_URL": "https://casework.example",
        }  # fmt: skip
        app = create_app(environ)
        over = dt.timedelta(seconds=plan.kills * SECONDS_A_KILL)
        office.set_up(app, reminders=plan.messages - plan.letters, letters=plan.letters, over=over, seed=plan.seed)
        with Workers(environ, folder / "workers.log", plan.seed) as workers:
            _harass(plan, workers, queue, post)
            waited = _wait_until_settled(app, workers)
        if orphans := workers.remaining():
            raise RuntimeError(f"Processes are left: {orphans}")
        found = verdict.judge(app, handler, expected=plan.messages)
        _let_go(app)
    return Report(
        kills=workers.kills, deeds=handler.deeds, restarts=workers.restarts, verdict=found, settled_after=waited,
        seconds=time.monotonic() - begun,
    )  # fmt: skip


def _harass(plan: Plan, workers: Workers, queue: QueueServer, post: PostOfficeServer) -> None:
    pause = random.Random(f"{plan.seed} pauses")
    wipes = {round((number + 0.5) * plan.kills / plan.wipes) for number in range(plan.wipes)}
    absences = {round((number + 1) * plan.kills / (plan.wipes + 1)) for number in range(plan.wipes)}
    time.sleep(1.5)  # until the first of them has something to do
    for number in range(plan.kills):
        time.sleep(pause.uniform(*BETWEEN_KILLS))
        if number in wipes:
            queue.wipe()
        if number in absences:
            post.stop()
            time.sleep(AWAY_SECONDS)
            post.start()
        workers.kill_one()
        if (number + 1) % SAID_EVERY == 0:
            print(f"  {number + 1} kills", flush=True)


def _wait_until_settled(app: Flask, workers: Workers) -> float:
    """Seconds until there was nothing more to send; the verdict says so where that takes too long."""
    begun = time.monotonic()
    while office.unsettled(app) and time.monotonic() - begun < SETTLING_SECONDS:
        workers.revive()
        time.sleep(0.5)
    return time.monotonic() - begun


@contextmanager
def _database(name: str, folder: Path) -> Iterator[str]:
    if name == "sqlite":
        yield f"sqlite:///{folder / 'casework.db'}"
    else:
        with servers.postgres_server() as url:
            yield url


def _let_go(app: Flask) -> None:
    """Close the connections, before the server behind them ends."""
    with app.app_context():
        app.extensions["sqlalchemy"].engine.dispose()
