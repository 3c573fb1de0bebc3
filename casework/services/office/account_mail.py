"""What is told to a person about their own account, by mail and at once: it may not have been them."""

from casework import clock, outbox
from casework.extensions import db
from casework.models import User
from casework.services.mail import to_send, wanted
from casework.services.mail.by_hand import SEND_JOB

KIND = wanted.ACCOUNT
WELCOME = "account_made"
LINK = "account_link"
PASSWORD_CHANGED = "account_password"  # noqa: S105 - the name of a rule
EMAIL_CHANGED = "account_email"
EMAIL_IS_THIS = "account_email_here"
ROLES_CHANGED = "account_roles"
CLOSED = "account_closed"
OPENED = "account_opened"


def tell(user: User, rule: str, about: str, *, to: str = "") -> None:
    """Write the mail, to another address than the person's own where `to` says so, and ask for it to be sent.

    `about` is what it is about, e.g. "event:12": the same is told once.
    """
    message = to_send.put(
        kind=KIND,
        rule=rule,
        about=about,
        channel="email",
        due_on=clock.today(),
        offset_days=0,
        recipient_id=user.id,
        to_address=to or user.email,
    )
    outbox.after_commit(db.session, "mail", SEND_JOB, message.id)
