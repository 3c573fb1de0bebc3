"""The kinds of question that a form asks. Each knows its own error sentences and which macro shows it.

What was typed stays in `shown`, also where it cannot be used, so that it is put back into the page. Macros in
`templates/macros/form.html` choose the component by `kind`.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from wtforms import Field
from wtforms.validators import StopValidation

from casework.words import number_in

LONGEST_LINE = 200
LONGEST_TEXT = 20_000
CHOOSE = "Choose one"
Choices = Iterable[tuple[str, str]]

RISK = {"label": "Somebody may be at risk of harm", "hint": "Call 999 first, then log it here"}
"""The tick that stands on every form by which something is logged."""
ISSUE: Mapping[str, Any] = {"label": "Primary issue", "kind": "select", "blank": "Not known yet"}
DISTRICT: Mapping[str, Any] = {"label": "District", "kind": "select", "blank": "Nobody has said yet"}
DISTRICT_SOURCE: Mapping[str, Any] = {"label": "How the district is known", "kind": "select", "blank": "Nobody said"}
"""What every form asks about a matter in the same words."""
UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class Question(Field):  # WTForms has no types
    """The parent of all our fields.

    `needed` is the sentence shown when nothing was given; without one the question may be left empty.
    `called` is how the question is named inside an error sentence.
    """

    kind = "line"

    def __init__(self, label: str = "", *, needed: str = "", hint: str = "", called: str = "", **given: Any) -> None:
        super().__init__(label, description=hint, **given)
        self.needed = needed
        self.called = called or f"“{label}”"

    @property
    def hint(self) -> str:
        return str(self.description)

    @property
    def anchor(self) -> str:
        """The id that a link in the error summary points to."""
        return str(self.id)

    @property
    def is_empty(self) -> bool:
        return self.data in (None, "", [])

    @property
    def title(self) -> str:
        """The label as asked; a question that may be left empty says so, unless its answers do."""
        return self.label.text if self.needed or self.says_itself else f"{self.label.text} (optional)"

    @property
    def says_itself(self) -> bool:
        return False

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002
        if self.process_errors:
            raise StopValidation()
        if self.needed and self.is_empty:
            raise StopValidation(self.needed)


class LineField(Question):
    """One line of text. `width` is a width class of the input component, e.g. "10" characters. `suggestions` are
    offered, and anything else may be typed."""

    data: str

    def __init__(
        self,
        label: str = "",
        *,
        longest: int = LONGEST_LINE,
        input_type: str = "text",
        width: str = "",
        autocomplete: str = "off",
        suggestions: Callable[[], Sequence[str]] | None = None,
        **given: Any,
    ) -> None:
        super().__init__(label, **given)
        self.suggestions = suggestions() if suggestions else ()
        self.longest, self.input_type, self.width, self.autocomplete = longest, input_type, width, autocomplete

    @property
    def shown(self) -> str:
        return UNSTORABLE.sub("\ufffd", self.data or "")

    def process_data(self, value: Any) -> None:
        self.data = "" if value is None else str(value)

    def process_formdata(self, valuelist: list[Any]) -> None:
        if valuelist:
            self.data = self.tidy(str(valuelist[0]))
            refuse_unstorable(self.data, self.called)
            if len(self.data) > self.longest:
                raise ValueError(
                    f"{self.called} is {len(self.data):,} characters long. Shorten it to {self.longest:,} or fewer."
                )

    @staticmethod
    def tidy(typed: str) -> str:
        return re.sub(r"[ \t\r\n\u00a0]+", " ", typed).strip()


class TextField(LineField):
    """Text of several lines, as typed but for line ends and the space around it."""

    kind = "text"

    def __init__(self, label: str = "", *, rows: int = 5, longest: int = LONGEST_TEXT, **given: Any) -> None:
        super().__init__(label, longest=longest, **given)
        self.rows = rows

    @staticmethod
    def tidy(typed: str) -> str:
        return typed.replace("\r\n", "\n").replace("\r", "\n").strip()


class PasswordField(LineField):
    """Never shown again, and taken as it is typed."""

    kind = "password"

    @property
    def shown(self) -> str:
        return ""

    @staticmethod
    def tidy(typed: str) -> str:
        return typed


class NumberField(LineField):
    """A whole number, 0 or more."""

    number: int | None = None

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata(valuelist)
        self.number = number_in(self.data)
        if self.data and self.number is None:
            raise ValueError(f"{self.called} must be a whole number, like 12.")


class ChoiceField(Question):
    """One of a list, as radios or, with `kind="select"`, as a select. Set `choices` before validating.

    `labels` are the words of everything that ever could be chosen: what is there already and is offered no more stays
    one of the choices, so that nobody loses it by saving the form.
    """

    kind = "radios"
    data: str

    def __init__(
        self,
        label: str = "",
        *,
        choices: Choices | Callable[[], Choices] = (),
        kind: str = "radios",
        blank: str = CHOOSE,
        hints: dict[str, str] | None = None,
        labels: Callable[[], Mapping[str, str]] | None = None,
        **given: Any,
    ) -> None:
        super().__init__(label, **given)
        self.kind = kind
        self._labels = labels
        self.choices: Sequence[tuple[str, str]] = tuple(choices() if callable(choices) else choices)
        self.blank, self.hints = blank, hints or {}

    @property
    def inline(self) -> bool:
        return False

    @property
    def says_itself(self) -> bool:
        """Its first entry says what it means to choose none."""
        return self.kind == "select" and self.blank != CHOOSE

    @property
    def shown(self) -> str:
        return self.data

    def process_data(self, value: Any) -> None:
        self.data = "" if value is None else str(value)
        if self.data and self._labels is not None and self.data not in {code for code, _ in self.choices}:
            self.choices = (*self.choices, (self.data, self._labels().get(self.data, self.data)))

    def process_formdata(self, valuelist: list[Any]) -> None:
        if valuelist:
            self.data = str(valuelist[0])

    def pre_validate(self, form: Any) -> None:
        super().pre_validate(form)
        if self.data and self.data not in {value for value, _ in self.choices}:
            raise StopValidation(f"{self.called}: choose one of the list.")


class YesNoField(Question):
    """Yes or no, or None while nobody has said."""

    kind = "radios"
    data: bool | None
    choices = (("yes", "Yes"), ("no", "No"))
    inline = True
    hints: dict[str, str] = {}  # noqa: RUF012

    @property
    def shown(self) -> str:
        return {True: "yes", False: "no"}.get(self.data, "") if self.data is not None else ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        if valuelist:
            self.data = {"yes": True, "no": False}.get(str(valuelist[0]))


class AnotherAnswerField(YesNoField):
    """Asked of a contact from the person on a case that was answered or closed."""

    def __init__(self, **given: Any) -> None:
        hint = "Yes takes the case up again. No leaves it answered, and the quiet days begin again"
        super().__init__("Does this need another answer?", hint=hint, **given)


class TickField(Question):
    """One box to tick. An empty box means no."""

    kind = "tick"
    data: bool

    @property
    def is_empty(self) -> bool:
        return not self.data

    def process_data(self, value: Any) -> None:
        self.data = bool(value)

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = bool(valuelist) and str(valuelist[0]) == "yes"


class ManyField(ChoiceField):
    """Any number of a list, as boxes to tick."""

    kind = "checkboxes"
    data: list[str]  # type: ignore[assignment]

    def __init__(self, label: str = "", **given: Any) -> None:
        super().__init__(label, kind="checkboxes", **given)

    def process_data(self, value: Any) -> None:
        self.data = [str(one) for one in value or ()]

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = [str(one) for one in valuelist]

    def pre_validate(self, form: Any) -> None:
        Question.pre_validate(self, form)
        if not set(self.data) <= {value for value, _ in self.choices}:
            raise StopValidation(f"{self.called}: choose from the list.")


def refuse_unstorable(text: str, called: str) -> None:
    """Raise ValueError for control characters, which a database cannot keep or a screen not show."""
    if UNSTORABLE.search(text):
        raise ValueError(f"{called} contains a character that cannot be stored. Type it again without it.")
