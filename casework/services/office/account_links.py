"""Links by which somebody sets their own password, once: of a new account, and where the old one is forgotten."""

import datetime as dt
import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass

from sqlalchemy import select, update

from casework import clock
from casework.access import Actor, Permission, require
from casework.errors import Invalid, NotFound
from casework.extensions import db
from casework.models import AccountLink, User
from casework.services.office import account_mail
from casework.services.record import history

LASTS = dt.timedelta(days=3)
ENDED = (
    "This link has been used, or it is more than three days old, or another one was sent after it. "
    "Ask an administrator of your office for a new one."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link that can still be used, and whose account it opens."""

    id: int
    user_id: int


def make(user: User, *, actor: Actor) -> AccountLink:
    """A new link for this account; those made before end. Nothing is sent."""
    require(actor, Permission.ACCOUNT_MANAGE)
    now = clock.now()
    end_all(user.id)
    link = AccountLink(
        user_id=user.id,
        nonce=secrets.token_urlsafe(32),
        made_at=now,
        made_by_id=actor.user_id,
        expires_at=now + LASTS,
    )
    db.session.add(link)
    db.session.flush()
    history.record(history.Kind.ACCOUNT_LINK_MADE, actor=actor, data={"user_id": user.id, "link_id": link.id})
    return link


def send(user: User, *, actor: Actor) -> None:
    """A new link, by mail to the person alone. Raises `Invalid` for a closed account."""
    if not user.is_enabled:
        raise Invalid("", "This account is closed. Open it first, then send the link.")
    rule = account_mail.LINK if user.password_hash else account_mail.WELCOME
    account_mail.tell(user, rule, f"link:{make(user, actor=actor).id}")


def path_of(link_id: int, secret: str) -> str:
    """The path that the link leads to. Raises `NotFound` where there is no such link any more."""
    nonce = db.session.scalar(select(AccountLink.nonce).where(AccountLink.id == link_id))
    if nonce is None:
        raise NotFound
    return f"/set-password/{link_id}.{_proof(link_id, nonce, secret)}"


def find(token: str, secret: str) -> Link:
    """Raises `NotFound` with a sentence where the link cannot be used."""
    number, _, proof = token.partition(".")
    is_number = number.isascii() and number.isdecimal() and len(number) <= 9
    row = db.session.get(AccountLink, int(number)) if is_number else None
    if row is None or not proof.isascii() or not hmac.compare_digest(_proof(row.id, row.nonce, secret), proof):
        raise NotFound(ENDED)
    if row.used_at is not None or row.expires_at <= clock.now():
        raise NotFound(ENDED)
    return Link(id=row.id, user_id=row.user_id)


def use(link: Link) -> None:
    """Take the link, once. Raises `NotFound` where another request was faster."""
    unused = (AccountLink.id == link.id, AccountLink.used_at.is_(None))
    taken = update(AccountLink).where(*unused).values(used_at=clock.now()).returning(AccountLink.id)
    if db.session.execute(taken).first() is None:
        raise NotFound(ENDED)


def end_all(user_id: int) -> None:
    """None of somebody's links can be used any more."""
    unused = (AccountLink.user_id == user_id, AccountLink.used_at.is_(None))
    db.session.execute(update(AccountLink).where(*unused).values(used_at=clock.now()))


def _proof(number: int, nonce: str, secret: str) -> str:
    digest = hmac.new(secret.encode(), f"account link {number} {nonce}".encode(), hashlib.sha256).digest()
    return urlsafe_b64encode(digest).decode().rstrip("=")
