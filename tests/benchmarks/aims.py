"""What each row aims at, as numbers: the times of the floor, of the same run and database, unless it says otherwise."""

from collections.abc import Mapping
from dataclasses import dataclass

SMALL, LARGE = 1_000, 100_000
"""Cases. In a small office the bare page has nothing to count, so that some rows have another aim there."""
FLOOR, CASE_PAGE = "floor", "W2"


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """At most so many times `of`. `small` holds up to `SMALL` cases; between that and `LARGE` such a row has none."""

    sqlite: float
    postgresql: float
    small: tuple[float, float] | None = None
    of: str = FLOOR

    def at(self, database: str, count: int) -> float | None:
        if self.small is None or count >= LARGE:
            return self.sqlite if database == "sqlite" else self.postgresql
        return self.small[database != "sqlite"] if count <= SMALL else None


ROWS: Mapping[str, Aim] = {
    "W1": Aim(sqlite=0.5, postgresql=0.7, small=(1.2, 1.5)),
    "W2": Aim(sqlite=1.6, postgresql=2.2),
    "W3": Aim(sqlite=2, postgresql=2.5),
    "W3k": Aim(sqlite=3, postgresql=3),
    "W3e": Aim(sqlite=3, postgresql=3),
    "W4": Aim(sqlite=6, postgresql=6),
    "W4m": Aim(sqlite=2.2, postgresql=2.2),
    "W6": Aim(sqlite=0.35, postgresql=0.4, small=(1.2, 1.2)),
    "W8": Aim(sqlite=1.5, postgresql=1.5, of=CASE_PAGE),
    "W9": Aim(sqlite=1.2, postgresql=1.2, of=CASE_PAGE),
    "W10": Aim(sqlite=1.2, postgresql=1.2, of=CASE_PAGE),
    "W11": Aim(sqlite=0.5, postgresql=0.7, small=(1.2, 1.5)),
}
GROWTH = 1.3
"""Every row, from the middle office to the largest."""
AT_LEAST: Mapping[str, float] = {
    "W1 pages a second": 230, "W2 pages a second": 300, "W7 mails a second": 500,
    "people known again, precision %": 98, "people known again, recall %": 95,
}  # fmt: skip
AT_MOST: Mapping[str, float] = {
    "memory after letters, MB": 200, "import, s": 30, "import, MB": 300, "plan, s": 60, "plan, MB": 300,
    "plan again, s": 60, "plan again, MB": 300,
    "who is this, ms": 50,
}  # fmt: skip


def is_met(name: str, value: float) -> bool | None:
    """None where nothing is aimed at."""
    if name in AT_LEAST:
        return value >= AT_LEAST[name]
    return value <= AT_MOST[name] if name in AT_MOST else None
