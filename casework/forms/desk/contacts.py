"""Logging a contact, first or further."""

from dataclasses import replace
from typing import Any

from casework import clock
from casework.forms.base import (
    AnotherAnswerField,
    CaseworkForm,
    ChoiceField,
    DayField,
    LineField,
    TextField,
    TickField,
    TimeField,
)
from casework.forms.fields import DISTRICT, ISSUE, RISK
from casework.forms.people.acting import RepresentativeForm
from casework.forms.people.people import WhoForm
from casework.pages.office import codes
from casework.services.people.contact_rows import WITH_WHOM, Said
from casework.services.people.people import PersonEntry

ON_A_CASE = "case:"
"""What the answer to "who is this" begins with where it is a case that is there."""


class ContactForm(RepresentativeForm, WhoForm):
    """A first contact on one screen."""

    name_needed = "Enter the person's name, or tick that they did not give one."
    anonymous = TickField("They did not give a name", hint="A number or address that they gave is kept")
    channel = ChoiceField(
        "How they got in touch",
        kind="select",
        needed="Choose how they got in touch.",
        choices=lambda: codes.choices("channel"),
    )
    received_on = DayField(
        "When it came", needed="Enter the day it came.", past=True, called="the day it came", default=clock.today
    )
    received_time = TimeField()
    with_whom = ChoiceField(
        "Who got in touch",
        kind="select",
        needed="Say who got in touch.",
        choices=tuple(WITH_WHOM.items()),
        default="person",
        blank="Choose one",
        hint="Not always the person: an MP, a mother, a solicitor",
    )
    issue = ChoiceField(**ISSUE, choices=lambda: codes.choices("issue"))
    district = ChoiceField(**DISTRICT, choices=lambda: codes.choices("district"))
    about = LineField(
        "What it is about, in one line", needed="Say in one line what it is about.", hint="For lists. Leave out names"
    )
    details = TextField("What was said or written", needed="Write down what was said or written.")
    urgent = TickField(**RISK)
    sensitive = TickField("From an MP or the media, or sensitive", hint="A manager approves the reply")
    needs_answer = AnotherAnswerField()

    def validate(self, extra_validators: Any = None) -> bool:
        if self.who.data.startswith(ON_A_CASE):
            self.about.needed = ""
        return bool(super().validate(extra_validators))

    @property
    def is_acted_for(self) -> bool:
        """A further contact from whoever acts for them is logged on the case, which knows them."""
        return self.with_whom.data == "representative" and not self.who.data.startswith(ON_A_CASE)

    @property
    def is_nameless(self) -> bool:
        return self.anonymous.data

    def entry(self) -> PersonEntry:
        """What was typed; without the name where it is said that they gave none."""
        entry = super().entry()
        return replace(entry, full_name="", unnamed=True) if self.anonymous.data else entry

    def fields(self) -> dict[str, Any]:
        names = ("received_on", "channel", "about", "details", "issue", "district", "urgent", "sensitive")
        values = {name: self[name].data for name in names}
        values |= {"issue": values["issue"] or None, "district": values["district"] or None}
        return values | {"with_whom": self.with_whom.data, "received_time": self.received_time.time}


class FurtherContactForm(CaseworkForm):
    """A contact on a case that is there."""

    direction = ChoiceField(
        "Who contacted whom",
        needed="Say whether they contacted us or we them.",
        choices=(("in", "They contacted us"), ("out", "We contacted them")),
    )
    with_whom = ChoiceField(
        "With whom",
        needed="Say whom it was with.",
        choices=tuple(WITH_WHOM.items()),
        hint="Only what the person or their representative hears from us answers them",
    )
    channel = ChoiceField("How", kind="select", needed="Choose how.", choices=lambda: codes.choices("channel"))
    happened_on = DayField(
        "When", needed="Enter the day of the contact.", past=True, called="the day of the contact", default=clock.today
    )
    happened_time = TimeField()
    summary = TextField("What was said or written", needed="Write down what was said or written.")
    urgent = TickField(**RISK)
    needs_answer = AnotherAnswerField()

    def said(self) -> Said:
        """What was typed, once the form is valid."""
        return Said(
            direction=self.direction.data,
            with_whom=self.with_whom.data,
            channel=self.channel.data,
            on=self.happened_on.data or clock.today(),
            at_time=self.happened_time.time,
            summary=self.summary.data,
        )
