"""Numbers of things in words, and numbers in what was typed."""


def plural(number: int, one: str, many: str = "") -> str:
    """1 case, 2 cases, 1,000 cases"""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def number_in(text: str | None) -> int | None:
    """What may be the id or the version of a row, in an address or a form; None for anything else."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) <= 9 else None
