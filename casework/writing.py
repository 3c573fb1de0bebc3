"""Whether a transaction that writes is open, for which others may have to wait."""

from contextvars import ContextVar

writing: ContextVar[bool] = ContextVar("writing", default=False)
"""True while a request, job or command that may write is under way; set by `transaction.py` alone."""
hurried: ContextVar[bool] = ContextVar("hurried", default=False)
"""True where a small write is left out rather than waited for; set by `transaction.py` alone."""


class Waiting(RuntimeError):
    """Something that takes long was begun while others wait for the transaction to end: a mistake in the program."""


def refuse_while_writing(what: str) -> None:
    """Raise `Waiting` where a transaction that writes is open. For whatever takes long, such as making a document."""
    if writing.get():
        raise Waiting(f"{what} is not made while a transaction is open that writes: make it before, or in a job.")
