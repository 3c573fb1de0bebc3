"""The import of ten thousand rows: how long, and how much memory."""

import csv
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from flask import Flask

from tests.benchmarks.serving import ROOT

ROWS = 10_000
AIM_SECONDS, AIM_MB = 30, 300
MAPPING = ROOT / "docs" / "examples" / "police-complaints.toml"
COLUMNS = (
    "complaint_ref", "received_on", "closed_on", "investigated_by", "register", "complainant", "police_beat",
    "category_code", "category", "status", "finding",
)  # fmt: skip


def print_import(app: Flask) -> None:
    """Import a generated register by the command, as a person would, and print time and memory."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "register.csv"
        _write(file)
        environ = {
            **os.environ, "CASEWORK_ENV": "test", "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
            "REDIS_URL": app.config["REDIS_URL"], "INSTANCE_PATH": folder,
        }  # fmt: skip
        command = [sys.executable, "-m", "casework", "import", "register", str(file), "--mapping", str(MAPPING)]
        start = time.perf_counter()
        done = subprocess.Popen(command, env=environ, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, used = os.wait4(done.pid, 0)
        took = time.perf_counter() - start
    if status:
        raise RuntimeError("The import failed: run the same command by hand to see why.")
    peak = used.ru_maxrss / 1024
    print(
        f"  import of {ROWS:,} rows: {took:.1f} s (aim {AIM_SECONDS}), at most {peak:.0f} MB (aim {AIM_MB})", flush=True
    )


def _write(file: Path) -> None:
    with file.open("w", newline="") as target:
        writer = csv.writer(target)
        writer.writerow(COLUMNS)
        for number in range(ROWS):
            day = f"{2014 + number % 4}-{number % 12 + 1:02d}-{number % 28 + 1:02d}"
            writer.writerow([
                5_000_000 + number, day, "2019-05-06", "IPRA", "Complaint", "CIVILIAN", "523", "05P", "INVENTED",
                "CLOSED/FINAL", "UNFOUNDED",
            ])  # fmt: skip
