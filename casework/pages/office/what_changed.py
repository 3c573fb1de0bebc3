"""What an event says was changed, from what to what, in words: settings, directory, lists, accounts, teams, cases.

Events from before both ends were kept say what they know.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from casework.extensions import db
from casework.models import DirectoryEntry, Surgery, Team, User
from casework.pages.office import meetings
from casework.pages.record import changed
from casework.pages.record.changed import NOTHING, FromTo
from casework.services.office.setting_texts import to_text
from casework.services.record import codes
from casework.services.record.history import Kind
from casework.services.record.settings import DEFINITIONS
from workflows.calendars import written
from workflows.registry import KINDS
from workflows.roles import ROLE_LABELS, Role

LABELS: Mapping[str, str] = {
    "name": "Name", "email": "E-mail address", "roles": "Roles", "team_id": "Team", "enabled": "May sign in",
    "active": "In use", "kind": "Kind", "phone": "Phone", "address": "Postal address", "website": "Website",
    "district": "District", "force": "Police force", "valid_from": "First day", "valid_to": "Last day",
    "label": "Words",
    "relates_to_policing": "About policing and crime", "belongs_to": "Belongs to", "replaced_by": "Replaced by",
    "held_on": "Day", "state": "State", "topics": "Topics", "why": "Why it was cancelled",
    "way": "In person or from elsewhere", "place": "Place", "access": "Access",
    "host": "Who holds it", "times": "Times",
    "order": "Place in the list", "is_active": "In use", "added": "Added",
}  # fmt: skip
Event = Any
"""A row of the history with its `kind` and `data`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Which one it was about, and what of it is another. `subject` is empty where the event says it all."""

    subject: str = ""
    changes: Sequence[FromTo] = ()


@dataclass(slots=True)
class _Names:
    """Names of what events mention, read once for a page."""

    users: Mapping[int, str] = field(default_factory=dict)
    teams: Mapping[int, str] = field(default_factory=dict)
    entries: Mapping[int, str] = field(default_factory=dict)
    meetings: Mapping[int, str] = field(default_factory=dict)
    surgeries: Mapping[int, str] = field(default_factory=dict)
    lists: dict[str, dict[str, str]] = field(default_factory=dict)

    def code(self, list_name: str, code: str) -> str:
        if list_name not in self.lists:
            self.lists[list_name] = codes.labels(list_name)
        return self.lists[list_name].get(code, code.replace("_", " "))


def of(events: Sequence[Event]) -> dict[int, Said]:
    """Event -> what it says. A few queries, however many events."""
    names = _names(events)
    return {event.id: SAID[event.kind](event.data, names) for event in events if event.kind in SAID}


def _names(events: Sequence[Event]) -> _Names:
    users = {event.data[key] for event in events for key in ("user_id", "stand_in_id") if event.data.get(key)}
    entries = {event.data["entry_id"] for event in events if event.data.get("entry_id")}
    teams = {event.data["team_id"] for event in events if event.data.get("team_id")}
    for event in events:
        teams |= {number for number in event.data.get("changes", {}).get("team_id", ()) if number}
    held = {event.data["meeting_id"] for event in events if event.data.get("meeting_id")}
    return _Names(
        users=_read(User, users),
        teams=_read(Team, teams),
        entries=_read(DirectoryEntry, entries),
        meetings=meetings.titles(held),
        surgeries=_surgeries({event.data["surgery_id"] for event in events if event.data.get("surgery_id")}),
    )


def _read(table: Any, ids: set[int]) -> dict[int, str]:
    if not ids:
        return {}
    return {row.id: row.name for row in db.session.execute(select(table.id, table.name).where(table.id.in_(ids)))}


def _surgeries(ids: set[int]) -> dict[int, str]:
    query = select(Surgery.id, Surgery.held_on).where(Surgery.id.in_(ids))
    return {row.id: f"Surgery, {written(row.held_on)}" for row in db.session.execute(query)} if ids else {}


def _setting(data: Mapping[str, Any], names: _Names) -> Said:  # noqa: ARG001
    name = data.get("setting", "")
    label = DEFINITIONS[name].label if name in DEFINITIONS else name
    before = to_text(data["before"]) if "before" in data else "not kept"
    change = FromTo(label="", before=before or NOTHING, now=to_text(data.get("value", "")) or NOTHING)
    return Said(subject=label, changes=[change])


def _directory(data: Mapping[str, Any], names: _Names) -> Said:
    return Said(subject=names.entries.get(data.get("entry_id", 0), ""), changes=_lines(data, names))


def _account(data: Mapping[str, Any], names: _Names) -> Said:
    if "changes" not in data and "roles_before" in data:
        data = {**data, "changes": {"roles": [data["roles_before"], data["roles"]]}}
    return Said(subject=names.users.get(data.get("user_id", 0), ""), changes=_lines(data, names))


def _team(data: Mapping[str, Any], names: _Names) -> Said:
    return Said(subject=names.teams.get(data.get("team_id", 0), ""), changes=_lines(data, names))


def _list(data: Mapping[str, Any], names: _Names) -> Said:
    name = data.get("list", "")
    which = f"{codes.of_the_office().get(name, name)}, {names.code(name, data.get('code', ''))}"
    what = [word for word in data.get("changed", ()) if word in ("added", "order")]
    said = f"{which}: {LABELS[what[0]].lower()}" if what else which
    return Said(subject=said, changes=_lines(data, names))


def _area(data: Mapping[str, Any], names: _Names) -> Said:  # noqa: ARG001
    return Said(subject=f"version {data.get('version')}, by {data.get('source')}")


def _template(data: Mapping[str, Any], names: _Names) -> Said:  # noqa: ARG001
    code, version = data.get("code", ""), data.get("version")
    purpose = KINDS[code].purpose if code in KINDS else ""
    return Said(subject=f"{code}{f', version {version}' if version else ''}{f' ({purpose})' if purpose else ''}")


def _holidays(data: Mapping[str, Any], names: _Names) -> Said:  # noqa: ARG001
    ends = (("became bank holidays", data.get("added", {})), ("became working days", data.get("taken_away", {})))
    found = [f"{_days(of)} {words}" for words, of in ends if of]
    return Said(subject="; ".join(found))


def _absence(data: Mapping[str, Any], names: _Names) -> Said:
    return Said(subject=names.users.get(data.get("user_id", 0), ""))


def _meeting(data: Mapping[str, Any], names: _Names) -> Said:
    reason = f", because: {data['reason']}" if data.get("reason") else ""
    return Said(subject=f"{names.meetings.get(data['meeting_id'], '')}{reason}", changes=_lines(data, names))


def _surgery(data: Mapping[str, Any], names: _Names) -> Said:
    reason = f", because: {data['reason']}" if data.get("reason") else ""
    return Said(subject=f"{names.surgeries.get(data['surgery_id'], '')}{reason}", changes=_lines(data, names))


def _put_right(data: Mapping[str, Any], names: _Names) -> Said:
    subject = changed.title(data) if "what" in data else ""
    return Said(subject=subject, changes=changed.lines(data, names.code))


def _lines(data: Mapping[str, Any], names: _Names) -> list[FromTo]:
    return [
        FromTo(label=LABELS.get(name, name), before=_value(name, ends[0], names), now=_value(name, ends[1], names))
        for name, ends in data.get("changes", {}).items()
    ]


def _value(name: str, value: Any, names: _Names) -> str:
    if value in (None, "", []):
        return NOTHING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if name == "roles":
        return ", ".join(ROLE_LABELS[Role(role)] for role in value)
    if name == "team_id":
        return names.teams.get(value, "a team")
    if name in ("district", "force"):
        return names.code(name, value)
    if name == "state":
        return meetings.STATES.get(value, value)
    if name in ("valid_from", "valid_to", "held_on"):
        return written(dt.date.fromisoformat(value))
    return str(value)


def _days(of: Mapping[str, Sequence[str]]) -> str:
    days = sorted({dt.date.fromisoformat(day) for found in of.values() for day in found})
    return ", ".join(map(written, days))


SAID: Mapping[str, Callable[[Mapping[str, Any], _Names], Said]] = {
    Kind.ABSENCE_ENDED: _absence,
    Kind.ABSENCE_RECORDED: _absence,
    Kind.ACCOUNT_LINK_MADE: _account,
    Kind.AREA_CHANGED: _area,
    Kind.BANK_HOLIDAYS_CHANGED: _holidays,
    Kind.CASE_EDITED: _put_right,
    Kind.DIRECTORY_ADDED: _directory,
    Kind.DIRECTORY_CHANGED: _directory,
    Kind.DIRECTORY_VERIFIED: _directory,
    Kind.LIST_CHANGED: _list,
    Kind.MEETING_CHANGED: _meeting,
    Kind.MEETING_RECORDED: _meeting,
    Kind.PASSWORD_SET: _account,
    Kind.PUT_RIGHT: _put_right,
    Kind.SETTING_CHANGED: _setting,
    Kind.SURGERY_CHANGED: _surgery,
    Kind.SURGERY_PLANNED: _surgery,
    Kind.TEAM_ADDED: _team,
    Kind.TEAM_CHANGED: _team,
    Kind.TEMPLATE_APPROVED: _template,
    Kind.TEMPLATE_DRAFTED: _template,
    Kind.TEMPLATE_EDITED: _template,
    Kind.TEMPLATE_GIVEN_UP: _template,
    Kind.TEMPLATE_RETIRED: _template,
    Kind.USER_ADDED: _account,
    Kind.USER_CHANGED: _account,
    Kind.USER_SIGNED_OUT: _account,
}
"""Kinds of events that say more than their name. What is about a case says it to whoever may see the case alone."""
