"""What repeat contacts are looked at: by what, when, and how often. It stands in the address, except for words."""

import datetime as dt

from casework import clock
from casework.forms.base import CaseworkForm, ChoiceField, DayField, FilterForm, LineField
from casework.pages.office import codes
from casework.pages.reports.repeat_queries import Asked
from workflows.calendars import written

BY = (
    ("person", "Person"),
    ("address", "Address"),
    ("place", "Place: one postcode"),
    ("issue", "Issue and district"),
)
LEAST = tuple((str(number), f"{number} contacts or more") for number in (2, 3, 5, 10, 20))
DAYS = 90
"""How far back is looked where nobody says it."""
LONGEST = 732
"""Days, so that two years can be compared."""
SAID = {
    "person": "of one person",
    "address": "from one address",
    "place": "from one postcode",
    "issue": "about one issue in one district",
}


class RepeatsForm(FilterForm):
    by = ChoiceField("Put together by", choices=BY, kind="select", blank="")
    first = DayField("From", called="the first day")
    last = DayField("Up to", called="the last day")
    least = ChoiceField("How often", choices=LEAST, kind="select", blank="")
    issue = ChoiceField("Primary issue", kind="select", blank="Any issue")
    district = ChoiceField("District", kind="select", blank="Any district")

    def put_choices(self) -> None:
        self.issue.choices = tuple(codes.labels("issue").items())
        self.district.choices = tuple(codes.labels("district").items())

    def asked(self, words: str) -> Asked:
        """What may be used of it: a field that is wrong limits nothing."""
        used = {field.name: field.data for field in self if not field.errors and field.data}
        last: dt.date = used.get("last") or clock.today()
        first: dt.date = used.get("first") or last - dt.timedelta(days=DAYS)
        if first > last:
            self.first.errors = [*self.first.errors, "The first day must not be after the last."]
            first = last
        if (last - first).days > LONGEST:
            self.first.errors = [*self.first.errors, "Choose at most two years."]
            first = last - dt.timedelta(days=LONGEST)
        by = used.get("by", "person")
        return Asked(
            by=by,
            first=first,
            last=last,
            least=int(used.get("least", "2")),
            issue=used.get("issue", ""),
            district=used.get("district", ""),
            words=words if by != "issue" else "",
        )


class WordsForm(CaseworkForm):
    words = LineField(
        "Look for a name, an address or the beginning of a postcode",
        needed="Type a name, an address or a postcode to look for.",
        hint="As far as it is put together by person, address or place",
    )


def sentence(form: RepeatsForm, asked: Asked) -> str:
    """What is looked at, as one would say it."""
    parts = [f"{asked.least} or more contacts {SAID[asked.by]}"]
    parts.append(f"from {written(asked.first)} to {written(asked.last)}")
    parts += [f"about {dict(form.issue.choices)[asked.issue]}"] if asked.issue else []
    parts += [f"in {dict(form.district.choices)[asked.district]}"] if asked.district else []
    parts += [f"that match “{asked.words}”"] if asked.words else []
    return ", ".join(parts)
