"""Logging an application for a review."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casework.errors import Invalid
from casework.forms.base import put_error
from casework.forms.desk.applications import ApplicationForm
from casework.pages.mail import incoming as incoming_pages
from casework.routes.desk.common import acts_for_them, ask_who, chosen, first_page, mail_of_request
from casework.security import actor
from casework.services.desk import desk
from casework.services.mail import mail_sorting

blueprint = Blueprint("applications", __name__)


@blueprint.get("/applications/new")
def new() -> ResponseReturnValue:
    mail = mail_of_request()
    form = ApplicationForm(data=incoming_pages.contact_fields(mail)) if mail is not None else ApplicationForm()
    ask_who(form, with_cases=False)
    return render_template("desk/applications/new.html", form=form, mail=mail)


@blueprint.post("/applications/new")
def log() -> ResponseReturnValue:
    form, mail = ApplicationForm(), mail_of_request()
    ask_who(form, with_cases=False)
    if request.form.get("do") == "find" or form.is_looking:
        return render_template("desk/applications/new.html", form=form, mail=mail)
    if form.validate_on_submit():
        acts = acts_for_them(form)
        try:
            case = desk.log_application(chosen(form), form.fields(), acts=acts, sent=form.sent(), actor=actor())
        except Invalid as error:
            put_error(form, error)
        else:
            if mail is not None:
                mail_sorting.file_with(mail.row.id, case.reference, sent=form.sent(), actor=actor())
            flash(f"The application is logged as {case.reference}.")
            return redirect(url_for(first_page(form, "case.show"), reference=case.reference), 303)
    return render_template("desk/applications/new.html", form=form, mail=mail), 422
