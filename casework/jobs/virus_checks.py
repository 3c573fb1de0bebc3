"""Files that came from elsewhere go to the virus scanner, where one is set. While it is away they wait."""

import structlog

from casework import clock, outbox
from casework.errors import Damaged, StoreAway
from casework.jobs import stopping
from casework.jobs.periodic import Figures, periodic
from casework.services.deadlines import infected
from casework.services.record import file_checks, files
from casework.storing import store
from casework.storing.scanner import Scanner, ScannerAway
from casework.transaction import snapshot, unit_of_work

log = structlog.get_logger(__name__)
FILES = 200
"""Of one job. What is left is offered again each minute."""


@periodic
def offer() -> Figures:
    """Offer the files that wait, and tell managers of what was filed after a virus was found in it."""
    with snapshot():
        waits = store.current().scanner is not None and bool(file_checks.waiting(most=1))
    if waits:
        outbox.offer("counts", file_checks.CHECK_JOB, bucket=str(int(clock.now().timestamp()) // 60))
    return {"offered": int(waits), "told": tell()}


def check() -> None:
    """Have the files looked at that wait."""
    scanner = store.current().scanner
    if scanner is None:
        return
    with snapshot():
        names = file_checks.waiting(most=FILES)
    for sha256 in names:
        if stopping.is_asked() or not _look_at(scanner, sha256):
            return  # offered again
    tell()


def tell() -> int:
    """Give managers the tasks. Returns how many."""
    with snapshot():
        found = infected.untold()
    if found:
        with unit_of_work():
            infected.tell(found)
    return len(found)


def _look_at(scanner: Scanner, sha256: str) -> bool:
    """Whether the scanner is there."""
    try:
        with snapshot():
            source = files.opened(sha256)
        with source:
            verdict = scanner.look_at(source)
    except (Damaged, StoreAway):
        log.warning("file_not_at_hand", file=sha256[:12])
        return True
    except ScannerAway:
        log.warning("virus_scanner_away")
        return False
    if verdict.virus or verdict.problem:
        log.warning("file_not_clean", file=sha256[:12], virus=verdict.virus, problem=verdict.problem)
    with unit_of_work():
        file_checks.note(sha256, verdict)
    return True
