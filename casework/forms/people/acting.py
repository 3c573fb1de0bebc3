"""For whom somebody acts, with what authority, and what they may be told (R2.8, R7.7)."""

from casework import clock
from casework.forms.base import CaseworkForm, ChoiceField, DayField, TextField
from casework.services.people.acting.authority import STANDINGS
from casework.services.people.acting.representing import ActingEntry

NOBODY_NAMED = "nobody"
"""The answer to "for whom" where nothing is known of them."""
AUTHORITY_HINT = (
    "Leave it empty without one. An MP or a councillor needs none on an enquiry (R7.7), only on a review (R2.8)"
)
SCOPE_HINT = "Stands on every page of the case, for example: the outcome, not the medical papers"
ENDS_HINT = "We are reminded to ask for a new one before it ends"


class ActingForm(CaseworkForm):
    for_whom = ChoiceField("For whom they act", kind="select", needed="Choose for whom they act.")
    standing = ChoiceField(
        "How they act for them", kind="select", needed="Choose how they act for them.", choices=tuple(STANDINGS.items())
    )
    authority_on = DayField(
        "Written authority received", past=True, called="the day on which it came", hint=AUTHORITY_HINT
    )
    came_with = ChoiceField("What it came with", kind="select", blank="Nothing that is recorded here")
    scope = TextField("What they may be told", rows=3, longest=2000, hint=SCOPE_HINT)
    expires_on = DayField("Last day of the authority", called="the last day", hint=ENDS_HINT)

    def entry(self) -> ActingEntry:
        number = self.for_whom.data
        return ActingEntry(
            for_id=int(number) if number.isdecimal() else None,
            withdrawn_on=self.withdrawn_on.data if "withdrawn_on" in self else None,
            **{name: self[name].data for name in ("standing", "authority_on", "came_with", "scope", "expires_on")},
        )


class ChangedActingForm(ActingForm):
    withdrawn_on = DayField(
        "They act for them no more since", past=True, called="the day", hint="Empty: they still act for them"
    )
    reason = TextField("Why is it put right?", rows=2, longest=1000, needed="Say why it is put right.")


class EndedForm(CaseworkForm):
    withdrawn_on = DayField("Since when", needed="Enter the day.", past=True, called="the day", default=clock.today)
    reason = TextField(
        "Why", rows=2, longest=1000, needed="Say why, for example: the person withdrew the authority on the phone."
    )
