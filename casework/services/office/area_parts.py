"""Between an area file and what the program keeps of it: settings, values of lists, entries of the directory."""

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from casework.areas.area import (
    Area,
    District,
    Entry,
    EqualityQuestion,
    Force,
    Issue,
    MeetingKind,
    Office,
    Partner,
    Plan,
    PolicingBody,
    Priority,
    RouteRow,
)
from casework.models import DirectoryEntry
from casework.services.office import route_values
from casework.services.office.directory import DAYS, Details
from casework.services.record.codes import Value, answers_to

IN_FILE: Mapping[str, tuple[str, str]] = {
    "office_name": ("office", "name"),
    "office_address": ("office", "address"),
    "office_phone": ("office", "phone"),
    "office_email": ("office", "email"),
    "office_website": ("office", "website"),
    "privacy_link": ("office", "privacy_notice"),
    "complaints_link": ("office", "complaints"),
    "body_name": ("policing_body", "name"),
    "body_title": ("policing_body", "title"),
    "body_deputy": ("policing_body", "deputy"),
    "body_office": ("policing_body", "office"),
}
"""Where a setting stands in the file. The name of the area stands at its head."""
PLAIN: Mapping[str, str] = {
    "tags": "tag",
    "channels": "channel",
    "meeting_groups": "meeting_group",
    "not_casework": "not_casework",
}
"""Lists of the file whose values have a code, a name and their days alone -> the list of the program."""
REACHED = ("email", "phone", "website")


def settings_of(area: Area) -> dict[str, str]:
    found = {name: getattr(getattr(area, table), key) for name, (table, key) in IN_FILE.items()}
    found["office_address"] = ", ".join(area.office.address)
    return {"area_name": area.name, **found}


def lists_of(area: Area) -> dict[str, list[Value]]:
    return {
        "force": [_value(each) for each in area.forces],
        "district": [_value(each, belongs_to=each.force or None, matches=each.postcodes) for each in area.districts],
        "issue": [_value(each, relates_to_policing=each.relates_to_policing) for each in area.issues],
        "plan": [_value(each) for each in area.plans],
        "meeting": [_value(each, belongs_to=each.group or None) for each in area.meetings],
        "priority": [
            Value(
                code=each.code,
                label=each.name,
                belongs_to=plan.code,
                valid_from=plan.valid_from,
                valid_to=plan.valid_to,
                matches=each.issues,
            )
            for plan in area.plans
            for each in plan.priorities
        ],
        "route": [_value(each, matches=route_values.kept(dataclasses.asdict(each))) for each in area.routes],
        **{name: [_value(each) for each in getattr(area, key)] for key, name in PLAIN.items()},
        "equality": [_value(each) for each in area.equality],
        **{answers_to(each.code): [_value(answer) for answer in each.answers] for each in area.equality},
    }


def entries_of(area: Area) -> Iterator[Details]:
    for force in area.forces:
        if force.department:
            yield Details(kind="force", name=force.department, force=force.code, **_reached(force))
    for each in area.partners:
        days = {name: getattr(each, name) for name in DAYS}
        more = {"issues": each.issues, "source": each.source, **days, **_reached(each)}
        yield Details(kind=each.kind, name=each.name, district=each.district, **more)


def details_of(entry: DirectoryEntry) -> Details:
    given: dict[str, Any] = {each.name: getattr(entry, each.name) for each in dataclasses.fields(Details)}
    texts = {name: value or "" for name, value in given.items() if name not in (*DAYS, "issues")}
    return Details(**{**given, **texts, "issues": tuple(entry.issues)})


def completed(entry: DirectoryEntry, wanted: Details) -> Details:
    """What is wanted of an entry that is there; what the file leaves empty stays, and where somebody checked it."""
    said: dict[str, Any] = {name: value for name, value in dataclasses.asdict(wanted).items() if value}
    if entry.source:
        said.pop("source", None)
    return dataclasses.replace(details_of(entry), **said)


