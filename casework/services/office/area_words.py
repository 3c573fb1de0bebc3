"""What loading an area changes, in words: for the command that sets up and for the page that asks first."""

from collections.abc import Iterator, Sequence

from casework.services.office.areas import Changes, EntryChange
from casework.services.record import codes, settings
from casework.services.record.codes import Change
from casework.services.record.identity_settings import IDENTITY
from workflows.calendars import spoken

NEW_ANSWERS = "Answers to a new question"
Said = tuple[str, str]
"""What it is about, and what becomes of it."""


def said(changes: Changes) -> list[Said]:
    """Everything that changes, the values of a list together."""
    named = [each.list_name for each in changes.values]
    headings = {name: words for name, words in codes.of_the_office().items() if name in named}
    # the answers to a question that this adds have no heading yet
    headings = {**headings, **{name: NEW_ANSWERS for name in named if name not in headings}}
    lists = [_of_list(name, heading, changes.values) for name, heading in headings.items()]
    return [*_of_settings(changes), *(line for lines in lists for line in lines), *map(_of_entry, changes.entries)]


def _of_settings(changes: Changes) -> Iterator[Said]:
    given = settings.values()
    for name, value in changes.settings.items():
        before = f" (before: {given[name]})" if given[name] not in ("", value) else ""
        yield IDENTITY[name].label, f"{value}{before}"


def _of_list(name: str, heading: str, values: Sequence[Change]) -> Iterator[Said]:
    found: dict[str, list[str]] = {}
    for change in values:
        if change.list_name == name:
            found.setdefault(_becomes(change), []).append(_named(change))
    for becomes, labels in found.items():
        yield heading, f"{becomes}: {'; '.join(labels)}"


def _becomes(change: Change) -> str:
    if change.kind == "taken out":
        return "Taken out, as there is no case yet"
    if change.kind == "ended":
        last = f" on {spoken(change.then.valid_to)}" if change.then.valid_to else ""
        return f"End{last}, and the cases that they stand on keep them"
    return "Added" if change.kind == "added" else "Changed"


def _named(change: Change) -> str:
    """With what it was called before, where that is another name."""
    before = change.now.label if change.now else change.then.label
    return change.then.label if before == change.then.label else f"{change.then.label} (before: {before})"


def _of_entry(change: EntryChange) -> Said:
    if change.now is None:
        return "Directory", f"{change.then.name} is added, to be verified"
    if change.now.name != change.then.name:
        reached = f"with the e-mail address {change.then.email}" if change.then.email else "without an e-mail address"
        return "Directory", f"{change.now.name} becomes {change.then.name}, {reached}, to be verified anew"
    return "Directory", f"{change.now.name} is changed, to be verified anew"
