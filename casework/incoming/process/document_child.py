"""Reads one document in a process of its own, as `child` reads a mail."""

import sys

from casework.incoming.formats import documents
from casework.incoming.process.child import limit_itself


def main() -> None:
    """The arguments behind the program: seconds, bytes of memory, and what the document is."""
    seconds, memory, media_type = sys.argv[-3:]
    limit_itself(int(seconds), int(memory))
    said = documents.words(sys.stdin.buffer.read(), media_type)
    sys.stdout.buffer.write(said.encode("utf-8", "replace"))
    sys.stdout.buffer.flush()
