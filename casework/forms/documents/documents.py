"""Putting documents on a case, and saying what they are."""

from casework.forms.base import CaseworkForm, ChoiceField, FilesField, LineField
from casework.services.documents.papers import SOURCES, About

NOBODY_SAYS = "Not said"
LONGEST = 300


class AboutForm(CaseworkForm):
    description = LineField("What it is", longest=LONGEST, hint="For example: the investigating officer's report")
    source = ChoiceField("Whom it is from", kind="select", choices=tuple(SOURCES.items()), blank=NOBODY_SAYS)

    def about(self) -> About:
        return About(description=self.description.data, source=self.source.data)


class AddForm(AboutForm):
    files = FilesField("Files")


class VersionForm(CaseworkForm):
    files = FilesField("The newer version")
