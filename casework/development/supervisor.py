"""`make run`: starts everything on one machine, watches it, and takes it all down again.

Each child leads its own process group and, on Linux, dies with the supervisor even if that is killed outright.
"""

import ctypes
import fcntl
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from casework import kept_environment
from casework.config import HOME, BadSetting, Settings, load_settings
from casework.development import ports, queue_server
from casework.development.officers import OFFICERS, PASSWORD
from casework.private import close_folder
from casework.queues import QUEUES

PR_SET_PDEATHSIG = 1
TOO_MANY_DEATHS = 5
DEATHS_WITHIN_SECONDS = 60
PATIENCE_SECONDS = 60
"""A busy machine needs half a minute for what takes a second. Whatever ends by itself is noticed at once."""


class CannotStart(Exception):
    """One sentence that says what is in the way and what to do."""


@dataclass(slots=True)
class Child:
    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    deaths: list[float] = field(default_factory=list)


class Supervisor:
    """Starts the children in order and keeps them running until it is told to stop."""

    def __init__(self, settings: Settings, environ: Mapping[str, str]) -> None:
        self.settings = settings
        self.environ = dict(environ)
        self.children: list[Child] = []
        self.stopping = False
        self.web_port = self.mail_port = 0
        self._lock: TextIO | None = None

    def run(self) -> int:
        for name in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(name, self._stop)
        try:
            self._prepare()
            self._start_all()
            self._watch()
        finally:
            self._end_all()
        return 0

    def _prepare(self) -> None:
        folder = self.settings.instance_path
        self.web_port, self.mail_port = ports.web_port(self.environ), ports.mail_port(self.environ)
        _require_writable(folder)
        self._lock = _locked(folder)
        self.environ |= {
            "CASEWORK_ENV": "development",
            "SECRET_KEY": _kept_secret(folder / "secret-key"),
            "DATABASE_URL": self.settings.database_url,
            "BASE_URL": self.environ.get("BASE_URL") or f"http://127.0.0.1:{self.web_port}",
            "SMTP_URL": self.environ.get("SMTP_URL") or f"smtp://127.0.0.1:{self.mail_port}",
        }

    def _start_all(self) -> None:
        python, casework = sys.executable, [sys.executable, "-m", "casework"]
        instance = self.settings.instance_path
        if not self.environ.get("REDIS_URL"):
            self._start_queue(instance)
        kept_environment.keep(instance, self.environ)
        mailbox = [python, "-m", "casework.development.mail_catcher", str(instance / "mail")]
        self._start("mailbox", [*mailbox, "127.0.0.1", str(self.mail_port)])
        self._run_once([*casework, "setup"])
        self._run_once([*casework, "demonstration", "load"])
        web = [python, "-m", "gunicorn", "casework.wsgi:app", "--bind", f"127.0.0.1:{self.web_port}"]
        self._start("web server", [*web, *GUNICORN_OPTIONS])
        for queue in QUEUES:
            self._start(f"worker ({queue})", [*casework, "worker", queue])
        self._start("scheduler", [*casework, "scheduler"])
        self._wait_for(lambda: _answers(self.web_port))
        print(welcome(self.environ["BASE_URL"]), flush=True)

    def _start_queue(self, instance: Path) -> None:
        """Where its folder cannot be read, with an empty one: the database knows what is to be done."""
        where, folder, log = _socket_path(instance), instance / queue_server.FOLDER, instance / queue_server.LOG
        self.environ["REDIS_URL"] = f"unix://{where}"
        for is_last in (False, True):
            self._start("queue server", [*queue_server.command(folder, where), "--logfile", str(log)])
            try:
                return self._wait_for(lambda: queue_server.answers(where))
            except CannotStart:
                if is_last or self.children[-1].process is None or self.children[-1].process.poll() is None:
                    raise CannotStart(f"The queue server did not start: {log} says why.") from None
            self.children.pop()
            place = queue_server.set_aside(folder)
            print(
                f"The queue's folder could not be read and is now {place}: nothing is lost, the database knows what is "
                "to be done.",
                flush=True,
            )
        return None

    def _run_once(self, command: list[str]) -> None:
        if subprocess.run(command, env=self.environ, cwd=HOME, check=False).returncode:
            raise CannotStart(f"`{' '.join(command[2:])}` failed: look at the lines above.")

    def _start(self, name: str, command: list[str]) -> None:
        child = Child(name, command)
        child.process = self._spawn(command)
        self.children.append(child)

    def _spawn(self, command: list[str]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(command, env=self.environ, cwd=HOME, preexec_fn=_die_with_parent(os.getpid()))

    def _wait_for(self, ready: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not ready():
            for child in self.children:
                if child.process is not None and child.process.poll() is not None:
                    raise CannotStart(f"The {child.name} did not start: look at the lines above.")
            if time.monotonic() > deadline:
                raise CannotStart(f"Nothing answered within {PATIENCE_SECONDS} seconds: look at the lines above.")
            time.sleep(0.05)

    def _watch(self) -> None:
        while not self.stopping:
            for child in self.children:
                if child.process is not None and child.process.poll() is not None and not self.stopping:
                    self._restart(child)
            time.sleep(0.3)

    def _restart(self, child: Child) -> None:
        now = time.monotonic()
        child.deaths = [death for death in child.deaths if now - death < DEATHS_WITHIN_SECONDS] + [now]
        if len(child.deaths) >= TOO_MANY_DEATHS:
            raise CannotStart(f"The {child.name} stopped {TOO_MANY_DEATHS} times in a minute: look at the lines above.")
        print(f"The {child.name} stopped and is started again.", file=sys.stderr, flush=True)
        child.process = self._spawn(child.command)

    def _stop(self, *_: object) -> None:
        self.stopping = True

    def _end_all(self) -> None:
        """The web server and the workers finish what they have in hand, then the servers that they need."""
        for child in reversed(self.children):
            if child.process is None or child.process.poll() is not None:
                continue
            _signal_group(child.process.pid, signal.SIGTERM)
            try:
                child.process.wait(timeout=8)
            except subprocess.TimeoutExpired:
                _signal_group(child.process.pid, signal.SIGKILL)
                child.process.wait()
        if self.children:
            print("Stopped.", flush=True)


def develop() -> int:
    """What `make run` does. The exit code is 1 where it could not start."""
    environ = {**os.environ, "CASEWORK_ENV": "development"}
    try:
        return Supervisor(load_settings(environ), environ).run()
    except (BadSetting, CannotStart, ports.BadPort) as problem:
        print(problem, file=sys.stderr)
        return 1


GUNICORN_OPTIONS = [
    "--workers", "2", "--threads", "4", "--worker-class", "gthread", "--timeout", "60", "--graceful-timeout", "5",
    "--keep-alive", "0", "--log-level", "warning", "--no-control-socket", "--preload",
]  # fmt: skip


def welcome(address: str) -> str:
    """What a newcomer reads when everything runs."""
    rows = [f"    {email:<28} {name.removesuffix(' (invented)')}" for name, email, _ in OFFICERS]
    return "\n".join(
        [
            "",
            f"  Casework is running at  {address}",
            f"  Mail that it sends      {address}/mailbox",
            "",
            f"  Sign in with one of these, password  {PASSWORD}",
            *rows,
            "",
            "  Everybody and everything in this demonstration is invented. Stop with Ctrl-C.",
            "",
        ]
    )


def _die_with_parent(parent: int) -> Callable[[], None]:
    libc = ctypes.CDLL(None) if sys.platform == "linux" else None

    def prepare() -> None:
        os.setpgid(0, 0)
        if libc is not None:
            libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
            if os.getppid() != parent:
                os._exit(1)

    return prepare


def _signal_group(pid: int, number: int) -> None:
    try:
        os.killpg(pid, number)
    except ProcessLookupError:
        return


def _require_writable(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        close_folder(folder)
        (folder / ".writable").touch()
    except OSError:
        raise CannotStart(f"{folder} cannot be written to: set INSTANCE_PATH to a folder of yours.") from None
    (folder / ".writable").unlink()


def _locked(folder: Path) -> TextIO:
    """One `make run` in a folder: two would take each other's queue away. The lock goes with the process."""
    lock = (folder / "lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise CannotStart(
            f"Casework runs in {folder} already: stop it, or give this one a folder of its own with INSTANCE_PATH=."
        ) from None
    return lock


def _socket_path(instance: Path) -> Path:
    """A Unix socket's path may be about 100 bytes long; a deep folder needs a shorter place."""
    path = instance / "queue.sock"
    if len(os.fsencode(path)) < 100:
        path.unlink(missing_ok=True)
        return path
    return Path(f"/tmp/casework-{os.getuid()}-{secrets.token_hex(4)}.sock")


def _kept_secret(path: Path) -> str:
    """The key of this development installation, made once so that a restart ends nobody's session."""
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48))
    return path.read_text()


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0
