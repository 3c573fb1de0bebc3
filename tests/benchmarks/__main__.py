"""Runs the benchmark: `make bench`, and see `--help` for what shortens it, lengthens it and keeps its figures."""

import argparse
from contextlib import ExitStack

from tests import servers
from tests.benchmarks import (
    aims,
    figures,
    importing,
    load,
    mail,
    matching,
    offices,
    reminders,
    searching,
    serving,
    workloads,
)
from tests.benchmarks.figures import Figures

ROWS, MIDDLE, LEAST = 100_000, 10_000, 500
QUICK = 1_000
"""Up to so many cases everything is measured in short, to see that it works: the figures say little."""
DATABASES = ("sqlite", "postgresql")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS, help="cases of the largest office, e.g. 1000000")
    parser.add_argument("--only", choices=DATABASES)
    parser.add_argument("--save", action="store_true", help="keep the figures as those of the last run")
    given = parser.parse_args()
    if given.rows < LEAST:
        parser.error(f"--rows must be {LEAST} or more: each step is made on a case of its own")
    names = [name for name in DATABASES if given.only in (None, name)]
    if "postgresql" in names and not servers.has_postgres():
        print(f"PostgreSQL is left out: {servers.NO_POSTGRES}.")
        names.remove("postgresql")
    done = [run for name in names for run in _database(name, given.rows)]
    print()
    for run in done:
        run.print_summary()
    if given.save:
        figures.save(done)


def _database(name: str, count: int) -> list[Figures]:
    """A small, a middle and the asked office on one database, and how the milliseconds grow from the middle one."""
    runs = [_office(name, each, detailed=False) for each in (aims.SMALL, MIDDLE) if each < count]
    runs.append(_office(name, count, detailed=True))
    if count > MIDDLE:
        runs[-2].print_growth(runs[-1])
    return runs


def _office(name: str, count: int, *, detailed: bool) -> Figures:
    found, quick = Figures.of(name, count), count <= QUICK
    with offices.prepared(name, count) as given:
        print(f"\n{name}, {count:,} cases, {given.statistics}", flush=True)
        with ExitStack() as stack:
            port, pid = stack.enter_context(serving.server("casework.wsgi:app", given.environ))
            floor, _ = stack.enter_context(serving.server("tests.benchmarks.floor:app", given.environ))
            rounds = workloads.ROUNDS if count > QUICK or not detailed else workloads.QUICK_ROUNDS
            place = offices.signed_in(given, port, floor, rounds=rounds)
            found.print_rows(workloads.measure(place), rounds=rounds)
            if detailed:
                load.print_pages(place, found, quick=quick)
                load.print_memory(place, found, pid)
        if detailed:
            mail.print_mail(given.app, given.environ, found, quick=quick)
            importing.print_import(given.environ, found, quick=quick)
            reminders.print_plan(given.app, given.environ, found, quick=quick)
            matching.print_matching(given.app, found)
            searching.print_search(given.app, found)
    return found


if __name__ == "__main__":
    main()
