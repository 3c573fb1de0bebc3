"""The letters of a case: written, read by colleagues, sent."""

import re

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casework.errors import Invalid
from casework.forms.base import put_error
from casework.forms.letters import letters as forms
from casework.pages.letters import documents as papers
from casework.pages.letters import enclosures
from casework.pages.letters import letters as pages
from casework.pages.letters import signing as queues
from casework.pages.letters.letters import LetterPage
from casework.pages.record.case import Head
from casework.routes.letters.onward import onward
from casework.routes.record.activities import act
from casework.routes.record.case import PART, opened, opened_subject
from casework.security import actor
from casework.services.letters import addressing, choosing, dispatch, documents, drafts, signing
from casework.services.letters.beside import comments
from casework.services.letters.obstacles import Confirmed
from casework.services.letters.texts import Text
from casework.transaction import aside

blueprint = Blueprint("letters", __name__, url_prefix="/cases/<reference>")
LETTER = "/letters/<int(max=2147483647):letter_id>"
BOTH = ["GET", "POST"]
STEP = re.compile(r"[a-z_]{1,40}")


@blueprint.get("/letters")
def index(reference: str) -> ResponseReturnValue:
    head = opened(reference)
    return render_template("letters/letters/index.html", head=head, letters=pages.of_case(head))


@blueprint.route("/letters/new", methods=BOTH)
@blueprint.route(f"{PART}/letters/new", methods=BOTH)
def new(reference: str, *, part: str = "", number: int = 0) -> ResponseReturnValue:
    subject = opened_subject(reference, part, number)
    to = f"entry:{subject.organisation_id}" if subject.organisation_id else ""
    form = forms.NewLetterForm(data={"to": to})
    offered = pages.choices(subject.workflow, subject.state)
    form.code.choices, form.to.choices = offered, choosing.options(subject.head.id)
    if form.validate_on_submit():
        try:
            recipient = choosing.first(reference, form.code.data, form.to.data or "", actor=actor())
            letter = drafts.write(subject.address, form.code.data, recipient, sent=form.sent(), actor=actor())
        except Invalid as error:
            put_error(form, error)
        else:
            flash("The letter is drafted. Read it, and fill in what is marked.")
            return redirect(url_for("letters.show", reference=reference, letter_id=letter.id), 303)
    ahead = pages.of_steps(subject.workflow, subject.state)
    page = render_template("letters/letters/new.html", head=subject.head, subject=subject, form=form, ahead=ahead)
    return page, 422 if form.errors else 200


@blueprint.get(LETTER)
def show(reference: str, letter_id: int) -> ResponseReturnValue:
    head = opened(reference)
    page = pages.find(head, letter_id, actor=actor())
    return _show(head, page, forms.CommentForm())


@blueprint.post(f"{LETTER}/lock")
def lock(reference: str, letter_id: int) -> ResponseReturnValue:
    take_over = request.form.get("take_over") == "yes"
    drafts.take_lock(reference, letter_id, take_over=take_over, sent=forms.LockForm().sent(), actor=actor())
    return redirect(url_for("letters.edit", reference=reference, letter_id=letter_id), 303)


@blueprint.route(f"{LETTER}/edit", methods=BOTH)
def edit(reference: str, letter_id: int) -> ResponseReturnValue:
    head = opened(reference)
    page = pages.find(head, letter_id, actor=actor())
    letter = page.letter
    form = forms.LetterForm(row_version=letter.row_version, subject=letter.subject, body=letter.body)
    if form.validate_on_submit():
        text = Text(subject=form.subject.data, body=form.body.data)
        try:
            drafts.save(reference, letter_id, text, sent=form.sent(), actor=actor())
        except Invalid as error:
            put_error(form, error)
        else:
            flash("The letter is saved.")
            return redirect(url_for("letters.show", reference=reference, letter_id=letter_id), 303)
    return render_template("letters/letters/edit.html", head=head, page=page, form=form), 422 if form.errors else 200


@blueprint.get(f"{LETTER}/versions/<int(max=999999):number>")
def version(reference: str, letter_id: int, number: int) -> ResponseReturnValue:
    head = opened(reference)
    page = pages.find(head, letter_id, actor=actor())
    shown, blocks = pages.version(letter_id, number)
    return render_template("letters/letters/version.html", head=head, page=page, version=shown, blocks=blocks)


@blueprint.post(f"{LETTER}/comments")
def comment(reference: str, letter_id: int) -> ResponseReturnValue:
    head = opened(reference)
    page = pages.find(head, letter_id, actor=actor())
    form = forms.CommentForm()
    if form.validate_on_submit():
        try:
            comments.comment(reference, letter_id, form.text.data, sent=form.sent(), actor=actor())
        except Invalid as error:
            put_error(form, error)
        else:
            return redirect(url_for("letters.show", reference=reference, letter_id=letter_id, _anchor="comments"), 303)
    return _show(head, page, form), 422


@blueprint.route(f"{LETTER}/submit", methods=["POST"])
def submit(reference: str, letter_id: int) -> ResponseReturnValue:
    form = forms.LockForm()
    signing.submit(reference, letter_id, sent=form.sent(), actor=actor())
    flash("The letter waits for sign-off.")
    return redirect(url_for("letters.show", reference=reference, letter_id=letter_id), 303)


