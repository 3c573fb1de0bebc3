"""Idempotency: a form carries a token, and a token counts once."""

from sqlalchemy.exc import IntegrityError

from casework import clock
from casework.access import Actor
from casework.errors import Invalid, Replayed
from casework.extensions import db
from casework.models import Case, UsedToken


def use(token: str, *, actor: Actor, case_id: int | None = None) -> UsedToken:
    """Take the token, or raise `Replayed` when the same form has been acted on already."""
    if not 16 <= len(token) <= 64 or not token.isascii() or not token.isprintable():
        raise Invalid("", "The form is incomplete. Open the page again and send it once more.")
    used = db.session.get(UsedToken, token)
    if used is not None:
        raise Replayed(_already_done(used))
    taken = UsedToken(token=token, user_id=actor.user_id, case_id=case_id, used_at=clock.now())
    try:
        with db.session.begin_nested():
            db.session.add(taken)
    except IntegrityError:
        raise Replayed("This form has already been sent. What you did was recorded once.") from None
    return taken


def _already_done(used: UsedToken) -> str:
    case = db.session.get(Case, used.case_id) if used.case_id else None
    where = f" on {case.reference}" if case else ""
    when = clock.local(used.used_at).strftime("%-I:%M%p").lower()
    return f"This form has already been sent at {when}{where}. What you did was recorded once, and not again."
