"""Starting the web servers and workers: the product's own gunicorn options, for us and for the floor alike."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from casework.development.supervisor import GUNICORN_OPTIONS

ROOT = Path(__file__).parent.parent.parent
PATIENCE_SECONDS = 60


@contextmanager
def server(application: str, environ: Mapping[str, str]) -> Iterator[tuple[int, int]]:
    """Yields (port, process id) once the server answers."""
    port = free_port()
    with running(["-m", "gunicorn", application, "--bind", f"127.0.0.1:{port}", *GUNICORN_OPTIONS], environ) as pid:
        _wait(port)
        yield port, pid


@contextmanager
def running(arguments: list[str], environ: Mapping[str, str]) -> Iterator[int]:
    """A Python process with all that it starts; yields its id."""
    process = subprocess.Popen(
        [sys.executable, *arguments], env={**os.environ, **environ}, cwd=ROOT, start_new_session=True
    )
    try:
        yield process.pid
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=20)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def resident_mb(pid: int) -> float:
    """Resident memory (RSS) of a process and its children, in megabytes: pages that they share count for each."""
    return sum(_kilobytes(one, "status", "VmRSS:") for one in _family(pid)) / 1024


def proportional_mb(pid: int) -> float:
    """The same with shared pages counted once (PSS)."""
    return sum(_kilobytes(one, "smaps_rollup", "Pss:") for one in _family(pid)) / 1024


def _family(pid: int) -> list[int]:
    return [pid, *map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())]


def _kilobytes(pid: int, file: str, name: str) -> int:
    lines = Path(f"/proc/{pid}/{file}").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name))


def _wait(port: int) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError(f"The server did not start within {PATIENCE_SECONDS} seconds.")
