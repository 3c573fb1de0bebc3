"""Keeping a filter of the list of cases, and changing one that is kept."""

from casework.forms.base import CaseworkForm, LineField, TickField

LONGEST = 80


class FilterNameForm(CaseworkForm):
    name = LineField("Name", needed="Give the filter a name.", longest=LONGEST, hint="For example: late replies")
    is_shared = TickField("Share it: everybody who reads cases sees it, with the cases that they may see")
