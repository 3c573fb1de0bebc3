"""What `make test` shows while it runs, and in which order: long files first, so that all processes end together.

A plugin of pytest, named on the command line by run.py. Without it pytest shows what it always does.
"""

import shutil
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import pytest

from tests import times

TOGETHER = ("tests/journeys", "tests/development")
LONG = 4.0
"""Seconds. The order of all other files is left to chance."""
LINES_APART = 20.0
"""Seconds, where the output is kept in a file."""
REWRITTEN_APART = 0.2


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Progress(config), "casework-progress")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    known, expected = times.Known(), defaultdict[str, float](float)
    for file in {_file(item.nodeid) for item in items}:
        expected[_share(file)] += known.of(file).all
    items.sort(key=lambda item: -(seconds if (seconds := expected[_share(item.nodeid)]) >= LONG else 0))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    from xdist.scheduler import LoadScopeScheduling

    class ByShare(LoadScopeScheduling):  # type: ignore[misc]  # xdist has no types
        def _split_scope(self, nodeid: str) -> str:
            return _share(nodeid)

    return ByShare(config, log)


class Progress:
    """In the process that the terminal belongs to."""

    def __init__(self, config: pytest.Config) -> None:
        self._config, self._known = config, times.Known()
        self._begun = self._said_at = time.monotonic()
        self._files: Counter[str] = Counter()
        self._under_way: dict[str, None] = {}
        self._done = self._failed = 0
        self._seconds_done = 0.0
        self._took: defaultdict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        self._begin([item.nodeid for item in session.items])

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, ids: Sequence[str]) -> None:
        self._begin(ids)

    def _begin(self, ids: Iterable[str]) -> None:
        """Each of the processes says what it found: the same."""
        self._files = Counter(_file(nodeid) for nodeid in ids)

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        self._under_way[nodeid] = None
        self._say()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._took[_file(report.nodeid)]["postgres" in report.keywords] += report.duration
        if report.failed:
            self._failed += 1
            self._line(f"FAILED {report.nodeid}" if report.when == "call" else f"ERROR {report.nodeid} ({report.when})")

    def pytest_runtest_logfinish(self, nodeid: str) -> None:
        self._under_way.pop(nodeid, None)
        self._done += 1
        self._seconds_done += self._known.of(_file(nodeid)).all / self._files[_file(nodeid)]

    @pytest.hookimpl(tryfirst=True)
    def pytest_report_teststatus(self, report: Any) -> tuple[str, str, str] | None:
        """Nothing but the counts at the end: no letter for each test."""
        if report.passed and report.when != "call":
            return "", "", ""
        if report.failed and report.when != "call":
            return "error", "", ""
        return report.outcome, "", ""

    def pytest_sessionfinish(self, exitstatus: int) -> None:
        self._clear()
        chosen = self._config.option.keyword or self._config.option.markexpr or "::" in " ".join(self._config.args)
        if exitstatus == pytest.ExitCode.OK and not chosen:
            times.keep({file: times.Seconds(*took) for file, took in self._took.items()})

    @property
    def _terminal(self) -> pytest.TerminalReporter:
        found = self._config.pluginmanager.get_plugin("terminalreporter")
        assert isinstance(found, pytest.TerminalReporter)
        return found

    def _say(self) -> None:
        now = time.monotonic()
        if now - self._said_at < (REWRITTEN_APART if self._terminal.isatty else LINES_APART):
            return
        self._said_at = now
        folders = ", ".join(dict.fromkeys(_file(nodeid).rpartition("/")[0] for nodeid in self._under_way))
        failed = f", {self._failed} failed" if self._failed else ""
        line = (
            f"{self._done:,} of {self._files.total():,}{failed}, {said(now - self._begun)}{self._left(now)}: {folders}"
        )
        if self._terminal.isatty:
            self._terminal.rewrite(line[: shutil.get_terminal_size().columns - 1], erase=True)
            self._terminal.flush()
        else:
            self._line(line)

    def _left(self, now: float) -> str:
        """How long it will still take, at the speed of this run."""
        whole = sum(self._known.of(file).all for file in self._files)
        part = self._seconds_done / whole if whole else 0.0
        return f", about {said((now - self._begun) * (1 - part) / part)} to go" if part > 0.05 else ""

    def _clear(self) -> None:
        if self._terminal.isatty:
            self._terminal.rewrite("", erase=True)
            self._terminal.rewrite("")

    def _line(self, line: str) -> None:
        self._clear()
        self._terminal.write_line(line)
        self._terminal.flush()


def said(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def _share(nodeid: str) -> str:
    """What one process does as a whole: a file, or a folder whose files share a server that takes long to start."""
    return next((folder for folder in TOGETHER if nodeid.startswith(f"{folder}/")), _file(nodeid))


def _file(nodeid: str) -> str:
    return nodeid.partition("::")[0]
