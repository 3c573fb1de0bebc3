"""Logging a first contact, and a further one on a case."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casework.errors import Invalid
from casework.forms.base import put_error
from casework.forms.desk.contacts import ContactForm, FurtherContactForm
from casework.pages.mail import incoming as incoming_pages
from casework.pages.mail.mail_rows import Mail
from casework.routes.desk.common import ask_who, first_page, mail_of_request, settled
from casework.routes.desk.common import log as log_case
from casework.routes.record.case import opened
from casework.security import actor
from casework.services.desk import contacts, searches
from workflows.enquiry import WORKFLOW

blueprint = Blueprint("contacts", __name__)


@blueprint.get("/contacts/new")
def new() -> ResponseReturnValue:
    mail, kept = mail_of_request(), request.args.get("search", "")
    form = ContactForm(data=incoming_pages.contact_fields(mail)) if mail is not None else ContactForm()
    if kept:
        form.find.data = searches.words_of(kept, actor=actor())
    ask_who(form, with_cases=True)
    return _page(form, mail)


@blueprint.post("/contacts/new")
def log() -> ResponseReturnValue:
    form, mail = ContactForm(), mail_of_request()
    ask_who(form, with_cases=True)
    if request.form.get("do") == "find" or form.is_looking:
        return _page(form, mail)
    if form.validate_on_submit():
        try:
            return log_case(WORKFLOW, form, mail)
        except Invalid as error:
            put_error(form, error)
    return _page(form, mail), 422


@blueprint.route("/cases/<reference>/contacts/new", methods=["GET", "POST"])
def further(reference: str) -> ResponseReturnValue:
    head = opened(reference)
    form = FurtherContactForm()
    if form.validate_on_submit():
        try:
            contact = contacts.log_contact(
                reference, form.said(), sent=form.sent(), actor=actor(), urgent=form.urgent.data
            )
            flash(settled(reference, contact.id, form.needs_answer.data))
        except Invalid as error:
            put_error(form, error)
        else:
            return redirect(url_for(first_page(form, "case.timeline"), reference=reference), 303)
    page = render_template("desk/contacts/further.html", form=form, head=head)
    return page, 422 if form.errors else 200


def _page(form: ContactForm, mail: Mail | None) -> str:
    return render_template("desk/new_cases/new.html", form=form, mail=mail, title="Log a contact", asked=())
