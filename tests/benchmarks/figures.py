"""The figures of a run: printed beside those of the last committed run and beside the aims, and kept when asked."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from casework import clock
from tests.benchmarks import aims
from tests.benchmarks.workloads import Row

LAST = Path(__file__).parent / "last.json"
"""The last committed run: database -> number of cases -> figure -> value."""
WIDE = 50


@dataclass(slots=True)
class Figures:
    """Those of one office on one database."""

    database: str
    count: int
    found: dict[str, Any] = field(default_factory=dict)
    last: Mapping[str, Any] = field(default_factory=dict)
    missed: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, database: str, count: int) -> "Figures":
        return cls(database, count, last=_kept().get(database, {}).get(str(count), {}))

    def print_rows(self, rows: list[Row], *, rounds: int) -> None:
        """The table of the pages: milliseconds beside the floor's, the ratio, the last ratio, the aim."""
        print(f"  {f'median of {rounds}, one client, in turn with the floor':<{WIDE}}", end="")
        print(f"{'floor ms':>9}{'ours ms':>9}{'ratio':>7}{'last':>7}{'aim':>6}")
        ours = {row.code: row.ours for row in rows}
        for row in rows:
            aim = aims.ROWS.get(row.code)
            of, base = (f", times {aim.of}", ours[aim.of]) if aim and aim.of in ours else ("", row.floor)
            ratio, wanted = row.ours / base, aim.at(self.database, self.count) if aim else None
            self.found[row.code] = {"floor": round(row.floor, 2), "ours": round(row.ours, 2), "ratio": round(ratio, 2)}
            last = self.last.get(row.code, {}).get("ratio")
            print(f"  {f'{row.code} {row.what}{of}':<{WIDE}}{row.floor:>9.1f}{row.ours:>9.1f}{ratio:>7.2f}", end="")
            print(f"{_or_dash(last):>7}{_or_dash(wanted):>6}", end="")
            self._say(row.code, None if wanted is None else ratio <= wanted, ratio / (wanted or 1))

    def print_one(self, name: str, value: float, more: str = "") -> None:
        """One figure that needs no floor. `more` says how it came about."""
        self.found[name] = round(value, 1)
        aim = aims.AT_LEAST.get(name) or aims.AT_MOST.get(name)
        wanted = "" if aim is None else f", aim {aim:g}"
        print(f"  {name:<{WIDE}}{value:>9.1f}  (last {_or_dash(self.last.get(name))}{wanted}{more})", end="")
        by = 1.0 if aim is None else max(value / aim, aim / max(value, 0.001))
        self._say(name, aims.is_met(name, value), by)

    def print_growth(self, larger: "Figures") -> None:
        for code in (code for code, value in self.found.items() if isinstance(value, dict)):
            growth = larger.found[code]["ours"] / self.found[code]["ours"]
            label = f"growth {self.count:,} to {larger.count:,}: {code}"
            larger.found[f"growth {code}"] = round(growth, 2)
            last = larger.last.get(f"growth {code}")
            print(f"  {label:<{WIDE}}{growth:>9.2f}  (last {_or_dash(last)}, aim {aims.GROWTH})", end="")
            larger._say(label, growth <= aims.GROWTH, growth / aims.GROWTH)

    def print_summary(self) -> None:
        said = "every aim is met" if not self.missed else f"short of the aim: {', '.join(self.missed)}"
        print(f"  {self.database}, {self.count:,} cases: {said}.", flush=True)

    def _say(self, name: str, met: bool | None, by: float) -> None:
        if met is False:
            self.missed.append(name)
        print("" if met is None else "  met" if met else f"  short by {by:.2f} x", flush=True)


def save(runs: list[Figures]) -> None:
    """Put these in the place of the last run's; what was not measured stays."""
    kept = _kept()
    for run in runs:
        kept.setdefault(run.database, {})[str(run.count)] = {"day": clock.today().isoformat(), **run.found}
    LAST.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n")
    print(f"Kept in {LAST.name}: commit it, with what the machine was.")


def _kept() -> dict[str, Any]:
    return dict(json.loads(LAST.read_text())) if LAST.exists() else {}


def _or_dash(value: float | None) -> str:
    return "-" if value is None else f"{value:g}"
