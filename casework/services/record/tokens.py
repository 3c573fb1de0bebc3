"""Idempotency: a form carries a token, and a token counts once."""

import secrets
from dataclasses import dataclass
from typing import Self

from sqlalchemy import bindparam, text

from casework import clock
from casework.access import Actor
from casework.errors import Invalid, Replayed
from casework.extensions import db
from casework.models import Case, UsedToken
from casework.models.base import Instant

_TAKE = text(
    "INSERT INTO used_token (token, user_id, case_id, used_at) VALUES (:token, :user_id, :case_id, :used_at) "
    "ON CONFLICT (token) DO NOTHING RETURNING token"
).bindparams(bindparam("used_at", type_=Instant()))


@dataclass(frozen=True, slots=True)
class Sent:
    """What a form says of itself besides what was typed: its token, and the version of the row that the page showed.

    Zero is the version of a row that is not there yet, and of a page that shows no version.
    """

    token: str
    row_version: int = 0

    @classmethod
    def fresh(cls, row_version: int = 0) -> Self:
        """As from a page that was opened just now."""
        return cls(secrets.token_urlsafe(24), row_version)


def use(sent: Sent, *, actor: Actor, case_id: int | None = None) -> None:
    """Take the token, or raise `Replayed` when the same form has been acted on already.

    One statement on both databases: a second arrival of the same token waits for the first to end, and then
    learns that it was taken.
    """
    if not 16 <= len(sent.token) <= 64 or not sent.token.isascii() or not sent.token.isprintable():
        raise Invalid("", "The form is incomplete. Open the page again and send it once more.")
    values = {"token": sent.token, "user_id": actor.user_id, "case_id": case_id, "used_at": clock.now()}
    if db.session.execute(_TAKE, values).first() is None:
        raise _already_done(db.session.get_one(UsedToken, sent.token))


def refuse_used(sent: Sent) -> None:
    """Raise `Replayed` when the form has been acted on already: where something is asked or looked for before its
    command, so that whoever clicks twice is not asked about what the first click made."""
    used = db.session.get(UsedToken, sent.token)
    if used is not None:
        raise _already_done(used)


def _already_done(used: UsedToken) -> Replayed:
    case = db.session.get(Case, used.case_id) if used.case_id else None
    where = f" on {case.reference}" if case else ""
    when = clock.local(used.used_at).strftime("%-I:%M%p").lower()
    message = f"This form has already been sent at {when}{where}. What you did was recorded once, and not again."
    return Replayed(message, reference=case.reference if case else "")
