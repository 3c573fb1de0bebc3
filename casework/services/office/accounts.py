"""Users, roles and teams; signing in."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.exc import IntegrityError

from casework import clock
from casework.access import Actor, Permission, require
from casework.errors import Conflict, Invalid, NotFound
from casework.extensions import db, read
from casework.models import Team, User, UserRole
from casework.services.record import history, restriction
from casework.services.record.tokens import Sent
from workflows.roles import Role

WRONG_SIGN_IN = "The e-mail address or the password is not right. Try again, or ask an administrator."
SHORTEST_PASSWORD = 12


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


@cache
def _unused_hash() -> str:
    """Checked when there is no such user, so that the time taken does not tell who has an account."""
    return _hasher().hash("nobody has this password")


def find_actor(user_id: int, *, session_version: int) -> Actor | None:
    """The person of an open session, or None when the session has been ended or the account closed."""
    found = read(_open_session(), user=user_id, version=session_version).all()
    if not found:
        return None
    roles = frozenset(Role(row.role) for row in found)
    return Actor(user_id=user_id, name=found[0].name, roles=roles, team_id=found[0].team_id)


@cache
def _open_session() -> Select[str, int | None, str]:
    query = select(User.name, User.team_id, UserRole.role).join(UserRole, UserRole.user_id == User.id)
    return query.where(User.id == bindparam("user"), User.is_enabled, User.session_version == bindparam("version"))


def to_actor(user: User) -> Actor:
    return Actor(user_id=user.id, name=user.name, roles=user.roles, team_id=user.team_id)


def sign_in(email: str, password: str) -> User:
    """The user whose address and password these are. Raises `Invalid`, with one sentence for all causes."""
    user = db.session.scalar(select(User).where(func.lower(User.email) == email.strip().lower()))
    try:
        _hasher().verify(user.password_hash if user else _unused_hash(), password)
    except (VerificationError, InvalidHashError):
        raise Invalid("email", WRONG_SIGN_IN) from None
    if user is None or not user.is_enabled:
        raise Invalid("email", WRONG_SIGN_IN)
    user.last_signed_in_at = clock.now()
    return user


def add_user(
    *, name: str, email: str, password: str, roles: Collection[Role], team_id: int | None, actor: Actor
) -> User:
    """Raises `Invalid` for a short password, no role, or an address that is taken."""
    require(actor, Permission.ACCOUNT_MANAGE)
    _check_password(password)
    user = User(
        name=_name(name),
        email=_address(email),
        password_hash=_hasher().hash(password),
        team_id=team_id,
        created_at=clock.now(),
        role_rows=_role_rows(roles),
    )
    _save(user)
    data = {"user_id": user.id, "roles": sorted(roles), "team_id": team_id}
    history.record(history.Kind.USER_ADDED, actor=actor, data=data)
    return user


@dataclass(frozen=True, slots=True, kw_only=True)
class UserEntry:
    """What an administrator says of an account."""

    name: str
    email: str
    roles: Collection[Role]
    team_id: int | None
    enabled: bool = True


def change_user(user_id: int, entry: UserEntry, *, sent: Sent, actor: Actor) -> User:
    """Change an account. Taking a role away or closing the account ends the person's open sessions.

    Raises `Invalid` when this would leave the office without an administrator or a restricted case without a
    manager, `Conflict` when somebody else changed the account after the page was opened.
    """
    require(actor, Permission.ACCOUNT_MANAGE)
    user = load_user(user_id)
    if user.row_version != sent.row_version:
        raise Conflict(
            "Somebody changed this account after you opened the page. Nothing of yours was saved. "
            "Open it again, and make your change if it is still right."
        )
    if (not entry.enabled or Role.ADMINISTRATOR not in entry.roles) and _is_last_administrator(user):
        raise Invalid("roles", "This is the last administrator. Give somebody else the role first.")
    _check_restricted_cases(user, entry)
    before = sorted(user.roles)
    if not entry.enabled or not user.roles <= set(entry.roles):
        user.session_version += 1
    user.name, user.email = _name(entry.name), _address(entry.email)
    user.team_id, user.is_enabled = entry.team_id, entry.enabled
    wanted = _role_rows(entry.roles)
    kept = {row.role: row for row in user.role_rows}
    user.role_rows = [kept.get(row.role, row) for row in wanted]
    _save(user)
    data = {"user_id": user.id, "roles_before": before, "roles": sorted(entry.roles), "enabled": entry.enabled}
    history.record(history.Kind.USER_CHANGED, actor=actor, data={**data, "team_id": entry.team_id})
    return user


def set_password(user_id: int, password: str, *, actor: Actor) -> None:
    """Set a password and end the person's open sessions. People may set their own."""
    if actor.user_id != user_id:
        require(actor, Permission.ACCOUNT_MANAGE)
    _check_password(password)
    user = load_user(user_id)
    user.password_hash = _hasher().hash(password)
    user.session_version += 1
    history.record(history.Kind.PASSWORD_SET, actor=actor, data={"user_id": user.id})


