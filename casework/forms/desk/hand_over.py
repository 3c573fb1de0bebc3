"""Who gets all that somebody has in hand."""

from casework.forms.base import CaseworkForm, ManyField


class HandOverForm(CaseworkForm):
    who = ManyField(
        "Who gets them",
        needed="Choose at least one colleague.",
        hint="Several get them in turn, the first due first. A restricted case goes only to somebody named on it",
    )

    def chosen(self) -> list[int]:
        return [int(one) for one in self.who.data]
