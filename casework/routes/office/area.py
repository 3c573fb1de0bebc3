"""Whose office it is: seen, changed, loaded from a file and given out again."""

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from casework import clock
from casework.areas import reading
from casework.errors import Invalid
from casework.forms.base import CaseworkForm, put_error
from casework.forms.office.area import AreaFileForm, AreaForm
from casework.pages.office import area as page
from casework.routes.office.confirming import confirm, is_confirmed
from casework.security import actor
from casework.services.office import area_words, areas

blueprint = Blueprint("area", __name__, url_prefix="/area")
VERSION = "/versions/<int(max=2147483647):number>"


@blueprint.get("")
def show() -> ResponseReturnValue:
    return render_template("office/area/show.html", page=page.find())


@blueprint.route("/change", methods=["GET", "POST"])
def change() -> ResponseReturnValue:
    found = {each.name: each for each in page.find().details}
    form = AreaForm(data={name: each.value for name, each in found.items()})
    if form.validate_on_submit():
        typed = form.typed()
        said = [(found[name].label, text or "None") for name, text in typed.items() if text != found[name].value]
        try:
            if said and not is_confirmed():
                areas.check_identity(typed)
                return confirm("Change the office's own details?", said)
            areas.change_identity(typed, actor=actor())
        except Invalid as error:
            put_error(form, error)
        else:
            flash("The office's own details are changed." if said else "Nothing was changed.")
            return redirect(url_for("area.show"), 303)
    return _form("office/area/change.html", form)


@blueprint.route("/load", methods=["GET", "POST"])
def load() -> ResponseReturnValue:
    form = AreaFileForm()
    if form.validate_on_submit():
        raw = _given(form)
        try:
            given = reading.read(raw)
            said = area_words.said(areas.compare(given, on=clock.today()))
            if said and not is_confirmed():
                return confirm("Load this area file?", said, with_values={"content": raw.decode("utf-8-sig")})
            areas.load(given, source="file", actor=actor())
        except reading.BadArea as bad:
            form.file.errors = [str(problem) for problem in bad.problems]
        except Invalid as error:
            form.file.errors = [str(error)]
        else:
            flash("The area file is loaded." if said else "The office is as this file says: nothing was changed.")
            return redirect(url_for("area.show"), 303)
    return _form("office/area/load.html", form)


@blueprint.get("/file")
def export() -> ResponseReturnValue:
    return _file(page.file(), "area.toml")


@blueprint.get(VERSION)
def version(number: int) -> ResponseReturnValue:
    return render_template("office/area/version.html", version=page.version(number))


@blueprint.get(f"{VERSION}/file")
def export_version(number: int) -> ResponseReturnValue:
    return _file(page.version(number).content, f"area-version-{number}.toml")


def _given(form: AreaFileForm) -> bytes:
    """The file, or what was read of it for the page that asked."""
    if form.content.data:
        return str(form.content.data).encode()
    return form.file.sent[1]


def _file(content: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content.encode(), mimetype="application/toml", headers=headers)


def _form(template: str, form: CaseworkForm) -> ResponseReturnValue:
    return render_template(template, form=form), 422 if form.errors else 200
