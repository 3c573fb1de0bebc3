"""What is searched for: the words, which are sent with POST and stand in no address, and what limits them."""

from collections.abc import Mapping
from typing import Any, Self

from werkzeug.datastructures import MultiDict

from casework.case_types import CASE_TYPES
from casework.forms.base import CaseworkForm, ChoiceField, DayField, LineField
from casework.pages.search.results import KINDS, Limits
from casework.services.search.asking import EMPTY, LONGEST

TYPES = tuple((each.name, each.plural) for each in CASE_TYPES.values())
HINT = "All of them must be there. “In quotes”: one behind the other. With a star, the beginning of a word: compl*"


class SearchForm(CaseworkForm):
    words = LineField("Words", longest=LONGEST, needed=EMPTY, hint=HINT)
    kind = ChoiceField("What it is", choices=KINDS, kind="select", blank="Anything")
    type = ChoiceField("Type of case", choices=TYPES, kind="select", blank="Any type")
    first_day = DayField("From", called="the first day")
    last_day = DayField("Up to", called="the last day")

    @classmethod
    def of_address(cls, words: str, query: Mapping[str, str]) -> Self:
        """As it was sent: the words as they are kept, all else from the address."""
        return cls(formdata=MultiDict({**query, "words": words}), meta={"csrf": False})

    def limits(self) -> Limits:
        """A field that is wrong limits nothing."""
        fields = {"kind": self.kind, "case_type": self.type, "first_day": self.first_day, "last_day": self.last_day}
        return Limits(**{name: field.data for name, field in fields.items() if field.data and not field.errors})

    def address(self) -> dict[str, Any]:
        """What of it stands in an address."""
        given = {"kind": self.kind.data, "type": self.type.data}
        for day in (self.first_day, self.last_day):
            if day.data:
                given |= {f"{day.name}-{part}": str(getattr(day.data, part)) for part in ("day", "month", "year")}
        return {name: value for name, value in given.items() if value}
