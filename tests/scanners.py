"""A real ClamAV for tests, with no signature but that of the test file which all scanners know (EICAR)."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

NO_CLAMD = "no ClamAV on this machine (apt install clamav-daemon)"
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
"""It does nothing. Written in two parts, so that no scanner takes this source for it."""
LARGEST = 1024 * 1024
"""Bytes that this scanner takes."""
READY = "Self checking every"


def binary() -> str | None:
    return shutil.which("clamd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")


@contextmanager
def clamd() -> Iterator[str]:
    """Its address, on a Unix socket."""
    program = binary()
    if program is None:
        raise RuntimeError(NO_CLAMD)
    with tempfile.TemporaryDirectory(prefix="cwav", dir="/tmp") as name:
        folder = Path(name)
        (folder / "base").mkdir()
        (folder / "base" / "invented.hsb").write_text(f"{sha256(EICAR).hexdigest()}:{len(EICAR)}:Eicar-Test:73\n")
        (folder / "clamd.conf").write_text(
            f"Foreground yes\nDatabaseDirectory {folder}/base\nLocalSocket {folder}/socket\n"
            f"StreamMaxLength {LARGEST // 1024}K\nLogFile {folder}/log\nLogFileUnlock yes\n"
        )
        command = [program, "--config-file", str(folder / "clamd.conf")]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
            try:
                _wait(process)
                yield f"unix://{folder}/socket"
            finally:
                process.terminate()
                process.communicate(timeout=30)


def _wait(process: subprocess.Popen[str]) -> None:
    """Until it says that it listens."""
    said = []
    for line in process.stdout or ():
        said.append(line)
        if READY in line:
            return
    raise RuntimeError(f"clamd does not start: {''.join(said)[-2000:]}")
