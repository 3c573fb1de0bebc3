"""A folder of files under their SHA-256. A file is there whole or not at all: it is written under another name, and
renamed once the disk has it."""

import os
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryFile
from typing import IO, BinaryIO, Protocol

from casework import clock
from casework.errors import StoreAway

UNFINISHED = "unfinished"
PIECE = 1024 * 1024
"""Bytes that are in memory at once."""
IN_MEMORY = 256 * 1024
"""Bytes of an upload that never touch the disk."""
OLD_SECONDS = 24 * 60 * 60
"""After which nobody works any more with what belongs to no row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lying:
    """A file in the folder, and when somebody last kept it (seconds of a clock of files)."""

    sha256: str
    kept_at: float


class Place(Protocol):
    """Where large files lie: a folder or a bucket. All of it raises `StoreAway`."""

    def add(self, source: BinaryIO, sha256: str) -> None:
        """Keep what is read from `source`. The same file again is as good as the first."""

    def open(self, sha256: str) -> BinaryIO: ...

    def lying(self, start: str) -> list[Lying]:
        """The files whose hash starts with these two signs."""

    def remove(self, sha256: str) -> bool:
        """Remove what belongs to no row, unless somebody keeps the same file just now."""


@dataclass(frozen=True, slots=True)
class Folder:
    """Used by every process of an office: they share it, whatever machine they run on. Raises `StoreAway`."""

    path: Path

    def add(self, source: BinaryIO, sha256: str) -> None:
        """Keep what is read from `source`. The same file again is as good as the first."""
        if self._is_there(sha256):
            return
        try:
            with NamedTemporaryFile(dir=self._unfinished(), delete=False) as file:
                _copy(source, file)
            target = self._of(sha256)
            target.parent.mkdir(mode=0o700, exist_ok=True)
            Path(file.name).rename(target)
            _write_out(target.parent)
        except OSError as problem:
            raise StoreAway from problem

    def open(self, sha256: str) -> BinaryIO:
        try:
            return self._of(sha256).open("rb")
        except OSError as problem:
            raise StoreAway from problem

    def upload(self) -> "Upload":
        """Where an upload waits that is still coming in. Whatever becomes of the process, nothing of it stays."""
        return Upload(self.path / UNFINISHED)

    def lying(self, start: str) -> list["Lying"]:
        """The files whose hash starts with these two signs."""
        found = sorted((self.path / start).glob("*"))
        return [Lying(sha256=start + path.name, kept_at=path.stat().st_mtime) for path in found]

    def remove_unfinished(self) -> int:
        """What a process left behind that was killed as it wrote."""
        old = [path for path in self._unfinished().iterdir() if path.stat().st_mtime < long_ago()]
        for path in old:
            path.unlink(missing_ok=True)
        return len(old)

    def remove(self, sha256: str) -> bool:
        """Remove what belongs to no row, unless somebody keeps the same file just now: `add` renews its time, and finds
        nothing once it has another name."""
        path, aside = self._of(sha256), self._unfinished() / f"removed-{sha256}"
        path.rename(aside)
        if aside.stat().st_mtime > long_ago():
            aside.rename(path)
            return False
        aside.unlink()
        return True

    def _is_there(self, sha256: str) -> bool:
        try:
            os.utime(self._of(sha256))
        except FileNotFoundError:
            return False
        except OSError as problem:
            raise StoreAway from problem
        return True

    def _of(self, sha256: str) -> Path:
        return self.path / sha256[:2] / sha256[2:]

    def _unfinished(self) -> Path:
        folder = self.path / UNFINISHED
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder


def long_ago() -> float:
    """Seconds of a clock of files."""
    return clock.now().timestamp() - OLD_SECONDS


class Upload:
    """In memory while it is small, then a file without a name. A full disk is said in our own words."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file: IO[bytes] = BytesIO()

    def write(self, data: bytes) -> int:
        try:
            if isinstance(self._file, BytesIO) and self._file.tell() + len(data) > IN_MEMORY:
                self._go_to_disk(self._file)
            return _write(self._file, data)
        except OSError as problem:
            raise StoreAway from problem

    def seek(self, place: int, whence: int = os.SEEK_SET) -> int:
        return self._file.seek(place, whence)

    def read(self, size: int = -1) -> bytes:
        return self._file.read(size)

    def readline(self, size: int = -1) -> bytes:
        return self._file.readline(size)

    def fileno(self) -> int:
        """Of a large one alone."""
        return self._file.fileno()

    def close(self) -> None:
        self._file.close()

    def __del__(self) -> None:
        """A request that was refused as it came in closes nothing."""
        self._file.close()

    def _go_to_disk(self, so_far: BytesIO) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._file = TemporaryFile(dir=self._folder, buffering=0)  # noqa: SIM115 - closed with the request
        _write(self._file, so_far.getvalue())


def _write(file: IO[bytes], data: bytes) -> int:
    """All of it: without a buffer, so that nothing is left to fail later, a disk takes what it has room for."""
    rest = memoryview(data)
    while rest:
        rest = rest[file.write(rest) :]
    return len(data)


def _copy(source: BinaryIO, target: IO[bytes]) -> None:
    source.seek(0)
    while piece := source.read(PIECE):
        target.write(piece)
    target.flush()
    os.fsync(target.fileno())


def _write_out(folder: Path) -> None:
    """The new name, too: else a machine that loses power may forget it."""
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
