"""The files that are kept: looked through, moved, and what was never finished removed."""

from collections.abc import Iterator

from casework import clock
from casework.jobs.periodic import Figures, periodic
from casework.services.documents import stored
from casework.services.record import files
from casework.storing import store
from casework.transaction import snapshot, unit_of_work


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
