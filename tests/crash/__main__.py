"""`make crash`: kills real workers again and again while a hostile mail server takes what they send, and compares."""

import argparse
import secrets
import shutil
import signal
import sys
import tempfile
from collections import Counter
from pathlib import Path

from tests import servers
from tests.crash import verdict
from tests.crash.run import Plan, Report, crash


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.crash")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--messages", type=int, default=1000)
    parser.add_argument("--letters", type=int, help="how many of the messages go to the public; half unless said")
    parser.add_argument("--wipes", type=int, default=5, help="how often the queue server loses everything and dies")
    parser.add_argument("--seed", type=int, default=None, help="makes the same choices as the run that printed it")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), help="both unless said")
    given = parser.parse_args()
    if sys.platform != "linux":
        print("The crash test finds forked processes under /proc, which only Linux has.")
        return 1
    for each in (signal.SIGINT, signal.SIGTERM):  # a shell may have told it to ignore the first
        signal.signal(each, _interrupt)
    names = [given.database] if given.database else ["sqlite", "postgresql"]
    if "postgresql" in names and not servers.has_postgres():
        print(f"PostgreSQL is left out: {servers.NO_POSTGRES}.")
        names.remove("postgresql")
    seed = secrets.randbelow(1_000_000) if given.seed is None else given.seed
    letters = given.messages // 2 if given.letters is None else given.letters
    reports = []
    for name in names:
        plan = Plan(
            database=name, kills=given.kills, messages=given.messages, wipes=given.wipes, seed=seed, letters=letters
        )
        try:
            reports.append(_one(plan))
        except KeyboardInterrupt:
            print("\n  Stopped. No process is left; what was written so far stays under /tmp.")
            return 130
    return 1 if any(report.verdict.problems for report in reports) else 0


def _one(plan: Plan) -> Report:
    folder = Path(tempfile.mkdtemp(prefix="cwcrash", dir="/tmp"))
    print(
        f"\n{plan.database}: {plan.messages} messages, {plan.kills} kills, {plan.wipes} wipes of the queue, "
        f"seed {plan.seed}; the workers say what they do in {folder}/workers.log",
        flush=True,
    )
    report = crash(plan, folder)
    print(f"  killed: {_listed(report.kills)}; started again {report.restarts} times")
    print(f"  the mail server: {_listed(report.deeds)}")
    print(f"  {report.seconds:.0f} seconds; settled {report.settled_after:.0f} seconds after the last kill")
    verdict.print_table(report.verdict)
    if not report.verdict.problems:
        shutil.rmtree(folder)
    return report


def _listed(counted: Counter[str]) -> str:
    return ", ".join(f"{name} {times}" for name, times in sorted(counted.items()))


def _interrupt(*_: object) -> None:
    """End as after Ctrl-C, so that the workers are ended too."""
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
