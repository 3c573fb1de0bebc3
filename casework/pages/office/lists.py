"""The lists that an office keeps, as they are read: each value with its days, and what uses it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from casework import clock
from casework.areas.checks import TARGETS
from casework.services.office import list_usage, lists
from casework.services.office import route_values as route_values
from casework.services.office.list_usage import OF_CASES as OF_CASES
from casework.services.office.list_usage import Usage
from casework.services.office.lists import LONGEST_LABEL as LONGEST_LABEL
from casework.services.office.lists import WITHOUT_DAYS as WITHOUT_DAYS
from casework.services.office.lists import Entry
from casework.services.record import codes
from casework.services.record.codes import PARENTS as PARENTS
from casework.services.record.codes import Value
from workflows.calendars import written
from workflows.registry import WORKFLOWS
from workflows.routing import CONVERT


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One value. `when`: from which day to which it may be chosen, in words."""

    code: str
    label: str
    when: str
    parent: str
    relates_to_policing: bool
    replaced_by: str
    is_ended: bool
    is_needed: bool
    says: str
    """What a route fits, and what it suggests."""
    answers: str
    """The list of what can be answered to this question."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """One list. `parent`: the heading of the list that its values belong to, or nothing."""

    name: str
    title: str
    parent: str
    rows: Sequence[Row]


def listing(name: str) -> Listing:
    """One list, in the order in which it is offered, what has ended last. Raises `NotFound`."""
    title = lists.require_list(name)
    parent = PARENTS.get(name, "")
    parents = codes.labels(parent) if parent else {}
    replaced, labels = lists.replacements(name), codes.labels(name)
    rows = [
        Row(
            code=value.code,
            label=value.label,
            when=when(value),
            parent=parents.get(value.belongs_to or "", ""),
            relates_to_policing=value.relates_to_policing,
            replaced_by=labels.get(replaced.get(value.code, ""), ""),
            is_ended=_is_over(value),
            is_needed=lists.is_needed(name, value.code),
            says=_route(value) if name == route_values.LIST else "",
            answers=codes.answers_to(value.code) if name == codes.EQUALITY else "",
        )
        for value in codes.values(name)
    ]
    return Listing(
        name=name,
        title=title,
        parent=codes.OF_THE_OFFICE.get(parent, ""),
        rows=sorted(rows, key=lambda row: row.is_ended),
    )


def when(value: Value) -> str:
    return between(value.valid_from, value.valid_to)


def between(first: dt.date | None, last: dt.date | None) -> str:
    """always, from 1 April 2026, until 31 March 2027, 1 April 2026 to 31 March 2027"""
    if first and last:
        return f"{written(first)} to {written(last)}"
    if first:
        return f"from {written(first)}"
    return f"until {written(last)}" if last else "always"


def headings() -> dict[str, str]:
    """The lists of the office, by name."""
    return dict(codes.OF_THE_OFFICE)


def parents(name: str) -> list[tuple[str, str]]:
    """What the values of a list may belong to."""
    return [(value.code, value.label) for value in codes.values(PARENTS[name])]


def as_it_is(name: str, value: Value) -> dict[str, object]:
    """What the form of a value shows at first."""
    return {
        **{each: getattr(value, each) for each in codes.FIELDS},
        "postcodes": ", ".join(value.matches),
        "issues": value.matches,
        **(route_values.said(value.matches) if name == route_values.LIST else {}),
        "replaced_by": lists.replacements(name).get(value.code, ""),
        "row_version": lists.seen(value),
    }


def targets() -> list[tuple[str, str]]:
    """What an enquiry may be made by a route."""
    return [(name, WORKFLOWS[name].label) for name in TARGETS]


def replacing(name: str, value: Value) -> list[tuple[str, str]]:
    """The values that may take the place of this one."""
    return [(each.code, each.label) for each in codes.values(name) if each.code != value.code and not _is_over(each)]


def said_of_new(name: str, value: Value) -> list[tuple[str, str]]:
    """What a new value will be."""
    return [("Name", value.label), ("May be chosen", when(value)), *_more(name, value)]


def said_of_change(name: str, now: Value, then: Value, *, entry: Entry) -> list[tuple[str, str]]:
    """What a change does to the value, and to what uses it."""
    said = [("Name", _changed(now.label, then.label)), ("May be chosen", _changed(when(now), when(then)))]
    said += _more(name, then)
    if now.label != then.label:
        kept = (
            "The new name, in every year that is counted from now on"
            if entry.corrects
            else ("The new name from today on; a year that ended before is counted in the old words")
        )
        said.append(("Counts", kept))
    if entry.replaced_by:
        said.append(("Replaced by", codes.labels(name).get(entry.replaced_by, entry.replaced_by)))
    if name.startswith(codes.EQUALITY):
        return [*said, ("Used by", "What people answered stays, and is counted apart and without names")]
    return said + _used(list_usage.usage(name, now), entry)


def _more(name: str, value: Value) -> list[tuple[str, str]]:
    said = []
    if name == "issue":
        said.append(("Relates to policing and crime", "Yes" if value.relates_to_policing else "No"))
    parent = PARENTS.get(name)
    if parent:
        said.append(("Belongs to", codes.labels(parent).get(value.belongs_to or "", "Nothing in particular")))
    if name == "district":
        said.append(("Its postcodes begin with", ", ".join(value.matches) or "Not said"))
    if name == route_values.LIST:
        said.append(("Where a matter belongs", _route(value)))
    if name == "priority":
        issues = codes.labels("issue")
        said.append(("Suggested for", ", ".join(issues.get(each, each) for each in value.matches) or "No issue"))
    return said


def _route(value: Value) -> str:
    """Issue: Roads; district: North. Signpost to the council"""
    row = route_values.said(value.matches)
    asked = (("concerns", "Concerns"), ("issue", "Issue"), ("district", "District"))
    fits = "; ".join(f"{words}: {codes.labels(name).get(row[name], row[name])}" for name, words in asked if row[name])
    if row["step"] == CONVERT and row["target"] in WORKFLOWS:
        return f"{fits}. Make it {WORKFLOWS[row['target']].it_is}"
    return f"{fits}. Signpost to {row['sent_to']}"


def _used(usage: Usage, entry: Entry) -> list[tuple[str, str]]:
    """Who uses it, as far as somebody does."""
    if usage.is_none:
        return [("Used by", "Nothing yet")]
    stays = "they get the new value, with an event on each" if entry.recodes else "they keep this value"
    lines = (
        (usage.open_cases, "Open cases", f"{usage.open_cases:,}: {stays}"),
        (usage.cases, "Cases in all", f"{usage.cases:,}: what was recorded stays"),
        (usage.contacts, "Contacts", f"{usage.contacts:,}: what was recorded stays"),
        (usage.organisations, "Organisations in the directory", f"{usage.organisations:,}"),
        (usage.meetings, "Meetings", f"{usage.meetings:,}: what was recorded stays"),
        (usage.mails, "Mail", f"{usage.mails:,}: it stays of this kind"),
        (usage.counts, "Saved counts", f"{usage.counts:,}: they stay as they were counted"),
        (usage.letters, "Letter templates that say its name", f"{usage.letters:,}: look at their wording"),
    )
    return [(term, text) for amount, term, text in lines if amount]


def _changed(now: str, then: str) -> str:
    return f"{then} (before: {now})" if now != then else now


def _is_over(value: Value) -> bool:
    return value.valid_to is not None and value.valid_to < clock.today()
