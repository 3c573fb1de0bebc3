"""The triage of a case on one screen: nothing of it must be answered."""

from collections.abc import Sequence
from typing import Any

from casework.forms.base import CaseworkForm, ChoiceField, LineField, ManyField
from casework.forms.fields import DISTRICT, DISTRICT_SOURCE, ISSUE
from casework.forms.record.activities import why_changed
from casework.pages.office import codes
from casework.pages.triage import sorted_out
from workflows.thrive import HEADINGS, LONGEST


class SortingForm(CaseworkForm):
    """`is_triaged`: what it concerns and the headings of risk are asked of such a type alone."""

    concerns = ChoiceField("What it concerns", kind="select", blank="Nothing of these", **codes.kept("concerns"))
    issue = ChoiceField(**ISSUE, **codes.kept("issue"))
    district = ChoiceField(**DISTRICT, **codes.kept("district"))
    district_source = ChoiceField(**DISTRICT_SOURCE, **codes.kept("district_source"))
    priority = ChoiceField(
        "Plan priority", kind="select", blank="As the issue suggests", labels=lambda: codes.labels("priority")
    )
    lead_id = ChoiceField("Lead", kind="select", blank="This office")
    tags = ManyField("Tags", **codes.kept("tag"))
    reason = why_changed()

    def __init__(self, *, is_triaged: bool, offered: sorted_out.Offered, **given: Any) -> None:
        super().__init__(**given)
        self.lead_id.choices = offered.leads
        self.priority.choices = _with(offered.priorities, self.priority)
        self.priority.description = offered.hint
        for name in ("concerns", *HEADINGS):
            if not is_triaged:
                del self[name]

    @property
    def headings(self) -> list[str]:
        return [heading for heading in HEADINGS if heading in self]

    def given(self) -> dict[str, Any]:
        """What was typed, by the names of `sorting.Triage`."""
        names = ("issue", "district", "district_source", "concerns", "priority", "tags")
        given = {name: self[name].data for name in names if name in self}
        lead = int(self.lead_id.data) if self.lead_id.data else None
        return {**given, "lead_id": lead, "words": {heading: self[heading].data for heading in self.headings}}


for code, (label, prompt) in HEADINGS.items():
    setattr(SortingForm, code, LineField(label, hint=prompt, longest=LONGEST))


def _with(offered: Sequence[tuple[str, str]], field: ChoiceField) -> list[tuple[str, str]]:
    """What is offered, and what is chosen already."""
    known = {code for code, _ in offered}
    return [*offered, *((code, words) for code, words in field.choices if code == field.data and code not in known)]
