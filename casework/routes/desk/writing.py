"""The box of a case: a note or a contact, from wherever on the case it is written."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from casework.errors import Invalid
from casework.forms.base import put_error
from casework.forms.desk.writing import WritingForm
from casework.routes.desk.common import first_page, settled
from casework.routes.record.case import opened, timeline_of, writing_of
from casework.security import actor
from casework.services.desk import writing
from casework.services.desk.come_backs import ComeBack
from casework.services.desk.writing import Kept, Written
from casework.services.documents import uploads
from casework.services.documents.documents import Checked
from casework.transaction import reading
from workflows.calendars import spoken

blueprint = Blueprint("writing", __name__, url_prefix="/cases/<reference>/write")


@blueprint.get("")
def back(reference: str) -> ResponseReturnValue:
    """Whoever comes here by the address alone is led to where the box stands."""
    return redirect(url_for("case.timeline", reference=opened(reference).reference), 303)


@blueprint.post("")
def write(reference: str) -> ResponseReturnValue:
    head = opened(reference)
    form = writing_of(head)
    if form.validate_on_submit():
        try:
            with reading():
                files = uploads.prepare(form.files.uploads)
            kept = writing.write(reference, _written(form, files), sent=form.sent(), actor=actor())
            said = _settle(reference, kept, form)
        except Invalid as error:
            put_error(form, error)
        else:
            flash(f"{said} {_when(kept)}".strip())
            return redirect(url_for(first_page(form, "case.timeline"), reference=reference), 303)
    return render_template("record/case/timeline.html", **timeline_of(head, form)), 422


def _written(form: WritingForm, files: Sequence[Checked]) -> Written:
    for_id = int(form.for_whom.data) if form.for_whom.data else None
    return Written(
        words=form.text.data,
        said=form.said(),
        urgent=form.urgent.data,
        files=files,
        come_back=ComeBack(on=form.come_back_on.data, for_id=for_id),
    )


def _settle(reference: str, kept: Kept, form: WritingForm) -> str:
    if kept.is_note:
        return "The note is added."
    return settled(reference, kept.row_id, form.needs_answer.data)


def _when(kept: Kept) -> str:
    return f"To come back to it: {spoken(kept.come_back_on)}." if kept.come_back_on else ""
