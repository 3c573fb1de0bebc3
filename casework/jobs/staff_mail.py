"""The words of mail to staff: a reference, a date, a link, and nothing about a person or a matter."""

from flask import current_app

from casework.sending.adapter import Mail
from casework.services.sending import Outgoing


def compose(message: Outgoing) -> Mail:
    """The mail: a reference, a date, a link. The same message always makes the same mail."""
    config = current_app.config
    due = f"{message.due_on.day} {message.due_on:%B %Y}"
    said = f"{message.reference} {'was' if message.is_past else 'is'} due on {due}"
    why = (
        "Its date has passed, and you manage this work."
        if message.is_escalation
        else "The case is yours to look after."
    )
    link = f"{config['BASE_URL']}/cases/{message.reference}"
    return Mail(
        to=message.to_address,
        subject=said,
        text=f"{said}. {why}\n\nOpen the case: {link}\n\n{config['OFFICE_NAME']}\n",
        message_id=message.message_id,
        written_at=message.created_at,
    )
