"""Who may see and do what: asked by lists, search, exports, counts and single pages alike.

`scope` is the only way to select cases for a person. A restricted case exists only for the people named on
it; for everybody else it is not found, in a list or by its address (lessons, finding 6).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    Select,
    and_,
    bindparam,
    case,
    exists,
    false,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import InstrumentedAttribute

from casework.errors import NotAllowed
from casework.models import Case, CaseAccess, Party, Person
from workflows.roles import Role

S = TypeVar("S", bound=Select[*tuple[Any, ...]])


class Permission(StrEnum):
    """What can be allowed, as `resource:action`."""

    ABSENCE_RECORD = "absence:record"
    ACCOUNT_MANAGE = "account:manage"
    CASE_ASSIGN = "case:assign"
    CASE_MOVE = "case:move"
    CASE_READ = "case:read"
    CASE_WRITE = "case:write"
    CONTACT_LIMIT = "contact:limit"
    CONTACT_LOG = "contact:log"
    COUNTS_READ = "counts:read"
    COUNTS_RUN = "counts:run"
    DIRECTORY_CHANGE = "directory:change"
    EQUALITY_ASK = "equality:ask"
    EQUALITY_COUNT = "equality:count"
    HISTORY_READ = "history:read"
    JOBS_MANAGE = "jobs:manage"
    LETTER_SIGN = "letter:sign"
    LETTER_WRITE = "letter:write"
    MAIL_DISPOSE = "mail:dispose"
    MAIL_SORT = "mail:sort"
    MEETING_RECORD = "meeting:record"
    MESSAGE_MANAGE = "message:manage"
    SATISFACTION_ASK = "satisfaction:ask"
    SATISFACTION_DRAW = "satisfaction:draw"
    SETTINGS_MANAGE = "settings:manage"
    SURGERY_PLAN = "surgery:plan"
    TEMPLATE_APPROVE = "template:approve"
    TEMPLATE_WRITE = "template:write"


_CASEWORK = frozenset(
    {
        Permission.ABSENCE_RECORD,
        Permission.CASE_ASSIGN,
        Permission.CASE_MOVE,
        Permission.CASE_READ,
        Permission.CASE_WRITE,
        Permission.CONTACT_LOG,
        Permission.COUNTS_READ,
        Permission.DIRECTORY_CHANGE,
        Permission.LETTER_WRITE,
        Permission.MAIL_SORT,
        Permission.MEETING_RECORD,
        Permission.SATISFACTION_ASK,
        Permission.TEMPLATE_WRITE,
    }
)

ROLE_PERMISSIONS: Mapping[Role, frozenset[Permission]] = {
    Role.CASEWORK_OFFICER: _CASEWORK | {Permission.EQUALITY_ASK, Permission.SURGERY_PLAN},
    Role.REVIEWER: _CASEWORK,
    Role.MANAGER: _CASEWORK
    | {
        Permission.CONTACT_LIMIT,
        Permission.COUNTS_RUN,
        Permission.EQUALITY_ASK,
        Permission.EQUALITY_COUNT,
        Permission.HISTORY_READ,
        Permission.JOBS_MANAGE,
        Permission.LETTER_SIGN,
        Permission.MAIL_DISPOSE,
        Permission.MESSAGE_MANAGE,
        Permission.SATISFACTION_DRAW,
        Permission.SURGERY_PLAN,
        Permission.TEMPLATE_APPROVE,
    },
    Role.ADMINISTRATOR: frozenset({Permission.ACCOUNT_MANAGE, Permission.JOBS_MANAGE, Permission.SETTINGS_MANAGE}),
    Role.AUDITOR: frozenset({Permission.CASE_READ, Permission.COUNTS_READ, Permission.HISTORY_READ}),
    Role.SYSTEM: frozenset(Permission),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Whoever acts: a signed-in person with the union of their roles, or the system (no `user_id`)."""

    user_id: int | None
    name: str
    roles: frozenset[Role]
    team_id: int | None = None


SYSTEM = Actor(user_id=None, name="Casework", roles=frozenset({Role.SYSTEM}))


def can(actor: Actor, permission: Permission) -> bool:
    """Whether a role of the actor carries the permission. Whether a case may be seen is `scope`'s question."""
    return any(permission in ROLE_PERMISSIONS[role] for role in actor.roles)


def require(actor: Actor, permission: Permission) -> None:
    """Raise `NotAllowed` unless the actor holds the permission."""
    if not can(actor, permission):
        raise NotAllowed("Your role does not allow this. Ask a manager or an administrator if you need it.")


class Sight(StrEnum):
    """Which cases somebody may see, as far as statements differ by it: one that is made once is made for each."""

    EVERY = "every"
    BY_NAME = "by_name"
    """All but the restricted ones on which they are not named."""
    NONE = "none"


READER: BindParameter[int | None] = bindparam("reader", type_=Integer())
"""Whose sight it is, given when a statement that was made for a `Sight` is carried out: `reader=actor.user_id`."""


def sight(actor: Actor) -> Sight:
    if Role.SYSTEM in actor.roles:
        return Sight.EVERY
    return Sight.BY_NAME if can(actor, Permission.CASE_READ) else Sight.NONE


def visible(reader: Actor | Sight) -> ColumnElement[bool]:
    """The condition on `Case` under which this reader may see it."""
    kind = reader if isinstance(reader, Sight) else sight(reader)
    if kind is Sight.EVERY:
        return Case.id.is_not(None)
    if kind is Sight.NONE:
        return false()
    return visible_to(READER if isinstance(reader, Sight) else literal(reader.user_id))


def visible_to(user_id: ColumnElement[int | None] | InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """The condition on `Case` under which somebody who may read cases sees this one: restricted ones by name."""
    named = exists().where(and_(CaseAccess.case_id == Case.id, CaseAccess.user_id == user_id))
    return or_(Case.restricted.is_(False), named)


def restricted_id() -> ColumnElement[int | None]:
    """The id of a restricted case, else nothing: a column of a list that says whom or what its cases are about."""
    return case((Case.restricted, Case.id)).label("restricted_id")


def named() -> Select[int, int]:
    """Who is named on which restricted case: its id, and that of the person."""
    query = select(CaseAccess.case_id, CaseAccess.user_id).join(Case, Case.id == CaseAccess.case_id)
    return query.where(Case.restricted)


def scope(query: S, reader: Actor | Sight) -> S:
    """`query` (which selects from `Case`) limited to what the reader may see."""
    return query.where(visible(reader))


def scope_people(query: S, reader: Actor | Sight) -> S:
    """`query` (which selects from `Person`) without the people known through restricted cases alone."""
    in_a_case = exists(select(Party.id).where(Party.person_id == Person.id))
    in_a_visible_case = exists(
        select(Party.id).join(Case, Case.id == Party.case_id).where(Party.person_id == Person.id, visible(reader))
    )
    return query.where(or_(~in_a_case, in_a_visible_case))
