"""What a process keeps of the memory that it once needed."""

import ctypes
import gc
import sys

M_MMAP_THRESHOLD = -3
LARGE = 1024 * 1024
"""Bytes."""


def give_back_large_blocks() -> None:
    """Let the C library (glibc) return every large block as soon as it is free.

    By itself it learns from the first one to keep the next: the 19 MB of each check of a password then stay with each
    thread that ever checked one, 75 MB in a web process of four. Elsewhere than with glibc nothing is done.
    """
    if sys.platform == "linux" and hasattr(library := ctypes.CDLL(None), "mallopt"):
        library.mallopt(M_MMAP_THRESHOLD, LARGE)


def share_with_children() -> None:
    """Leave what was loaded before the fork out of every later search for garbage, which would copy it into each child:
    two web processes with their parent take 40 MB less."""
    gc.collect()
    gc.freeze()
