"""The page of a person, and keeping up what is known of them from there."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casework.errors import Invalid, NotFound
from casework.forms.base import CaseworkForm, put_error
from casework.forms.people.people import ChangedPersonForm
from casework.forms.people.ways import FORMS
from casework.pages.people import person
from casework.security import actor
from casework.services.people import changes, way_changes

blueprint = Blueprint("persons", __name__, url_prefix="/people/<int(max=2147483647):person_id>")
BOTH = ["GET", "POST"]


@blueprint.get("")
def show(person_id: int) -> ResponseReturnValue:
    page = person.page(person_id, actor=actor())
    if page.merged_into_id is not None:
        return redirect(url_for("persons.show", person_id=page.merged_into_id), 303)
    return render_template("people/show.html", person=page)


@blueprint.route("/edit", methods=BOTH)
def edit(person_id: int) -> ResponseReturnValue:
    known = person.details(person_id, actor=actor())
    form = ChangedPersonForm(data=known)
    form.keep(known["adjustment_codes"])
    if known["unnamed"]:
        form.full_name.needed = ""

    def command() -> None:
        changes.change_known(person_id, form.entry(), sent=form.sent(), actor=actor())

    return act(person_id, form, command, template="people/edit.html", title="Correct a person’s details")


@blueprint.route("/known/new", methods=BOTH)
def add_way(person_id: int) -> ResponseReturnValue:
    person.details(person_id, actor=actor())
    kind = request.args.get("kind", "")
    if kind not in FORMS:
        raise NotFound
    form = FORMS[kind]()

    def command() -> None:
        way_changes.add(person_id, kind, form.entry(), sent=form.sent(), actor=actor())

    return act(person_id, form, command, title="Add what is known of somebody")


@blueprint.route("/known/<int(max=2147483647):way_id>", methods=BOTH)
def change_way(person_id: int, way_id: int) -> ResponseReturnValue:
    known = person.way(person_id, way_id, actor=actor())
    form = FORMS[known["kind"]](data=known)

    def command() -> None:
        way_changes.change(person_id, way_id, form.entry(), sent=form.sent(), actor=actor())

    return act(person_id, form, command, title="Change what is known of somebody")


def act(
    person_id: int, form: CaseworkForm, command: Callable[[], None], *, title: str, template: str = "people/way.html"
) -> ResponseReturnValue:
    """The shape of them all: a valid form calls the command once; a refusal stands at its field."""
    back = url_for("persons.show", person_id=person_id)
    if form.validate_on_submit():
        try:
            command()
        except Invalid as error:
            put_error(form, error)
        else:
            flash("It is saved.")
            return redirect(back, 303)
    return render_template(template, form=form, title=title, back=back), 422 if form.errors else 200
