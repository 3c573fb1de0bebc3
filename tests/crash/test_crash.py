"""The short form of `make crash`, for every run of the tests. The choices are always the same, the moments never are."""

import sys
from pathlib import Path

import pytest

from tests.crash import verdict
from tests.crash.run import Plan, crash

SHORT = Plan(database="sqlite", kills=20, messages=120, letters=60, wipes=2, seed=20, pace=90, patience=1)


@pytest.mark.skipif(sys.platform != "linux", reason="finds forked processes under /proc, which only Linux has")
def test_whenever_workers_are_killed_nothing_is_lost_and_no_letter_arrives_twice(tmp_path: Path) -> None:
    report = crash(SHORT, tmp_path)
    verdict.print_table(report.verdict)
    assert report.kills.total() == SHORT.kills
    assert not report.verdict.problems
