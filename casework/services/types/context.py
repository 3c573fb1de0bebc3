"""What an effect of a step may look at."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from casework.access import Actor
from casework.models import Case
from casework.services.record.subjects import Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What an effect may look at, and where it leaves ids and codes for the event (`data`) and the steps of parts that
    go with this one (`then`: the part and the trigger)."""

    subject: Subject
    actor: Actor
    answers: Mapping[str, object]
    today: dt.date
    data: dict[str, Any] = field(default_factory=dict)
    then: list[tuple[Subject, str]] = field(default_factory=list)
    mistaken: list[Case] = field(default_factory=list)
    """Cases that were made by mistake and are closed with this step."""

    @property
    def case(self) -> Case:
        return self.subject.case

    def text(self, code: str) -> str:
        return str(self.answers.get(code) or "").strip()

    def day(self, code: str) -> dt.date | None:
        value = self.answers.get(code)
        return value if isinstance(value, dt.date) else None

    def take_back_closing(self) -> None:
        """The last closing was a mistake and counts as none. Of a case that was reopened the first one stays."""
        self.data["reverses"] = ["closed_on"]
        if not self.case.times_reopened:
            self.case.first_closed_on = None
            self.data["reverses"].append("first_closed_on")


Effect = Callable[[Context], None]


def by_name(*effects: Effect) -> Mapping[str, Effect]:
    """The effects as the rows of a table name them."""
    return {effect.__name__: effect for effect in effects}
