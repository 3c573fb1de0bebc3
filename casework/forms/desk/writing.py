"""The box of a case: a note or a contact, with files and a day to come back to it."""

from wtforms import ValidationError

from casework import clock
from casework.forms.base import (
    AnotherAnswerField,
    CaseworkForm,
    ChoiceField,
    DayField,
    FilesField,
    TextField,
    TickField,
    TimeField,
)
from casework.forms.fields import RISK
from casework.pages.office import codes
from casework.services.people.contact_rows import WITH_WHOM, Said

NOTE = "note"
WHAT = (
    (NOTE, "A note"),
    *((f"in-{code}", f"{words} contacted us") for code, words in WITH_WHOM.items()),
    *((f"out-{code}", f"We contacted {words[:1].lower()}{words[1:]}") for code, words in WITH_WHOM.items()),
)
"""What it is: one choice says who spoke with whom."""


class WritingForm(CaseworkForm):
    what = ChoiceField("What it is", kind="select", choices=WHAT, default=NOTE, blank="Choose one")
    text = TextField("In words", needed="Write the note, or what was said.", rows=3, called="The text")
    channel = ChoiceField("How", kind="select", choices=lambda: codes.choices("channel"))
    urgent = TickField(**RISK)
    needs_answer = AnotherAnswerField()
    happened_on = DayField("When", past=True, called="the day of the contact", default=clock.today)
    happened_time = TimeField()
    files = FilesField("Files", hint="Documents, pictures and recordings")
    come_back_on = DayField("Come back to it on", called="the day to come back to it")
    for_whom = ChoiceField("Who comes back to it", kind="select", blank="I do")

    @property
    def is_note(self) -> bool:
        return self.what.data in ("", NOTE)

    def validate_channel(self, field: ChoiceField) -> None:
        if not self.is_note and not field.data:
            raise ValidationError("Choose how.")

    def said(self) -> Said | None:
        """The contact, or None for a note."""
        if self.is_note:
            return None
        direction, _, whom = self.what.data.partition("-")
        return Said(
            direction=direction,
            with_whom=whom,
            channel=self.channel.data,
            on=self.happened_on.data or clock.today(),
            at_time=self.happened_time.time,
            summary=self.text.data,
        )

    @property
    def has_more(self) -> bool:
        """Whether what is folded away has something in it, so that it stands open."""
        filled = (
            self.happened_time.data,
            self.files.uploads,
            self.come_back_on.typed != ("", "", ""),
            self.for_whom.data,
        )
        fields = (self.happened_on, self.happened_time, self.files, self.come_back_on, self.for_whom)
        return any(filled) or any(field.errors for field in fields)
