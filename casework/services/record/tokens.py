"""Idempotency: a form carries a token, and a token counts once."""

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


def use(token: str, *, actor: Actor, case_id: int | None = None) -> None:
    """Take the token, or raise `Replayed` when the same form has been acted on already.

    One statement on both databases: a second arrival of the same token waits for the first to end, and then
    learns that it was taken.
    """
    if not 16 <= len(token) <= 64 or not token.isascii() or not token.isprintable():
        raise Invalid("", "The form is incomplete. Open the page again and send it once more.")
    values = {"token": token, "user_id": actor.user_id, "case_id": case_id, "used_at": clock.now()}
    if db.session.execute(_TAKE, values).first() is None:
        raise Replayed(_already_done(db.session.get_one(UsedToken, token)))


def _already_done(used: UsedToken) -> str:
    case = db.session.get(Case, used.case_id) if used.case_id else None
    where = f" on {case.reference}" if case else ""
    when = clock.local(used.used_at).strftime("%-I:%M%p").lower()
    return f"This form has already been sent at {when}{where}. What you did was recorded once, and not again."
