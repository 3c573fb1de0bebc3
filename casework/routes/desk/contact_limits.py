"""The register of unreasonable contact, and limiting or freeing somebody's contact (section 7.6)."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from casework.errors import Invalid
from casework.forms.base import put_error
from casework.forms.people.limits import LookAgainForm, NewLimitForm
from casework.pages.people import limits as pages
from casework.pages.people import person
from casework.security import actor
from casework.services.desk import limiting
from casework.services.people import limits

blueprint = Blueprint("limits", __name__)
BOTH = ["GET", "POST"]


@blueprint.get("/limits-on-contact")
def index() -> ResponseReturnValue:
    return render_template("people/limits.html", limits=pages.register(actor=actor()))


@blueprint.route("/people/<int(max=2147483647):person_id>/limit", methods=BOTH)
def impose(person_id: int) -> ResponseReturnValue:
    person.details(person_id, actor=actor())
    form = NewLimitForm()
    form.reference.choices = pages.enquiries(person_id, actor=actor())
    if form.validate_on_submit():
        reference = form.reference.data
        try:
            letter = limiting.limit_contact(reference, person_id, form.entry(), sent=form.sent(), actor=actor())
        except Invalid as error:
            put_error(form, error)
        else:
            flash("The limit is recorded. Read the letter that tells them, and send it for signature.")
            return redirect(url_for("letters.show", reference=reference, letter_id=letter.id), 303)
    back = url_for("persons.show", person_id=person_id)
    page = render_template("people/limit.html", form=form, title="Limit how somebody contacts us", back=back)
    return page, 422 if form.errors else 200


@blueprint.route("/limits-on-contact/<int(max=2147483647):limit_id>", methods=BOTH)
def look_again(limit_id: int) -> ResponseReturnValue:
    row = pages.one(limit_id, actor=actor())
    given = {name: getattr(row, name) for name in ("what", "challenge", "until_on", "row_version")}
    form = LookAgainForm(data=given)
    if form.validate_on_submit():
        lift = form.decision.data == "lift"
        try:
            limits.look_again(limit_id, form.entry(), lift=lift, sent=form.sent(), actor=actor())
        except Invalid as error:
            put_error(form, error)
        else:
            flash("The limit is lifted. Tell the person." if lift else "The limit is kept. Tell the person.")
            return redirect(url_for("persons.show", person_id=row.person_id), 303)
    back = url_for("persons.show", person_id=row.person_id)
    page = render_template("people/limit.html", form=form, title="Look again at a limit on contact", back=back)
    return page, 422 if form.errors else 200
