"""What the history is looked through for. It stands in the address: numbers, codes and days, never a name."""

from collections.abc import Sequence

from casework.forms.base import CaseworkForm, ChoiceField, DayField, FilterForm, LineField
from casework.pages.office.audit import KIND_LABELS
from casework.pages.office.history_limits import Limits, reference_typed

BY_ITSELF = "casework"


class HistoryForm(FilterForm):
    person = ChoiceField("Done by", kind="select", blank="Anybody")
    case = LineField("Case", longest=60, width="20", hint="Its reference, in any spelling")
    kind = ChoiceField("What was done", kind="select", blank="Anything")
    first = DayField("From", called="the first day")
    last = DayField("Up to", called="the last day")

    def put_choices(self, staff: Sequence[tuple[str, str]]) -> None:
        self.person.choices = [*staff, (BY_ITSELF, "Casework, by itself")]
        self.kind.choices = sorted(((str(kind), label) for kind, label in KIND_LABELS.items()), key=lambda one: one[1])

    def limits(self) -> Limits:
        """A field that is wrong limits nothing, and says so."""
        person = self.person.data if not self.person.errors else ""
        typed = self.case.data if not self.case.errors else ""
        return Limits(
            user_id=int(person) if person and person.isdecimal() else None,
            by_itself=person == BY_ITSELF,
            reference=reference_typed(typed),
            kind=self.kind.data if not self.kind.errors else "",
            first=self.first.data if not self.first.errors else None,
            last=self.last.data if not self.last.errors else None,
        )


class ExportForm(CaseworkForm):
    """The button that takes what is shown away as a file."""
