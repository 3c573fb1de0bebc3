"""Who is away and who stands in."""

from casework import clock
from casework.forms.base import CaseworkForm, ChoiceField, DayField
from casework.pages.office import absences


class OwnAbsenceForm(CaseworkForm):
    stand_in_id = ChoiceField(
        "Who stands in",
        kind="select",
        choices=absences.colleagues,
        needed="Choose who stands in.",
        hint="They get the reminders meanwhile. Of a restricted case they are told only if they are named on it",
    )
    from_on = DayField("First day away", needed="Enter the first day.", called="the first day", default=clock.today)
    to_on = DayField(
        "Last day away", needed="Enter the last day.", called="the last day", hint="The day before the return"
    )


class AbsenceForm(OwnAbsenceForm):
    """A manager's: for anybody."""

    user_id = ChoiceField("Who is away", kind="select", choices=absences.colleagues, needed="Choose who is away.")
