"""Logging a first contact, and a further one on a case."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casework.errors import Conflict, Invalid, NotFound
from casework.forms.base import put_error
from casework.forms.desk.contacts import ContactForm, FurtherContactForm
from casework.forms.people.people import WhoForm
from casework.pages.desk import matches
from casework.pages.mail import incoming as incoming_pages
from casework.pages.mail.mail_rows import Mail
from casework.routes.mail.incoming import opened as opened_mail
from casework.routes.record.case import opened
from casework.security import actor
from casework.services.desk import contacts, desk
from casework.services.desk.desk import Who
from casework.services.mail import mail_sorting
from workflows.enquiry import WORKFLOW

blueprint = Blueprint("contacts", __name__)
FROM_CASE, FROM_KNOWN = "case:", "person:"


@blueprint.get("/contacts/new")
def new() -> ResponseReturnValue:
    mail = _mail()
    form = ContactForm(data=incoming_pages.contact_fields(mail)) if mail is not None else ContactForm()
    return render_template("desk/contacts/new.html", form=form, mail=mail)


@blueprint.post("/contacts/new")
def log() -> ResponseReturnValue:
    form, mail = ContactForm(), _mail()
    asked = not form.anonymous.data and ask_who(form, with_cases=True)
    if form.anonymous.data:
        form.who.data = ""
    if form.validate_on_submit() and not asked:
        try:
            return _log(form, mail)
        except Invalid as error:
            put_error(form, error)
    return render_template("desk/contacts/new.html", form=form, mail=mail), 422


@blueprint.route("/cases/<reference>/contacts/new", methods=["GET", "POST"])
def further(reference: str) -> ResponseReturnValue:
    head = opened(reference)
    form = FurtherContactForm()
    if form.validate_on_submit():
        given = {name: form[name].data for name in ("direction", "channel", "happened_on", "summary")}
        try:
            contacts.log_contact(reference, **given, sent=form.sent(), actor=actor())
        except Invalid as error:
            put_error(form, error)
        else:
            flash("The contact is logged.")
            return redirect(url_for("case.timeline", reference=reference), 303)
    return render_template("desk/contacts/further.html", form=form, head=head), 422 if form.errors else 200


def ask_who(form: WhoForm, *, with_cases: bool) -> bool:
    """Offer the likely people. True when there are some and none was chosen yet."""
    found = matches.likely(form.entry(), actor=actor())
    if not found:
        form.who.data = ""
        return False
    form.offer(*matches.choices(found, with_cases=with_cases))
    return form.who.data not in dict(form.who.choices)


def chosen(form: WhoForm) -> Who:
    """Who it is, from the answer; somebody new where nobody was offered."""
    if form.who.data.startswith(FROM_KNOWN):
        return Who(person_id=int(form.who.data.removeprefix(FROM_KNOWN)), entry=form.entry())
    return Who(entry=form.entry())


def _log(form: ContactForm, mail: Mail | None) -> ResponseReturnValue:
    if form.who.data.startswith(FROM_CASE):
        reference = form.who.data.removeprefix(FROM_CASE)
        desk.add_to_case(reference, form.entry(), form.fields(), sent=form.sent(), actor=actor())
        flash(f"The contact is logged on {reference}.")
    else:
        who = Who() if form.anonymous.data else chosen(form)
        mail_id = mail.row.id if mail is not None else None
        reference = desk.log_case(
            WORKFLOW.name, who, form.fields(), sent=form.sent(), actor=actor(), mail_id=mail_id
        ).reference
        flash(f"The enquiry is logged as {reference}.")
    if mail is not None:
        mail_sorting.file_with(mail.row.id, reference, sent=form.sent(), actor=actor())
    return redirect(url_for("case.show", reference=reference), 303)


def _mail() -> Mail | None:
    """The mail of which an enquiry is made (`?mail=`). Raises `NotFound`, and `Conflict` once it has been sorted."""
    given = request.args.get("mail", "")
    if not given:
        return None
    if not (given.isascii() and given.isdecimal() and len(given) <= 9):
        raise NotFound
    mail = opened_mail(int(given))
    if not mail.is_to_sort:
        raise Conflict("Somebody has sorted this mail meanwhile. Look at the mail as it is now.")
    return mail
