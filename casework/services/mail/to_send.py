"""One mail or letter that waits to be sent. Reminders are written by the hundred, in statements of their own."""

from typing import Any

from casework import clock, message_ids
from casework.extensions import db
from casework.models import Message


def put(**columns: Any) -> Message:
    """Write the message with these columns, to be sent from now on. Whoever calls it asks for the job that does."""
    now = clock.now()
    message = Message(
        message_id=message_ids.new(), state="pending", attempts=0, created_at=now, next_attempt_at=now, **columns
    )
    db.session.add(message)
    db.session.flush()
    return message
