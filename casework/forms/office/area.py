"""Whose office it is: its details, and an area file."""

from wtforms import HiddenField

from casework.forms.base import CaseworkForm, FileField, LineField
from casework.pages.office.area import IDENTITY


class AreaForm(CaseworkForm):
    """A line for each of the office's own details."""

    def typed(self) -> dict[str, str]:
        return {name: self[name].data for name in IDENTITY}


for name, definition in IDENTITY.items():
    setattr(AreaForm, name, LineField(definition.label, hint=definition.hint, longest=500))


class AreaFileForm(CaseworkForm):
    """`content`: the file as it was read for the page that asks once more."""

    file = FileField("Area file")
    content = HiddenField()
