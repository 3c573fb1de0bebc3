"""Limiting how somebody contacts us, and looking at it again (section 7.6)."""

import datetime as dt
from collections.abc import Sequence

from casework import clock
from casework.forms.base import CaseworkForm, ChoiceField, DayField, TextField
from casework.services.people.limits import REVIEW_MONTHS, LimitEntry
from workflows.calendars import add_months


class LimitForm(CaseworkForm):
    what = TextField(
        "What is limited, and how they can still reach us",
        rows=3,
        longest=2000,
        needed="Write down what is limited, and how they can still reach us.",
        hint="It goes into the letter, and stands on every page of their cases",
    )
    reasons = TextField(
        "Why",
        rows=4,
        longest=4000,
        needed="Write down why.",
        hint="What happened, on which days, and what warning we gave",
    )
    until_on = DayField(
        "The last day of the limit",
        needed="Enter the last day of the limit.",
        called="the last day",
        default=lambda: add_months(clock.today(), REVIEW_MONTHS),
    )
    challenge = TextField(
        "Who looks at it again if they do not agree",
        rows=2,
        longest=500,
        needed="Say who looks at it again: a manager who did not decide it.",
    )

    def entry(self) -> LimitEntry:
        until_on = self.until_on.data or dt.date.min
        return LimitEntry(
            what=self.what.data, reasons=self.reasons.data, challenge=self.challenge.data, until_on=until_on
        )


class NewLimitForm(LimitForm):
    reference = ChoiceField(
        "Case that it is decided on", kind="select", needed="Choose one of their cases.",
        hint="The letter that tells them goes from it",
    )  # fmt: skip

    def offer(self, cases: Sequence[tuple[str, str]]) -> None:
        """The cases of somebody; of whoever has none it is not asked."""
        self.reference.choices = cases
        if not cases:
            del self.reference


class CaseOfLimitForm(CaseworkForm):
    reference = ChoiceField(
        "Case that the letter goes from", kind="select", needed="Choose one of their cases.",
        hint="The limit belongs to this case from now on",
    )  # fmt: skip


class LookAgainForm(LimitForm):
    """The same, with whether it goes on."""

    decision = ChoiceField(
        "What is decided",
        needed="Say whether the limit is kept or lifted.",
        choices=(("keep", "Keep it, as it stands below"), ("lift", "Lift it now")),
    )
