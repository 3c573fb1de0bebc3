"""Moving a contact to another case, or to a new enquiry, and putting it on another case as well."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from casework.errors import Invalid
from casework.forms.base import put_error
from casework.forms.corrections.moved_contacts import COPY, NEW, MoveContactForm
from casework.pages.record import timeline
from casework.routes.corrections.common import BOTH, require
from casework.routes.record.case import opened
from casework.security import actor
from casework.services.corrections import moved_contacts
from casework.services.corrections.moved_contacts import NewEnquiry
from workflows.activities import Activity

blueprint = Blueprint("moved_contacts", __name__, url_prefix="/cases/<reference>")


@blueprint.route("/contacts/<int(max=2147483647):contact_id>/move", methods=BOTH)
def move(reference: str, contact_id: int) -> ResponseReturnValue:
    head = opened(reference)
    require(head, Activity.PUT_RIGHT)
    said = timeline.contact(head, contact_id)
    form = MoveContactForm(data={"row_version": head.row_version})
    if form.validate_on_submit():
        try:
            target = _carry_out(reference, contact_id, form)
        except Invalid as error:
            put_error(form, error)
        else:
            stays = form.where.data == COPY
            flash(f"The contact stands on {target} {'as well' if stays else 'now'}.")
            return redirect(url_for("case.timeline", reference=reference if stays else target), 303)
    page = render_template("corrections/moved_contacts/move.html", head=head, form=form, said=said)
    return page, 422 if form.errors else 200


@blueprint.get("/events/<int(max=2147483647):event_id>/other-case")
def other(reference: str, event_id: int) -> ResponseReturnValue:
    """The case from which a contact came, or to which it went, for whoever may see it."""
    there = moved_contacts.other_case(opened(reference).id, event_id, actor=actor())
    return redirect(url_for("case.timeline", reference=there), 303)


def _carry_out(reference: str, contact_id: int, form: MoveContactForm) -> str:
    sent, who, to, why = form.sent(), actor(), form.reference.data, form.reason.data
    if form.where.data == NEW:
        new = NewEnquiry(about=form.about.data)
        case = moved_contacts.move_to_new(reference, contact_id, new, reason=why, sent=sent, actor=who)
    elif form.where.data == COPY:
        case = moved_contacts.copy(reference, contact_id, to, sent=sent, actor=who)
    else:
        case = moved_contacts.move(reference, contact_id, to, reason=why, sent=sent, actor=who)
    return case.reference
