"""Users, roles and teams; signing in and passwords."""

import datetime as dt
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.exc import IntegrityError

from casework import clock
from casework.access import Actor, Permission, require
from casework.errors import Conflict, Invalid, NotFound
from casework.extensions import db
from casework.models import Team, User, UserRole
from casework.services.office import account_links, account_mail, hand_over, passwords, sessions
from casework.services.record import history, restriction, settings, tokens
from casework.services.record.tokens import Sent
from casework.words import plural
from workflows.roles import Role

WRONG_SIGN_IN = "The e-mail address or the password is not right. Try again, or ask an administrator."


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """What is needed to check a password outside of any transaction. No `user_id`: there is no such account, and
    checking takes as long."""

    user_id: int | None = None
    name: str = ""
    email: str = ""
    password_hash: str = ""
    is_enabled: bool = False
    last_signed_in_at: dt.datetime | None = None


def find_credentials(email: str) -> Credentials:
    """Of the account with this address, or of nobody."""
    return _credentials(func.lower(User.email) == email.strip().lower())


def credentials_of(user_id: int | None) -> Credentials:
    return _credentials(User.id == user_id)


def _credentials(which: ColumnElement[bool]) -> Credentials:
    columns = (User.id, User.name, User.email, User.password_hash, User.is_enabled, User.last_signed_in_at)
    row = db.session.execute(select(*columns).where(which)).first()
    if row is None:
        return Credentials()
    number, name, email, password_hash, is_enabled, last = row
    return Credentials(
        user_id=number,
        name=name,
        email=email,
        password_hash=password_hash,
        is_enabled=is_enabled,
        last_signed_in_at=last,
    )


def to_actor(user: User) -> Actor:
    return Actor(user_id=user.id, name=user.name, roles=user.roles, team_id=user.team_id)


def sign_in(checked: Credentials) -> int:
    """Note that somebody whose password was right signs in. Raises `Invalid` where the account was closed, or got
    another password, while it was checked."""
    if checked.user_id is None or not checked.is_enabled:
        raise Invalid("email", WRONG_SIGN_IN)
    same = (User.id == checked.user_id, User.is_enabled, User.password_hash == checked.password_hash)
    noted = update(User).where(*same).values(last_signed_in_at=clock.now()).returning(User.id)
    if db.session.execute(noted).first() is None:
        raise Invalid("email", WRONG_SIGN_IN)
    return checked.user_id


def new_hash(of: Credentials, new: str, *, again: str, office: Iterable[str]) -> str:
    """The hash of a new password that is good enough, and not the one that there is. `office`: what the office is
    called, and where it is. Raises `Invalid` at the field. Takes long, and is called like `passwords.matches`."""
    if new != again:
        raise Invalid("again", "The two new passwords differ. Type the same one twice.")
    local, _, domain = of.email.partition("@")
    passwords.check(new, [of.name, of.email, local, domain, *office])
    if of.password_hash and passwords.matches(of.password_hash, new):
        raise Invalid("password", "This is the password that you have now. Choose another one.")
    return passwords.make_hash(new)


def words_of_office() -> list[str]:
    """What the office calls itself on its letters."""
    return [str(settings.value("office_name"))]


def keep_password(user_id: int, password_hash: str, *, actor: Actor) -> None:
    """Keep a new password: every session and every link of the account ends, and its owner is told by mail."""
    user = load_user(user_id)
    user.password_hash = password_hash
    sessions.end_all(user.id)
    account_links.end_all(user.id)
    event = history.record(history.Kind.PASSWORD_SET, actor=actor, data={"user_id": user.id})
    account_mail.tell(user, account_mail.PASSWORD_CHANGED, f"event:{event.id}")


