"""Whether the worker was told to stop. A long job asks between two steps, ends, and leaves the rest for the next one.

The worker passes its SIGTERM on to the process that it forked for the job, where this flag lives.
"""

import threading

_asked = threading.Event()


def ask(*_: object) -> None:
    """Takes the arguments of a signal handler."""
    _asked.set()


def is_asked() -> bool:
    return _asked.is_set()
