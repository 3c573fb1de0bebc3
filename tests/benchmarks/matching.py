"""Who is known again, and who is taken for somebody else: precision, recall and the time of one look."""

import statistics
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from flask import Flask
from sqlalchemy import insert

from casework import clock
from casework.access import SYSTEM, Actor
from casework.extensions import db
from casework.models import Person
from casework.services.people import candidates, people, ways
from casework.services.people.people import PersonEntry
from casework.transaction import unit_of_work
from tests.benchmarks import twice
from tests.benchmarks.figures import Figures

BATCH = 2000
LOOKS, MOST = 2000, 100_000
OF_FILE = "names.json"


@dataclass(slots=True)
class Measured:
    """`right` and `wrong`: people who were asked about. `missed`: those in the register who were not, by the way in
    which they were typed."""

    right: int = 0
    wrong: int = 0
    again: int = 0
    missed: Counter[str] = field(default_factory=Counter)
    nothing_in_common: int = 0
    milliseconds: list[float] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.right / max(self.right + self.wrong, 1)

    @property
    def recall(self) -> float:
        return self.right / max(self.again, 1)

    @property
    def missed_of_file(self) -> list[str]:
        return [kind for kind in self.missed if kind == OF_FILE]


def print_matching(app: Flask, figures: Figures) -> None:
    """As many people more as the office has cases, up to `MOST`, in the same files."""
    with app.app_context():
        with unit_of_work():
            found = measured(min(figures.count, MOST), LOOKS, actor=SYSTEM)
        db.session.remove()
    more = f"; {found.right} right, {found.wrong} wrong, {sum(found.missed.values())} missed"
    figures.print_one("people known again, precision %", 100 * found.precision, more)
    figures.print_one(
        "people known again, recall %", 100 * found.recall, f"; {found.nothing_in_common} share only a name"
    )
    slow = statistics.quantiles(found.milliseconds, n=20)[-1]
    figures.print_one("who is this, ms", statistics.median(found.milliseconds), f"; one in twenty above {slow:.1f}")


def measured(size: int, looks: int, *, actor: Actor) -> Measured:
    """Write a register of invented people, then look for each who is in touch."""
    register = twice.register(size)
    ids = [number for part in _parts(register) for number in write(part)]
    found = Measured()
    for again in twice.again(register, looks):
        _look(again, ids, found, actor=actor)
    return found


def _look(again: twice.Again, ids: list[int], found: Measured, *, actor: Actor) -> None:
    start = time.perf_counter()
    asked = [each.person_id for each in candidates.likely(again.entry, actor=actor) if each.likeness.is_asked]
    found.milliseconds.append(1000 * (time.perf_counter() - start))
    wanted = None if again.person is None else ids[again.person]
    found.right += wanted in asked
    found.wrong += len(set(asked) - {wanted})
    if wanted is not None:
        found.again += 1
        found.nothing_in_common += again.shares_nothing
        if wanted not in asked:
            found.missed[again.kind] += 1


def _parts(register: Sequence[PersonEntry]) -> Iterator[Sequence[PersonEntry]]:
    for start in range(0, len(register), BATCH):
        yield register[start : start + BATCH]


def write(part: Sequence[PersonEntry]) -> list[int]:
    """As an import writes people. Returns their ids."""
    common = {"invented": True, "recorded_at": clock.now(), "recorded_by_id": None}
    values = [{**people.columns(entry), **common} for entry in part]
    made = list(db.session.scalars(insert(Person).returning(Person.id, sort_by_parameter_order=True), values))
    ways.write_new(zip(made, values, strict=True), source="An old register", actor=SYSTEM)
    return made