def change_own_password(current: str, new: str, again: str, *, actor: Actor) -> User:
    """Change the actor's own password. Raises `Invalid` at the field that is wrong."""
    user = load_user(actor.user_id or 0)
    try:
        _hasher().verify(user.password_hash, current)
    except (VerificationError, InvalidHashError):
        raise Invalid("current", "This is not your password. Type the one that you sign in with now.") from None
    if new != again:
        raise Invalid("again", "The two new passwords differ. Type the same one twice.")
    set_password(user.id, new, actor=actor)
    return user


def load_user(user_id: int) -> User:
    user = db.session.get(User, user_id)
    if user is None:
        raise NotFound
    return user


def add_team(name: str, *, actor: Actor) -> Team:
    require(actor, Permission.ACCOUNT_MANAGE)
    team = Team(name=_name(name))
    _save(team)
    history.record(history.Kind.TEAM_ADDED, actor=actor, data={"team_id": team.id})
    return team


def change_team(team_id: int, *, name: str, active: bool, actor: Actor) -> Team:
    require(actor, Permission.ACCOUNT_MANAGE)
    team = db.session.get(Team, team_id)
    if team is None:
        raise NotFound
    team.name, team.is_active = _name(name), active
    _save(team)
    history.record(history.Kind.TEAM_CHANGED, actor=actor, data={"team_id": team.id, "active": active})
    return team


def _save(row: User | Team) -> None:
    field, taken = ("email", "Somebody has this e-mail address already.")
    if isinstance(row, Team):
        field, taken = ("name", "There is a team of this name already.")
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:
        raise Invalid(field, taken) from None


def _name(name: str) -> str:
    kept = " ".join(name.split())[:100]
    if not kept:
        raise Invalid("name", "Enter a name.")
    return kept


def _address(email: str) -> str:
    kept = email.strip()
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", kept):
        raise Invalid("email", "Enter an e-mail address, like name@example.org.")
    return kept


def _role_rows(roles: Collection[Role]) -> list[UserRole]:
    if not roles or Role.SYSTEM in roles:
        raise Invalid("roles", "Choose at least one role.")
    return [UserRole(role=role.value) for role in sorted(set(roles))]


def _check_password(password: str) -> None:
    if len(password) < SHORTEST_PASSWORD:
        raise Invalid("password", f"Choose a password of at least {SHORTEST_PASSWORD} characters.")
    if len(password) > 200:
        raise Invalid("password", "Choose a password of at most 200 characters.")


def _check_restricted_cases(user: User, entry: UserEntry) -> None:
    """At least one named manager always remains on a restricted case."""
    stays = entry.enabled and Role.MANAGER in entry.roles
    if stays or Role.MANAGER not in user.roles or not user.is_enabled:
        return
    count = restriction.resting_on(user.id)
    if count:
        cases = "1 restricted case" if count == 1 else f"{count} restricted cases"
        raise Invalid("roles", f"{user.name} is the only manager named on {cases}. Another must be named there first.")


def _is_last_administrator(user: User) -> bool:
    if Role.ADMINISTRATOR not in user.roles or not user.is_enabled:
        return False
    others = select(func.count()).select_from(UserRole).join(User, User.id == UserRole.user_id)
    others = others.where(UserRole.role == Role.ADMINISTRATOR, User.is_enabled, User.id != user.id)
    return db.session.scalar(others) == 0
