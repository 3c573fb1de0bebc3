"""Putting documents on a case, and saying what they are."""

from casework.forms.base import CaseworkForm, ChoiceField, DayField, FilesField, LineField
from casework.services.documents.papers import SOURCES, About

NOBODY_SAYS = "Not said"
LONGEST = 300


class AboutForm(CaseworkForm):
    description = LineField("What it is", longest=LONGEST, hint="For example: the investigating officer's report")
    source = ChoiceField("Whom it is from", kind="select", choices=tuple(SOURCES.items()), blank=NOBODY_SAYS)

    conditions = LineField("Handling conditions", longest=LONGEST, hint="For example: not to be copied to the person")
    return_on = DayField("Return or destroy it by", called="the day to return or destroy it")

    def about(self) -> About:
        return About(
            description=self.description.data,
            source=self.source.data,
            conditions=self.conditions.data,
            return_on=self.return_on.data,
        )


class AddForm(AboutForm):
    files = FilesField("Files")


class DestroyForm(CaseworkForm):
    how = ChoiceField("What is to be done", needed="Say what is to be done.")
    why = LineField(
        "Why",
        longest=LONGEST,
        needed="Say why, for example what was agreed with the force.",
        hint="For example: agreed with the force on the day it came. It stays here, so name nobody",
    )


class VersionForm(CaseworkForm):
    files = FilesField("The newer version")
