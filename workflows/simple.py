"""What a simple type of case needs besides its own table: the facts that its guards look at, and clocks in one line.

The facts are read from what is recorded of any case, so that a simple type needs no code to read them.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Self

from workflows.calendars import CalendarName
from workflows.clocks import Basis, ClockRule, Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """`answers` are those of the step that is being made. `known`: question -> what was answered to it last, when the
    case was logged or in an earlier step; of a choice its code. `made_by`: step -> who made it last. `due`: the days of
    the clocks that run, and `extended` those that have been given more time, by the names in the workflow's file.
    `limits`: numbers that the office sets, by the names of their settings. Days are local dates."""

    today: dt.date = dt.date.min
    actor_id: int | None = None
    received_on: dt.date = dt.date.min
    closed_on: dt.date | None = None
    answers: Mapping[str, object] = field(default_factory=dict)
    known: Mapping[str, str] = field(default_factory=dict)
    made_by: Mapping[str, int | None] = field(default_factory=dict)
    due: Mapping[str, dt.date] = field(default_factory=dict)
    extended: frozenset[str] = frozenset()
    limits: Mapping[str, int] = field(default_factory=dict)

    def answered(self, answers: Mapping[str, object]) -> Self:
        return replace(self, answers=answers)

    def with_hold(self, *, waits: bool | None) -> Self:  # noqa: ARG002
        return self

    def of_another(self) -> Self:
        return replace(self, actor_id=None)

    def text(self, code: str) -> str:
        """The answer of this step to a question; where the step does not ask it, the one that was given last."""
        return str(self.answers.get(code) or self.known.get(code) or "").strip()


def policy(code: str, label: str, working_days: int, *, rule: str, start_label: str) -> ClockRule:
    """A target of the office, in working days. `rule`: its number in the rulebook."""
    return ClockRule(
        code=code,
        label=label,
        basis=Basis.POLICY,
        unit=Unit.WORKING_DAYS,
        length=working_days,
        rule=rule,
        start_label=start_label,
    )


def law(
    code: str,
    label: str,
    length: int,
    *,
    unit: Unit,
    rule: str,
    start_label: str,
    calendar: CalendarName = CalendarName.ENGLAND_AND_WALES,
) -> ClockRule:
    """A date that the law sets: no hold of the office stops it, and a month that ends on a day off ends on the next
    working day."""
    return ClockRule(
        code=code,
        label=label,
        basis=Basis.LAW,
        unit=unit,
        length=length,
        rule=rule,
        start_label=start_label,
        calendar=calendar,
        moves_to_working_day=unit is Unit.MONTHS,
        promptly=unit is Unit.WORKING_DAYS,
        stopped_by_hold=False,
    )
