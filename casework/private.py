"""Files of an instance are nobody else's: the database, the queue and the mail hold what people told the office."""

import os
from pathlib import Path

OTHERS = 0o077
"""What a group and everybody else could do with a file."""


def keep_files_private() -> None:
    """Whatever this process and those that it starts make from now on can be read by their user alone."""
    os.umask(OTHERS)


def close_folder(folder: Path) -> None:
    """Close a folder of ours that an older version, or a hand, left open to others. Another's is left as it is."""
    if not folder.is_dir():
        return
    found = folder.stat()
    if found.st_uid == os.getuid() and found.st_mode & OTHERS:
        folder.chmod(0o700)
