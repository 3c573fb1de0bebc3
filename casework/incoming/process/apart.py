"""Reading a mail or a document where it can do no harm: in a process of its own, which ends once it has used its time
and memory."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import structlog

from casework.incoming import reading
from casework.incoming.process import told
from casework.incoming.reading import Reading

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """For one mail: seconds of the processor, seconds on the clock on the wall (a machine may be busy), and bytes of
    memory, of which the largest mail that is taken apart needs half."""

    processor_seconds: int = 10
    seconds: int = 30
    memory: int = 1024 * 1024 * 1024


LIMITS = Limits()
HOME = Path(__file__).resolve().parents[3]
START = "import sys; sys.path.insert(0, sys.argv[1]); from casework.incoming.process.child import main; main()"
START_DOCUMENT = START.replace("child", "document_child")
RAN_OUT = "It could not be read in the time and memory that there is for one mail. It is shown as it came."


def read(raw: bytes, *, believed: str, limits: Limits = LIMITS) -> Reading:
    """What a mail says. It is shown as it came where it could not be read. Never raises, whatever the mail is.

    `believed`: the name of the mail server that is believed about senders.
    """
    try:
        return told.of_bytes(_ask(START, raw, believed, limits))
    except (subprocess.SubprocessError, ValueError, TypeError, KeyError) as problem:
        log.warning("mail_not_taken_apart", bytes=len(raw), problem=type(problem).__name__)
    return reading.as_it_came(raw, RAN_OUT, believed=believed)


def words_of(raw: bytes, *, media_type: str, limits: Limits = LIMITS) -> str | None:
    """What a document says; None where it could not be read, whatever it is. Never raises.

    `media_type`: one of `formats.readable.READABLE`.
    """
    try:
        return _ask(START_DOCUMENT, raw, media_type, limits).decode("utf-8", "replace")
    except subprocess.SubprocessError as problem:
        log.warning("document_not_read", bytes=len(raw), problem=type(problem).__name__)
    return None


def _ask(program: str, raw: bytes, about: str, limits: Limits) -> bytes:
    """Without the environment, in which passwords stand, and away from every folder of ours."""
    asked = (str(HOME), str(limits.processor_seconds), str(limits.memory), about)
    return subprocess.run(  # noqa: S603 - our own program; the file is its input, and no part of the command
        [sys.executable, "-I", "-X", "utf8", "-c", program, *asked],
        input=raw, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=limits.seconds, check=True, env={},
        cwd="/",
    ).stdout  # fmt: skip
