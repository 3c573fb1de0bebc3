"""Asking for a document to be destroyed or returned, and doing it as a second person."""

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from casework.errors import Invalid
from casework.forms.base import CaseworkForm
from casework.forms.documents.documents import DestroyForm
from casework.pages.documents import documents as pages
from casework.routes.record.activities import act
from casework.routes.record.case import opened
from casework.security import actor
from casework.services.corrections import destroying

blueprint = Blueprint(
    "destroying", __name__, url_prefix="/cases/<reference>/documents/<int(max=2147483647):document_id>/destroy"
)
ABOUT = (
    "A manager who did not ask for it says whether it is done. Then nobody can open, read or find it any more. What is "
    "left says when, who and why. It cannot be undone."
)
GONE = "It is destroyed. Its file is gone from here within a day, and from the backups as they grow old."
STAYS = "It is destroyed. Something else here has the same content, so that the stored file stays for that."


@blueprint.route("", methods=["GET", "POST"])
def ask(reference: str, document_id: int) -> ResponseReturnValue:
    head, form = opened(reference), DestroyForm()
    form.how.choices = tuple(destroying.HOW.items())
    pages.find(head, pages.all_of(head), document_id)

    def command() -> None:
        said = {"how": form.how.data, "why": form.why.data}
        destroying.ask(reference, document_id, **said, sent=form.sent(), actor=actor())

    back = _page(reference, document_id)
    done = "A manager is asked whether it is done."
    return act(head, form, command, title="Return or destroy it", done=done, back=back, about=ABOUT)


@blueprint.post("/do")
def destroy(reference: str, document_id: int) -> ResponseReturnValue:
    try:
        gone = destroying.destroy(reference, document_id, sent=CaseworkForm().sent(), actor=actor())
    except Invalid as error:
        flash(error.message, "warning")
    else:
        flash(GONE if gone else STAYS)
    return redirect(_page(reference, document_id), 303)


@blueprint.post("/keep")
def keep(reference: str, document_id: int) -> ResponseReturnValue:
    destroying.keep(reference, document_id, sent=CaseworkForm().sent(), actor=actor())
    flash("The document is kept.")
    return redirect(_page(reference, document_id), 303)


def _page(reference: str, document_id: int) -> str:
    return url_for("documents.show", reference=reference, document_id=document_id)
