"""Asking for the counts of one reporting year."""

from casework.forms.base import CaseworkForm, ChoiceField
from casework.pages.reports import counts


class RequestForm(CaseworkForm):
    start_year = ChoiceField(
        "Reporting year",
        kind="select",
        needed="Choose the year that you want counted.",
        choices=lambda: [
            (str(year.start_year), f"{year.label} (1 April {year.start_year} to 31 March {year.start_year + 1})")
            for year in counts.years()
        ],
    )
