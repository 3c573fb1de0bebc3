"""Two records of one person: looking at both, making them one, taking them apart again."""

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casework.errors import Invalid
from casework.forms.base import put_error
from casework.forms.people.merging import MERGED, STANDS, MergeForm, OtherForm, UndoForm
from casework.forms.record.activities import ConfirmForm
from casework.pages.people import doubles
from casework.pages.people import merging as pages
from casework.security import actor
from casework.services.people.doubles import merging, pairs
from casework.words import number_in

blueprint = Blueprint("merging", __name__, url_prefix="/people")
ID = "<int(max=2147483647):person_id>"
BOTH = ["GET", "POST"]
SECONDS_BETWEEN_LOOKS = 5


@blueprint.get("/alike")
def index() -> ResponseReturnValue:
    page, merges = doubles.find(actor=actor()), pages.lately(actor=actor())
    response = make_response(
        render_template("people/merging/index.html", page=page, merges=merges, new_form=ConfirmForm)
    )
    if page.is_running:
        response.headers["Refresh"] = str(SECONDS_BETWEEN_LOOKS)
    return response


@blueprint.route(f"/{ID}/merge", methods=BOTH)
def other(person_id: int) -> ResponseReturnValue:
    form = OtherForm()
    words = form.words.data.strip() if form.validate_on_submit() else ""
    name, found = pages.alike(person_id, words, actor=actor())
    merges = pages.lately(person_id, actor=actor())
    return render_template(
        "people/merging/other.html", form=form, person_id=person_id, name=name, found=found, merges=merges
    ), 422 if form.errors else 200


@blueprint.route(f"/{ID}/merge/<int(max=2147483647):other_id>", methods=BOTH)
def merge(person_id: int, other_id: int) -> ResponseReturnValue:
    pair = pages.pair(person_id, other_id, actor=actor())
    form = MergeForm(row_version=pair.fingerprint)
    form.stands.choices = tuple((str(each.person_id), each.name) for each in pair.records)
    form.stands.hints = {str(each.person_id): f"Recorded on {each.facts[0][1]}" for each in pair.records}
    if form.validate_on_submit():
        stands_id = int(form.stands.data)
        merged_id = other_id if stands_id == person_id else person_id
        try:
            made = merging.merge(stands_id, merged_id, form.reason.data, sent=form.sent(), actor=actor())
        except Invalid as error:
            put_error(form, error)
        else:
            flash("The two records are one now. You can take them apart again on this page.")
            return redirect(url_for("merging.show", merge_id=made.id), 303)
    return render_template("people/merging/merge.html", pair=pair, form=form), 422 if form.errors else 200


@blueprint.get("/merges/<int(max=2147483647):merge_id>")
def show(merge_id: int) -> ResponseReturnValue:
    return render_template("people/merging/show.html", merge=pages.made(merge_id, actor=actor()))


@blueprint.route("/merges/<int(max=2147483647):merge_id>/undo", methods=BOTH)
def undo(merge_id: int) -> ResponseReturnValue:
    made, came = pages.made(merge_id, actor=actor()), pages.came(merge_id, actor=actor())
    form = UndoForm.asking(came, {STANDS: made.stands, MERGED: f"{made.merged} (merged)"})
    if form.validate_on_submit():
        try:
            merging.undo(merge_id, form.of_merged(came), sent=form.sent(), actor=actor())
        except Invalid as error:
            put_error(form, error)
        else:
            flash("The two records are apart again.")
            return redirect(url_for("merging.show", merge_id=merge_id), 303)
    return render_template("people/merging/undo.html", merge=made, form=form), 422 if form.errors else 200


@blueprint.post("/alike/two")
def say_two() -> ResponseReturnValue:
    first, second = (number_in(request.form.get(name)) for name in ("first", "second"))
    if first is None or second is None:
        raise Invalid("", "Choose the pair on the list.")
    merging.say_two(first, second, sent=ConfirmForm().sent(), actor=actor())
    flash("They are kept as two people, and are not listed again.")
    return redirect(url_for("merging.index"), 303)


@blueprint.post("/alike/look")
def look_again() -> ResponseReturnValue:
    pairs.ask(sent=ConfirmForm().sent(), actor=actor())
    flash("Casework looks again now. The list says how far it is.")
    return redirect(url_for("merging.index"), 303)
