"""Real worker processes, killed at random moments and started again, as a supervisor would.

Each carries the number of the run in its environment, which what it forks inherits, so that orphans are found and
nobody else's processes are. Linux only (/proc).
"""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Self
from uuid import uuid4

from casework.config import HOME

COMMANDS = (("worker", "mail"), ("worker", "mail"), ("worker", "sweep"), ("scheduler",))
AT_WORK = 0.7
"""The share of kills that wait until a worker has a job in hand. The others hit whoever it may be."""
INTO_JOB_SECONDS = 1.0
PATIENCE_SECONDS = 4.0
MAIL_WORKERS = (0, 1)
WAYS = ("worker and its job", "the job alone", "the worker alone")
"""The last leaves a job that goes on without its worker, while another worker gets the same work."""
STOPPING_SECONDS = 10.0
MARK = "CASEWORK_CRASH_RUN"


class Workers:
    """The processes of an office. Whatever happens, none is left at the end of the block."""

    def __init__(self, environ: Mapping[str, str], log: Path, seed: int) -> None:
        self.kills: Counter[str] = Counter()
        self.restarts = 0
        self._mark = f"{MARK}={uuid4().hex}".encode()
        self._environ = {**os.environ, **environ, MARK: self._mark.decode().partition("=")[2]}
        self._log: IO[bytes] = log.open("ab")
        self._random = random.Random(f"{seed} kills")
        self._processes: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Self:
        try:
            self._processes = [self._start(command) for command in COMMANDS]
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._end()

    def kill_one(self) -> None:
        """SIGKILL, which nothing can catch, to one of them, to its job, or to both; then start it again."""
        number = self._random.randrange(len(COMMANDS))
        if self._random.random() < AT_WORK:
            number = self._wait_for_work(number)
            time.sleep(self._random.uniform(0, INTO_JOB_SECONDS))
        process, way = self._processes[number], self._random.choice(WAYS)
        children = _children(process.pid)
        if not children:
            way = "an idle worker" if COMMANDS[number][0] == "worker" else "the scheduler"
        if way != "the job alone":
            process.kill()
        if way != "the worker alone":
            for child in children:
                _kill(child)
        self.kills[way] += 1
        self.revive()

    def _wait_for_work(self, number: int) -> int:
        """A mail worker that has a job in hand; after some seconds without one, whoever `number` is."""
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            self.revive()
            at_work = [n for n in MAIL_WORKERS if _children(self._processes[n].pid)]
            if at_work:
                return self._random.choice(at_work)
            time.sleep(0.05)
        return number

    def revive(self) -> None:
        """Start again what is dead, whether it was killed or stopped by itself."""
        for number, process in enumerate(self._processes):
            if process.poll() is not None:
                self.restarts += 1
                self._processes[number] = self._start(COMMANDS[number])

    def remaining(self) -> list[int]:
        """Those of this run that are still there, orphans too."""
        return [int(path.parent.name) for path in Path("/proc").glob("[0-9]*/environ") if self._is_ours(path)]

    def _is_ours(self, environ: Path) -> bool:
        try:
            return self._mark in environ.read_bytes().split(b"\0")
        except OSError:
            return False

    def _start(self, command: tuple[str, ...]) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(
            [sys.executable, "-m", "casework", *command],
            env=self._environ, cwd=HOME, stdout=self._log, stderr=self._log, start_new_session=True,
        )  # fmt: skip

    def _end(self) -> None:
        for process in self._processes:
            process.terminate()
        until = time.monotonic() + STOPPING_SECONDS
        for process in self._processes:
            try:
                process.wait(timeout=max(0.0, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        for pid in self.remaining():
            _kill(pid)
        self._log.close()


def _children(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except (FileNotFoundError, ProcessLookupError):
        return []


def _kill(pid: int) -> None:
    with suppress(ProcessLookupError):  # it may have ended by itself in the meantime
        os.kill(pid, signal.SIGKILL)
