"""What is asked when several cases are given to somebody or closed at once."""

from collections.abc import Sequence

from casework.forms.base import CaseworkForm, ChoiceField, TextField

NOBODY = "nobody"


class GiveForm(CaseworkForm):
    owner_id = ChoiceField("Give them to", kind="select", needed="Choose who gets them.")
    note = TextField("A note on each of them", rows=3, hint="What whoever gets them should know")

    def put_choices(self, colleagues: Sequence[tuple[str, str]]) -> None:
        self.owner_id.choices = [*colleagues, (NOBODY, "Nobody: for anybody of the team to take")]

    def owner(self) -> int | None:
        return None if self.owner_id.data == NOBODY else int(self.owner_id.data)


class ClosingForm(CaseworkForm):
    closing = ChoiceField("How they are closed", needed="Choose how they are closed.")
