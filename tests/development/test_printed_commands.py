"""Every command line that the README and the docs print runs as it is printed, beside an office of `make run`.

A new one is run to its end without more ado. What stays (a worker) is started and stopped; what takes minutes is asked
for as a recipe, each program of which must be there.
"""

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import partial
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.development.stack import ROOT, Stack, free_port, wait_for

INPUTS = ROOT / "tests" / "inputs"
AREA = ROOT / "casework" / "areas" / "ambershire.toml"
PAGES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    *sorted((ROOT / "docs").glob("*.md")),
    *sorted((ROOT / "docs/guide").glob("*.md")),
]
BEGINS = re.compile(r"(\.venv/bin/|casework |make |gunicorn |pip |python -m |sqlite3 )")
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
FILLED_IN = {
    "--mapping MAPPING.toml": f"--mapping {INPUTS / 'register.toml'}",
    "register FILE": f"register {INPUTS / 's01-labels-of-our-own-lists.csv'}",
    "FILE.eml": str(INPUTS / "m09-zip-written-as-a-stream.eml"),
    "moves.py": "moves.py --collect-only",
    "users link ADDRESS": "users link officer@demo.example",
    "--area FILE": f"--area {AREA}",
    "our-area.toml": str(AREA),
    "take-away 2026-12-07": "take-away 2026-12-25 --everywhere",
}
TYPED = {"casework users add": "Ada Invented\nada@known.example\n"}
STAYS = ("casework worker ", "casework scheduler", "gunicorn ")
IN_WORDS = {
    "casework worker": "names the command, whose queue stands beside it",
    "python -m tests.times": "keeps the figures of a run in the repository",
}


def printed(page: Path) -> Iterator[str]:
    text = page.read_text(encoding="utf-8")
    for language, block in BLOCK.findall(text):
        if language in ("", "sh", "console"):
            yield from (line.partition("  #")[0].strip() for line in block.splitlines() if BEGINS.match(line))
    for words in re.findall(r"`([^`\n]+)`", BLOCK.sub("", text)):
        if BEGINS.match(words):
            yield words


COMMANDS = sorted({command for page in PAGES for command in printed(page)})
RECIPES = [f"make {name}" for name in re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE)]


linux_only = pytest.mark.skipif(sys.platform != "linux", reason="processes are looked at in /proc")


def environment(folder: Path) -> dict[str, str]:
    """Nothing but where the office is: what a person has in another terminal. This code instead of what is installed."""
    told = {name: value for name, value in os.environ.items() if name in ("HOME", "LANG", "LC_ALL", "TMPDIR")}
    path = f"{ROOT / '.venv' / 'bin'}:{os.environ['PATH']}"
    return {**told, "PATH": path, "PYTHONPATH": str(ROOT), "INSTANCE_PATH": str(folder)}


def start(command: str, folder: Path) -> "subprocess.Popen[str]":
    """As printed, in a group of processes of its own."""
    for words, other in FILLED_IN.items():
        command = command.replace(words, other)
    return subprocess.Popen(
        ["bash", "-c", command], cwd=ROOT, env=environment(folder) | {"GUNICORN_CMD_ARGS": f"--bind 127.0.0.1:{free_port()}"},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True,
    )  # fmt: skip


def ended(command: str, folder: Path) -> tuple[int, str]:
    process = start(command, folder)
    said, _ = process.communicate(TYPED.get(command, "y\n"), timeout=120)
    return process.returncode, said


@pytest.mark.parametrize(
    "command",
    [
        each
        for each in COMMANDS
        if each.startswith(("casework ", ".venv/bin/", "python -m "))
        and not each.startswith(STAYS)
        and each not in IN_WORDS
    ],
)
def test_a_command_ends_well(office: Stack, command: str) -> None:
    status, said = ended(command, office.folder)
    if command == "casework health":  # what runs every minute has not run in the first one
        wait_for(lambda: ended(command, office.folder)[0] == 0, "an office that is well")
        return
    assert status == 0, said
    assert "Traceback" not in said


