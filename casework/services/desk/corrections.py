"""What was recorded wrongly is put right: one event on the case with what stood there, what stands there now and why.

Nothing is deleted. Days, codes and ids stand in the event itself; words and names stand beside it in answers, which can
be disposed of. Who may is asked by `begin` of the activity; what follows is the business of `services/corrections`.
"""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from casework.access import Actor
from casework.errors import Invalid
from casework.models import Case, CaseEvent
from casework.services.record import answers, cases, history, notes

WHY = "Say why it is put right, for example: the day on the letter is 2 March."
BEFORE, NOW, REASON = "{} before", "{} now", "Why"
"""The labels of what is kept in words."""
NOTHING_NEW = "Nothing is another than before. Put right what is wrong, or leave it as it is."


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that is another now. `words`: how both are read, where that is not for the event."""

    name: str
    old: Any
    new: Any
    label: str = ""
    words: tuple[str, str] | None = None


def reason(text: str) -> str:
    """Why, as kept. Raises `Invalid` at "reason" where it is empty or too long."""
    return notes.reason(text, field="reason", needed=WHY)


def differences(row: Any, values: Mapping[str, Any], *, words: Mapping[str, str] | None = None) -> list[Change]:
    """What of these columns is another. `words`: columns of free text, each with its label."""
    labels = words or {}
    found = []
    for name, new in values.items():
        old = getattr(row, name)
        if new != old:
            said = (str(old or "Nothing"), str(new or "Nothing")) if name in labels else None
            found.append(Change(name=name, old=old, new=new, label=labels.get(name, ""), words=said))
    return found


def changed(row: Any, values: Mapping[str, Any], *, words: Mapping[str, str]) -> list[Change]:
    """The same. Raises `Invalid` where nothing is another."""
    found = differences(row, values, words=words)
    if not found:
        raise Invalid("", NOTHING_NEW)
    return found


def apply(row: Any, changes: Sequence[Change]) -> None:
    """Write what is right."""
    for change in changes:
        setattr(row, change.name, change.new)


def keep(
    case: Case, what: str, changes: Collection[Change], *, reason: str, actor: Actor, data: Mapping[str, Any]
) -> CaseEvent:
    """The event. `what`: a code for what was put right (`pages/record/changed.py` has its words); `data`: ids, codes
    and days of what followed."""
    kept = {"what": what, "fields": sorted(change.name for change in changes), "changes": plain(changes)}
    cases.touch(case)
    event = history.record(history.Kind.PUT_RIGHT, actor=actor, case_id=case.id, data=kept | dict(data))
    answers.keep_words(event, [*said(changes), ("reason", REASON, reason)])
    return event


def said(changes: Collection[Change]) -> list[tuple[str, str, str]]:
    """What stood there and what stands there now, in words: code, label, text."""
    found = []
    for change in changes:
        if change.words is not None:
            old, new = change.words
            found += [(change.name, BEFORE.format(change.label), old), (change.name, NOW.format(change.label), new)]
    return found


def plain(changes: Collection[Change]) -> dict[str, list[Any]]:
    """For an event: what stood there and what stands there now, of what is not said in words."""
    return {change.name: [_plain(change.old), _plain(change.new)] for change in changes if change.words is None}


def _plain(value: Any) -> Any:
    if isinstance(value, dt.time):
        return f"{value:%H:%M}"
    return value.isoformat() if isinstance(value, dt.date) else value
