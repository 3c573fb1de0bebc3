"""What keeps mail from going out as a whole: it waits, unclaimed and uncounted, until nothing does any more."""

from collections.abc import Sequence

import structlog
from flask import current_app

from casework.services.mail.claims import Outgoing
from casework.services.record import identity

log = structlog.get_logger(__name__)


def without_held(messages: Sequence[Outgoing]) -> list[Outgoing]:
    """Those that may go. Of a trial nothing leaves this machine: everybody in it is invented, and the office is a real
    one. Letters wait while the office's own details are not complete."""
    if not current_app.config["MAIL_STAYS_HERE"] and identity.is_trial():
        kept: list[Outgoing] = []
    elif identity.missing():
        kept = [message for message in messages if not message.is_letter]
    else:
        return list(messages)
    if len(kept) < len(messages):
        log.warning("mail_held", messages=len(messages) - len(kept))
    return kept
