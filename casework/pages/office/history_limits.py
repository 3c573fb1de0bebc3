"""What the history is limited to: who did it, on which case, what kind, and from which day to which."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, true

from casework import clock
from casework.models import Case, CaseEvent
from casework.services.record.references import typed as reference_typed

__all__ = ["Limits", "reference_typed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Days are local dates, both included. `by_itself`: what nobody did, but the program."""

    user_id: int | None = None
    by_itself: bool = False
    reference: str = ""
    kind: str = ""
    first: dt.date | None = None
    last: dt.date | None = None

    def condition(self) -> ColumnElement[bool]:
        return and_(true(), *self._conditions())

    def _conditions(self) -> Iterator[ColumnElement[bool]]:
        if self.by_itself:
            yield CaseEvent.actor_id.is_(None)
        elif self.user_id is not None:
            yield CaseEvent.actor_id == self.user_id
        if self.reference:
            yield Case.reference == self.reference
        if self.kind:
            yield CaseEvent.kind == self.kind
        if self.first is not None:
            yield CaseEvent.at >= clock.midnight(self.first)
        if self.last is not None:
            yield CaseEvent.at < clock.midnight(self.last + dt.timedelta(days=1))

    def said(self) -> dict[str, str | int]:
        """For the event of an export: what it was limited to."""
        days = {name: day.isoformat() for name in ("first", "last") if (day := getattr(self, name)) is not None}
        which = {"reference": self.reference, "kind": self.kind} if self.reference or self.kind else {}
        return {**days, **{name: value for name, value in which.items() if value}} | (
            {"of_user_id": self.user_id} if self.user_id is not None else {}
        )
