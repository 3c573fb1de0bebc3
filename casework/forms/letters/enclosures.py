"""What goes with a letter."""

from casework.forms.base import CaseworkForm, ManyField


class EnclosuresForm(CaseworkForm):
    documents = ManyField("Documents that go with it")
