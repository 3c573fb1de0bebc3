"""The directory: one entry, and what to look for."""

from casework.forms.base import CaseworkForm, ChoiceField, DayField, FilterForm, LineField, ManyField, TextField
from casework.pages.office import codes
from casework.pages.office.directory import KINDS

SHOW = (("due", "To verify"), ("all", "Also out of use"))


class EntryForm(CaseworkForm):
    kind = ChoiceField("Kind", kind="select", needed="Choose what kind of organisation it is.", choices=KINDS.items())
    name = LineField("Name", needed="Enter the name of the organisation.", called="The name")
    email = LineField(
        "E-mail address", longest=254, input_type="email", called="The e-mail address", hint="Letters go to it"
    )
    address = TextField("Postal address", rows=4, longest=1000, called="The postal address")
    phone = LineField("Phone", longest=40, input_type="tel", width="20", called="The phone number")
    website = LineField("Website", input_type="url", called="The website", hint="Like https://www.example.com")
    district = ChoiceField("District", kind="select", blank="All of them", **codes.kept("district"))
    issues = ManyField(
        "Issues that it is for",
        choices=lambda: codes.labels("issue").items(),
        hint="None ticked: it is for all of them",
    )
    source = LineField("Where this was found", hint="For example: their website")
    force = ChoiceField("Department of which police force", kind="select", blank="Of none", **codes.kept("force"))
    valid_from = DayField("In use from", called="the first day", hint="Empty: it always was")
    valid_to = DayField("Up to and with", called="the last day", hint="Empty: for as long as nobody ends it")


class VerifyForm(CaseworkForm):
    source = LineField(
        "Where you checked it",
        needed="Say where you checked it, for example: on their website, or by ringing them.",
        called="Where you checked it",
    )


class DirectoryFilter(FilterForm):
    """GET: what stands in the address. What is not in a list counts as not asked."""

    kind = ChoiceField("Kind", kind="select", choices=KINDS.items(), blank="All kinds")
    district = ChoiceField("District", kind="select", choices=lambda: codes.choices("district"), blank="All districts")
    issue = ChoiceField("Issue", kind="select", choices=lambda: codes.choices("issue"), blank="All issues")
    show = ChoiceField("Show", kind="select", choices=SHOW, blank="In use")

    def asked(self) -> dict[str, str]:
        fields = (self.kind, self.district, self.issue, self.show)
        return {field.name: field.data for field in fields if field.data in dict(field.choices)}
