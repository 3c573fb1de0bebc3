"""What is done on a case without moving it: each page is a form and one call of a service."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from casework.errors import Invalid
from casework.forms.base import CaseworkForm, put_error
from casework.forms.people.people import PartyForm
from casework.forms.record import activities as forms
from casework.pages.desk import colleagues
from casework.pages.record import case, parts
from casework.pages.record.case import Head
from casework.routes.record.case import opened, opened_review
from casework.security import actor
from casework.services.deadlines import holds
from casework.services.deadlines.holds import HoldEntry
from casework.services.desk import assignment, details
from casework.services.people import parties
from casework.services.people.acting import authority
from casework.services.record import notes, restriction
from casework.services.reviews import triage

blueprint = Blueprint("activities", __name__, url_prefix="/cases/<reference>")
BOTH = ["GET", "POST"]
TELL = "Tell the person: choose Write a letter on the tab Letters."
"""A hold is no step, so that no letter goes with it by itself; the letter about it says that another one follows."""


def act(
    head: Head,
    form: CaseworkForm,
    command: Callable[[], str | None],
    *,
    title: str,
    done: str,
    back: str = "case.show",
    **shown: Any,
) -> ResponseReturnValue:
    """The shape of them all: a valid form calls the command once; a refusal stands at its field. `back`: the endpoint
    of a page of the case, or an address; a command may give the address of another page to go on to. `done`: empty
    where the command itself says what was done."""
    back = back if back.startswith("/") else url_for(back, reference=head.reference)
    if form.validate_on_submit():
        try:
            onward = command()
        except Invalid as error:
            put_error(form, error)
        else:
            if done:
                flash(done)
            return redirect(onward or back, 303)
    template = shown.pop("template", "record/case/form.html")
    page = render_template(template, head=head, form=form, title=title, back=back, **shown)
    return page, 422 if form.errors else 200


@blueprint.route("/notes/new", methods=BOTH)
def note(reference: str) -> ResponseReturnValue:
    head, form = opened(reference), forms.NoteForm()

    def command() -> None:
        notes.add_note(reference, form.text.data, sent=form.sent(), actor=actor())

    return act(head, form, command, title="Add a note", done="The note is added.", back="case.notes")


@blueprint.route("/hold", methods=BOTH)
def hold(reference: str) -> ResponseReturnValue:
    head, form = opened(reference), forms.HoldForm()
    form.reason_code.choices = tuple(holds.reasons_for(head.case_type).items())

    def command() -> None:
        entry = HoldEntry(reason_code=form.reason_code.data, reason=form.reason.data, review_on=form.review_on.data)
        holds.hold(reference, entry, sent=form.sent(), actor=actor())

    about = "The office's own targets stop. Dates in law run on, and the case can still be worked on."
    return act(head, form, command, title="Put on hold", done=f"The case is on hold. {TELL}", about=about)


@blueprint.route("/release", methods=BOTH)
def release(reference: str) -> ResponseReturnValue:
    head, form = opened(reference), forms.ConfirmForm()

    def command() -> None:
        holds.release(reference, sent=form.sent(), actor=actor())

    about = "The targets that were stopped run on, with the days of the hold added."
    return act(head, form, command, title="Release the hold", done=f"The hold is released. {TELL}", about=about)


@blueprint.route("/assign", methods=BOTH)
def assign(reference: str) -> ResponseReturnValue:
    head = opened(reference)
    form = forms.AssignForm(owner_id=head.owner_id, team_id=head.team_id)
    form.owner_id.choices = colleagues.choices(actor=actor())

    def command() -> None:
        owner, team = (int(value) if value else None for value in (form.owner_id.data, form.team_id.data))
        assignment.assign(reference, owner_id=owner, team_id=team, sent=form.sent(), actor=actor())

    return act(head, form, command, title="Assign", done="The case is assigned.")


@blueprint.route("/restrict", methods=BOTH)
def restrict(reference: str) -> ResponseReturnValue:
    head = opened(reference)
    form = forms.RestrictForm(user_ids=[user_id for user_id, _ in parts.named(head)])

    names_me = str(actor().user_id) in form.user_ids.data

    def command() -> str | None:
        named = [int(value) for value in form.user_ids.data]
        restriction.restrict(reference, named, form.reason.data, sent=form.sent(), actor=actor())
        return None if names_me else url_for("work.show")

    title = "Name other people" if head.restricted else "Restrict"
    about = "" if names_me or not form.is_submitted() else "You will not see the case any more."
    return act(head, form, command, title=title, done="The people are named.", about=about)


@blueprint.route("/unrestrict", methods=BOTH)
def unrestrict(reference: str) -> ResponseReturnValue:
    head, form = opened(reference), forms.ReasonForm()

    def command() -> None:
        restriction.lift(reference, form.reason.data, sent=form.sent(), actor=actor())

    about = "Everybody with a casework role will see this case again."
    return act(head, form, command, title="Lift the restriction", done="The restriction is lifted.", about=about)


@blueprint.route("/people/new", methods=BOTH)
def party(reference: str) -> ResponseReturnValue:
    head, form = opened(reference), PartyForm()
    form.part.choices = parts.added_parts(head)

    def command() -> str | None:
        added = parties.add(reference, form.entry(), form.part.data, sent=form.sent(), actor=actor())
        is_asked = added.part == authority.PART and not authority.may_be_told(head.id, added.person_id)
        return url_for("acting.record", reference=reference, person_id=added.person_id) if is_asked else None

    shown = {"template": "record/case/person.html", "back": "case.people"}
    return act(head, form, command, title="Add a person", done="The person is added.", **shown)


@blueprint.route("/edit", methods=BOTH)
def edit(reference: str) -> ResponseReturnValue:
    head = opened(reference)
    is_review = head.type.is_review
    given = {name: getattr(head, name) for name in details.OF_CASE} | (case.detail(head) if is_review else {})
    given["row_version"] = head.row_version
    form = forms.ReviewDetailsForm(data=given) if is_review else forms.DetailsForm(data=given)

    def command() -> None:
        values = {name: form[name].data for name in (*details.OF_CASE, *(details.OF_REVIEW if is_review else ()))}
        details.correct(reference, values, reason=form.reason.data, sent=form.sent(), actor=actor())

    return act(head, form, command, title="Correct the details", done="The details are saved.")


@blueprint.route("/triage", methods=BOTH)
def answer_triage(reference: str) -> ResponseReturnValue:
    head = opened_review(reference)
    said = case.detail(head).get("triage") or {}
    form = forms.TriageForm(
        data={code: value == "yes" for code, value in said.items()} | {"row_version": head.row_version}
    )

    def command() -> None:
        triage.record(reference, form.answers(), sent=form.sent(), actor=actor())

    shown = {"template": "record/case/triage.html", "back": "case.review"}
    return act(head, form, command, title="Triage", done="The answers are kept.", **shown)


@blueprint.post("/triage/confirm")
def confirm_triage(reference: str) -> ResponseReturnValue:
    head, form = opened_review(reference), forms.ConfirmForm()

    def command() -> None:
        triage.confirm(reference, sent=form.sent(), actor=actor())

    return act(head, form, command, title="Confirm the review body", done="It is confirmed.", back="case.review")


@blueprint.route("/conflict", methods=BOTH)
def conflict(reference: str) -> ResponseReturnValue:
    head, form = opened(reference), forms.ReasonForm()

    def command() -> None:
        triage.declare_conflict(reference, form.reason.data, sent=form.sent(), actor=actor())

    about = "You can then neither draft nor sign the decision of this case."
    return act(head, form, command, title="Declare a conflict of interest", done="It is recorded.", about=about)
