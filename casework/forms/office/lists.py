"""A value of a list that the office keeps."""

from typing import Any

from casework.forms.base import CaseworkForm, ChoiceField, DayField, LineField, ManyField, TickField
from casework.pages.office import codes, lists
from casework.pages.office.lists import LONGEST_LABEL, route_values
from workflows.routing import CONVERT, SIGNPOST

OF_ROUTE = ("concerns", "issue", "district", "step", "sent_to", "target")
FROM_TODAY, ALL_ALONG = "from_today", "all_along"


class ValueForm(CaseworkForm):
    label = LineField("What it is called", needed="Say what it is called.", called="The name", longest=LONGEST_LABEL)
    relates_to_policing = TickField("Relates to policing and crime", default=True)
    belongs_to = ChoiceField("Belongs to", kind="select", blank="Nothing in particular")
    postcodes = LineField(
        "Its postcodes begin with",
        hint="For example ZZ1, ZZ2 9. A person's district is known by them where nobody said it",
    )
    issues = ManyField("Suggested for these issues", choices=lambda: codes.choices("issue"))
    concerns = ChoiceField(
        "What it concerns", kind="select", blank="Whatever it is", choices=lambda: codes.choices("concerns")
    )
    issue = ChoiceField("Issue", kind="select", blank="Any issue", **codes.kept("issue"))
    district = ChoiceField("District", kind="select", blank="Any district", **codes.kept("district"))
    step = ChoiceField(
        "What is suggested",
        needed="Choose what is suggested.",
        choices=((SIGNPOST, "Signpost the person to somebody else"), (CONVERT, "Make it another case")),
    )
    sent_to = LineField("Who can help", longest=100, hint="As the directory calls them, where it has them")
    target = ChoiceField("What it becomes", kind="select", blank="Nothing else", choices=lists.targets)
    valid_from = DayField("May be chosen from", called="the first day", hint="Empty: it always could be")
    valid_to = DayField("Up to and with", called="the last day", hint="Empty: for as long as nobody ends it")

    def ask_of(self, list_name: str) -> None:
        """Leave away what this list has no use for."""
        if list_name != "issue":
            del self.relates_to_policing
        if list_name in lists.PARENTS:
            self.belongs_to.choices = lists.parents(list_name)
        else:
            del self.belongs_to
        if list_name in lists.WITHOUT_DAYS:
            del self.valid_from, self.valid_to
        if list_name != "district":
            del self.postcodes
        if list_name != "priority":
            del self.issues
        if list_name == route_values.LIST:
            self.label.label.text, self.label.called = "Why, as it is shown", "The reason"
            self.label.needed = "Say why it belongs there, in a sentence."
        for name in OF_ROUTE if list_name != route_values.LIST else ():
            del self[name]

    def given(self) -> dict[str, Any]:
        """What was typed, by the names of `Entry`, without what was not asked."""
        names = ("label", "relates_to_policing", "belongs_to", "valid_from", "valid_to")
        found = {name: self[name].data for name in names if name in self}
        if "postcodes" in self:
            typed = (" ".join(each.split()).upper() for each in self.postcodes.data.split(","))
            found["matches"] = tuple(each for each in typed if each)
        elif "issues" in self:
            found["matches"] = tuple(self.issues.data)
        elif "step" in self:
            found["matches"] = route_values.kept({name: self[name].data for name in OF_ROUTE})
        return found


class ChangedValueForm(ValueForm):
    words = ChoiceField(
        "If you change what it is called",
        choices=((FROM_TODAY, "It is called so from today on"), (ALL_ALONG, "It should have been called so all along")),
        hints={
            FROM_TODAY: "A year that has ended keeps the old words when it is counted again",
            ALL_ALONG: "A slip is put right for every year that is counted from now on",
        },
        default=FROM_TODAY,
    )
    replaced_by = ChoiceField("Replaced by, once it has ended", kind="select", blank="Nothing")
    recodes = TickField("Give the cases that are open the new value now")

    def ask_of(self, list_name: str) -> None:
        super().ask_of(list_name)
        if list_name in lists.WITHOUT_DAYS:
            del self.replaced_by
        if list_name not in lists.OF_CASES or list_name in lists.WITHOUT_DAYS:
            del self.recodes

    def offer_instead(self, values: list[tuple[str, str]]) -> None:
        """What may take the place of this value."""
        if "replaced_by" in self:
            self.replaced_by.choices = values

    def given(self) -> dict[str, Any]:
        names = ("replaced_by", "recodes")
        more = {name: self[name].data for name in names if name in self}
        return {**super().given(), **more, "corrects": self.words.data == ALL_ALONG}
