"""What a letter is written for, and the values of its merge fields by their dotted names."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from casework.access import Actor
from casework.models import Case, Recommendation
from workflows.engine import Move

Values = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """What a letter is written for: the case, whoever writes, the step with its answers, one recommendation."""

    case: Case
    actor: Actor
    move: Move | None = None
    answers: Mapping[str, object] = field(default_factory=dict)
    recommendation: Recommendation | None = None


def day(value: dt.date | None) -> str:
    """20 November 2026; nothing for no day."""
    return f"{value.day} {value:%B %Y}" if value else ""
