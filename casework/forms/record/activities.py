"""The forms of what is done on a case without moving it."""

import datetime as dt
from typing import Any

from casework import clock
from casework.forms.base import (
    CaseworkForm,
    ChoiceField,
    DayField,
    LineField,
    ManyField,
    TextField,
    TickField,
    YesNoField,
)
from casework.forms.desk.applications import BODIES, SENT_BY
from casework.forms.fields import DISTRICT, DISTRICT_SOURCE, ISSUE
from casework.pages.office import absences, choices, codes
from workflows.complaint_review_rules import FINDINGS
from workflows.recommendation_types import REVIEW_TYPES
from workflows.review_body import ASKED


class NoteForm(CaseworkForm):
    text = TextField("Note", needed="Write the note.")


class HoldForm(CaseworkForm):
    reason_code = ChoiceField("Why", needed="Choose the reason for the hold.")
    reason = TextField("In words", needed="Say why the case is on hold.", rows=3)
    review_on = DayField(
        "Look at it again on",
        needed="Enter the day to look at it again.",
        called="the day to look at it again",
        default=lambda: clock.today() + dt.timedelta(days=28),
    )


class ConfirmForm(CaseworkForm):
    """A button with its tokens, for what needs no words."""


class ReasonForm(CaseworkForm):
    reason = TextField("Reason", needed="Give the reason.", rows=3)


class AssignForm(CaseworkForm):
    owner_id = ChoiceField("Owner", kind="select", blank="Nobody yet")
    team_id = ChoiceField("Team", kind="select", choices=choices.teams, blank="As it is")


class RestrictForm(CaseworkForm):
    user_ids = ManyField(
        "Who may see this case",
        choices=absences.colleagues,
        needed="Name at least one person.",
        hint="Nobody else will see it, in any list or by its address. At least one must be a manager",
    )
    reason = TextField("Reason", needed="Give the reason.", rows=3)


class AllegationForm(CaseworkForm):
    category = ChoiceField(
        "Category", kind="select", needed="Choose a category.", choices=lambda: codes.choices("allegation_category")
    )
    summary = TextField("What was alleged", needed="Say what was alleged.", rows=3)
    force_outcome = ChoiceField(
        "What the force decided", kind="select", choices=lambda: codes.choices("force_outcome"), blank="Not known"
    )


class AssessForm(CaseworkForm):
    finding = ChoiceField("Finding", needed="Choose a finding.", choices=tuple(FINDINGS.items()))
    reason = TextField("Reason", needed="Give the reason for the finding.")


class RecommendationForm(CaseworkForm):
    rec_type = ChoiceField("Kind", needed="Choose the kind of recommendation.")
    text = TextField("What is recommended", needed="Say what is recommended.")
    addressed_to = LineField(
        "To whom",
        needed="Say to whom it is addressed.",
        longest=100,
        default=lambda: codes.sole("force"),
        suggestions=lambda: codes.names("force"),
    )


class ExtendForm(CaseworkForm):
    new_due_on = DayField("New day for the answer", needed="Enter the new day.", called="the new day")
    reason = TextField("Reason", needed="Give the reason.", rows=3)


def why_changed() -> TextField:
    """The last question where details of a case are changed."""
    hint = "Only where something that was recorded is changed. It stays on the timeline, with what stood there before"
    return TextField("Why it is put right", rows=2, longest=1000, hint=hint)


class DetailsForm(CaseworkForm):
    about = LineField("What it is about, in one line", needed="Say in one line what it is about.")
    issue = ChoiceField(**ISSUE, **codes.kept("issue"))
    district = ChoiceField(**DISTRICT, **codes.kept("district"))
    district_source = ChoiceField(**DISTRICT_SOURCE, **codes.kept("district_source"))
    urgent = TickField("Somebody may be at risk of harm")
    sensitive = TickField("From an MP or the media, or sensitive")
    reason = why_changed()


class ReviewDetailsForm(DetailsForm):
    complaint_made_on = DayField("When the complaint was made", past=True, called="the day the complaint was made")
    complaint_details = TextField("What the complaint was", rows=3)
    force_named = LineField("Force or body that decided", longest=100, suggestions=lambda: codes.names("force"))
    force_reference = LineField("The force's reference", longest=60, width="20")
    review_type = ChoiceField("How the complaint was handled", choices=tuple(REVIEW_TYPES.items()))
    letter_named_body = ChoiceField("Review body that the letter names", choices=BODIES)
    letter_dated_on = DayField("Date on the outcome letter", past=True, called="the date on the letter")
    outcome_channel = ChoiceField("How the outcome was sent", kind="select", choices=SENT_BY, blank="Not known")
    outcome_sent_on = DayField("When it was sent", past=True, called="the day it was sent")
    provided_on = DayField("When the outcome was provided", past=True, called="the day the outcome was provided")
    wrong_body_received_on = DayField("When another review body got it first", past=True, called="the first day there")
    wrong_body_forwarded_on = DayField("When that body passed it on", past=True, called="the day it was passed on")
    reason = why_changed()


class TriageForm(CaseworkForm):
    """Gates P0 to P6 and tests T1 to T7, each yes, no or open. A gate says which answer stops."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        ours = ", ".join(codes.names("force")) or "none is set up yet"
        self["P5"].description = f"Ours: {ours}. {self['P5'].description}"

    def answers(self) -> dict[str, str]:
        said = {True: "yes", False: "no"}
        return {each.code: said[self[each.code].data] for each in ASKED if self[each.code].data is not None}


for question in ASKED:
    setattr(TriageForm, question.code, YesNoField(question.question, hint=question.guidance))
