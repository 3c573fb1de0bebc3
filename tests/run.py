"""`make test`: runs everything that this machine can run, and says in one line what it left out and how to get it."""

import os
import shutil
import subprocess
import sys

from tests import servers


def left_out() -> list[str]:
    missing = []
    if not servers.has_postgres():
        missing.append("PostgreSQL (apt install postgresql)")
    if not (shutil.which("redis-server") or shutil.which("valkey-server")):
        missing.append("a system Redis, the embedded Valkey is used instead (apt install redis-server)")
    if servers.chromium() is None:
        missing.append("the journeys in a browser (apt install chromium)")
    return missing


def main(arguments: list[str]) -> int:
    missing = left_out()
    workers = [] if os.environ.get("CASEWORK_TEST_SERIAL") or arguments else ["-n", "2", "--dist", "loadfile"]
    status = subprocess.run([sys.executable, "-m", "pytest", *workers, *arguments], check=False).returncode
    if missing:
        print(f"Left out on this machine: {'; '.join(missing)}.")
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
