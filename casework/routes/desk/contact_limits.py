"""The register of unreasonable contact, and limiting or freeing somebody's contact (section 7.6)."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from casework.errors import Invalid
from casework.forms.base import put_error
from casework.forms.people.limits import CaseOfLimitForm, LookAgainForm, NewLimitForm
from casework.pages.people import limits as pages
from casework.pages.people import person
from casework.security import actor
from casework.services.desk import limiting

blueprint = Blueprint("limits", __name__)
BOTH = ["GET", "POST"]
ID = "<int(max=2147483647):limit_id>"
NO_LETTER = "They are in no case that a letter could go from: once there is one, write it from this page."


@blueprint.get("/limits-on-contact")
def index() -> ResponseReturnValue:
    return render_template("people/limits.html", limits=pages.register(actor=actor()))


@blueprint.route("/people/<int(max=2147483647):person_id>/limit", methods=BOTH)
def impose(person_id: int) -> ResponseReturnValue:
    person.details(person_id, actor=actor())
    form = NewLimitForm()
    form.offer(pages.cases(person_id, actor=actor()))
    if form.validate_on_submit():
        reference = form.reference.data if "reference" in form else ""
        try:
            letter_id = limiting.limit_contact(reference, person_id, form.entry(), sent=form.sent(), actor=actor())
        except Invalid as error:
            put_error(form, error)
        else:
            return _told("The limit is recorded.", letter_id, person_id, reference)
    back = url_for("persons.show", person_id=person_id)
    page = render_template("people/limit.html", form=form, title="Limit how somebody contacts us", back=back)
    return page, 422 if form.errors else 200


@blueprint.route(f"/limits-on-contact/{ID}", methods=BOTH)
def look_again(limit_id: int) -> ResponseReturnValue:
    row = pages.one(limit_id, actor=actor())
    given = {name: getattr(row, name) for name in ("what", "challenge", "until_on", "row_version")}
    form = LookAgainForm(data=given)
    if form.validate_on_submit():
        lift = form.decision.data == "lift"
        try:
            letter_id = limiting.look_again(limit_id, form.entry(), lift=lift, sent=form.sent(), actor=actor())
        except Invalid as error:
            put_error(form, error)
        else:
            done = f"The limit is {'lifted' if lift else 'kept'}."
            return _told(done, letter_id, row.person_id, row.reference)
    back = url_for("persons.show", person_id=row.person_id)
    page = render_template("people/limit.html", form=form, title="Look again at a limit on contact", back=back)
    return page, 422 if form.errors else 200


@blueprint.route(f"/limits-on-contact/{ID}/letter", methods=BOTH)
def tell(limit_id: int) -> ResponseReturnValue:
    row = pages.one(limit_id, actor=actor())
    form = CaseOfLimitForm()
    form.reference.choices = pages.cases(row.person_id, actor=actor())
    if form.validate_on_submit():
        reference = form.reference.data
        try:
            letter_id = limiting.tell(limit_id, reference, sent=form.sent(), actor=actor())
        except Invalid as error:
            put_error(form, error)
        else:
            return _told("The limit belongs to that case.", letter_id, row.person_id, reference)
    back = url_for("persons.show", person_id=row.person_id)
    page = render_template("people/limit_letter.html", form=form, title="Write the letter about a limit", back=back)
    return page, 422 if form.errors else 200


def _told(done: str, letter_id: int | None, person_id: int, reference: str | None) -> ResponseReturnValue:
    """On to the letter; to the person where there is no case that it could go from."""
    if letter_id is None:
        flash(f"{done} {NO_LETTER}")
        return redirect(url_for("persons.show", person_id=person_id), 303)
    flash(f"{done} Read the letter that tells them, and send it for signature.")
    return redirect(url_for("letters.show", reference=reference, letter_id=letter_id), 303)
