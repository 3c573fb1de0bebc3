"""Bank holidays: one to add, and where one is to be worked from now on."""

from casework.forms.base import CaseworkForm, ChoiceField, DayField, LineField
from casework.pages.deadlines.bank_holidays import LONGEST_NAME

EVERYWHERE, ENGLAND, ELSEWHERE = "everywhere", "england", "elsewhere"


class HolidayForm(CaseworkForm):
    on = DayField("Day", needed="Enter the day.", called="the day", hint="For example, 7 12 2026")
    name = LineField(
        "What it is called",
        needed="Say what the bank holiday is called.",
        called="The name",
        longest=LONGEST_NAME,
        hint="As people know it, for example “Coronation bank holiday”",
    )
    where = ChoiceField(
        "Where people are off",
        needed="Choose where people are off on that day.",
        choices=((EVERYWHERE, "England and Wales"), (ELSEWHERE, "Only Scotland or Northern Ireland")),
        hints={
            EVERYWHERE: "Counts for every date that is counted in working days",
            ELSEWHERE: "Counts for information requests alone, which leave out the holidays of the whole UK",
        },
    )


class TakeAwayForm(CaseworkForm):
    where = ChoiceField(
        "Where it is worked from now on",
        needed="Choose where the day is worked.",
        choices=((EVERYWHERE, "Everywhere"), (ENGLAND, "In England and Wales alone")),
        hints={
            EVERYWHERE: "It is no bank holiday at all",
            ENGLAND: "It stays a bank holiday in Scotland or Northern Ireland, and counts for information requests",
        },
    )
