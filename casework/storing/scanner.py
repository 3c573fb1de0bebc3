"""A virus scanner that speaks as ClamAV's `clamd` does: a file goes to it piece by piece, and is kept nowhere."""

import socket
import struct
from contextlib import suppress
from dataclasses import dataclass
from typing import BinaryIO
from urllib.parse import urlsplit

from casework.errors import CaseworkError

PIECE = 64 * 1024
TIMEOUT_SECONDS = 130
"""A little longer than `clamd` takes at most for one file."""
LONGEST_ANSWER = 4096
DEFAULT_PORT = 3310


class ScannerAway(CaseworkError):
    """The virus scanner cannot be reached, or does not answer."""

    def __init__(self) -> None:
        super().__init__("The virus scanner cannot be reached. Look whether it runs where CLAMAV_URL says.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """`virus`: the name of what was found. `problem`: why the scanner could not look at the file, in its own words."""

    virus: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Scanner:
    """At `tcp://host:port`, or `unix:///path` of a socket on this machine."""

    url: str

    def look_at(self, source: BinaryIO) -> Verdict:
        """Raises `ScannerAway`."""
        try:
            with self._connected() as connection:
                _send(connection, source)
                return _understood(_answer(connection))
        except OSError as problem:
            raise ScannerAway from problem

    def _connected(self) -> socket.socket:
        parts = urlsplit(self.url)
        if parts.scheme == "tcp":
            return socket.create_connection((parts.hostname, parts.port or DEFAULT_PORT), TIMEOUT_SECONDS)
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(TIMEOUT_SECONDS)
        try:
            connection.connect(parts.path)
        except OSError:
            connection.close()
            raise
        return connection


def _send(connection: socket.socket, source: BinaryIO) -> None:
    """A file that is larger than the scanner takes it cuts off, and then says why."""
    connection.sendall(b"zINSTREAM\0")
    with suppress(ConnectionError):
        while piece := source.read(PIECE):
            connection.sendall(struct.pack("!I", len(piece)) + piece)
        connection.sendall(struct.pack("!I", 0))


def _answer(connection: socket.socket) -> str:
    said = b""
    while not said.endswith(b"\0") and len(said) < LONGEST_ANSWER:
        piece = connection.recv(LONGEST_ANSWER)
        if not piece:
            break
        said += piece
    return said.rstrip(b"\0").decode("utf-8", "replace").removeprefix("stream: ").strip()


def _understood(said: str) -> Verdict:
    """Whatever is not "OK" is not clean."""
    if said == "OK":
        return Verdict()
    if said.endswith(" FOUND"):
        return Verdict(virus=said.removesuffix(" FOUND"))
    if not said:
        raise ConnectionError
    return Verdict(problem=said)