def area_of(
    settings: Mapping[str, Any], lists: Mapping[str, Sequence[Value]], entries: Sequence[DirectoryEntry]
) -> Area:
    """The file of what is kept. Of values from an old register it says nothing."""
    tables: dict[str, dict[str, Any]] = {"office": {}, "policing_body": {}}
    for name, (table, key) in IN_FILE.items():
        tables[table][key] = settings[name]
    tables["office"]["address"] = tuple(_parts(settings["office_address"]))
    departments = {entry.force: entry for entry in reversed(entries) if entry.kind == "force"}
    priorities = lists["priority"]
    known, issues = {each.code for each in lists["force"]}, {each.code for each in lists["issue"]}
    return Area(
        name=settings["area_name"],
        office=Office(**tables["office"]),
        policing_body=PolicingBody(**tables["policing_body"]),
        forces=tuple(_force(each, departments.get(each.code)) for each in lists["force"]),
        districts=tuple(
            District(
                **_entry(each),
                force=(each.belongs_to or "") if each.belongs_to in known else "",
                postcodes=each.matches,
            )
            for each in lists["district"]
        ),
        issues=tuple(Issue(**_entry(each), relates_to_policing=each.relates_to_policing) for each in lists["issue"]),
        plans=tuple(
            Plan(
                **_entry(each),
                priorities=tuple(_priority(p, issues) for p in priorities if p.belongs_to == each.code),
            )
            for each in lists["plan"]
        ),
        meetings=tuple(MeetingKind(**_entry(each), group=each.belongs_to or "") for each in lists["meeting"]),
        routes=tuple(_route(each) for each in lists["route"]),
        equality=tuple(_questions(lists)),
        **{key: tuple(Entry(**_entry(each)) for each in lists[name]) for key, name in PLAIN.items()},
        partners=tuple(_partners(entries, *({each.code for each in lists[name]} for name in ("district", "issue")))),
    )


def _route(value: Value) -> RouteRow:
    said: dict[str, Any] = route_values.said(value.matches)
    return RouteRow(**_entry(value), **said)


def _questions(lists: Mapping[str, Sequence[Value]]) -> Iterator[EqualityQuestion]:
    for each in lists["equality"]:
        answers = tuple(Entry(**_entry(answer)) for answer in lists[answers_to(each.code)])
        yield EqualityQuestion(**_entry(each), answers=answers)


def _priority(value: Value, issues: set[str]) -> Priority:
    return Priority(code=value.code, name=value.label, issues=tuple(each for each in value.matches if each in issues))


def _value(entry: Entry, **more: Any) -> Value:
    return Value(code=entry.code, label=entry.name, valid_from=entry.valid_from, valid_to=entry.valid_to, **more)


def _entry(value: Value) -> dict[str, Any]:
    return {"code": value.code, "name": value.label, "valid_from": value.valid_from, "valid_to": value.valid_to}


def _reached(given: Force | Partner) -> dict[str, Any]:
    """An address has a line for each of its lines."""
    return {**{name: getattr(given, name) for name in REACHED}, "address": "\n".join(given.address)}


def _reached_at(entry: DirectoryEntry) -> dict[str, Any]:
    address = tuple(line.strip() for line in (entry.address or "").splitlines() if line.strip())
    return {**{name: getattr(entry, name) or "" for name in REACHED}, "address": address}


def _force(value: Value, department: DirectoryEntry | None) -> Force:
    if department is None:
        return Force(**_entry(value))
    return Force(**_entry(value), department=department.name, **_reached_at(department))


def _partners(entries: Sequence[DirectoryEntry], districts: set[str], issues: set[str]) -> Iterator[Partner]:
    """Each by its kind and name once: that is how a file knows them."""
    known = set()
    for entry in entries:
        if entry.kind != "force" and (entry.kind, entry.name) not in known:
            known.add((entry.kind, entry.name))
            district = entry.district if entry.district in districts else ""
            more = {**_reached_at(entry), **{name: getattr(entry, name) for name in DAYS}}
            more |= {"issues": tuple(code for code in entry.issues if code in issues), "source": entry.source or ""}
            yield Partner(kind=entry.kind, name=entry.name, district=district or "", **more)


def _parts(address: str) -> list[str]:
    return [part.strip() for part in address.split(",") if part.strip()]
