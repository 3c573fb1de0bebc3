"""Eight clients at once: pages a second in several runs, letters, and what the web processes hold after all of it."""

import itertools
import statistics
import threading
import time
from collections.abc import Callable
from functools import partial

from tests.benchmarks import acts, rows, serving
from tests.benchmarks.browser import Browser
from tests.benchmarks.figures import Figures
from tests.benchmarks.workloads import Place

CLIENTS, LETTERS = 8, 5
RUNS, SECONDS = 7, 4.0
QUICK_RUNS, QUICK_SECONDS = 3, 0.5


def print_pages(place: Place, figures: Figures, *, quick: bool) -> None:
    """Each run has connections of its own, because which process takes them is decided when they are made."""
    pages = rows.open_references(place.office, 45)
    for code, ours, floor in (
        ("W1", ["/cases?category=open"], ["/cases"]),
        ("W2", [f"/cases/{each}" for each in pages], [f"/cases/{each}" for each in pages]),
    ):
        runs, seconds = (QUICK_RUNS, QUICK_SECONDS) if quick else (RUNS, SECONDS)
        rates = sorted(_pages_a_second(place.officer, ours, seconds) for _ in range(runs))
        bare = statistics.median(_pages_a_second(place.floor, floor, seconds) for _ in range(runs))
        spread = f"; median of {runs}, {rates[0]:.0f} to {rates[-1]:.0f}; floor {bare:.0f}"
        figures.print_one(f"{code} pages a second", statistics.median(rates), spread)


def print_memory(place: Place, figures: Figures, pid: int) -> None:
    """Taken when every thread of the web server has logged contacts with their receipts and sent letters."""
    browsers = [place.officer.like() for _ in range(CLIENTS)]
    _at_once([_many(acts.log_by_mail(browser)) for browser in browsers])
    held, shared_once = serving.resident_mb(pid), serving.proportional_mb(pid)
    more = f"; resident (RSS), all web processes; {shared_once:.0f} with shared pages counted once (PSS)"
    figures.print_one("memory after letters, MB", held, more)


def _many(act: acts.Act) -> Callable[[], None]:
    def work() -> None:
        for _ in range(LETTERS):
            act()

    return work


def _pages_a_second(somebody: Browser, paths: list[str], seconds: float) -> float:
    done, until = itertools.count(), time.monotonic() + seconds

    def work(browser: Browser, start: int) -> None:
        for path in itertools.islice(itertools.cycle(paths), start, None):
            if time.monotonic() > until:
                return
            browser.get(path)
            next(done)

    browsers = [somebody.like() for _ in range(CLIENTS)]
    _at_once([partial(work, browser, start) for start, browser in enumerate(browsers)])
    return next(done) / seconds


def _at_once(works: list[Callable[[], None]]) -> None:
    """Raises `RuntimeError` where one of them failed, so that no figure is made of refusals."""
    failed: list[Exception] = []

    def run(work: Callable[[], None]) -> None:
        try:
            work()
        except Exception as problem:
            failed.append(problem)

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise RuntimeError("A client failed under load.") from failed[0]
