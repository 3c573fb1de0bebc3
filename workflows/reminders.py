"""What is reminded: one declared list, and the day on which each reminder goes out.

Every clock says in its workflow which way it is reminded of, and is known by its full name ("enquiry.reply"); a test
compares the whole with a table written a second time by hand. Nothing here is stored: a plan follows from the clocks, so that a change of the calendar or of a due
date is a change of the plan.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from workflows.calendars import Calendar, spoken
from workflows.clocks import Basis, Reminded, Unit
from workflows.registry import clock_rules

LONGEST_SHIFT = 15
"""Days that no quiet spell exceeds (Christmas is the longest, with five)."""


class To(StrEnum):
    """Who is told. Where the owner is none who may be told, the managers are."""

    OWNER = "owner"
    MANAGERS = "managers"
    """Those of the case's team; where it has none, all."""
    ALL_MANAGERS = "all_managers"


class Counted(StrEnum):
    """Where the days of a rule are counted from. From the start means: that many before the due date as the clock's
    own length has left, so that a hold or more time moves the reminder by as much."""

    DUE = "due"
    START = "start"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderRule:
    """It holds for the clocks that are `reminded` of in these ways. The offsets come from the office's `settings`: a list of days, or the sum
    of several numbers. `on_and_after` leaves out what lies before the due date. `bundled`: always in one mail a day
    with the others of its kind, because there may be many at once. `managers_alone`: a stand-in who is no manager may
    not open what it leads to."""

    code: str
    label: str
    to: To
    settings: tuple[str, ...]
    watches: str = "clock"
    reminded: frozenset[Reminded] = frozenset()
    counted: Counted = Counted.DUE
    unit: Unit = Unit.DAYS
    on_and_after: bool = False
    bundled: bool = False
    managers_alone: bool = False

    @property
    def clocks(self) -> frozenset[str]:
        """The full names of its clocks."""
        return frozenset(name for name, rule in clock_rules().items() if rule.reminded in self.reminded)

    def offsets(self, office: Mapping[str, Any]) -> list[int]:
        """The days of this office, earliest first."""
        given = [office[name] for name in self.settings] or [0]
        days = set(given[0]) if isinstance(given[0], list) else {sum(given)}
        return sorted(day for day in days if day >= 0 or not self.on_and_after)


_GENERAL = frozenset({Reminded.GENERAL})
_PAPERS = frozenset({Reminded.PAPERS})
_QUESTIONS = frozenset({Reminded.QUESTION})
_ANSWERS = frozenset({Reminded.ANSWER})

RULES: Sequence[ReminderRule] = (
    ReminderRule(
        code="clock_due", label="Before, on and after the due date", to=To.OWNER,
        settings=("reminder_offsets",), reminded=_GENERAL,
    ),
    ReminderRule(
        code="clock_due", label="On and after the due date", to=To.OWNER,
        settings=("reminder_offsets",), reminded=_PAPERS | _QUESTIONS | _ANSWERS, on_and_after=True,
    ),
    ReminderRule(
        code="diary", label="On the day itself", to=To.OWNER, settings=(), reminded=frozenset({Reminded.DIARY}),
    ),
    ReminderRule(
        code="papers_chase", label="Chase the papers", to=To.OWNER, settings=("papers_chase_days",),
        reminded=_PAPERS, counted=Counted.START, unit=Unit.WORKING_DAYS,
    ),
    ReminderRule(
        code="papers_escalation", label="Papers overdue, to the managers", to=To.MANAGERS,
        settings=("papers_escalation_days",), reminded=_PAPERS, counted=Counted.START, unit=Unit.WORKING_DAYS,
    ),
    ReminderRule(
        code="question_chase", label="Chase a question to another organisation", to=To.OWNER,
        settings=("question_chase_days",), reminded=_QUESTIONS, counted=Counted.START, unit=Unit.WORKING_DAYS,
    ),
    ReminderRule(
        code="question_escalation", label="A question is not answered, to the managers", to=To.MANAGERS,
        settings=("question_escalation_days",), reminded=_QUESTIONS, counted=Counted.START, unit=Unit.WORKING_DAYS,
    ),
    ReminderRule(
        code="recommendation_answer", label="Ask after the force's answer", to=To.OWNER,
        settings=("recommendation_days",), reminded=_ANSWERS, counted=Counted.START,
    ),
    ReminderRule(
        code="clock_escalation", label="Overdue, to the managers", to=To.MANAGERS,
        settings=("escalation_days",), reminded=_GENERAL | _ANSWERS,
    ),
    ReminderRule(
        code="clock_escalation_all", label="Still overdue, to all managers", to=To.ALL_MANAGERS,
        settings=("escalation_days", "escalation_further_days"), reminded=_GENERAL | _PAPERS | _QUESTIONS | _ANSWERS,
    ),
    ReminderRule(
        code="letter_unsigned", label="A letter waits for a signature", to=To.MANAGERS, watches="letter_unsigned",
        settings=("letter_unsigned_days",), unit=Unit.WORKING_DAYS,
    ),
    ReminderRule(
        code="come_back", label="Come back to a case", to=To.OWNER, watches="come_back", settings=(),
    ),
    ReminderRule(
        code="authority_ends", label="A written authority ends soon", to=To.OWNER, watches="authority_ends", settings=(),
    ),
    ReminderRule(
        code="papers_to_return", label="Papers are to be returned or destroyed", to=To.OWNER, watches="papers_to_return",
        settings=(),
    ),
    ReminderRule(
        code="limit_review", label="Look again at a limit on contact", to=To.MANAGERS, watches="limit_review",
        settings=(), bundled=True, managers_alone=True,
    ),
    ReminderRule(
        code="message_failed", label="A message did not go out", to=To.MANAGERS, watches="message_failed",
        settings=(), bundled=True, managers_alone=True,
    ),
    ReminderRule(
        code="directory_entry", label="Verify an entry of the directory", to=To.ALL_MANAGERS,
        watches="directory_entry", settings=("directory_verify_days",), bundled=True,
    ),
)  # fmt: skip
"""Rulebook 3.1 (papers: chase at 5, escalate at 15 working days), R3.7 (answers: 14, 21 and 26 days after issue),
R3.12 (the three months for judicial review are a day to know of)."""

