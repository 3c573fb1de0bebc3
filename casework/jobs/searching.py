"""Everything that people wrote is kept findable: what was written past the application, and all of it anew."""

from collections.abc import Callable

from casework.jobs.periodic import Figures, periodic
from casework.services.search import keeping, rebuilding
from casework.services.search.rebuilding import Progress
from casework.transaction import unit_of_work


@periodic
def catch_up() -> Figures:
    """Make the words of what no transaction of ours wrote, e.g. by SQL."""
    with unit_of_work():
        return {"texts": keeping.catch_up()}


def rebuild(told: Callable[[Progress], None]) -> bool:
    """Make the words of everything anew while people work. Returns whether it went on with what was interrupted."""
    with unit_of_work():
        goes_on = rebuilding.begin()
    progress: Progress | None = Progress(done=0, total=0)
    while progress is not None:
        with unit_of_work():
            progress = rebuilding.go_on()
        if progress is not None:
            told(progress)
    return goes_on
