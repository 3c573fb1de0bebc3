"""Real servers for tests: a throw-away PostgreSQL, a queue server, a mail server. Each says why it cannot run."""

import glob
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError

from casework.development import queue_server as embedded

IN_MEMORY = Path("/dev/shm")
ROOM_NEEDED = 256 * 1024 * 1024
"""Bytes. Some containers have less, and get a folder on the disk."""
NO_POSTGRES = "no PostgreSQL server on this machine (apt install postgresql, or set TEST_DATABASE_URL)"
NO_CHROMIUM = "no Chromium on this machine (apt install chromium)"


def postgres_binaries() -> Path | None:
    """Where initdb and pg_ctl lie, also where Debian hides them."""
    found = shutil.which("initdb")
    candidates = [Path(found).resolve().parent] if found else []
    candidates += [Path(path) for path in sorted(glob.glob("/usr/lib/postgresql/*/bin"), reverse=True)]
    return next((path for path in candidates if (path / "initdb").exists() and (path / "postgres").exists()), None)


def has_postgres() -> bool:
    return bool(os.environ.get("TEST_DATABASE_URL")) or postgres_binaries() is not None


def chromium() -> str | None:
    return next(
        (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
    )


@contextmanager
def quick_folder() -> Iterator[Path]:
    """A folder in memory where there is one: SQLite waits for the disk at each commit, and no test pulls the plug."""
    room = shutil.disk_usage(IN_MEMORY).free if os.access(IN_MEMORY, os.W_OK) else 0
    with tempfile.TemporaryDirectory(prefix="cwdb", dir=IN_MEMORY if room > ROOM_NEEDED else None) as folder:
        yield Path(folder)


@contextmanager
def postgres_server(*, durable: bool = False) -> Iterator[str]:
    """A cluster of its own on a Unix socket, without fsync unless `durable`; as `nobody` where we are root,
    which it refuses."""
    binaries = postgres_binaries()
    if binaries is None:
        raise RuntimeError(NO_POSTGRES)
    folder = Path(tempfile.mkdtemp(prefix="cwpg", dir="/tmp"))
    prefix: list[str] = []
    if os.geteuid() == 0:
        user = pwd.getpwnam("nobody")
        os.chown(folder, user.pw_uid, user.pw_gid)
        prefix = ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
    data = str(folder / "data")
    options = f"-k {folder} -c listen_addresses="
    if not durable:
        options += " -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c autovacuum=off"
    server = [*prefix, str(binaries / "pg_ctl"), "-D", data, "-w", "-l", str(folder / "log")]
    initdb = [*prefix, str(binaries / "initdb"), "-D", data, "-A", "trust", "-U", "casework", "-E", "UTF8"]
    try:
        subprocess.run([*initdb, "--no-locale"], check=True, capture_output=True, cwd="/")
        subprocess.run([*server, "-o", options, "start"], check=True, capture_output=True, cwd="/")
        yield f"postgresql+psycopg://casework@/postgres?host={folder}"
    finally:
        subprocess.run([*server, "-m", "immediate", "stop"], check=False, capture_output=True, cwd="/")
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def queue_server() -> Iterator[str]:
    """A queue server of its own on a Unix socket; yields its address."""
    folder = Path(tempfile.mkdtemp(prefix="cwq", dir="/tmp"))
    process = start_queue_server(folder)
    try:
        yield f"unix://{folder / 'queue.sock'}"
    finally:
        process.kill()
        process.wait()
        shutil.rmtree(folder, ignore_errors=True)


def start_queue_server(folder: Path) -> "subprocess.Popen[bytes]":
    """Start it (again) over the same folder and wait until it answers."""
    socket = folder / "queue.sock"
    socket.unlink(missing_ok=True)
    process = subprocess.Popen(embedded.command(folder / "data", socket), stdout=subprocess.DEVNULL)
    client = Redis.from_url(f"unix://{socket}")
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            client.ping()
        except (RedisError, OSError):
            time.sleep(0.01)
        else:
            client.close()
            return process
    process.kill()
    raise RuntimeError("The queue server did not answer within ten seconds.")
