"""The import of a register: how long, and how much memory."""

import csv
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from tests.benchmarks.figures import Figures
from tests.benchmarks.serving import ROOT

ROWS, QUICK_ROWS = 10_000, 500
MAPPING = ROOT / "docs" / "examples" / "police-complaints.toml"
COLUMNS = (
    "complaint_ref", "received_on", "closed_on", "investigated_by", "register", "complainant", "police_beat",
    "category_code", "category", "status", "finding",
)  # fmt: skip


def print_import(environ: Mapping[str, str], figures: Figures, *, quick: bool) -> None:
    """Import a generated register by the command, as a person would, and print time and memory."""
    rows = QUICK_ROWS if quick else ROWS
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "register.csv"
        _write(file, rows)
        command = [sys.executable, "-m", "casework", "import", "register", str(file), "--mapping", str(MAPPING)]
        start = time.perf_counter()
        done = subprocess.Popen(
            command, env={**os.environ, **environ}, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        _, status, used = os.wait4(done.pid, 0)
        took = time.perf_counter() - start
    if status:
        raise RuntimeError("The import failed: run the same command by hand to see why.")
    figures.print_one("import, s", took, f"; {rows:,} rows")
    figures.print_one("import, MB", used.ru_maxrss / 1024, "; the most that it held")


def _write(file: Path, rows: int) -> None:
    with file.open("w", newline="") as target:
        writer = csv.writer(target)
        writer.writerow(COLUMNS)
        for number in range(rows):
            day = f"{2014 + number % 4}-{number % 12 + 1:02d}-{number % 28 + 1:02d}"
            writer.writerow([
                5_000_000 + number, day, "2019-05-06", "IPRA", "Complaint", "CIVILIAN", "523", "05P", "INVENTED",
                "CLOSED/FINAL", "UNFOUNDED",
            ])  # fmt: skip
