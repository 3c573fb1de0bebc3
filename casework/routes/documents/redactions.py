"""Making a redacted copy, page by page."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from casework.errors import Invalid
from casework.forms.base import CaseworkForm, put_error
from casework.forms.documents.redactions import BoxForm
from casework.pages.documents import sheets
from casework.pages.documents.documents import Paper
from casework.pages.record.case import Head
from casework.routes.record.case import opened
from casework.security import actor
from casework.services.documents import papers, redactions
from casework.services.record import cases
from casework.transaction import reading

blueprint = Blueprint(
    "redactions", __name__, url_prefix="/cases/<reference>/documents/<int(max=2147483647):document_id>/redact"
)
PAGE = "/<int(max=99999):number>"


@blueprint.get(PAGE)
def show(reference: str, document_id: int, number: int) -> ResponseReturnValue:
    head = opened(reference)
    return _page(head, sheets.find(head, document_id), number, BoxForm())


@blueprint.post(PAGE)
def add(reference: str, document_id: int, number: int) -> ResponseReturnValue:
    head, form = opened(reference), BoxForm()
    paper = sheets.find(head, document_id)
    if form.validate_on_submit():
        try:
            redactions.add(reference, document_id, form.hidden(number), sent=form.sent(), actor=actor())
        except Invalid as error:
            put_error(form, error)
        else:
            return _back(reference, document_id, number)
    with reading():
        return _page(head, paper, number, form), 422


@blueprint.post(f"{PAGE}/boxes/<int(max=2147483647):box_id>/remove")
def remove(reference: str, document_id: int, *, number: int, box_id: int) -> ResponseReturnValue:
    redactions.remove(reference, document_id, box_id, sent=CaseworkForm().sent(), actor=actor())
    return _back(reference, document_id, number)


@blueprint.post("/make")
def make(reference: str, document_id: int) -> ResponseReturnValue:
    head, form = opened(reference), CaseworkForm()
    paper = sheets.find(head, document_id)
    try:
        with reading():
            burnt = redactions.burn(papers.find(cases.load(reference, actor=actor()), document_id))
        copy = redactions.keep(reference, document_id, burnt, sent=form.sent(), actor=actor())
    except Invalid as error:
        form = BoxForm(formdata=None)
        put_error(form, error)
        with reading():
            return _page(head, paper, 1, form), 422
    flash("The redacted copy is made. Look at each of its pages before it goes out.")
    return redirect(url_for("documents.page", reference=reference, document_id=copy.id, number=1), 303)


def _page(head: Head, paper: Paper, number: int, form: CaseworkForm) -> str:
    sheet = sheets.of_page(paper, number, with_boxes=True)
    shown = {"head": head, "paper": paper, "sheet": sheet, "form": form, "button": CaseworkForm(formdata=None)}
    return render_template("documents/redactions/show.html", **shown)


def _back(reference: str, document_id: int, number: int) -> ResponseReturnValue:
    return redirect(
        url_for("redactions.show", reference=reference, document_id=document_id, number=number, _anchor="page"), 303
    )
