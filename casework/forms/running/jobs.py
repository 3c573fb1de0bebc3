"""Jobs that failed."""

from casework.forms.base import CaseworkForm


class JobForm(CaseworkForm):
    """Asks nothing: a button."""
