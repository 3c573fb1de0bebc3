"""Staff: users, their roles, their teams, and who stands in for whom."""

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, String, and_, case, exists
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casework.models.base import Base
from workflows.roles import STAFF, Role

CLOSED = " (account closed)"
"""After the name of somebody who may not sign in any more."""


class Team(Base):
    __tablename__ = "team"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100), unique=True)
    is_active: Mapped[bool] = mapped_column(default=True)


class UserRole(Base):
    __tablename__ = "user_role"
    __table_args__ = (CheckConstraint("role <> 'system'", name="no_system_role"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    role: Mapped[str] = mapped_column(String(30), primary_key=True)


class User(Base):
    """Somebody who signs in. `password_hash` is empty until they have set a password."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    email: Mapped[str] = mapped_column(String(254), unique=True)
    password_hash: Mapped[str] = mapped_column(String(200))
    is_enabled: Mapped[bool] = mapped_column(default=True)
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"), index=True)
    created_at: Mapped[dt.datetime]
    last_signed_in_at: Mapped[dt.datetime | None]
    row_version: Mapped[int] = mapped_column(default=1)

    team: Mapped[Team | None] = relationship(lazy="joined")
    role_rows: Mapped[list[UserRole]] = relationship(lazy="selectin", cascade="all, delete-orphan")

    __mapper_args__ = {"version_id_col": row_version}  # noqa: RUF012 - read once by SQLAlchemy

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(Role(row.role) for row in self.role_rows)

    @property
    def may_get_work(self) -> bool:
        """Whether they can sign in and work on cases."""
        return self.is_enabled and not self.roles.isdisjoint(STAFF)

    @classmethod
    def who_may_get_work(cls) -> ColumnElement[bool]:
        """The condition that it is so."""
        return and_(cls.is_enabled, exists().where(UserRole.user_id == cls.id, UserRole.role.in_(STAFF)))


def known_as(user: Any = User) -> ColumnElement[str]:
    """The name of whoever owns something, as a list says it: marked where the account is closed. `user` may be an alias
    of `User`; nobody has no name."""
    return case((user.is_enabled, user.name), else_=user.name.concat(CLOSED))


class Absence(Base):
    """Somebody is away and another stands in. From `from_on` to `to_on`, both included, or until `ended_on` came
    first: the work goes back by itself, because nothing was moved."""

    __tablename__ = "absence"
    __table_args__ = (
        CheckConstraint("to_on >= from_on", name="ends_after_start"),
        CheckConstraint("user_id <> stand_in_id", name="another_stands_in"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    stand_in_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    from_on: Mapped[dt.date]
    to_on: Mapped[dt.date]
    ended_on: Mapped[dt.date | None]
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
