"""For whom somebody in a case acts: recorded, put right, and ended."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from casework import clock
from casework.errors import NotFound
from casework.forms.people.acting import NOBODY_NAMED, ActingForm, ChangedActingForm, EndedForm
from casework.pages.people import acting as pages
from casework.pages.record.case import Head
from casework.routes.record.activities import BOTH, act
from casework.routes.record.case import opened
from casework.security import actor
from casework.services.corrections import who_acts
from casework.services.people.acting import authority, representing

blueprint = Blueprint("acting", __name__, url_prefix="/cases/<reference>")
ID = "<int(max=2147483647):representation_id>"


@blueprint.route("/people/<int(max=2147483647):person_id>/acting", methods=BOTH)
def record(reference: str, person_id: int) -> ResponseReturnValue:
    head = opened(reference)
    name = pages.representative(head, person_id)
    form = ActingForm(data={"for_whom": head.person_id or ""})
    _offer(form, head, person_id)

    def command() -> None:
        representing.record(reference, person_id, form.entry(), sent=form.sent(), actor=actor())

    about = f"{name} is a representative in this case."
    shown = {"title": "Record for whom they act", "about": about, "back": "case.people"}
    return act(head, form, command, done="It is recorded for whom they act.", **shown)


@blueprint.route(f"/acting/{ID}", methods=BOTH)
def change(reference: str, representation_id: int) -> ResponseReturnValue:
    head = opened(reference)
    row = pages.one(head, representation_id)
    names = ("standing", "authority_on", "scope", "expires_on", "covers", "withdrawn_on", "row_version")
    given = {name: getattr(row, name) for name in names}
    given |= {"for_whom": row.for_id or NOBODY_NAMED, "came_with": row.came_with}
    given |= {"cases": pages.named_cases(representation_id, actor=actor())}
    form = ChangedActingForm(data=given)
    _offer(form, head, row.person_id)
    if row.withdrawn_on is None:
        del form.withdrawn_on

    def command() -> None:
        entry, why = form.entry(), form.reason.data
        who_acts.change(reference, representation_id, entry, reason=why, sent=form.sent(), actor=actor())

    shown = {"title": "Put right for whom they act", "back": "case.people"}
    return act(head, form, command, done="It is put right.", **shown)


@blueprint.route(f"/acting/{ID}/end", methods=BOTH)
def end(reference: str, representation_id: int) -> ResponseReturnValue:
    head = opened(reference)
    row = pages.one(head, representation_id)
    if row.withdrawn_on is not None:
        raise NotFound
    form = EndedForm(data={"row_version": row.row_version})

    def command() -> None:
        on, why = form.withdrawn_on.data or clock.today(), form.reason.data
        who_acts.withdraw(reference, representation_id, on, reason=why, sent=form.sent(), actor=actor())

    name = pages.representative(head, row.person_id)
    about = f"{name} acts for {row.whom}. What stands there is kept."
    shown = {"title": "Say that they act for them no more", "about": about, "back": "case.people"}
    return act(head, form, command, done="It is recorded that they act for them no more.", **shown)


def _offer(form: ActingForm, head: Head, person_id: int) -> None:
    form.for_whom.choices = (*pages.whom(head, person_id), (NOBODY_NAMED, authority.SOMEBODY.capitalize()))
    form.came_with.choices = pages.came_with(head)
    form.cases.choices = pages.other_cases(head, person_id, actor=actor())
    if not form.cases.choices:
        del form.cases
        form.covers.choices = [(code, words) for code, words in form.covers.choices if code != "cases"]
