"""Logging an application for a review (R2.4, section 2.2)."""

from typing import Any

from casework import clock
from casework.forms.base import ChoiceField, DayField, LineField, TextField, TickField, TimeField
from casework.forms.fields import DISTRICT, ISSUE, RISK
from casework.forms.people.acting import RepresentativeForm
from casework.forms.people.people import WhoForm
from casework.pages.office import codes
from workflows.recommendation_types import REVIEW_TYPES

BODIES = (("lpb", "This office"), ("iopc", "The IOPC"))
SENT_BY = (("email", "E-mail"), ("post", "Post"), ("hand", "By hand"), ("portal", "Online portal"))


OPTIONAL = ("review_type", "letter_named_body", "outcome_channel", "issue", "district")
ASKED = (
    "channel", "received_on", "about", "details", "complaint_made_on", "complaint_details", "force_named",
    "force_reference", "letter_dated_on", "outcome_sent_on", "provided_on", "wrong_body_received_on",
    "wrong_body_forwarded_on", "urgent", *OPTIONAL,
)  # fmt: skip
"""The fields of `ApplicationEntry` that the form asks for by the same name."""


class ApplicationForm(RepresentativeForm, WhoForm):
    """What the application says and what is known of the outcome letter. Only what cannot be missing is needed."""

    channel = ChoiceField(
        "How it came", kind="select", needed="Choose how it came.", choices=lambda: codes.choices("channel")
    )
    received_on = DayField(
        "When it came", needed="Enter the day it came.", past=True, called="the day it came", default=clock.today
    )
    received_time = TimeField()
    about = LineField(
        "What it is about, in one line", needed="Say in one line what it is about.", hint="Leave out names"
    )
    details = TextField("What the application says", needed="Write down or paste what the application says.")
    complaint_made_on = DayField("When the complaint was made", past=True, called="the day the complaint was made")
    complaint_details = TextField("What the complaint was", rows=3)
    force_named = LineField(
        "Force or body that decided", default=lambda: codes.sole("force"), suggestions=lambda: codes.names("force")
    )
    force_reference = LineField("The force's reference", longest=60, width="20")
    review_type = ChoiceField("How the complaint was handled", choices=tuple(REVIEW_TYPES.items()))
    letter_named_body = ChoiceField("Review body that the letter names", choices=BODIES)
    letter_dated_on = DayField("Date on the outcome letter", past=True, called="the date on the letter")
    outcome_channel = ChoiceField("How the outcome was sent", kind="select", choices=SENT_BY, blank="Not known")
    outcome_sent_on = DayField("When it was sent", past=True, called="the day it was sent")
    provided_on = DayField(
        "When the outcome was provided", hint="The 28 days start the day after", past=True,
        called="the day the outcome was provided",
    )  # fmt: skip
    wrong_body_received_on = DayField("When another review body got it first", past=True, called="the first day there")
    wrong_body_forwarded_on = DayField("When that body passed it on", past=True, called="the day it was passed on")
    issue = ChoiceField(**ISSUE, choices=lambda: codes.choices("issue"))
    district = ChoiceField(**DISTRICT, choices=lambda: codes.choices("district"))

    urgent = TickField(**RISK)

    def fields(self) -> dict[str, Any]:
        values = {name: (self[name].data or None) if name in OPTIONAL else self[name].data for name in ASKED}
        whom = "representative" if self.is_acted_for else "person"
        return values | {"received_time": self.received_time.time, "with_whom": whom}
