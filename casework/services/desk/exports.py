"""That somebody took a list of cases out of Casework as a file."""

from collections.abc import Iterable

from casework.access import Actor, Permission, require
from casework.services.record import history, tokens
from casework.services.record.tokens import Sent


def record(amount: int, limits: Iterable[str], *, sent: Sent, actor: Actor) -> None:
    """How many cases, and by what the list was limited: names of limits, and neither words nor values."""
    require(actor, Permission.CASE_READ)
    tokens.use(sent, actor=actor)
    history.record(history.Kind.LIST_EXPORTED, actor=actor, data={"amount": amount, "limits": sorted(limits)})
