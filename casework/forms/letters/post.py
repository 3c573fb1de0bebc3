"""Saying that letters were posted."""

from collections.abc import Iterable, Mapping
from typing import Any

from wtforms.validators import StopValidation

from casework import clock
from casework.forms.base import CaseworkForm, DayField, ManyField
from casework.forms.fields import Question
from casework.pages.letters.post import PostRow
from casework.words import number_in


class LettersField(ManyField):
    """The letters of the list that were ticked, by the id of their message. `wrong` has a sentence for some."""

    def __init__(self, label: str = "", **given: Any) -> None:
        super().__init__(label, **given)
        self.wrong: dict[str, str] = {}

    @property
    def anchor(self) -> str:
        """The box of the first letter of the list."""
        return f"{self.id}-{next((value for value, _ in self.choices), '')}"

    @property
    def ids(self) -> list[int]:
        return [int(value) for value in self.data]

    def pre_validate(self, form: Any) -> None:
        """A letter that has left the list meanwhile is no mistake here: the service says what became of it."""
        Question.pre_validate(self, form)
        if any(number_in(value) is None for value in self.data):
            raise StopValidation("Choose the letters from the list.")


class PostedForm(CaseworkForm):
    letters = LettersField("Letters", needed="Choose the letters that were posted.")
    posted_on = DayField(
        "Printed and posted on",
        past=True,
        needed="Enter the day on which they were posted.",
        called="the day of posting",
        default=clock.today,
    )

    @property
    def at_letters(self) -> list[dict[str, str]]:
        """What is wrong with each letter, with the address of its box: the items of the error summary."""
        return [{"text": said, "href": f"#letters-{value}"} for value, said in self.letters.wrong.items()]

    def offer(self, letters: Iterable[PostRow]) -> None:
        """The letters that can be ticked."""
        self.letters.choices = tuple((str(row.id), row.name) for row in letters)

    def refuse(self, wrong: Mapping[int, str]) -> None:
        """Show at each letter why it cannot have been posted on that day."""
        self.letters.wrong = {str(message_id): said for message_id, said in wrong.items()}
        self.letters.errors = list(wrong.values())
