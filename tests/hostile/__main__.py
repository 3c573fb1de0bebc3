"""`make attack`: the same as the short run of the tests, for as many requests as wanted."""

import argparse
import secrets
import sys
import time

from casework import create_app
from tests import areas, conftest, databases, servers
from tests.hostile.attack import Outcome, attack

EACH = 2_000
"""Requests between two lines of progress. After so many an office is filled anew, so that cases do not all end up
closed and pages stay as small as those of a day."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.hostile")
    parser.add_argument("--requests", type=int, default=100_000, help="shared by the databases")
    parser.add_argument("--seed", type=int, default=None, help="makes up the same requests as the run that printed it")
    parser.add_argument("--only", choices=("sqlite", "postgresql"), help="both unless said")
    given = parser.parse_args()
    names = [given.only] if given.only else ["sqlite", *(["postgresql"] if servers.has_postgres() else [])]
    seed = secrets.randbelow(10**9) if given.seed is None else given.seed
    faults = [_on(name, seed, max(given.requests // len(names), 1)) for name in names]
    return 1 if any(faults) else 0


def _on(kind: str, seed: int, requests: int) -> int:
    """How many faults were found. Each is printed as soon as the requests of one office are through."""
    print(f"\n{kind}: {requests:,} requests, seed {seed}", flush=True)
    total, began = Outcome(), time.monotonic()
    with servers.queue_server() as queue, databases.database(kind) as database, servers.quick_folder() as instance:
        app = create_app({
            "CASEWORK_ENV": "test", "DATABASE_URL": database.url, "REDIS_URL": queue, "INSTANCE_PATH": str(instance),
            "BASE_URL": "https://casework.example",
        })  # fmt: skip
        with app.app_context():
            conftest.set_up(areas.NAMES[0])
            database.keep()
        for begin in range(0, requests, EACH):
            outcome = attack(app, seed=seed + begin, requests=min(EACH, requests - begin))
            total.add(outcome)
            for each in outcome.found:
                print(f"  FAULT {each}", flush=True)
            print(f"  {begin + EACH:>9,} sent, {len(total.found)} faults, {time.monotonic() - began:.0f} s", flush=True)
            with app.app_context():
                database.put_back()
    answers = ", ".join(f"{status}: {amount:,}" for status, amount in sorted(total.statuses.items()))
    print(f"  answered {answers}")
    print(
        f"  {len(total.rules)} pairs of method and page met; the slowest took {total.slowest[0]:.1f} s: {total.slowest[1]}"
    )
    return len(total.found)


if __name__ == "__main__":
    sys.exit(main())
