"""Which characters a letter can carry: what can be printed, and the joiners that Urdu and Persian words need."""

JOINERS = "\u200c\u200d"


def printable(text: str) -> str:
    """Without control characters and marks that turn the direction of what follows; line ends and tabs stay."""
    return "".join(mark for mark in text if mark.isprintable() or mark in "\n\t" or mark in JOINERS)
