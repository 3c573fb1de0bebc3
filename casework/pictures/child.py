"""Makes pictures of one file in a process of its own: its bytes come in, a picture goes out, and no more than so much
time and memory is used. It imports no application, knows no setting, and opens neither a file nor a connection."""

import resource
import sys
from contextlib import suppress

from PIL import Image

from casework.pictures import sheets
from casework.pictures.asked import Asked

STANDARD_ALONE = 3
"""Input, output and errors: whatever would be opened besides is refused, a connection, too."""


def limit_itself(seconds: int, memory: int) -> None:
    """`seconds` of the processor, `memory` in bytes."""
    limits = {
        resource.RLIMIT_CPU: seconds,
        resource.RLIMIT_AS: memory,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NOFILE: STANDARD_ALONE,
    }
    for what, most in limits.items():
        with suppress(ValueError, OSError):
            resource.setrlimit(what, (most, most))


def main() -> None:
    """The arguments behind the program: seconds, bytes of memory, and what is asked."""
    seconds, memory, question = sys.argv[-3:]
    Image.init()
    limit_itself(int(seconds), int(memory))
    found = sheets.answer(Asked.of_text(question), sys.stdin.buffer.read())
    sys.stdout.buffer.write(found.to_bytes())
    sys.stdout.buffer.flush()
