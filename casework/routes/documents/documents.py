"""The documents of a case: the list, one document with its versions, and putting them there."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casework.errors import Invalid
from casework.forms.base import CaseworkForm, put_error
from casework.forms.documents.documents import AboutForm, AddForm, VersionForm
from casework.pages.documents import destroyed, sheets
from casework.pages.documents import documents as pages
from casework.pages.record.case import Head
from casework.routes.record.activities import act
from casework.routes.record.case import opened
from casework.routes.record.case_files import saved
from casework.security import actor
from casework.services.documents import papers, uploads
from casework.services.documents.documents import Checked
from casework.storing import store
from casework.transaction import reading

blueprint = Blueprint("documents", __name__, url_prefix="/cases/<reference>/documents")
ONE = "/<int(max=2147483647):document_id>"


@blueprint.get("")
def index(reference: str) -> ResponseReturnValue:
    return _list(opened(reference), AddForm())


@blueprint.post("/add")
def add(reference: str) -> ResponseReturnValue:
    """A script sends one file at a time and says which is the last; it goes to the list by itself."""
    head, form = opened(reference), AddForm()
    if form.validate_on_submit():
        try:
            papers.add(reference, form.about(), _prepared(form), sent=form.sent(), actor=actor())
        except Invalid as error:
            put_error(form, error)
        else:
            one_by_one = request.form.get("one_by_one", "")
            if one_by_one != "more":
                flash("The documents are added.")
            if one_by_one:
                return Response(status=204, mimetype="text/plain")
            return redirect(url_for("documents.index", reference=reference), 303)
    return _list(head, form), 422


@blueprint.get(ONE)
def show(reference: str, document_id: int) -> ResponseReturnValue:
    return _one(opened(reference), document_id, VersionForm())


@blueprint.get(f"{ONE}/file")
def file(reference: str, document_id: int) -> ResponseReturnValue:
    """To be saved and never shown by the browser."""
    found = pages.find_to_open(opened(reference), document_id)
    return saved(found.file_sha256, found.file_name, found.saved_as)


@blueprint.get(f"{ONE}/pages/<int(max=99999):number>")
def page(reference: str, document_id: int, number: int) -> ResponseReturnValue:
    """One page as a picture. Raises `NotFound` for a document of which none can be made."""
    head = opened(reference)
    paper = sheets.find(head, document_id)
    sheet = sheets.of_page(paper, number)
    return render_template("documents/documents/page.html", head=head, paper=paper, sheet=sheet)


@blueprint.post(f"{ONE}/version")
def version(reference: str, document_id: int) -> ResponseReturnValue:
    head, form = opened(reference), VersionForm()
    if form.validate_on_submit():
        try:
            newer = papers.add_version(reference, document_id, _prepared(form), sent=form.sent(), actor=actor())
        except Invalid as error:
            put_error(form, error)
        else:
            flash("The newer version is added. The older one is kept.")
            return redirect(url_for("documents.show", reference=reference, document_id=newer.id), 303)
    return _one(head, document_id, form), 422


@blueprint.route(f"{ONE}/about", methods=["GET", "POST"])
def about(reference: str, document_id: int) -> ResponseReturnValue:
    head = opened(reference)
    found = pages.find(head, pages.all_of(head), document_id)
    said = {"conditions": found.conditions, "return_on": found.return_on}
    form = AboutForm(description=found.description, source=found.source or "", **said)

    def command() -> None:
        papers.describe(reference, document_id, form.about(), sent=form.sent(), actor=actor())

    back = url_for("documents.show", reference=reference, document_id=document_id)
    return act(head, form, command, title="Say what it is", done="It is saved.", back=back)


def _prepared(form: Any) -> list[Checked]:
    """The files, looked through while everybody else goes on writing."""
    with reading():
        return uploads.prepare(form.files.uploads)


def _list(head: Head, form: CaseworkForm) -> str:
    limits = {"most": store.MOST_AT_ONCE, "megabytes": store.current().largest // uploads.MEGABYTE}
    return render_template("documents/documents/index.html", head=head, rows=pages.of_case(head), form=form, **limits)


def _one(head: Head, document_id: int, form: CaseworkForm) -> str:
    found = pages.all_of(head)
    paper = pages.find(head, found, document_id)
    versions = pages.versions(found, paper)
    shown = {"versions": versions, "drawn": sheets.can_be_drawn(paper), "copies": pages.copies(found, paper)}
    asked = destroyed.of_document(head, found, document_id)
    ends = {"destroying": asked, "button": CaseworkForm(formdata=None), "me": actor().user_id}
    return render_template("documents/documents/show.html", head=head, paper=paper, form=form, **shown, **ends)
