"""The nightly job that looks for people who may be recorded twice, among those who came or were changed since.

A run that is stopped loses nothing: who was not compared yet is compared in the next one. The first run, and the one
after a change of the rules, goes through everybody.
"""

from casework.jobs import stopping
from casework.jobs.periodic import Figures, periodic
from casework.jobs.progress import Progress
from casework.services.people.doubles import pairs
from casework.transaction import snapshot, unit_of_work

EVERYBODY = 10_000_000


@periodic
def compare() -> Figures:
    """Find while everybody else goes on writing, and write what was found in short transactions."""
    with snapshot():
        progress = Progress(pairs.amount_left(EVERYBODY))
    done = 0
    while not stopping.is_asked() and (people := _next()):
        with unit_of_work():
            pairs.begin(people)
        with snapshot():
            likely = pairs.find(people)
        with unit_of_work():
            pairs.keep(people, likely)
        done += len(people)
        progress.at(done)
    with snapshot():
        return {"people": done, "pairs": pairs.amount()}


def _next() -> list[int]:
    with snapshot():
        return pairs.next_people()
