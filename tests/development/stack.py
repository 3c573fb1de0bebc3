"""Starts the whole of `make run` in a folder of its own, and looks after its processes."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
PATIENCE = 60


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Stack:
    """One running `python -m casework dev`."""

    def __init__(self, folder: Path, *, port: int | None = None, mail_port: int | None = None) -> None:
        self.folder = folder
        self.port, self.mail_port = port or free_port(), mail_port or free_port()
        self.environ = {
            name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL", "SECRET_KEY")
        }
        self.environ |= {"INSTANCE_PATH": str(folder), "PORT": str(self.port), "MAIL_PORT": str(self.mail_port)}
        self.log = folder.parent / f"{folder.name}-{self.port}.log"
        with self.log.open("ab") as log:
            command = [sys.executable, "-m", "casework", "dev"]
            self.process = subprocess.Popen(command, cwd=ROOT, env=self.environ, stdout=log, stderr=log)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def wait_until_ready(self) -> None:
        """A start that takes too long leaves no process behind."""
        try:
            wait_for(lambda: self.process.poll() is not None or "Stop with Ctrl-C" in self.log.read_text(), "the start")
        except AssertionError:
            self.stop()
            raise
        assert self.process.poll() is None, self.log.read_text()[-2000:]

    def children(self) -> list[int]:
        """Every process that belongs to this stack: they carry its folder in their environment."""
        found, mark = [], f"INSTANCE_PATH={self.folder}".encode()
        for place in Path("/proc").glob("[0-9]*/environ"):
            try:
                is_mine = mark in place.read_bytes().split(b"\0")
            except OSError:
                continue
            if is_mine and int(place.parent.name) not in (self.process.pid, os.getpid()):
                found.append(int(place.parent.name))
        return found

    def get(self, path: str) -> str:
        with urllib.request.urlopen(self.address + path, timeout=10) as answer:
            return str(answer.read().decode())

    def stop(self, number: int = signal.SIGTERM) -> int:
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(timeout=PATIENCE)


def wait_for(ready: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not ready():
        assert time.monotonic() < deadline, f"{what} took longer than {PATIENCE} seconds"
        time.sleep(0.05)
