"""Logging a contact, first or further."""

from typing import Any

from casework import clock
from casework.forms.base import AnotherAnswerField, CaseworkForm, ChoiceField, DayField, LineField, TextField, TickField
from casework.forms.people.people import WhoForm
from casework.pages.office import codes


class ContactForm(WhoForm):
    """A first contact on one screen."""

    anonymous = TickField("They did not give a name")
    channel = ChoiceField(
        "How they got in touch",
        kind="select",
        needed="Choose how they got in touch.",
        choices=lambda: codes.choices("channel"),
    )
    received_on = DayField(
        "When it came", needed="Enter the day it came.", past=True, called="the day it came", default=clock.today
    )
    issue = ChoiceField("Issue", kind="select", choices=lambda: codes.choices("issue"), blank="Not known yet")
    district = ChoiceField("District", kind="select", choices=lambda: codes.choices("district"), blank="Not known yet")
    about = LineField(
        "What it is about, in one line", needed="Say in one line what it is about.", hint="For lists. Leave out names"
    )
    details = TextField("What was said or written", needed="Write down what was said or written.")
    urgent = TickField("Somebody may be at risk of harm", hint="Call 999 first, then log it here")
    sensitive = TickField("From an MP or the media, or sensitive", hint="A manager approves the reply")
    needs_answer = AnotherAnswerField()

    def fields(self) -> dict[str, Any]:
        names = ("received_on", "channel", "about", "details", "issue", "district", "urgent", "sensitive")
        values = {name: self[name].data for name in names}
        return values | {"issue": values["issue"] or None, "district": values["district"] or None}


class FurtherContactForm(CaseworkForm):
    """A contact on a case that is there."""

    direction = ChoiceField(
        "Direction",
        needed="Say whether they contacted us or we them.",
        choices=(("in", "They contacted us"), ("out", "We contacted them")),
    )
    channel = ChoiceField("How", kind="select", needed="Choose how.", choices=lambda: codes.choices("channel"))
    happened_on = DayField(
        "When", needed="Enter the day of the contact.", past=True, called="the day of the contact", default=clock.today
    )
    summary = TextField("What was said or written", needed="Write down what was said or written.")
    needs_answer = AnotherAnswerField()
