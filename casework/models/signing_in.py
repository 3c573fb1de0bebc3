"""Signing in: who is signed in on which device, one-use links, and the tries that failed."""

import datetime as dt

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from casework.models.base import Base


class UserSession(Base):
    """Somebody is signed in on one device, until `ends_at`, until `idle_until_at` where nothing comes from there, or
    until it was ended. The cookie carries a random id, of which the database has a digest alone."""

    __tablename__ = "user_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    browser: Mapped[str] = mapped_column(String(60))
    begun_at: Mapped[dt.datetime]
    last_seen_at: Mapped[dt.datetime]
    """To within five minutes."""
    idle_until_at: Mapped[dt.datetime]
    ends_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]


class AccountLink(Base):
    """A link by which somebody sets a password, once, until `expires_at`. What stands in the link is computed from
    `nonce` and the SECRET_KEY, so that a copy of the database opens no account."""

    __tablename__ = "account_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    nonce: Mapped[str] = mapped_column(String(43))
    made_at: Mapped[dt.datetime]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    expires_at: Mapped[dt.datetime]
    used_at: Mapped[dt.datetime | None]
    """When it was used, or when another took its place."""


class SignInFailure(Base):
    """A password that was not right. What was typed as the address is a digest: it may be a password.

    `address`: where it came from; of IPv6 the network. `device`: the mark of a device on which this account signed in
    before. The rows slow down whoever goes on, and an auditor reads them.
    """

    __tablename__ = "sign_in_failure"
    __table_args__ = (
        Index("ix_sign_in_failure_account_at", "account", "at"),
        Index("ix_sign_in_failure_address_at", "address", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[dt.datetime]
    account: Mapped[str] = mapped_column(String(64))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    address: Mapped[str] = mapped_column(String(45))
    device: Mapped[str | None] = mapped_column(String(32))
