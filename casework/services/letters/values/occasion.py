"""What a letter is written for, and the values of its merge fields by their dotted names."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from casework.access import Actor
from casework.models import Case
from casework.services.record.subjects import Subject
from workflows.engine import Move

Values = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """What a letter is written for: a case or a part of one, whoever writes, the step with its answers."""

    subject: Subject
    actor: Actor
    move: Move | None = None
    answers: Mapping[str, object] = field(default_factory=dict)

    @property
    def case(self) -> Case:
        return self.subject.case


def day(value: dt.date | None) -> str:
    """20 November 2026; nothing for no day."""
    return f"{value.day} {value:%B %Y}" if value else ""