def is_ready_to_stop(pid: int) -> bool:
    """Whether the program has begun its work: from then on it ends in an orderly way when it is asked to."""
    caught = re.search(r"SigCgt:\s+(\w+)", Path(f"/proc/{pid}/status").read_text())
    return caught is not None and bool(int(caught[1], 16) >> (signal.SIGTERM - 1) & 1)


@linux_only
@pytest.mark.parametrize("command", [each for each in COMMANDS if each.startswith(STAYS)])
def test_what_stays_starts_and_stops(office: Stack, command: str) -> None:
    process = start(command, office.folder)
    wait_for(lambda: process.poll() is not None or is_ready_to_stop(process.pid), "the start")
    assert process.poll() is None, process.communicate()[0]
    os.killpg(process.pid, signal.SIGTERM)
    said, _ = process.communicate(timeout=60)
    assert "Traceback" not in said, said


def can_be_run(module: str) -> bool:
    """By `python -m`: of a package, what stands in its `__main__`."""
    found = find_spec(module)
    is_package = found is not None and found.submodule_search_locations is not None
    return find_spec(f"{module}.__main__") is not None if is_package else found is not None


@pytest.mark.parametrize("command", sorted({*RECIPES, *(each for each in COMMANDS if each.startswith("make "))}))
def test_a_recipe_names_programs_that_are_there(command: str) -> None:
    asked = subprocess.run(
        ["make", "-n", "-o", ".venv/.runtime", "-o", ".venv/.development", *shlex.split(command)[1:]],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert asked.returncode == 0, asked.stderr
    for module in re.findall(r"bin/python -m (\S+)", asked.stdout):
        assert can_be_run(module), module
    for program in re.findall(r"\.venv/bin/(\w+) ", asked.stdout):
        assert (ROOT / ".venv" / "bin" / program).exists(), program


@pytest.mark.parametrize("command", [each for each in COMMANDS if each.startswith("pip install")])
def test_what_pip_is_asked_for_is_there(command: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for extra in re.findall(r"\[(\w+)\]", command):
        assert extra in project["optional-dependencies"]


@pytest.mark.skipif(shutil.which("sqlite3") is None, reason="sqlite3 is not on this machine (apt install sqlite3)")
@pytest.mark.parametrize("command", [each for each in COMMANDS if each.startswith("sqlite3 ")])
def test_a_copy_of_the_database_is_made(office: Stack, tmp_path: Path, command: str) -> None:
    copy = tmp_path / "copy.db"
    there = command.replace("instance/casework.db", str(office.folder / "casework.db")).replace("copy.db", str(copy))
    assert ended(there, office.folder)[0] == 0
    assert copy.stat().st_size > 100_000


def test_no_printed_command_is_left_out() -> None:
    kinds = ("casework ", ".venv/bin/", "make ", "pip install", "sqlite3 ", *STAYS)
    assert [each for each in COMMANDS if not each.startswith(kinds) and each not in IN_WORDS] == []
    assert set(IN_WORDS) <= set(COMMANDS)
    assert len(COMMANDS) > 15


def has_started_or_ended(process: subprocess.Popen[bytes], said: Path) -> bool:
    return process.poll() is not None or "Stop with Ctrl-C" in said.read_text()


@linux_only
def test_make_run_works_as_printed_and_a_second_one_beside_it(tmp_path: Path) -> None:
    """`make run PORT=5001` with another folder while the first one runs; the mailbox of each takes a port of its own."""
    first, second = (tmp_path / name for name in ("first", "second"))
    running = []
    try:
        for folder in (first, second):
            command = f"exec make -o .venv/.runtime run PORT={free_port()} INSTANCE_PATH={folder}"
            log = (tmp_path / f"{folder.name}.log").open("w")
            process = subprocess.Popen(
                ["bash", "-c", command],
                cwd=ROOT,
                env=environment(folder),
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
            running.append(process)
            wait_for(partial(has_started_or_ended, process, Path(log.name)), "the start")
            assert process.poll() is None, Path(log.name).read_text()
            log.close()
        assert ended("casework health", second)[1] != ""
    finally:
        for process in running:
            os.killpg(process.pid, signal.SIGINT)
        for process in running:
            process.wait(timeout=60)
