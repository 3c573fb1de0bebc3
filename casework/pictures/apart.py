"""Asking for pictures of a file: in a process of its own, of which few run at once."""

import subprocess
import sys
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from threading import BoundedSemaphore
from typing import BinaryIO

import structlog

from casework.pictures import asked
from casework.pictures.asked import Answer, Asked

log = structlog.get_logger(__name__)
HOME = Path(__file__).resolve().parents[2]
START = "import sys; sys.path.insert(0, sys.argv[1]); from casework.pictures.child import main; main()"
AT_ONCE = BoundedSemaphore(2)
WAITS_SECONDS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Seconds of the processor, seconds on the clock on the wall, and bytes of memory."""

    processor_seconds: int
    seconds: int
    memory: int = 1536 * 1024 * 1024


LIMITS = {"show": Limits(processor_seconds=15, seconds=30), "redact": Limits(processor_seconds=90, seconds=120)}
KINDS = frozenset({"application/pdf", "image/jpeg", "image/png", "image/gif", "image/tiff"})
"""What can be drawn."""


def ask(question: Asked, source: BinaryIO) -> Answer:
    """Never raises, whatever the file is. `source` is read from its beginning."""
    if not AT_ONCE.acquire(timeout=WAITS_SECONDS):
        return Answer(problem=asked.BUSY)
    try:
        return Answer.of_bytes(_run(question, source))
    except (subprocess.SubprocessError, ValueError, TypeError, KeyError) as problem:
        log.warning("no_picture_made", problem=type(problem).__name__)
        return Answer(problem=asked.RAN_OUT)
    finally:
        AT_ONCE.release()


def _run(question: Asked, source: BinaryIO) -> bytes:
    """Without the environment, in which passwords stand, and away from every folder of ours. A file on the disk is
    handed over as it is open."""
    limits = LIMITS[question.what]
    arguments = (str(HOME), str(limits.processor_seconds), str(limits.memory), question.to_text())
    is_small = isinstance(source, BytesIO)
    done = subprocess.run(  # noqa: S603 - our own program; the file is its input, and no part of the command
        [sys.executable, "-I", "-X", "utf8", "-c", START, *arguments],
        input=source.read() if is_small else None, stdin=None if is_small else source, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, timeout=limits.seconds, check=True, env={}, cwd="/",
    )  # fmt: skip
    return done.stdout