@blueprint.route(f"{LETTER}/sign", methods=["POST"])
def sign(reference: str, letter_id: int) -> ResponseReturnValue:
    head, form = opened(reference), forms.LockForm()
    letter = pages.find(head, letter_id, actor=actor()).letter
    queue = queues.around_letter(head, letter, actor=actor()) if "step" not in request.form else None
    signing.sign(reference, letter_id, sent=form.sent(), actor=actor())
    return onward(queue, done="The letter is signed off.", back=_back(reference, letter_id))


@blueprint.route(f"{LETTER}/send-back", methods=BOTH)
def send_back(reference: str, letter_id: int) -> ResponseReturnValue:
    head = opened(reference)
    page = pages.find(head, letter_id, actor=actor())
    form, back = forms.SendBackForm(row_version=page.letter.row_version), _home(head.reference, page)
    queue = queues.around_letter(head, page.letter, actor=actor())
    if form.validate_on_submit():
        try:
            signing.send_back(reference, letter_id, form.text.data, sent=form.sent(), actor=actor())
        except Invalid as error:
            put_error(form, error)
        else:
            done = "The letter is sent back. Whoever owns the case has a task to change it."
            return onward(queue, done=done, back=back)
    shown = {"head": head, "form": form, "title": "Send the letter back", "back": back}
    return render_template("record/case/form.html", **shown), 422 if form.errors else 200


@blueprint.route(f"{LETTER}/drop", methods=BOTH)
def drop(reference: str, letter_id: int) -> ResponseReturnValue:
    head = opened(reference)
    page = pages.find(head, letter_id, actor=actor())
    form = forms.DropForm(row_version=page.letter.row_version)

    def command() -> None:
        drafts.drop(reference, letter_id, form.reason.data, sent=form.sent(), actor=actor())

    return act(
        head, form, command, title="Do not send this letter", done="The draft stays on the case and is not sent.",
        back=_home(head.reference, page),
    )  # fmt: skip


@blueprint.route(f"{LETTER}/way", methods=BOTH)
def way(reference: str, letter_id: int) -> ResponseReturnValue:
    head = opened(reference)
    page = pages.find(head, letter_id, actor=actor())
    form = forms.ChannelForm(row_version=page.letter.row_version, channel=page.letter.channel)
    form.to.choices = choosing.options(head.id)

    def command() -> None:
        recipient = choosing.other(reference, letter_id, form.channel.data, form.to.data or "", actor=actor())
        addressing.readdress(reference, letter_id, recipient, sent=form.sent(), actor=actor())

    back = _home(head.reference, page)
    return act(head, form, command, title="Choose how it goes", done="The letter goes another way.", back=back)


@blueprint.post(f"{LETTER}/refresh")
def refresh(reference: str, letter_id: int) -> ResponseReturnValue:
    form = forms.LockForm()
    addressing.bring_up_to_date(reference, letter_id, sent=form.sent(), actor=actor())
    flash("The letter is up to date.")
    return redirect(_back(reference, letter_id), 303)


@blueprint.route(f"{LETTER}/send", methods=BOTH)
def send(reference: str, letter_id: int) -> ResponseReturnValue:
    head = opened(reference)
    page = pages.find(head, letter_id, actor=actor())
    form = forms.ConfirmedForm(row_version=page.letter.row_version)
    if form.validate_on_submit():
        confirmed = Confirmed(safe_contact=form.safe_contact.data, harm=form.harm.data)
        try:
            dispatch.send_alone(reference, letter_id, confirmed=confirmed, sent=form.sent(), actor=actor())
        except Invalid as error:
            put_error(form, error)
        else:
            flash("The letter is on its way." if page.letter.channel == "email" else "The letter waits to be printed.")
            return redirect(url_for("letters.show", reference=reference, letter_id=letter_id), 303)
    return render_template("letters/letters/send.html", head=head, page=page, form=form), 422 if form.errors else 200


@blueprint.get(f"{LETTER}/document")
def document(reference: str, letter_id: int) -> ResponseReturnValue:
    head = opened(reference)
    as_word = request.args.get("as") == "word"
    found = papers.find(head, letter_id, as_word=as_word, actor=actor())
    content = found.content
    if found.is_new:
        with aside():
            content = documents.keep(letter_id, content)
    response = Response(content, mimetype=found.media_type)
    shown = "attachment" if found.media_type != "application/pdf" else "inline"
    response.headers["Content-Disposition"] = f'{shown}; filename="{reference}-{found.name}"'
    return response


def _show(head: Head, page: LetterPage, comment: forms.CommentForm) -> str:
    queue = queues.around_letter(head, page.letter, actor=actor())
    enclosed = enclosures.of_letter(page.letter.id)
    given = {"head": head, "page": page, "form": _form(page), "comment": comment, "queue": queue, "enclosed": enclosed}
    return render_template("letters/letters/show.html", **given)


def _back(reference: str, letter_id: int) -> str:
    """Where the button stood: on the page of a step, or on the letter's own."""
    trigger = request.form.get("step", "")
    if STEP.fullmatch(trigger):
        return url_for("move_letters.check", reference=reference, trigger=trigger)
    return url_for("letters.show", reference=reference, letter_id=letter_id)


def _home(reference: str, page: LetterPage) -> str:
    """Where somebody goes on after changing a letter: to the step that it waits for, or to the letter itself."""
    if page.move and page.part is None:
        return url_for("move_letters.check", reference=reference, trigger=page.move.trigger.value)
    return url_for("letters.show", reference=reference, letter_id=page.letter.id)


def _form(page: LetterPage) -> forms.LockForm:
    return forms.LockForm(row_version=page.letter.row_version)
