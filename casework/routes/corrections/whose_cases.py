"""Whose case it is, and the parts of others who are in it: put right."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from casework.forms.corrections import corrections as forms
from casework.pages.corrections import foreseen
from casework.pages.corrections.foreseen import Asked
from casework.pages.desk import box_choices, hits
from casework.pages.record import parts
from casework.routes.corrections.common import BOTH, put_right, require
from casework.routes.record.case import opened
from casework.security import actor
from casework.services.corrections import whose_case
from casework.services.corrections.whose_case import Whose
from casework.services.record import cases
from workflows.activities import Activity

blueprint = Blueprint("whose_cases", __name__, url_prefix="/cases/<reference>/put-right")


@blueprint.route("/person", methods=BOTH)
def person(reference: str) -> ResponseReturnValue:
    head = opened(reference)
    require(head, Activity.PUT_RIGHT)
    form = forms.WhoseCaseForm(data={"row_version": head.row_version})
    asked = form.is_submitted() and not form.nobody.data and _ask_who(form)

    def ask() -> Asked:
        case = cases.load(reference, actor=actor())
        return foreseen.of_person(whose_case.foresee(case, _whose(form), actor=actor()))

    def command() -> None:
        whose_case.put_right(reference, _whose(form), reason=form.reason.data, sent=form.sent(), actor=actor())

    title, now = "Put right whose case it is", f"{head.person or 'nobody named'}."
    return put_right(head, form, ask=ask, command=command, title=title, back="case.people", now=now, waits=asked)


@blueprint.route("/people/<int(max=2147483647):party_id>", methods=BOTH)
def part(reference: str, party_id: int) -> ResponseReturnValue:
    head, case = opened(reference), cases.load(reference, actor=actor())
    require(head, Activity.PUT_RIGHT)
    party = whose_case.party_of(case, party_id)
    form = forms.PartForm(data={"row_version": head.row_version})
    offered = [each for each in parts.added_parts(head) if each[0] != party.part]
    form.part.choices = [(whose_case.OFF, "They are not in this case, or not any more"), *offered]

    def ask() -> Asked:
        return foreseen.of_part(whose_case.check_part(case, party, form.part.data))

    def command() -> None:
        part, why = form.part.data, form.reason.data
        whose_case.put_part_right(reference, party_id, part, reason=why, sent=form.sent(), actor=actor())

    title, now = "Put right somebody’s part in the case", parts.in_words(head, party_id)
    return put_right(head, form, ask=ask, command=command, title=title, back="case.people", now=now)


def _ask_who(form: forms.WhoseCaseForm) -> bool:
    """Offer the likely people. True where one of them, or somebody new, is still to be chosen."""
    found = hits.likely(form.entry(), actor=actor())
    if not found:
        form.who.data = ""
        return False
    form.who.choices, form.who.hints = box_choices.of_likely(found, with_cases=False)
    return form.who.data not in dict(form.who.choices)


def _whose(form: forms.WhoseCaseForm) -> Whose:
    if form.nobody.data:
        return Whose()
    person_id = box_choices.person_chosen(form.who.data)
    return Whose(entry=form.entry()) if person_id is None else Whose(person_id=person_id)