def add_user(*, name: str, email: str, roles: Collection[Role], team_id: int | None, actor: Actor) -> User:
    """An account without a password: its owner sets one by a link (`account_links`). Raises `Invalid` for no role, or
    an address that is taken."""
    require(actor, Permission.ACCOUNT_MANAGE)
    user = User(
        name=_name(name),
        email=_address(email),
        password_hash="",
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
    hands_to: Sequence[int] | None = None
    """Where the account is closed, who gets what its owner has in hand; none of them for anybody of the team to take.
    None leaves it in this name."""


def change_user(user_id: int, entry: UserEntry, *, sent: Sent, actor: Actor) -> User:
    """Change an account, and tell its owner of it. Taking a role away or closing the account ends their open sessions;
    another address ends the links that went to the old one.

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
    was = _as_it_is(user)
    if not entry.enabled or not user.roles <= set(entry.roles):
        sessions.end_all(user.id)
    if not entry.enabled:
        account_links.end_all(user.id)
    user.name, user.email = _name(entry.name), _address(entry.email)
    user.team_id, user.is_enabled = entry.team_id, entry.enabled
    wanted = _role_rows(entry.roles)
    kept = {row.role: row for row in user.role_rows}
    user.role_rows = [kept.get(row.role, row) for row in wanted]
    _save(user)
    if entry.hands_to is not None:
        hand_over.move_all(user.id, to=entry.hands_to, actor=actor)
    then = _as_it_is(user)
    data = {"user_id": user.id, "changes": history.ends({name: (was[name], then[name]) for name in then})}
    event = history.record(history.Kind.USER_CHANGED, actor=actor, data=data)
    _tell(user, f"event:{event.id}", was=was)
    if user.email != was["email"]:
        _move_links(user, actor=actor)
    return user


def _move_links(user: User, *, actor: Actor) -> None:
    """A link that went to another address opens nothing; whoever has no password yet gets a new one at the address of
    now."""
    account_links.end_all(user.id)
    if user.is_enabled and not user.password_hash:
        account_links.send(user, actor=actor)


def _as_it_is(user: User) -> dict[str, Any]:
    """An account as its event keeps it."""
    roles = sorted(str(role) for role in user.roles)
    return {"name": user.name, "email": user.email, "roles": roles, "team_id": user.team_id, "enabled": user.is_enabled}


def _tell(user: User, about: str, *, was: Mapping[str, Any]) -> None:
    """Tell the owner of each change by which somebody gets in, or not any more."""
    if was["email"] != user.email:
        account_mail.tell(user, account_mail.EMAIL_CHANGED, about, to=was["email"])
        account_mail.tell(user, account_mail.EMAIL_IS_THIS, about)
    if was["roles"] != sorted(user.roles):
        account_mail.tell(user, account_mail.ROLES_CHANGED, about)
    if was["enabled"] != user.is_enabled:
        account_mail.tell(user, account_mail.OPENED if user.is_enabled else account_mail.CLOSED, about)


def sign_out(user_id: int, *, sent: Sent, actor: Actor) -> User:
    """End every session of somebody, e.g. where a device was lost. Their password stays."""
    require(actor, Permission.ACCOUNT_MANAGE)
    user = load_user(user_id)
    tokens.use(sent, actor=actor)
    sessions.end_all(user.id)
    history.record(history.Kind.USER_SIGNED_OUT, actor=actor, data={"user_id": user.id})
    return user


def use_link(link: account_links.Link, password_hash: str) -> None:
    """Set a password by a link, which counts once. Raises `NotFound`."""
    account_links.use(link)
    keep_password(link.user_id, password_hash, actor=to_actor(load_user(link.user_id)))


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
    ends = {"name": (team.name, _name(name)), "active": (team.is_active, active)}
    team.name, team.is_active = _name(name), active
    _save(team)
    changes = history.ends({name: both for name, both in ends.items() if both[0] != both[1]})
    history.record(
        history.Kind.TEAM_CHANGED, actor=actor, data={"team_id": team.id, "active": active, "changes": changes}
    )
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


def _check_restricted_cases(user: User, entry: UserEntry) -> None:
    """At least one named manager always remains on a restricted case."""
    stays = entry.enabled and Role.MANAGER in entry.roles
    if stays or Role.MANAGER not in user.roles or not user.is_enabled:
        return
    count = restriction.resting_on(user.id)
    if count:
        cases = plural(count, "restricted case")
        raise Invalid("roles", f"{user.name} is the only manager named on {cases}. Another must be named there first.")


def _is_last_administrator(user: User) -> bool:
    if Role.ADMINISTRATOR not in user.roles or not user.is_enabled:
        return False
    others = select(func.count()).select_from(UserRole).join(User, User.id == UserRole.user_id)
    others = others.where(UserRole.role == Role.ADMINISTRATOR, User.is_enabled, User.id != user.id)
    return db.session.scalar(others) == 0
