"""Bank holidays: added and taken away by an administrator, who sees first which dates move."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casework.errors import Invalid
from casework.forms.base import CaseworkForm, put_error
from casework.forms.deadlines.bank_holidays import ELSEWHERE, ENGLAND, HolidayForm, TakeAwayForm
from casework.pages.deadlines import bank_holidays as page
from casework.pages.office import lists
from casework.routes.office.confirming import is_confirmed, typed
from casework.security import actor
from casework.services.deadlines import bank_holidays
from casework.services.deadlines.bank_holidays import Change, Moving
from casework.transaction import reading
from workflows.calendars import CalendarName, spoken

blueprint = Blueprint("bank_holidays", __name__, url_prefix="/administration/bank-holidays")


@blueprint.get("")
def index() -> ResponseReturnValue:
    asked = request.args.get("year", "")
    number = int(asked) if asked.isdecimal() and len(asked) == 4 else None
    return render_template("deadlines/bank_holidays/index.html", year=page.year(number), lists=lists.headings())


@blueprint.route("/add", methods=["GET", "POST"])
def add() -> ResponseReturnValue:
    form = HolidayForm(data=_known(request.args.get("day", "")))
    if form.validate_on_submit() and form.on.data:
        day, name, where = form.on.data, form.name.data, _where(form.where.data)
        try:
            if not is_confirmed():
                change = bank_holidays.adding(day, name, where=where)
                return _check(change, f"Make {spoken(day)} a bank holiday?", "Add the bank holiday")
            moving = bank_holidays.add(day, name, where=where, sent=form.sent(), actor=actor())
        except Invalid as error:
            put_error(form, error)
        else:
            return _done(f"{spoken(day)} is a bank holiday now.", moving, day.year)
    return _form("deadlines/bank_holidays/add.html", form)


@blueprint.route("/<day>/take-away", methods=["GET", "POST"])
def take_away(day: str) -> ResponseReturnValue:
    holiday = page.day(day)
    form = TakeAwayForm()
    if not holiday.in_england:
        form.where.needed = ""
    if form.validate_on_submit():
        where = _where(form.where.data)
        try:
            if not is_confirmed():
                change = bank_holidays.taking_away(holiday.on, where=where)
                return _check(change, f"Make {spoken(holiday.on)} a working day?", "Take the bank holiday away")
            moving = bank_holidays.take_away(holiday.on, where=where, sent=form.sent(), actor=actor())
        except Invalid as error:
            put_error(form, error)
        else:
            return _done(f"{spoken(holiday.on)} is a working day now.", moving, holiday.on.year)
    return _form("deadlines/bank_holidays/take_away.html", form, holiday=holiday)


def _check(change: Change, question: str, button: str) -> ResponseReturnValue:
    """What moves, and all that was typed."""
    with reading():
        preview = page.preview(change, actor=actor())
    given = {"preview": preview, "question": question, "button_text": button, "carried": typed()}
    return render_template("deadlines/bank_holidays/check.html", **given)


def _done(sentence: str, moving: Moving, year: int) -> ResponseReturnValue:
    moved = f"Cases whose dates were moved: {moving.cases:,}." if moving.cases else "No date of a case moves."
    flash(f"{sentence} {moved}")
    return redirect(url_for("bank_holidays.index", year=year), 303)


def _known(text: str) -> dict[str, object]:
    """What is known of a day that was a bank holiday before, to make it one again."""
    if not text:
        return {}
    holiday = page.day(text)
    return {"on": holiday.on, "name": holiday.name}


def _where(answer: str) -> Sequence[CalendarName]:
    """The calendars that are meant: all of them where nothing was asked."""
    return {ELSEWHERE: bank_holidays.ELSEWHERE, ENGLAND: bank_holidays.ENGLAND_ALONE}.get(
        answer, bank_holidays.EVERYWHERE
    )


def _form(template: str, form: CaseworkForm, **given: object) -> ResponseReturnValue:
    return render_template(template, form=form, **given), 422 if form.errors else 200
