"""A meeting of the register, and which year of it to look at."""

from casework import clock
from casework.forms.base import CaseworkForm, ChoiceField, DayField, FilterForm, LineField, TextField
from casework.pages.office import codes, meetings


class MeetingForm(CaseworkForm):
    kind = ChoiceField("Kind of meeting", kind="select", needed="Choose the kind of meeting.", **codes.kept("meeting"))
    held_on = DayField("Day", needed="Enter the day of the meeting.", called="the day", default=clock.today)
    state = ChoiceField("Was it held?", needed="Say whether it was held.", choices=meetings.STATES.items())
    why = LineField("If it was cancelled, why", longest=meetings.LONGEST_REASON, called="The reason")
    topics = TextField(
        "Topics",
        rows=4,
        longest=meetings.LONGEST_TOPICS,
        hint="Without the names of people: such a meeting may be held in public",
    )
    website = LineField(
        "Where its agenda is published", input_type="url", called="The address", hint="Like https://www.example.com"
    )


class ChangedMeetingForm(MeetingForm):
    reason = LineField(
        "Why this changes",
        longest=meetings.LONGEST_REASON,
        called="The reason",
        hint="Needed where the meeting is recorded as held or cancelled already",
    )


class FedForm(CaseworkForm):
    reference = LineField("Reference of a case that fed it", needed="Enter the reference.", longest=30, width="20")


class YearFilter(FilterForm):
    """GET: the year in the address. What is not offered counts as not asked."""

    year = ChoiceField(
        "Reporting year",
        kind="select",
        blank="This year",
        choices=lambda: [(str(each.start_year), each.label) for each in meetings.years()],
    )

    def asked(self) -> int | None:
        return int(self.year.data) if self.year.data in dict(self.year.choices) else None
