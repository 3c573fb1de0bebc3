"""The filter of the list of cases. It stands in the address, except for words, and reads back as a sentence."""

from collections.abc import Mapping, Sequence
from typing import Any

from casework.case_types import CASE_TYPES
from casework.forms.base import ChoiceField, DayField, FilterForm
from casework.words import number_in
from workflows.ball import BALL_LABELS
from workflows.calendars import written
from workflows.registry import CASE_WORKFLOWS

Pairs = Sequence[tuple[str, str]]
NOBODY, MINE = "none", "mine"
TYPES = tuple((each.name, each.plural) for each in CASE_TYPES.values())
CATEGORIES = (
    ("current", "New and open"),
    ("new", "New"),
    ("open", "Open"),
    ("closed", "Closed"),
    ("all", "New, open and closed"),
)
DUES = (
    ("overdue", "Overdue"),
    ("today", "Due today"),
    ("week", "Due in the next 7 days"),
    ("soon", "Due today or in the next 7 days"),
    ("later", "Due later"),
    ("none", "No date set"),
)
BALLS = tuple((each.value, words) for each, words in BALL_LABELS.items())
SORTS = (
    ("due", "Due first"),
    ("received", "Latest received first"),
    ("reference", "Reference"),
    ("person", "Person"),
    ("about", "What it is about"),
    ("state", "State"),
    ("owner", "Owner"),
)
SAID = {("owner", MINE): "you or those you stand in for", ("team", MINE): "that is yours, or of none"}
"""What a choice of oneself is called in a sentence."""


class CaseFilterForm(FilterForm):
    type = ChoiceField("Type", choices=TYPES, kind="select", blank="Any type")
    category = ChoiceField("New, open or closed", choices=CATEGORIES, kind="select", blank="")
    state = ChoiceField("State", kind="select", blank="Any state")
    due = ChoiceField("Due", choices=DUES, kind="select", blank="Any time")
    ball = ChoiceField("Who has the ball", choices=BALLS, kind="select", blank="Anybody")
    owner = ChoiceField("Owner", kind="select", blank="Anybody")
    team = ChoiceField("Team", kind="select", blank="Any team")
    district = ChoiceField("District", kind="select", blank="Any district")
    issue = ChoiceField("Primary issue", kind="select", blank="Any issue")
    tag = ChoiceField("Tag", kind="select", blank="Any tag or none")
    priority = ChoiceField("Plan priority", kind="select", blank="Any priority")
    lead = ChoiceField("Lead", kind="select", blank="Whoever leads")
    received_from = DayField("Received from", called="the first day of receipt")
    received_to = DayField("Received up to", called="the last day of receipt")
    sort = ChoiceField("Sort by", choices=SORTS, kind="select", blank="")

    def put_choices(self, *, owners: Pairs, teams: Pairs, **of_lists: Pairs) -> None:
        self.state.choices = [
            (f"{name}.{state}", f"{workflow.labels[state]} ({workflow.label.lower()})")
            for name, workflow in CASE_WORKFLOWS.items()
            for state in workflow.states
        ]
        self.owner.choices = [(MINE, "Me, and those I stand in for"), (NOBODY, "Nobody yet"), *owners]
        self.team.choices = [(MINE, "My team, and cases of no team"), *teams]
        self.district.choices, self.issue.choices = of_lists["districts"], of_lists["issues"]
        self.tag.choices, self.priority.choices = of_lists["tags"], of_lists["priorities"]
        self.lead.choices = of_lists["leads"]

    def chosen_owner(self) -> int | None:
        """The id of a person, if the list is limited to one: who may own nothing any more."""
        return number_in(self.owner.data)

    def limits(self, words: str) -> dict[str, Any]:
        """What may be used of it, by the names of `queues.Filters`: a field that is wrong limits nothing."""
        used = {field.name: field.data for field in self if not field.errors and field.data}
        used["case_type"] = used.pop("type", "")
        used.setdefault("category", "all" if words else "current")
        return {**used, "words": words}


def sentence(form: CaseFilterForm, limits: Mapping[str, Any]) -> str:
    """The filter as one would say it, e.g. "New and open enquiries, overdue, owned by Olive Officer"."""
    what = dict(TYPES).get(limits["case_type"], "Cases").lower()
    parts = [f"{dict(CATEGORIES)[limits['category']]} {what}"]
    if limits["words"]:
        parts.append(f"that match “{limits['words']}”")
    if limits.get("due"):
        parts.append(dict(DUES)[limits["due"]].lower())
    if limits.get("ball"):
        parts.append(f"the ball with {dict(BALLS)[limits['ball']].lower()}")
    named = (
        (form.state, "in the state"),
        (form.owner, "owned by"),
        (form.team, "of the team"),
        (form.district, "in"),
        (form.issue, "about"),
        (form.tag, "with the tag"),
        (form.priority, "under the priority"),
        (form.lead, "led by"),
    )
    parts += [f"{joint} {_said(field)}" for field, joint in named if field.data and not field.errors]
    received = (("from", limits.get("received_from")), ("up to", limits.get("received_to")))
    parts += [f"received {joint} {written(day)}" for joint, day in received if day]
    return ", ".join(parts)


def _said(field: ChoiceField) -> str:
    return SAID.get((field.name, field.data)) or str(dict(field.choices)[field.data])
