"""Everything that people wrote is kept findable: what was written past the application, what documents say, and all
of it anew."""

from collections.abc import Callable

import structlog

from casework import clock, outbox
from casework.errors import Damaged, StoreAway
from casework.incoming.process import apart
from casework.jobs import stopping
from casework.jobs.periodic import Figures, periodic
from casework.services.record import files
from casework.services.search import keeping, reading, rebuilding
from casework.services.search.rebuilding import Progress
from casework.transaction import snapshot, unit_of_work

log = structlog.get_logger(__name__)
READ_JOB = "casework.jobs.searching.read_documents"
DOCUMENTS = 50
"""Of one job: at most 30 seconds each, and mostly less than one."""


@periodic
def catch_up() -> Figures:
    """Make the words of what no transaction of ours wrote, e.g. by SQL. Nobody waits where there is nothing."""
    with snapshot():
        is_behind = keeping.is_behind()
    if not is_behind:
        return {"texts": 0}
    with unit_of_work():
        return {"texts": keeping.catch_up()}


@periodic
def offer_documents() -> Figures:
    """Offer the documents that nobody has read yet."""
    with snapshot():
        ids = reading.waiting(most=DOCUMENTS)
    if ids:
        outbox.offer("counts", READ_JOB, *ids, bucket=str(int(clock.now().timestamp()) // 60))
    return {"offered": len(ids)}


def read_documents(*document_ids: int) -> None:
    """Keep what each of these says, once."""
    for document_id in document_ids:
        if stopping.is_asked():
            return  # offered again
        _read(document_id)


def _read(document_id: int) -> None:
    with snapshot():
        found = reading.unread(document_id)
        if found is None:
            return
        sha256, media_type = found
        try:
            content = files.content(sha256)
        except (Damaged, StoreAway):
            log.warning("document_not_at_hand", document=document_id)
            return
    words = apart.words_of(content, media_type=media_type)
    with unit_of_work():
        reading.keep(sha256, words)


def rebuild(told: Callable[[Progress], None]) -> bool:
    """Make the words of everything anew while people work. Returns whether it went on with what was interrupted."""
    with unit_of_work():
        goes_on = rebuilding.begin()
        total = rebuilding.total()
    while (done := _go_on()) is not None:
        told(Progress(done=done, total=max(done, total)))
    return goes_on


def _go_on() -> int | None:
    with unit_of_work():
        return rebuilding.go_on()
