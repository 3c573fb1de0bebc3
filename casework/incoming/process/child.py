"""Reads one mail in a process of its own: its bytes come in, what it says goes out, and no more than so much time and
memory is used. It imports no application, knows no setting and has no database."""

import resource
import sys
from contextlib import suppress

from casework.incoming import reading
from casework.incoming.process import told


def limit_itself(seconds: int, memory: int) -> None:
    """`seconds` of the processor, `memory` in bytes. Nothing is written to a file, and no file of a crash is left."""
    limits = {
        resource.RLIMIT_CPU: seconds,
        resource.RLIMIT_AS: memory,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
    }
    for what, most in limits.items():
        with suppress(ValueError, OSError):
            # not every system knows each of them, and it may be lower already
            resource.setrlimit(what, (most, most))


def main() -> None:
    """The arguments behind the program: seconds, bytes of memory, and the mail server that is believed."""
    seconds, memory, believed = sys.argv[-3:]
    limit_itself(int(seconds), int(memory))
    raw = sys.stdin.buffer.read()
    sys.stdout.buffer.write(told.to_bytes(reading.read(raw, believed=believed)))
    sys.stdout.buffer.flush()
