"""Starting the web servers that are measured: the same gunicorn with the same options for us and for the floor."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

OPTIONS = [
    "--workers",
    "2",
    "--threads",
    "4",
    "--worker-class",
    "gthread",
    "--log-level",
    "error",
    "--no-control-socket",
    "--preload",
    "--keep-alive",
    "120",
]
ROOT = Path(__file__).parent.parent.parent


@contextmanager
def server(application: str, environ: dict[str, str]) -> Iterator[tuple[int, int]]:
    """Yields (port, process id) once the server answers."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", application, "--bind", f"127.0.0.1:{port}", *OPTIONS]
    process = subprocess.Popen(command, env={**os.environ, **environ}, cwd=ROOT, start_new_session=True)
    try:
        _wait(port)
        yield port, process.pid
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=20)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def memory_mb(pid: int) -> float:
    """Proportional memory of a process and its children, in megabytes."""
    pids = [pid, *map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())]
    return sum(_pss(one) for one in pids) / 1024


def _pss(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


def _wait(port: int) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError("The server did not start within thirty seconds.")
