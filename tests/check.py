"""`make check`: within a minute the rules of the house, the types, and on SQLite alone the tests that a change touches."""

import subprocess
import sys
from pathlib import Path

from tests import times, touched
from tests.run import processes

ALWAYS = ("tests/workflows", "tests/architecture")
BUDGET = 40.0
"""Seconds of tests in one process, besides those that always run."""
BIN = Path(sys.executable).parent
LINTERS = (
    ("ruff", "check", "."), ("ruff", "format", "--check", "."), ("mypy",), ("djlint", "templates", "--lint", "--quiet"),
)  # fmt: skip
MOST_NAMED = 8


def main() -> int:
    files = touched.changed()
    near = {test: how for test, how in touched.tests_of(files).items() if not test.startswith(ALWAYS)}
    known = times.Known()
    chosen, rest = touched.choose(near, lambda test: known.of(test).without_postgres, BUDGET)
    print(beginning(files, chosen), flush=True)
    lint = subprocess.Popen([sys.executable, "-m", "tests.check", "lint"], stdout=subprocess.PIPE, text=True)
    options = ["-p", "tests.progress", "-o", "console_output_style=classic", "-m", "not postgres and not browser"]
    together = ["-n", str(processes()), "--dist", "loadfile", "--no-loadscope-reorder"]
    command = [sys.executable, "-m", "pytest", *options, *together, *ALWAYS, *chosen]
    failed = subprocess.run(command, check=False).returncode
    print(lint.communicate()[0], end="")
    if rest:
        print(f"Touched, but left out for want of time: {some(rest)}.")
    print(
        "Left out: PostgreSQL, the journeys in a browser, and what the change is far from. `make test` runs everything."
    )
    return failed or lint.returncode


def beginning(files: list[str], chosen: list[str]) -> str:
    what = (
        f"Files changed: {len(files)}. The tests that they touch: {some(chosen)}" if chosen else "No tests are touched"
    )
    return f"On SQLite alone, in about a minute: lint, types, workflows, architecture. {what}."


def some(tests: list[str]) -> str:
    others = f" and {len(tests) - MOST_NAMED} more" if len(tests) > MOST_NAMED else ""
    return ", ".join(tests[:MOST_NAMED]) + others


def lint() -> int:
    """One after the other, beside the tests."""
    return max(subprocess.run([BIN / command[0], *command[1:]], check=False).returncode for command in LINTERS)


if __name__ == "__main__":
    sys.exit(lint() if sys.argv[1:] == ["lint"] else main())
