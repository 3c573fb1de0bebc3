"""Mail that came in: sorting it, and downloading what came with it."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casework.errors import Invalid
from casework.forms.base import put_error
from casework.forms.mail.incoming import FileMailForm, SortForm
from casework.pages.desk import mail_cases, offered
from casework.pages.mail import incoming as pages
from casework.pages.mail import mail_files
from casework.pages.mail import not_casework as kinds_of_mail
from casework.pages.mail.mail_rows import Mail
from casework.routes.record.case_files import saved
from casework.security import actor
from casework.services.desk import searches
from casework.services.mail import mail_sorting, not_casework
from casework.services.mail.mail_sorting import Filing
from casework.services.people import comebacks
from casework.words import number_in

blueprint = Blueprint("incoming", __name__, url_prefix="/mail")
MAIL = "/<int(max=2147483647):mail_id>"
OCTETS = "application/octet-stream"


def opened(mail_id: int) -> Mail:
    """A mail for reading. Raises `NotFound`."""
    return pages.find_one(mail_id, actor=actor())


@blueprint.get("")
def index() -> ResponseReturnValue:
    before = number_in(request.args.get("before"))
    kept = request.args.get("search", "")
    words = searches.words_of(kept, actor=actor()) if kept else ""
    page = pages.find(request.args.get("show", ""), actor=actor(), before=before, words=words)
    view = pages.FOUND if words else pages.VIEWS[page.view]
    shown = {"page": page, "views": pages.VIEWS, "view": view, "words": words, "kept": kept}
    aside = {
        "kinds": kinds_of_mail.kinds(),
        "called": kinds_of_mail.words(),
        "guesses": kinds_of_mail.guesses(page.mails, actor=actor()),
        "just_now": kinds_of_mail.just_now(request.args.get("aside", ""), actor=actor()),
        "new_form": SortForm,
    }
    return render_template("mail/incoming/index.html", **shown, **aside)


@blueprint.post("/search")
def look() -> ResponseReturnValue:
    """Look for mail. The words stand in no address."""
    try:
        token = searches.keep(request.form.get("words", "").replace("\0", ""), actor=actor())
    except Invalid as error:
        flash(error.message, "warning")
        return redirect(url_for("incoming.index"), 303)
    return redirect(url_for("incoming.index", search=token), 303)


@blueprint.get(MAIL)
def show(mail_id: int) -> ResponseReturnValue:
    mail = opened(mail_id)
    return _page(mail, FileMailForm(data={"reference": mail.row.reference, "row_version": mail.row_version}))


@blueprint.post(f"{MAIL}/search")
def search(mail_id: int) -> ResponseReturnValue:
    """Look for the case that a mail belongs to. The words stand in no address."""
    opened(mail_id)
    try:
        token = searches.keep(request.form.get("words", "").replace("\0", ""), actor=actor())
    except Invalid as error:
        flash(error.message, "warning")
        return redirect(url_for("incoming.show", mail_id=mail_id), 303)
    return redirect(url_for("incoming.show", mail_id=mail_id, search=token, _anchor="found-heading"), 303)


@blueprint.post(f"{MAIL}/file")
def file(mail_id: int) -> ResponseReturnValue:
    mail, form = opened(mail_id), FileMailForm()
    if form.validate_on_submit():
        try:
            filing = Filing(**{name: form[name].data for name in ("reference", "from_person", "urgent")})
            filed = mail_sorting.file_onto(mail_id, filing, sent=form.sent(), actor=actor())
        except Invalid as error:
            put_error(form, error)
        else:
            flash("The mail is filed as a contact on the case.")
            asked = comebacks.to_settle(filed.case_id)
            if asked is not None:
                return redirect(url_for("comebacks.ask", reference=asked), 303)
            return redirect(url_for("incoming.show", mail_id=mail_id), 303)
    return _page(mail, form)


@blueprint.post(f"{MAIL}/set-aside")
def set_aside(mail_id: int) -> ResponseReturnValue:
    form = SortForm()
    try:
        not_casework.set_aside(mail_id, request.form.get("kind", ""), sent=form.sent(), actor=actor())
    except Invalid as error:
        flash(error.message, "warning")
    else:
        flash("The mail is marked as not casework. You can put it back from this page.")
    return redirect(url_for("incoming.show", mail_id=mail_id), 303)


@blueprint.post(f"{MAIL}/put-back")
def put_back(mail_id: int) -> ResponseReturnValue:
    form = SortForm()
    not_casework.put_back(mail_id, sent=form.sent(), actor=actor())
    flash("The mail is back among those to sort.")
    return redirect(url_for("incoming.show", mail_id=mail_id), 303)


@blueprint.get(f"{MAIL}/files/<int(max=2147483647):file_id>")
def download(mail_id: int, file_id: int) -> ResponseReturnValue:
    mail = opened(mail_id)
    found = mail_files.find(mail.files, file_id, noted=mail.noted)
    media_type = OCTETS if found.problem else found.media_type
    return saved(found.file_sha256, found.file_name, media_type)


@blueprint.get(f"{MAIL}/raw")
def raw(mail_id: int) -> ResponseReturnValue:
    return saved(opened(mail_id).raw_sha256, f"mail-{mail_id}.eml", OCTETS)


def _page(mail: Mail, form: FileMailForm) -> ResponseReturnValue:
    kept = request.args.get("search", "")
    words = searches.words_of(kept, actor=actor()) if kept else ""
    shown = {
        "mail": mail,
        "form": form,
        "button": SortForm(data={"row_version": mail.row_version}, formdata=None),
        "likely": mail_cases.of_mail(mail, words, actor=actor()) if mail.is_to_sort else None,
        "words": words,
        "types": offered.types(),
        "kinds": kinds_of_mail.kinds(),
        "called": kinds_of_mail.words(),
    }
    return render_template("mail/incoming/show.html", **shown), 422 if form.errors else 200
