"""The form of a move, built from the questions that its row of the state table asks."""

from collections.abc import Sequence
from typing import Any

from casework.forms.base import CaseworkForm, ChoiceField, LineField, TickField
from casework.forms.letters.letters import StepForm
from casework.forms.questions import fields_of
from casework.pages.office import codes
from workflows.engine import Move
from workflows.routing import CONVERT, SAY_WHY
from workflows.settling import SAY

HINT = "Kept in the history of the case"


class MoveForm(CaseworkForm):
    """A form with the fields of one move; `answers` are what the workflow and the services read."""

    asked: tuple[str, ...] = ()

    def answers(self) -> dict[str, object]:
        return {code: self[code].data for code in self.asked}


class AtOnceForm(MoveForm):
    """The same for a step whose letter goes from the page of its questions."""

    safe_contact = TickField("I have read the note on safe contact")

    def confirmed(self) -> bool:
        return bool(self.safe_contact.data)


def issue_field() -> Any:
    """What a step asks by which a case ends that has no primary issue."""
    return ChoiceField(
        "Primary issue",
        kind="select",
        needed=SAY,
        hint="What it is mainly about. Each case is counted once, under this",
        choices=lambda: codes.choices("issue"),
    )


def build(
    move: Move,
    *,
    names_issue: bool = False,
    asks_why: bool = False,
    organisations: Sequence[tuple[str, str]] = (),
    **given: Any,
) -> MoveForm:
    """An empty or filled form for this move. `names_issue`: it asks for the primary issue, too; `asks_why`: also why it
    is another step than is suggested. `organisations`: those that can be chosen."""
    fields = fields_of(move.asks)
    kind = AtOnceForm if move.at_once else MoveForm
    more = {"issue": issue_field()} if names_issue else {}
    if asks_why:
        needed = "" if move.trigger.value == CONVERT else SAY_WHY
        hint = HINT if needed else "Only where it is not what is suggested"
        more["why_otherwise"] = LineField("Why not as suggested", needed=needed, longest=300, hint=hint)
    form_class = type("MoveForm", (kind,), {**fields, **more, "asked": tuple(fields)})
    form: MoveForm = form_class(**given)
    for question in move.asks:
        if question.kind == "organisation":
            form[question.code].choices = tuple(organisations)
    return form


def build_last(*, names_issue: bool, **given: Any) -> StepForm:
    """The form of the page on which the letters of a step are read."""
    form_class = type("StepForm", (StepForm,), {"issue": issue_field()}) if names_issue else StepForm
    form: StepForm = form_class(**given)
    return form


def primary_issue(form: CaseworkForm) -> str:
    """What was chosen on either, where the step ends a case that has none."""
    return str(form["issue"].data) if "issue" in form else ""


def why_otherwise(form: CaseworkForm) -> str:
    """Why it is another step than is suggested, where that was asked."""
    return str(form["why_otherwise"].data) if "why_otherwise" in form else ""
