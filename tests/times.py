"""How long each file of tests takes: what was measured in the last run here, else what was measured once elsewhere.

`python -m tests.times` writes what was measured last here into times.json, for machines that have no figures yet.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
SHIPPED = ROOT / "tests" / "times.json"
MEASURED = ROOT / ".pytest_cache" / "times.json"
SHORT = 2.0
"""Seconds. Files that take less have no line of their own in times.json, but the mean of all such files."""
SHORT_FILE = "each shorter file"


@dataclass(frozen=True, slots=True)
class Seconds:
    """Of one file, its tests one after the other."""

    without_postgres: float
    on_postgres: float

    @property
    def all(self) -> float:
        return self.without_postgres + self.on_postgres


class Known:
    """What is known of each file of tests."""

    def __init__(self) -> None:
        shipped, measured = _read(SHIPPED), _read(MEASURED) if MEASURED.exists() else {}
        self.is_of_this_machine = len(measured) > len(files()) / 2
        self._short = shipped[SHORT_FILE]
        self._files = {**shipped, **measured}

    def of(self, file: str) -> Seconds:
        return self._files.get(file, self._short)


def files() -> list[str]:
    """Every file of tests."""
    return sorted(str(path.relative_to(ROOT)) for path in (ROOT / "tests").rglob("test_*.py"))


def keep(measured: Mapping[str, Seconds]) -> None:
    """Add what was measured; of files that did not run this time the old figures stay."""
    both = {**(_read(MEASURED) if MEASURED.exists() else {}), **measured}
    MEASURED.parent.mkdir(exist_ok=True)
    _write(MEASURED, {file: seconds for file, seconds in both.items() if (ROOT / file).exists()})


def ship() -> None:
    times = _read(MEASURED)
    short = [seconds for seconds in times.values() if seconds.all < SHORT]
    mean = Seconds(
        *(sum(each) / len(short) for each in zip(*((s.without_postgres, s.on_postgres) for s in short), strict=True))
    )
    _write(SHIPPED, {SHORT_FILE: mean, **{file: times[file] for file in sorted(times) if times[file].all >= SHORT}})


def _read(path: Path) -> dict[str, Seconds]:
    return {file: Seconds(*pair) for file, pair in json.loads(path.read_text()).items()}


def _write(path: Path, times: Mapping[str, Seconds]) -> None:
    lines = [f"  {json.dumps(file)}: [{s.without_postgres:.2f}, {s.on_postgres:.2f}]" for file, s in times.items()]
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    ship()
