"""W7: how many mails a second reach a local SMTP server, from the job of the minute to the last mail: the plan, the
queue, the workers and the sending are all in it."""

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress

from flask import Flask
from rq import Queue
from rq.registry import StartedJobRegistry
from rq.serializers import JSONSerializer
from sqlalchemy import func, select

from casework import clock, outbox
from casework.access import SYSTEM
from casework.extensions import db
from casework.models import Message
from casework.queue_connection import connection
from casework.services.record import settings
from casework.transaction import unit_of_work
from tests.benchmarks import reminders
from tests.benchmarks.figures import Figures
from tests.benchmarks.serving import running

OVERDUE, QUICK_OVERDUE = 500, 100
PATIENCE_SECONDS = 300
WORKED = ("sweep", "mail")
REMIND = "casework.jobs.sweep.remind"


class Sink(threading.Thread):
    """A server that accepts everything at once and keeps a count: the sink must not be what is measured."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.received = 0
        self.last_at = 0.0
        self.loop = asyncio.new_event_loop()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])

    def run(self) -> None:
        asyncio.set_event_loop(self.loop)
        self.server = self.loop.run_until_complete(asyncio.start_server(self._talk, "127.0.0.1", self.port))
        self.loop.run_forever()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionResetError):  # The workers are killed at the end.
            await self._take(reader, writer)
        writer.close()

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 sink\r\n")
        in_data = False
        while line := await reader.readline():
            if in_data:
                if line == b".\r\n":
                    in_data, self.received, self.last_at = False, self.received + 1, time.perf_counter()
                    writer.write(b"250 kept\r\n")
                continue
            verb = line[:4].upper()
            in_data = verb == b"DATA"
            writer.write(b"354 go on\r\n" if in_data else b"221 bye\r\n" if verb == b"QUIT" else b"250 ok\r\n")
            if verb == b"QUIT":
                break


@contextmanager
def sink() -> Iterator[Sink]:
    server = Sink()
    server.start()
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", server.port)) == 0:
                break
    yield server
    server.loop.call_soon_threadsafe(server.loop.stop)


def print_mail(app: Flask, environ: Mapping[str, str], figures: Figures, *, quick: bool) -> None:
    """The letters that wait from before are sent first. Then each of so many overdue clocks is told to its owner and,
    where it is long overdue, to the managers, each in a mail of its own on whatever day this is."""
    with ExitStack() as stack:
        server = stack.enter_context(sink())
        to_sink = {**environ, "SMTP_URL": f"smtp://127.0.0.1:{server.port}"}
        for queue in WORKED:
            stack.enter_context(running(["-m", "casework", "worker", queue], to_sink))
        stack.enter_context(app.app_context())
        _send_rest()
        before = server.received
        reminders.add_overdue(QUICK_OVERDUE if quick else OVERDUE)
        start = time.perf_counter()
        outbox.offer("sweep", REMIND, bucket="measured")
        _wait_until(lambda: server.received > before and _is_done())
        sent = server.received - before
        more = f"; {sent} mails of {QUICK_OVERDUE if quick else OVERDUE} overdue clocks, plan and queue included"
        figures.print_one("W7 mails a second", sent / (server.last_at - start), more)


def _send_rest() -> None:
    """One plan with the morning's mail still on, so that what the office had to be told before is no part of it."""
    with unit_of_work():
        settings.change("quiet_days", new=False, actor=SYSTEM)
    outbox.offer("sweep", REMIND, bucket="before")
    _wait_until(_is_done)
    with unit_of_work():
        settings.change("reminder_digest", new=False, actor=SYSTEM)


def _is_done() -> bool:
    """Nothing is in hand or waits in a queue, and no message that could go out has not."""
    for name in WORKED:
        queue = Queue(name, connection=connection(), serializer=JSONSerializer)
        if len(queue) or len(StartedJobRegistry(queue=queue)):
            return False
    waiting = (
        select(func.count())
        .select_from(Message)
        .where(
            Message.state.in_(("pending", "claimed")),
            Message.channel == "email",
            Message.next_attempt_at <= clock.now(),
        )
    )
    left = db.session.scalar(waiting)
    db.session.rollback()
    return not left


def _wait_until(done: Callable[[], bool]) -> None:
    """Until it is so at two looks one after the other: between two jobs nothing is in hand for a moment."""
    until, seen = time.monotonic() + PATIENCE_SECONDS, 0
    while seen < 2:
        if time.monotonic() > until:
            raise RuntimeError(f"The mails did not all go out within {PATIENCE_SECONDS} seconds.")
        time.sleep(0.2)
        seen = seen + 1 if done() else 0
