"""What a letter is written for, and the values of its merge fields by their dotted names."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from casework.access import Actor
from casework.models import Case, PreparedMove
from casework.services.record.subjects import Subject
from workflows.calendars import written
from workflows.engine import Move

Values = dict[str, Any]
Used = frozenset[str] | None
"""The names of the fields that a text uses, where that is known: what it does not use is not read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """What a letter is written for: a case or a part of one, whoever writes, the step with its answers. `prepared`:
    the row of that step, where it is at hand."""

    subject: Subject
    actor: Actor
    move: Move | None = None
    answers: Mapping[str, object] = field(default_factory=dict)
    prepared: PreparedMove | None = None

    @property
    def case(self) -> Case:
        return self.subject.case


def asks(used: Used, *starts: str) -> bool:
    """Whether a text uses a field whose name starts like this."""
    return used is None or any(name.startswith(starts) for name in used)


def day(value: dt.date | None) -> str:
    """20 November 2026; nothing for no day."""
    return written(value) if value else ""
