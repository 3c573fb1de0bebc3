"""A surgery, its times, and which month to look at."""

from casework.forms.base import (
    CaseworkForm,
    ChoiceField,
    DayField,
    LineField,
    NumberField,
    TextField,
    TimeField,
)
from casework.pages.surgeries import surgeries


class DayForm(CaseworkForm):
    held_on = DayField("Day", needed="Enter the day of the surgery.", called="the day")
    way = ChoiceField("How people take part", needed="Say how people take part.", choices=surgeries.WAYS.items())
    place = LineField(
        "Place",
        needed="Enter the place.",
        called="The place",
        longest=surgeries.LONGEST_LINE,
        hint="With its address. By telephone or video: the number or link, or how they get it",
    )
    access = TextField(
        "How people get in and take part",
        rows=3,
        needed="Write how people get in and take part.",
        called="This",
        longest=surgeries.LONGEST_ACCESS,
        hint="Steps, lift, loop, parking, quiet room. The letters say this, so name nobody",
    )
    host = LineField(
        "Who holds it", needed="Enter who holds it.", called="Who holds it", longest=surgeries.LONGEST_LINE
    )


class TimesForm(CaseworkForm):
    first = TimeField("The first time begins at", needed="Enter the first time.", called="The first time")
    number = NumberField("How many times", needed="Enter how many times.", called="The number", width="3", default="6")
    minutes = NumberField(
        "Minutes for each", needed="Enter how long each is.", called="The length", width="3", default="20"
    )


class PlanForm(DayForm):
    first = TimeField("The first time begins at", needed="Enter the first time.", called="The first time")
    number = NumberField("How many times", needed="Enter how many times.", called="The number", width="3", default="6")
    minutes = NumberField(
        "Minutes for each", needed="Enter how long each is.", called="The length", width="3", default="20"
    )


class ChangeForm(DayForm):
    state = ChoiceField("Was it held?", needed="Say whether it was held.", choices=surgeries.STATES.items())
    why = LineField("If it was cancelled, why", longest=surgeries.LONGEST_REASON, called="The reason")
    reason = LineField(
        "Why this changes",
        longest=surgeries.LONGEST_REASON,
        called="The reason",
        hint="Needed where the surgery is recorded as held or cancelled already",
    )
