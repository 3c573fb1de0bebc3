"""W7: how many reminders a second go into a local SMTP server, claimed one row at a time."""

import asyncio
import datetime as dt
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from sqlalchemy import insert

from casework import clock
from casework.extensions import db
from casework.jobs import mail
from casework.models import Case, Clock, Message
from casework.services.mail import claims
from casework.transaction import unit_of_work

MESSAGES, BATCH = 1000, 200


class Sink(threading.Thread):
    """A server that accepts everything at once and keeps a count: the sink must not be what is measured."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.received = 0
        self.loop = asyncio.new_event_loop()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])

    def run(self) -> None:
        asyncio.set_event_loop(self.loop)
        self.server = self.loop.run_until_complete(asyncio.start_server(self._talk, "127.0.0.1", self.port))
        self.loop.run_forever()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 sink\r\n")
        in_data = False
        while line := await reader.readline():
            if in_data:
                if line == b".\r\n":
                    in_data, self.received = False, self.received + 1
                    writer.write(b"250 kept\r\n")
                continue
            verb = line[:4].upper()
            in_data = verb == b"DATA"
            writer.write(b"354 go on\r\n" if in_data else b"221 bye\r\n" if verb == b"QUIT" else b"250 ok\r\n")
            if verb == b"QUIT":
                break
        writer.close()


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


def reminders_a_second(app: Flask, user_id: int) -> float:
    """A thousand messages through the real job, one batch after the other."""
    with sink() as server, app.app_context():
        app.config["SMTP_URL"] = f"smtp://127.0.0.1:{server.port}"
        _write(user_id)
        start = time.perf_counter()
        for _ in range(MESSAGES // BATCH):
            ids = claims.due_ids(clock.now(), limit=BATCH)
            db.session.rollback()
            mail.send(*ids)
        took = time.perf_counter() - start
        if server.received < MESSAGES:
            raise RuntimeError(f"Only {server.received} of {MESSAGES} reminders arrived.")
    return MESSAGES / took


def _write(user_id: int) -> None:
    at = clock.now() - dt.timedelta(minutes=1)
    with unit_of_work():
        seen = db.session.query(Clock).join(Case, Case.id == Clock.case_id).filter(Case.restricted.is_(False))
        clocks = seen.order_by(Clock.id).limit(MESSAGES).all()
        rows = [
            {
                "kind": "due_soon", "case_id": row.case_id, "clock_id": row.id, "due_on": row.due_on, "offset_days": -99,
                "recipient_id": user_id, "to_address": "officer@bench.example", "state": "pending", "attempts": 0,
                "message_id": f"<{row.id}.bench@casework.example>", "created_at": at, "next_attempt_at": at,
            }
            for row in clocks
        ]  # fmt: skip
        db.session.execute(insert(Message), rows)
