"""The files that are kept: checked for viruses where a scanner is set, looked through, moved, and what was never
finished removed."""

from collections.abc import Iterator

import structlog

from casework import clock, outbox
from casework.errors import Damaged, StoreAway
from casework.jobs import stopping
from casework.jobs.periodic import Figures, periodic
from casework.services.deadlines import infected
from casework.services.documents import stored, virus_checks
from casework.services.record import files
from casework.storing import store
from casework.storing.scanner import Scanner, ScannerAway
from casework.transaction import snapshot, unit_of_work

log = structlog.get_logger(__name__)
SCANNED = 200
"""Files of one job. What is left is offered again each minute."""


@periodic
def tidy() -> Figures:
    """Remove what was begun and never finished. Of the files that belong to no row a 256th is looked at each minute."""
    start = f"{int(clock.now().timestamp()) // 60 % 256:02x}"
    unfinished = store.current().folder.remove_unfinished()
    with snapshot():
        removed = stored.remove_left_over(start)
    return {"unfinished": unfinished, "removed": removed}


def check() -> Iterator[str]:
    """A sentence for each file that is damaged, missing or left over, while everybody works."""
    with snapshot():
        names = stored.names()
    for name in names:
        with snapshot():
            problem = stored.problem_of(name)
        if problem is not None:
            yield problem
    with snapshot():
        yield from list(stored.left_over())


def move() -> int:
    """Put each file where its size belongs by today's settings, in a transaction of its own. Returns how many moved."""
    with snapshot():
        names = files.to_move()
    for name in names:
        with unit_of_work():
            files.move(name)
    return len(names)


@periodic
def offer_to_scanner() -> Figures:
    """Offer the files that wait, and tell managers of what was filed after a virus was found in it."""
    with snapshot():
        waits = store.current().scanner is not None and bool(virus_checks.waiting(most=1))
    if waits:
        outbox.offer("counts", virus_checks.CHECK_JOB, bucket=str(int(clock.now().timestamp()) // 60))
    return {"offered": int(waits), "told": tell_of_viruses()}


def scan() -> None:
    """Have the files looked at that wait."""
    scanner = store.current().scanner
    if scanner is None:
        return
    with snapshot():
        names = virus_checks.waiting(most=SCANNED)
    for sha256 in names:
        if stopping.is_asked() or not _look_at(scanner, sha256):
            return  # offered again
    tell_of_viruses()


def tell_of_viruses() -> int:
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
        virus_checks.note(sha256, verdict)
    return True
