"""Who works here, in which team and role, and how the office has set things up."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from sqlalchemy import func, select

from casework.errors import NotFound
from casework.extensions import db
from casework.models import Setting, Team, User, UserRole
from casework.services.office.setting_texts import in_words, to_text
from casework.services.record.identity_settings import Definition
from casework.services.record.settings import SECTIONS, lengths_to_set
from workflows.registry import clock_title


@dataclass(frozen=True, slots=True, kw_only=True)
class UserRow:
    """One account."""

    id: int
    name: str
    email: str
    team: str | None
    roles: Sequence[str]
    enabled: bool
    last_signed_in_at: dt.datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Length:
    """Of one clock: as shipped in words, and what the office has set instead."""

    code: str
    title: str
    shipped: str
    length: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingRow:
    """One setting as the office has it: `text` as it is typed, `said` as it is read."""

    name: str
    label: str
    hint: str
    text: str
    said: str
    is_answer: bool
    lengths: Sequence[Length] | None
    """Of the one setting that is a list of them."""
    changed_at: dt.datetime | None
    changed_by: str | None


def users() -> list[UserRow]:
    """Everybody by name, those whose account is closed last."""
    given: dict[int, list[str]] = {}
    for user_id, role in db.session.execute(select(UserRole.user_id, UserRole.role).order_by(UserRole.role)):
        given.setdefault(user_id, []).append(role)
    query = (
        select(User.id, User.name, User.email, User.is_enabled, User.last_signed_in_at, Team.name.label("team"))
        .outerjoin(Team, Team.id == User.team_id)
        .order_by(User.is_enabled.desc(), func.lower(User.name), User.id)
    )
    return [
        UserRow(
            id=row.id,
            name=row.name,
            email=row.email,
            team=row.team,
            roles=given.get(row.id, ()),
            enabled=row.is_enabled,
            last_signed_in_at=row.last_signed_in_at,
        )
        for row in db.session.execute(query)
    ]


def teams() -> Sequence[Any]:
    """Every team with the number of people in it."""
    query = (
        select(Team.id, Team.name, Team.is_active, func.count(User.id).label("people"))
        .outerjoin(User, User.team_id == Team.id)
        .group_by(Team.id, Team.name, Team.is_active)
        .order_by(Team.is_active.desc(), func.lower(Team.name))
    )
    return db.session.execute(query).all()


def team(team_id: int) -> Any:
    """One team. Raises `NotFound`."""
    found = db.session.execute(select(Team.id, Team.name, Team.is_active).where(Team.id == team_id)).first()
    if found is None:
        raise NotFound
    return found


def settings() -> dict[str, list[SettingRow]]:
    """All settings, under the heading of each section."""
    query = select(Setting.name, Setting.value, Setting.changed_at, User.name.label("changed_by"))
    stored = {row.name: row for row in db.session.execute(query.outerjoin(User, User.id == Setting.changed_by_id))}
    return {
        heading: [_setting(name, definition, stored.get(name)) for name, definition in section.items()]
        for heading, section in SECTIONS.items()
    }


def _setting(name: str, definition: Definition, stored: Any) -> SettingRow:
    value = stored.value if stored else definition.default
    return SettingRow(
        name=name,
        label=definition.label,
        hint=definition.hint,
        text=to_text(value),
        said=in_words(name, value),
        is_answer=isinstance(definition.default, bool),
        lengths=_lengths(value) if isinstance(definition.default, dict) else None,
        changed_at=stored.changed_at if stored else None,
        changed_by=stored.changed_by if stored else None,
    )


def _lengths(own: Mapping[str, int]) -> list[Length]:
    return [
        Length(code=code, title=clock_title(code), shipped=f"{rule.length} {rule.unit.value}", length=own.get(code))
        for code, rule in lengths_to_set().items()
    ]


def setting(name: str) -> SettingRow:
    """One setting. Raises `NotFound` for a name that there is not."""
    for row in chain.from_iterable(settings().values()):
        if row.name == name:
            return row
    raise NotFound
