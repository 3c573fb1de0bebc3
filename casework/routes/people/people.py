"""The people of a case: adding somebody, and putting right what is known of them."""

from collections.abc import Mapping, Sequence

from flask import Blueprint
from flask.typing import ResponseReturnValue

from casework.forms.people.people import ChangedPersonForm
from casework.pages.people import acting, strips
from casework.pages.record import parts
from casework.routes.record.activities import BOTH, act
from casework.routes.record.case import opened
from casework.security import actor
from casework.services.people import changes
from casework.services.people.acting.authority import Acting

blueprint = Blueprint("people", __name__, url_prefix="/cases/<reference>/people")
TEMPLATE = "record/case/person.html"


@blueprint.route("/<int(max=2147483647):person_id>", methods=BOTH)
def change(reference: str, person_id: int) -> ResponseReturnValue:
    head = opened(reference)
    known = parts.person(head, person_id)
    form = ChangedPersonForm(data=known)
    form.keep(known["adjustment_codes"])
    if not known["full_name"]:
        form.full_name.needed = ""

    def command() -> None:
        changes.change_person(reference, person_id, form.entry(), sent=form.sent(), actor=actor())

    title = "Correct a person’s details"
    about = "What stands here now is kept as a note on the case."
    shown = {"template": TEMPLATE, "back": "case.people", "about": about}
    return act(head, form, command, title=title, done="The details are saved.", **shown)


@blueprint.app_context_processor
def _strips() -> dict[str, object]:
    """What stands in the head of every page of a case, and who acts for whom in it."""

    def recorded_on(acts: Mapping[int, Sequence[Acting]]) -> dict[int, str]:
        return acting.recorded_on(acts, actor=actor())

    return {
        "strips_of": strips.of_case,
        "acting_of": acting.of_case,
        "came_with_of": acting.came_with,
        "recorded_on_of": recorded_on,
    }
