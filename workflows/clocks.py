"""The rules of clocks: what falls due, how it is counted, whether the law or the office set it, how it is reminded of.

Which day that is in a case follows from its ledger, in `ledger.py`.
"""

from dataclasses import dataclass
from enum import StrEnum

from workflows.calendars import CalendarName


class Basis(StrEnum):
    """Only a clock in law may be called a statutory breach (section 0.1, points 2 and 3)."""

    LAW = "law"
    POLICY = "policy"


class Unit(StrEnum):
    WORKING_DAYS = "working days"
    DAYS = "days"
    MONTHS = "months"
    FIXED = "fixed"
    """The day itself is given, e.g. the force's own date for implementing."""


class Reminded(StrEnum):
    """The way in which a clock is reminded of. The days of each way stand in `workflows/reminders.py`."""

    GENERAL = "general"
    """Before, on and after the due date; what is overdue goes up to the managers."""
    PAPERS = "papers"
    """Chased and escalated so many working days after they were asked for."""
    QUESTION = "question"
    """Chased so many working days after it was asked, and told to the managers after more."""
    ANSWER = "answer"
    """Asked after, so many days after the start."""
    DIARY = "diary"
    """A day to know of: nobody has to do anything by then, so nothing is overdue and nothing goes up."""
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockRule:
    """`rule` is the number in the rulebook; `length` is in the unit. The day of the start is not counted, unless
    `first_day_counts`. `promptly`: the day is the latest, and the law asks for less. `moves_to_working_day`: on a day
    that is not worked it is due on the next one that is.

    A clock in law is never stopped by a hold. `runs_after_closing`: it is about the time after the case is closed, which
    ends every other clock. `counts_from_update`: it begins again whenever the person hears from us. `nobody_acts` says
    why nobody is reminded, where that is so.
    """

    code: str
    label: str
    basis: Basis
    unit: Unit
    length: int
    rule: str
    start_label: str
    calendar: CalendarName = CalendarName.ENGLAND_AND_WALES
    first_day_counts: bool = False
    promptly: bool = False
    moves_to_working_day: bool = False
    stopped_by_hold: bool = True
    runs_after_closing: bool = False
    counts_from_update: bool = False
    reminded: Reminded = Reminded.GENERAL
    nobody_acts: str = ""

    def __post_init__(self) -> None:
        if (self.reminded is Reminded.NOBODY) != bool(self.nobody_acts):
            raise ValueError(f"{self.code}: say why nobody is reminded, or how it is reminded of.")
        if self.basis is Basis.LAW and self.stopped_by_hold:
            raise ValueError(f"{self.code}: a clock in law is never stopped by a hold.")

    @property
    def follows_calendar(self) -> bool:
        """Whether its day is another where the bank holidays are others."""
        return self.unit is Unit.WORKING_DAYS or self.moves_to_working_day


HOLD_REVIEW = ClockRule(
    code="hold_review", label="Look at the hold again", basis=Basis.POLICY, unit=Unit.FIXED, length=28, rule="section 10",
    start_label="Put on hold", stopped_by_hold=False,
)  # fmt: skip
"""Every case can be put on hold, so every type of case has this clock. A hold without a day of its own is looked at again
after its length, in days."""
