"""Public surgeries: the month, the agenda, one day with its times; and the appointment of a case."""

import datetime as dt
from typing import Any, cast

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casework import clock
from casework.errors import Invalid, NotFound
from casework.forms.base import put_error
from casework.forms.record.activities import ConfirmForm
from casework.forms.surgeries.surgeries import ChangeForm, DayForm, PlanForm, TimesForm
from casework.pages.surgeries import appointment as appointments
from casework.pages.surgeries import briefing, calendar_files
from casework.pages.surgeries import surgeries as pages
from casework.pages.surgeries.surgeries import SurgeryRow
from casework.routes.record.case import opened
from casework.security import actor
from casework.services.desk import surgery_cases
from casework.services.record import settings
from casework.services.surgeries import surgeries
from casework.services.surgeries.surgeries import SurgeryEntry
from casework.services.surgeries.times import TimesEntry

blueprint = Blueprint("surgeries", __name__)
ONE = "/surgeries/<int(max=2147483647):surgery_id>"
OF_CASE = "/cases/<reference>/appointment"


@blueprint.app_context_processor
def on_pages_of_cases() -> dict[str, Any]:
    """What pages of cases ask for one by: given where it can be asked for, as a form that is new."""
    return {"appointment_form": lambda head: ConfirmForm() if appointments.may_be_requested(head, actor()) else None}


@blueprint.get("/surgeries")
@blueprint.get("/surgeries/<int(min=1990,max=2199):year>/<int(min=1,max=12):month>")
def index(year: int = 0, month: int = 0) -> ResponseReturnValue:
    """A month, or the present one."""
    first = dt.date(year, month, 1) if year else clock.today().replace(day=1)
    return render_template("surgeries/surgeries/index.html", month=pages.month(first))


@blueprint.get("/surgeries/agenda")
def agenda() -> ResponseReturnValue:
    return render_template("surgeries/surgeries/agenda.html", agenda=pages.agenda(actor()))


@blueprint.route("/surgeries/new", methods=["GET", "POST"])
def plan() -> ResponseReturnValue:
    form = PlanForm(data={"host": settings.value("body_deputy")})
    if form.validate_on_submit():
        try:
            row = surgeries.plan(_entry(form), _times(form), sent=form.sent(), actor=actor())
        except Invalid as error:
            put_error(form, error)
        else:
            flash("The surgery is planned. Its times can be offered from now on.")
            return redirect(url_for("surgeries.show", surgery_id=row.id), 303)
    shown = render_template("surgeries/surgeries/form.html", form=form, surgery=None)
    return shown, 422 if form.errors else 200


@blueprint.get(ONE)
def show(surgery_id: int) -> ResponseReturnValue:
    return _surgery(pages.surgery(surgery_id), TimesForm())


@blueprint.route(f"{ONE}/change", methods=["GET", "POST"])
def change(surgery_id: int) -> ResponseReturnValue:
    row = pages.surgery(surgery_id)
    names = ("held_on", "way", "place", "access", "host", "state", "why", "row_version")
    form = ChangeForm(data={name: getattr(row, name) for name in names})
    if form.validate_on_submit():
        try:
            changed = surgeries.change(surgery_id, _entry(form), sent=form.sent(), actor=actor())
        except Invalid as error:
            put_error(form, error)
        else:
            flash("The surgery is changed." if changed else "Nothing was changed.")
            return redirect(url_for("surgeries.show", surgery_id=surgery_id), 303)
    shown = render_template("surgeries/surgeries/form.html", form=form, surgery=row)
    return shown, 422 if form.errors else 200


@blueprint.post(f"{ONE}/times")
def add_times(surgery_id: int) -> ResponseReturnValue:
    form = TimesForm()
    if form.validate_on_submit():
        try:
            surgeries.add_times(surgery_id, _times(form), sent=form.sent(), actor=actor())
        except Invalid as error:
            put_error(form, error)
        else:
            flash("The times are added.")
            return redirect(url_for("surgeries.show", surgery_id=surgery_id), 303)
    return _surgery(pages.surgery(surgery_id), form)