BY_CODE: Mapping[str, ReminderRule] = {rule.code: rule for rule in reversed(RULES)}


def nobody_acts() -> dict[str, str]:
    """The clocks that nobody is reminded of, each with the reason."""
    return {name: rule.nobody_acts for name, rule in clock_rules().items() if rule.reminded is Reminded.NOBODY}


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One offset of one rule for the clocks that it holds for in the same way. `offset` counts from the due date in
    the rule's unit; `length` limits it to clocks of that length, where the days count from the start."""

    rule: ReminderRule
    codes: frozenset[str]
    basis: Basis
    offset: int
    length: int | None = None

    @property
    def moves_before(self) -> bool:
        """Whether it leaves a quiet day for the working day before. A date that has passed can be told of only
        after it, whoever sets it."""
        return self.basis is Basis.LAW and self.offset <= 0

    @property
    def kind(self) -> str:
        """The kind of its message."""
        if self.rule.to is not To.OWNER:
            return "escalation"
        return "due_soon" if self.offset < 0 else "overdue" if self.offset else "due_today"


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """The office's calendar, and whether nothing is sent on days that are not worked."""

    calendar: Calendar
    quiet: bool

    def nominal(self, due: dt.date, slot: Slot) -> dt.date:
        """The day that the offset names, whatever day that is."""
        if slot.rule.unit is not Unit.WORKING_DAYS:
            return due + dt.timedelta(days=slot.offset)
        if slot.offset >= 0:
            return self.calendar.add_working_days(due, slot.offset)
        day = due
        for _ in range(-slot.offset):
            day = self.calendar.previous_working_day(day - dt.timedelta(days=1))
        return day

    def sent_on(self, due: dt.date, slot: Slot) -> dt.date:
        """The day on which it goes out."""
        return self.moved(self.nominal(due, slot), before=slot.moves_before)

    def moved(self, day: dt.date, *, before: bool = False) -> dt.date:
        """Off a quiet day: to the working day before where the law needs it, otherwise to the next one."""
        if not self.is_quiet(day):
            return day
        if before:
            return self.calendar.previous_working_day(day)
        return self.calendar.next_working_day(day)

    def is_quiet(self, day: dt.date) -> bool:
        return self.quiet and not self.calendar.is_working_day(day)

    def latest_due(self, slot: Slot, day: dt.date) -> dt.date:
        """The latest due date whose reminder of this slot has gone out by the end of `day`."""
        due = self.calendar.add_working_days(day, -slot.offset) if _counts_back(slot) else day
        if slot.rule.unit is not Unit.WORKING_DAYS:
            due = day - dt.timedelta(days=slot.offset)
        due += dt.timedelta(days=LONGEST_SHIFT)
        while self.sent_on(due, slot) > day:
            due -= dt.timedelta(days=1)
        return due

    def why(self, due: dt.date, slot: Slot) -> str:
        """Why it goes out on the day that it does, where that is not the offset's own."""
        nominal = self.nominal(due, slot)
        if not self.is_quiet(nominal):
            return ""
        reason = "the law sets this date" if slot.moves_before else "the next working day"
        return f"Moved from {spoken(nominal)}, a quiet day: {reason}"


def slots(office: Mapping[str, Any], lengths: Mapping[str, Sequence[int]]) -> list[tuple[Slot, Slot | None]]:
    """All slots, each with the one that takes its place once that is reached: of those about the same clocks only
    the latest one passed is sent. `lengths` says which lengths the clocks of a name have."""
    clock_rules = [rule for rule in RULES if rule.watches == "clock"]
    rows = [row for rule in clock_rules for basis in Basis for row in _rows(rule, basis, office, lengths)]
    return [pair for row in rows for pair in zip(row, [*row[1:], _closing(row, rows)], strict=True)]


def _closing(row: Sequence[Slot], rows: Sequence[Sequence[Slot]]) -> Slot | None:
    """What counts from the start ends on the due date, on which the owner is told by the general rule."""
    if row[0].rule.counted is Counted.DUE or row[0].rule.to is not To.OWNER or row[-1].offset >= 0:
        return None
    general = [each for each in rows if each[0].rule.code == "clock_due" and row[0].codes <= each[0].codes]
    return general[0][0] if general else None


def _rows(
    rule: ReminderRule, basis: Basis, office: Mapping[str, Any], lengths: Mapping[str, Sequence[int]]
) -> Iterator[list[Slot]]:
    known = clock_rules()
    codes = frozenset(name for name in rule.clocks if known[name].basis is basis)
    offsets = rule.offsets(office)
    if not codes or not offsets:
        return
    if rule.counted is Counted.DUE:
        yield [Slot(rule=rule, codes=codes, basis=basis, offset=offset) for offset in offsets]
        return
    for length in sorted({length for code in codes for length in lengths.get(code, ())}):
        shifted = [offset - length for offset in offsets]
        yield [Slot(rule=rule, codes=codes, basis=basis, offset=offset, length=length) for offset in shifted]


def _counts_back(slot: Slot) -> bool:
    return slot.rule.unit is Unit.WORKING_DAYS and slot.offset < 0
