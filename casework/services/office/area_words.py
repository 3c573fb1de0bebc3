"""What loading an area changes, in words: for the command that sets up and for the page that asks first."""

from collections.abc import Iterator

from casework.services.office.areas import Changes, EntryChange
from casework.services.record import codes, settings
from casework.services.record.codes import Change
from casework.services.record.identity_settings import IDENTITY
from workflows.calendars import spoken


def said(changes: Changes) -> list[tuple[str, str]]:
    """Each change: what it is about, and what becomes of it."""
    return [*_of_settings(changes), *map(_of_value, changes.values), *map(_of_entry, changes.entries)]


def _of_settings(changes: Changes) -> Iterator[tuple[str, str]]:
    given = settings.values()
    for name, value in changes.settings.items():
        before = f" (before: {given[name]})" if given[name] not in ("", value) else ""
        yield IDENTITY[name].label, f"{value}{before}"


def _of_value(change: Change) -> tuple[str, str]:
    heading, then = codes.OF_THE_OFFICE[change.list_name], change.then
    if change.kind == "added":
        return heading, f"{then.label} is added"
    if change.kind == "taken out":
        return heading, f"{then.label} is taken out; there is no case yet"
    if change.kind == "ended":
        last = f" on {spoken(then.valid_to)}" if then.valid_to else ""
        return heading, f"{then.label} ends{last}; the cases that it stands on keep it"
    called = f"{change.now.label} is called {then.label}" if change.now and change.now.label != then.label else ""
    return heading, called or f"{then.label} is changed"


def _of_entry(change: EntryChange) -> tuple[str, str]:
    if change.now is None:
        return "Directory", f"{change.then.name} is added, to be verified"
    return "Directory", f"{change.now.name} is changed, to be verified anew"