@blueprint.post(f"{ONE}/times/<int(max=2147483647):time_id>/withdraw")
def withdraw_time(surgery_id: int, time_id: int) -> ResponseReturnValue:
    surgeries.withdraw_time(surgery_id, time_id, sent=ConfirmForm().sent(), actor=actor())
    flash("The time is offered no more.")
    return redirect(url_for("surgeries.show", surgery_id=surgery_id), 303)


@blueprint.get(OF_CASE)
def appointment(reference: str) -> ResponseReturnValue:
    head, others = opened(reference), []
    if head.person_id is not None:
        found = briefing.others_of({head.person_id}, but=[head.id], actor=actor())
        others = list(found.get(head.person_id, ()))
    bookings = appointments.bookings(head)
    return render_template("surgeries/surgeries/appointment.html", head=head, bookings=bookings, others=others)


@blueprint.get(f"{ONE}/calendar")
def calendar_of_host(surgery_id: int) -> ResponseReturnValue:
    """The times that somebody has, for the calendar of whoever holds the surgery."""
    row = pages.surgery(surgery_id)
    content = calendar_files.of_host(row, pages.times_of(surgery_id, actor=actor()))
    return _file(content, calendar_files.MEDIA_TYPE, f"surgery-{row.held_on.isoformat()}.ics")


@blueprint.get(f"{ONE}/pack")
def pack(surgery_id: int) -> ResponseReturnValue:
    """The briefing pack of the day, as PDF or, with `as=word`, as a Word document."""
    row, is_word = pages.surgery(surgery_id), request.args.get("as") == "word"
    make = briefing.as_word if is_word else briefing.as_pdf
    content = make(row, pages.times_of(surgery_id, actor=actor()), actor=actor())
    name = f"briefing-{row.held_on.isoformat()}.{'docx' if is_word else 'pdf'}"
    return _file(content, briefing.media_type(is_word=is_word), name)


@blueprint.get(f"{OF_CASE}/calendar")
def calendar_of_person(reference: str) -> ResponseReturnValue:
    """The appointment, to be sent to whoever comes. Raises `NotFound` where no time is kept for them."""
    kept = next((row for row in appointments.bookings(opened(reference)) if row.is_kept), None)
    if kept is None:
        raise NotFound
    content = calendar_files.of_person(kept, reference, settings.value("office_name"))
    return _file(content, calendar_files.MEDIA_TYPE, f"appointment-{reference}.ics")


@blueprint.post(f"{OF_CASE}/request")
def request_appointment(reference: str) -> ResponseReturnValue:
    made = surgery_cases.request(reference, sent=ConfirmForm().sent(), actor=actor())
    flash(f"An appointment is asked for: {made.reference}. The enquiry {reference} goes on by itself.")
    return redirect(url_for("case.show", reference=made.reference), 303)


def _file(content: str | bytes, media_type: str, name: str) -> Response:
    """A file to be kept, never shown in the browser's own window."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, mimetype=media_type, headers=headers)


def _surgery(row: SurgeryRow, form: TimesForm) -> ResponseReturnValue:
    """The page of one, with the box for more times."""
    form.row_version.data = row.row_version
    shown = render_template(
        "surgeries/surgeries/show.html",
        form=form,
        surgery=row,
        times=pages.times_of(row.id, actor=actor()),
        withdraw_form=ConfirmForm(data={"row_version": row.row_version}),
    )
    return shown, 422 if form.errors else 200


def _entry(form: DayForm) -> SurgeryEntry:
    names = ("way", "place", "access", "host", "state", "why", "reason")
    texts = {name: cast("str", form[name].data or "") for name in names if name in form}
    return SurgeryEntry(held_on=cast("dt.date", form.held_on.data), **texts)


def _times(form: PlanForm | TimesForm) -> TimesEntry:
    first = cast("dt.time", form.first.time)
    return TimesEntry(first=first, number=form.number.number or 0, minutes=form.minutes.number or 0)
