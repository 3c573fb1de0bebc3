"""What was done where somebody may be at risk of harm."""

from typing import Any

from casework import clock
from casework.forms.base import CaseworkForm, ChoiceField, DayField, LineField, TextField, TimeField
from casework.pages.people import risks


class RiskForm(CaseworkForm):
    what = ChoiceField("What was done", needed="Choose what was done.", choices=risks.choices)
    told = LineField(
        "Who was told",
        needed="Say who was told.",
        hint="The name or number of whoever took it, and where: for example the control room, call handler 4711",
        longest=200,
    )
    reference = LineField("The number that they gave", hint="For example of the police log", longest=60, width="20")
    done_on = DayField("On which day", needed="Enter the day.", past=True, called="the day", default=clock.today)
    done_time = TimeField(needed="Enter the time, like 2.05pm.")
    words = TextField("What was said", rows=3, hint="What they do now. Where nobody had to be told, why")

    def validate(self, extra_validators: Any = None) -> bool:
        """What is asked depends on what was done. All that is missing is said in one round: every minute counts."""
        if self.what.data == risks.NOBODY:
            self.told.needed, self.words.needed = "", "Say why nobody had to be told."
        return bool(super().validate(extra_validators))

    def fields(self) -> dict[str, Any]:
        """Those of `RiskEntry`."""
        said = {name: self[name].data or "" for name in ("what", "told", "words", "reference")}
        return {**said, "on": self.done_on.data, "at_time": self.done_time.time}
