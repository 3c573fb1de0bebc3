"""What is wrong with a file as a whole."""

from pathlib import Path

MOST_COLUMNS = 16_384
"""As many as a sheet of Excel has."""


class BadFile(Exception):
    """The file cannot be read as a register. One sentence."""


def refuse_columns(path: Path, amount: int) -> None:
    """Raise `BadFile` for a file that is wider than any sheet."""
    if amount > MOST_COLUMNS:
        raise BadFile(f"{path.name} is no register: it has more than {MOST_COLUMNS:,} columns.")
