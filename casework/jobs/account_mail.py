"""The words of mail about somebody's own account: what was changed, when, and what to do if that was a surprise."""

from collections.abc import Mapping

from flask import current_app

from casework import clock
from casework.services.mail.claims import Outgoing
from casework.services.office import account_links, account_mail
from workflows.calendars import written

SAID: Mapping[str, tuple[str, str]] = {
    account_mail.WELCOME: (
        "Set your password",
        "An account was made for you. Set a password with this link. It can be used once, within three days:\n{link}",
    ),
    account_mail.LINK: (
        "Set a new password",
        "An administrator sent you this link to set a new password. It can be used once, within three days:\n{link}",
    ),
    account_mail.PASSWORD_CHANGED: (
        "Your password was set",
        "Your password was set at {when}, and you were signed out everywhere.",
    ),
    account_mail.EMAIL_CHANGED: (
        "You sign in with another address from now on",
        "An administrator changed the address of your account at {when}. Mail to you goes there from now on.",
    ),
    account_mail.EMAIL_IS_THIS: (
        "You sign in with this address from now on",
        "An administrator changed the address of your account at {when} to the one that this mail came to.",
    ),
    account_mail.ROLES_CHANGED: (
        "Your roles were changed",
        "An administrator changed at {when} what you may do. Your roles stand under your name when you are signed in.",
    ),
    account_mail.CLOSED: (
        "Your account was closed",
        "An administrator closed your account at {when}, and you were signed out everywhere.",
    ),
    account_mail.OPENED: (
        "Your account was opened again",
        "An administrator opened your account again at {when}. You sign in at {address}",
    ),
}
"""Rule -> subject and text."""
SURPRISED = "If you did not expect this, tell an administrator of your office at once."


def words(message: Outgoing) -> tuple[str, str]:
    """Subject and text. Where the link has been replaced meanwhile it says so when it is opened."""
    subject, text = SAID[message.rule or ""]
    when = clock.local(message.created_at)
    address = current_app.config["BASE_URL"]
    said = text.format(when=f"{when:%H:%M} on {written(when)}", address=address, link=_link(message))
    return subject, f"{said}\n\n{SURPRISED}"


def _link(message: Outgoing) -> str:
    if message.rule not in (account_mail.WELCOME, account_mail.LINK):
        return ""
    number = int((message.about or "").partition(":")[2])
    return f"{current_app.config['BASE_URL']}{account_links.path_of(number, current_app.config['SECRET_KEY'])}"
