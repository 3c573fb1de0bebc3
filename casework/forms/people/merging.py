"""Two records of one person: which of them stands, why, and whose is what came since."""

from collections.abc import Mapping
from typing import Any

from casework.forms.base import CaseworkForm, ChoiceField, LineField, TextField
from casework.pages.people.merging import Came

STANDS, MERGED = "stands", "merged"


class OtherForm(CaseworkForm):
    """Sent with POST: what somebody is known by stands in no address."""

    words = LineField("Name, phone or e-mail address of the other record")


class MergeForm(CaseworkForm):
    stands = ChoiceField("Which record stands?", needed="Choose which record stands.", called="Which record stands")
    reason = TextField(
        "How do you know that they are one person?",
        rows=3,
        needed="Say how you know that they are one person. It stands in the history.",
    )


class UndoForm(CaseworkForm):
    """One question for each thing that came since the merge."""

    @classmethod
    def asking(cls, came: Mapping[str, Came], names: Mapping[str, str]) -> "UndoForm":
        questions: dict[str, Any] = {
            key: ChoiceField(
                one.text,
                choices=tuple(names.items()),
                needed=f"Say whose this is: {one.text}.",
                called="Whose it is",
                default=None if one.of_merged is None else MERGED if one.of_merged else STANDS,
            )
            for key, one in came.items()
        }
        form: UndoForm = type("UndoForm", (cls,), questions)()
        return form

    def of_merged(self, came: Mapping[str, Came]) -> dict[str, list[int]]:
        """The rows that were said to be of the one who was merged, by place."""
        rows: dict[str, list[int]] = {}
        for key, one in came.items():
            for place, ids in one.rows.items() if self[key].data == MERGED else ():
                rows.setdefault(place, []).extend(ids)
        return rows
