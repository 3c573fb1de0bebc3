"""Saying that a task is done."""

from wtforms import HiddenField

from casework.forms.base import CaseworkForm


class DoneForm(CaseworkForm):
    """A button. `back`: "case" where it stands on the page of a case, else My work."""

    back = HiddenField()
