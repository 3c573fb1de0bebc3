"""The register of meetings: read by everybody who reads cases, kept by those who work on them."""

import datetime as dt
from typing import cast

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from casework.errors import Invalid
from casework.forms.base import put_error
from casework.forms.office.meetings import ChangedMeetingForm, FedForm, MeetingForm, YearFilter
from casework.forms.record.activities import ConfirmForm
from casework.pages.office import codes
from casework.pages.office import meetings as pages
from casework.security import actor
from casework.services.office import meetings
from casework.services.office.meetings import MeetingEntry

blueprint = Blueprint("meetings", __name__, url_prefix="/meetings")
ONE = "/<int(max=2147483647):meeting_id>"


@blueprint.get("")
def index() -> ResponseReturnValue:
    form = YearFilter()
    return render_template(
        "office/meetings/index.html", form=form, register=pages.register(form.asked()), has_kinds=codes.names("meeting")
    )


@blueprint.route("/new", methods=["GET", "POST"])
def add() -> ResponseReturnValue:
    form = MeetingForm()
    if form.validate_on_submit():
        try:
            row = meetings.add(_entry(form), sent=form.sent(), actor=actor())
        except Invalid as error:
            put_error(form, error)
        else:
            flash("The meeting is recorded.")
            return redirect(url_for("meetings.show", meeting_id=row.id), 303)
    shown = render_template("office/meetings/form.html", form=form, meeting=None)
    return shown, 422 if form.errors else 200


@blueprint.get(ONE)
def show(meeting_id: int) -> ResponseReturnValue:
    return _meeting(meeting_id, FedForm())


@blueprint.post(f"{ONE}/cases")
def add_case(meeting_id: int) -> ResponseReturnValue:
    form = FedForm()
    if form.validate_on_submit():
        try:
            case = meetings.add_case(meeting_id, form.reference.data, sent=form.sent(), actor=actor())
        except Invalid as error:
            put_error(form, error)
        else:
            flash(f"{case.reference} is said to have fed this meeting.")
            return redirect(url_for("meetings.show", meeting_id=meeting_id), 303)
    return _meeting(meeting_id, form)


@blueprint.route(f"{ONE}/change", methods=["GET", "POST"])
def change(meeting_id: int) -> ResponseReturnValue:
    row = pages.meeting(meeting_id)
    names = ("held_on", "state", "topics", "website", "why", "row_version")
    form = ChangedMeetingForm(data={"kind": row.code, **{name: getattr(row, name) for name in names}})
    if form.validate_on_submit():
        try:
            changed = meetings.change(meeting_id, _entry(form), sent=form.sent(), actor=actor())
        except Invalid as error:
            put_error(form, error)
        else:
            flash("The meeting is changed." if changed else "Nothing was changed.")
            return redirect(url_for("meetings.show", meeting_id=meeting_id), 303)
    shown = render_template("office/meetings/form.html", form=form, meeting=row)
    return shown, 422 if form.errors else 200


@blueprint.post(f"{ONE}/cases/<reference>/remove")
def remove_case(meeting_id: int, reference: str) -> ResponseReturnValue:
    meetings.remove_case(meeting_id, reference, sent=ConfirmForm().sent(), actor=actor())
    flash(f"{reference} is taken off this meeting.")
    return redirect(url_for("meetings.show", meeting_id=meeting_id), 303)


def _meeting(meeting_id: int, form: FedForm) -> ResponseReturnValue:
    """The page of one, with the box for a case that fed it."""
    row = pages.meeting(meeting_id)
    form.row_version.data = row.row_version
    fed = pages.cases_of(meeting_id, actor=actor())
    shown = render_template(
        "office/meetings/show.html",
        form=form,
        meeting=row,
        cases=fed,
        remove_form=ConfirmForm(data={"row_version": row.row_version}),
    )
    return shown, 422 if form.errors else 200


def _entry(form: MeetingForm) -> MeetingEntry:
    reason = form.reason.data if isinstance(form, ChangedMeetingForm) else ""
    texts = {name: cast("str", form[name].data or "") for name in ("kind", "state", "topics", "website", "why")}
    return MeetingEntry(held_on=cast("dt.date", form.held_on.data), reason=reason or "", **texts)
