"""Putting right what was recorded on a case: what is right and why, what follows, and only then the command."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from casework.forms.corrections import corrections as forms
from casework.pages.corrections import foreseen
from casework.pages.corrections.foreseen import Asked
from casework.pages.desk import organisations
from casework.pages.record.case import detail
from casework.routes.corrections.common import BOTH, put_right, require
from casework.routes.record.case import opened, opened_review
from casework.security import actor
from casework.services.corrections import day_of_answer, day_of_receipt, day_of_step, words
from casework.services.corrections import signposted as who_can_help
from casework.services.record import cases
from workflows.activities import Activity
from workflows.calendars import spoken

blueprint = Blueprint("corrections", __name__, url_prefix="/cases/<reference>/put-right")


@blueprint.route("/receipt", methods=BOTH)
def receipt(reference: str) -> ResponseReturnValue:
    head = opened(reference)
    require(head, Activity.PUT_RIGHT_DAY)
    form = forms.DayForm(data={"day": head.received_on, "row_version": head.row_version})

    def ask() -> Asked:
        follows = day_of_receipt.foresee(reference, form.right, actor=actor())
        return foreseen.of_receipt(head.received_on, form.right, follows)

    def command() -> None:
        day_of_receipt.put_right(reference, form.right, form.reason.data, sent=form.sent(), actor=actor())

    title = "Put the day of receipt right"
    return put_right(
        head, form, ask=ask, command=command, title=title, back="case.show", now=f"Received {spoken(head.received_on)}."
    )


@blueprint.route("/application", methods=BOTH)
def application(reference: str) -> ResponseReturnValue:
    head = opened_review(reference)
    require(head, Activity.PUT_RIGHT)
    made = detail(head)["made_on"]
    form = forms.DayForm(data={"day": made, "row_version": head.row_version})

    def ask() -> Asked:
        day_of_receipt.check_made(cases.load(reference, actor=actor()), form.right)
        return foreseen.of_application(made, form.right, detail(head))

    def command() -> None:
        day_of_receipt.made_on(reference, form.right, form.reason.data, sent=form.sent(), actor=actor())

    title = "Put the day of the application right"
    return put_right(head, form, ask=ask, command=command, title=title, back="case.dates", now=f"Made {spoken(made)}.")


@blueprint.route("/signposted", methods=BOTH)
def signposted(reference: str) -> ResponseReturnValue:
    head, case = opened(reference), cases.load(reference, actor=actor())
    require(head, Activity.PUT_RIGHT)
    form = forms.SignpostedForm(data={"row_version": head.row_version})
    form.entry.choices = organisations.listed(head, actor=actor())

    def ask() -> Asked:
        return foreseen.of_changes(who_can_help.foresee(case, form.entry.data, form.name.data))

    def command() -> None:
        entry, name, why = form.entry.data, form.name.data, form.reason.data
        who_can_help.put_right(reference, entry, name, reason=why, sent=form.sent(), actor=actor())

    now = str(detail(head).get("signposted_to") or "")
    title = "Put right whom they were signposted to"
    return put_right(head, form, ask=ask, command=command, title=title, back="case.show", now=now)


@blueprint.route("/steps/<int(max=2147483647):event_id>", methods=BOTH)
def step(reference: str, event_id: int) -> ResponseReturnValue:
    head = opened(reference)
    require(head, Activity.PUT_RIGHT_DAY)
    made = day_of_step.step_of(cases.load(reference, actor=actor()), event_id)
    form = forms.DayForm(data={"day": made.on, "row_version": head.row_version})

    def ask() -> Asked:
        follows = day_of_step.foresee(reference, event_id, form.right, actor=actor())
        return foreseen.of_step(form.right, follows)

    def command() -> None:
        day_of_step.put_right(reference, event_id, form.right, reason=form.reason.data, sent=form.sent(), actor=actor())

    now = f"“{made.label}” on {spoken(made.on)}."
    title = "Put the day of a step right"
    return put_right(head, form, ask=ask, command=command, title=title, back="case.timeline", now=now)


@blueprint.route("/came/<int(max=2147483647):event_id>", methods=BOTH)
def came(reference: str, event_id: int) -> ResponseReturnValue:
    head = opened(reference)
    require(head, Activity.PUT_RIGHT_DAY)
    kept = day_of_answer.of_step(cases.load(reference, actor=actor()), event_id)
    form = forms.DayForm(data={"day": kept.on, "row_version": head.row_version})

    def ask() -> Asked:
        follows = day_of_answer.foresee(reference, event_id, form.right, actor=actor())
        return foreseen.of_answer(form.right, follows)

    def command() -> None:
        why = form.reason.data
        day_of_answer.put_right(reference, event_id, form.right, reason=why, sent=form.sent(), actor=actor())

    now = f"“{kept.step.label}”: {kept.asked.lower()}, {spoken(kept.on)}."
    title = "Put right when it came"
    return put_right(head, form, ask=ask, command=command, title=title, back="case.timeline", now=now)


@blueprint.route("/contacts/<int(max=2147483647):contact_id>", methods=BOTH)
def contact(reference: str, contact_id: int) -> ResponseReturnValue:
    head, case = opened(reference), cases.load(reference, actor=actor())
    require(head, Activity.PUT_RIGHT)
    row = words.contact_of(case, contact_id)
    kind = forms.FirstContactForm if words.is_first(case, row) else forms.ContactWordsForm
    form = kind(obj=row, data={"row_version": head.row_version})

    def entry() -> words.ContactEntry:
        typed = {name: form[name].data if name in form else getattr(row, name) for name in words.OF_CONTACT}
        typed["happened_time"] = form.happened_time.time
        return words.ContactEntry(**typed)

    def ask() -> Asked:
        return foreseen.of_changes(words.check_contact(case, row, entry()))

    def command() -> None:
        why = form.reason.data
        words.put_contact_right(reference, contact_id, entry(), reason=why, sent=form.sent(), actor=actor())

    return put_right(head, form, ask=ask, command=command, title="Put a contact right", back="case.timeline")


@blueprint.route("/notes/<int(max=2147483647):note_id>", methods=BOTH)
def note(reference: str, note_id: int) -> ResponseReturnValue:
    head, case = opened(reference), cases.load(reference, actor=actor())
    require(head, Activity.PUT_RIGHT)
    row = words.note_of(case, note_id)
    form = forms.NoteWordsForm(data={"text": row.text, "row_version": head.row_version})

    def ask() -> Asked:
        return foreseen.of_changes(words.check_note(row, form.text.data))

    def command() -> None:
        words.put_note_right(
            reference, note_id, form.text.data, reason=form.reason.data, sent=form.sent(), actor=actor()
        )

    return put_right(head, form, ask=ask, command=command, title="Put a note right", back="case.notes")
