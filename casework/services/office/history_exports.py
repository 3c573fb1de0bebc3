"""That somebody took the history away as a file is in the history itself."""

from collections.abc import Mapping

from casework.access import Actor, Permission, can
from casework.errors import NotAllowed
from casework.services.record import history, tokens
from casework.services.record.tokens import Sent


def note(said: Mapping[str, str | int], rows: int, *, sent: Sent, actor: Actor) -> None:
    """`said`: what it was limited to, as ids, codes and days. Raises `NotAllowed`, `Replayed`."""
    if not (can(actor, Permission.HISTORY_READ) or can(actor, Permission.ACCOUNT_MANAGE)):
        raise NotAllowed("Your role does not allow this. Ask a manager or an administrator if you need it.")
    tokens.use(sent, actor=actor)
    history.record(history.Kind.HISTORY_EXPORTED, actor=actor, data={**said, "rows": rows})
