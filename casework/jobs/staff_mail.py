"""The words of mail to staff: a reference, a date, a link, and nothing about a person or a matter."""

from flask import current_app

from casework.sending.adapter import Mail
from casework.services.sending import Letter


def compose(letter: Letter) -> Mail:
    """The mail: a reference, a date, a link. The same letter always makes the same mail."""
    config = current_app.config
    due = f"{letter.due_on.day} {letter.due_on:%B %Y}"
    said = f"{letter.reference} {'was' if letter.is_past else 'is'} due on {due}"
    why = (
        "Its date has passed, and you manage this work." if letter.is_escalation else "The case is yours to look after."
    )
    link = f"{config['BASE_URL']}/cases/{letter.reference}"
    return Mail(
        to=letter.to_address,
        subject=said,
        text=f"{said}. {why}\n\nOpen the case: {link}\n\n{config['OFFICE_NAME']}\n",
        message_id=letter.message_id,
        written_at=letter.created_at,
    )
