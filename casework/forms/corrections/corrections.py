"""The forms by which what was recorded wrongly is put right: what is right, and why."""

import datetime as dt

from casework.forms.base import CaseworkForm, ChoiceField, DayField, LineField, TextField, TickField, TimeField
from casework.forms.questions import NOT_LISTED, SUGGESTED
from casework.forms.record.activities import RecommendationForm
from casework.pages.office import codes
from casework.services.people.contact_rows import WITH_WHOM
from casework.services.people.people import PersonEntry


def why() -> TextField:
    """The last question of each of them."""
    return TextField(
        "Why it is put right",
        needed="Say why it is put right, for example: the day on the letter is 2 March.",
        rows=2,
        longest=1000,
        hint="It stays on the timeline, with what stood there before",
    )


class DayForm(CaseworkForm):
    """One day that is another."""

    day = DayField("The day that is right", needed="Enter the day that is right.", past=True, called="the day")
    reason = why()

    @property
    def right(self) -> dt.date:
        """The day of a form that was found valid."""
        if self.day.data is None:
            raise ValueError("There is no day.")
        return self.day.data


class SignpostedForm(CaseworkForm):
    """Who can help, where somebody else was recorded."""

    entry = ChoiceField("Who can help", kind="select", blank=NOT_LISTED, hint=SUGGESTED)
    name = LineField("If they are not in the directory: their name, and how to reach them")
    reason = why()


class ContactWordsForm(CaseworkForm):
    """A contact that was not the first of its case."""

    direction = ChoiceField(
        "Who contacted whom",
        needed="Say whether they contacted us or we them.",
        choices=(("in", "They contacted us"), ("out", "We contacted them")),
    )
    with_whom = ChoiceField("With whom", needed="Say whom it was with.", choices=tuple(WITH_WHOM.items()))
    channel = ChoiceField("How", kind="select", needed="Choose how.", **codes.kept("channel"))
    happened_on = DayField("When", needed="Enter the day of the contact.", past=True, called="the day of the contact")
    happened_time = TimeField()
    summary = TextField("What was said or written", needed="Write down what was said or written.")
    reason = why()


class FirstContactForm(CaseworkForm):
    """The contact that a case was logged with: its day is the day of receipt, which has a page of its own."""

    with_whom = ChoiceField("Who got in touch", needed="Say who got in touch.", choices=tuple(WITH_WHOM.items()))
    channel = ChoiceField("How it came", kind="select", needed="Choose how it came.", **codes.kept("channel"))
    happened_time = TimeField()
    summary = TextField("What was said or written", needed="Write down what was said or written.")
    reason = why()


class NoteWordsForm(CaseworkForm):
    text = TextField("The note", needed="Write the note.")
    reason = why()


class WhoseCaseForm(CaseworkForm):
    """Who it is, and once there are likely people the answer which of them."""

    full_name = LineField("Name", called="The name")
    email = LineField("E-mail address", longest=254, input_type="email", called="The e-mail address")
    phone = LineField("Phone", longest=40, input_type="tel", width="20", called="The phone number")
    postcode = LineField("Postcode", longest=10, width="10", called="The postcode")
    nobody = TickField("They did not give a name")
    who = ChoiceField("Who is it?", called="Who it is")
    reason = why()

    def entry(self) -> PersonEntry:
        names = ("full_name", "email", "phone", "postcode")
        return PersonEntry(**{name: self[name].data for name in names})


class PartForm(CaseworkForm):
    part = ChoiceField("What is right", needed="Choose what is right.")
    reason = why()


class AllegationWordsForm(CaseworkForm):
    category = ChoiceField("Category", kind="select", needed="Choose a category.", **codes.kept("allegation_category"))
    summary = TextField("What was alleged", needed="Say what was alleged.", rows=3)
    force_outcome = ChoiceField(
        "What the force decided", kind="select", blank="Not known", **codes.kept("force_outcome")
    )
    reason = why()


class DraftForm(RecommendationForm):
    """The draft of a recommendation."""

    reason = why()


class RemoveForm(CaseworkForm):
    reason = why()
