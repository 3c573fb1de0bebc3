"""`make test`: runs everything that this machine can run, says first how long that takes, and last what was left out
and how to get it."""

import os
import subprocess
import sys

from tests import servers, times
from tests.progress import said

FEWEST, MOST = 2, 8
"""Processes. Some tests wait for others, so that one core is enough for two."""


def left_out() -> list[str]:
    missing = []
    if not servers.has_postgres():
        missing.append("PostgreSQL (apt install postgresql)")
    if servers.chromium() is None:
        missing.append("the journeys in a browser (apt install chromium)")
    return missing


def processes() -> int:
    cores = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or FEWEST
    return min(max(cores, FEWEST), MOST)


def beginning() -> str:
    """What will run, and for how long."""
    known = times.Known()
    has_postgres = servers.has_postgres()
    found = [known.of(file) for file in times.files()]
    expected = said(sum(one.all if has_postgres else one.without_postgres for one in found) / processes())
    source = "as in the last run here" if known.is_of_this_machine else "on idle cores"
    databases = "SQLite and PostgreSQL" if has_postgres else "SQLite alone"
    browser = "with" if servers.chromium() else "without"
    return f"All tests on {databases}, {browser} a browser, {processes()} at a time: about {expected}, {source}."


def main(arguments: list[str]) -> int:
    options = ["-p", "tests.progress", "-o", "console_output_style=classic"]
    if not (os.environ.get("CASEWORK_TEST_SERIAL") or arguments):
        print(beginning(), flush=True)
        options += ["-n", str(processes()), "--dist", "loadfile", "--no-loadscope-reorder"]
    status = subprocess.run([sys.executable, "-m", "pytest", *options, *arguments], check=False).returncode
    if missing := left_out():
        print(f"Left out on this machine: {'; '.join(missing)}.")
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
