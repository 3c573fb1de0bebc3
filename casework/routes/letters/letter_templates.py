"""Letter templates: drafts, approval, versions side by side, and an office's own Word files."""

from contextlib import suppress
from io import BytesIO

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from casework.errors import Conflict, Invalid, NotFound
from casework.forms.base import put_error
from casework.forms.letters.letter_templates import ApproveForm, ButtonForm, EditorForm, WordForm
from casework.pages.letters import letter_templates as pages
from casework.pages.letters import template_previews as previews
from casework.security import actor
from casework.services.letters import letter_templates as service
from casework.services.letters.letter_templates import DraftEntry
from casework.transaction import reading
from casework.words import number_in

blueprint = Blueprint("letter_templates", __name__, url_prefix="/letter-templates")
VERSION = "/versions/<int(max=2147483647):template_id>"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@blueprint.get("")
def index() -> ResponseReturnValue:
    return render_template("letters/letter_templates/index.html", groups=pages.index())


@blueprint.get("/<code>")
def show(code: str) -> ResponseReturnValue:
    return render_template("letters/letter_templates/show.html", page=pages.find(code), form=ButtonForm())


@blueprint.get("/<code>/compare")
def compare(code: str) -> ResponseReturnValue:
    page = pages.find(code)
    old, new = number_in(request.args.get("from")), number_in(request.args.get("to"))
    lines = None
    if old is not None and new is not None:
        lines = previews.compare(pages.find_number(code, old), pages.find_number(code, new))
    return render_template("letters/letter_templates/compare.html", page=page, old=old, new=new, lines=lines)


@blueprint.route("/<code>/draft", methods=["GET", "POST"])
def start(code: str) -> ResponseReturnValue:
    page, form = pages.find(code), ButtonForm()
    if form.validate_on_submit():
        instead_of = number_in(form.instead_of.data)
        draft = service.start_draft(code, instead_of=instead_of, sent=form.sent(), actor=actor())
        flash(f"Version {draft.version} of {code} is yours to write. Letters are made from it once it is approved.")
        return redirect(url_for("letter_templates.edit", template_id=draft.id), 303)
    return render_template("letters/letter_templates/start.html", page=page, form=form)


@blueprint.route("/<code>/word", methods=["GET", "POST"])
def upload(code: str) -> ResponseReturnValue:
    form = WordForm()
    name, content = form.file.sent
    if content:
        _look_first(name, content)
    page = pages.find(code)
    if not page.takes_word:
        raise NotFound
    if form.validate_on_submit():
        try:
            draft = service.upload_word(
                code, name, content, instead_of=number_in(form.instead_of.data), sent=form.sent(), actor=actor()
            )
        except Invalid as error:
            put_error(form, error)
        else:
            flash(f"Your Word document is version {draft.version} of {code}, a draft until a manager approves it.")
            return redirect(url_for("letter_templates.version", template_id=draft.id), 303)
    return render_template("letters/letter_templates/upload.html", page=page, form=form), 422 if form.errors else 200


@blueprint.get(VERSION)
def version(template_id: int) -> ResponseReturnValue:
    template, row = pages.find_version(template_id)
    preview = previews.of_text(template.code, template.subject, template.body, actor=actor())
    findings = service.findings(template) if row.is_open else []
    given = {"version": row, "body": template.body, "preview": preview, "findings": findings}
    return render_template("letters/letter_templates/version.html", page=pages.find(template.code), **given)


@blueprint.route(f"{VERSION}/edit", methods=["GET", "POST"])
def edit(template_id: int) -> ResponseReturnValue:
    _try_out(template_id)
    template, row = pages.find_version(template_id)
    if not row.is_open:
        raise Conflict("This version is no open draft any more. Start a new draft to change the text.")
    kept = {name: getattr(template, name) for name in ("subject", "body", "what_changed", "row_version")}
    form = EditorForm(data=kept)
    if form.validate_on_submit() and request.form.get("do") != "preview":
        entry = DraftEntry(subject=form.subject.data, body=form.body.data, what_changed=form.what_changed.data)
        try:
            service.save_draft(template_id, entry, sent=form.sent(), actor=actor())
        except Invalid as error:
            put_error(form, error)
        else:
            flash(f"Version {row.number} of {row.code} is saved.")
            return redirect(url_for("letter_templates.edit", template_id=template_id), 303)
    return _editor(form, template_id)


@blueprint.route(f"{VERSION}/give-up", methods=["GET", "POST"])
def give_up(template_id: int) -> ResponseReturnValue:
    template, row = pages.find_version(template_id)
    form = ButtonForm(data={"row_version": template.row_version})
    if form.validate_on_submit():
        service.give_up(template_id, sent=form.sent(), actor=actor())
        flash(f"Version {row.number} of {row.code} is given up.")
        return redirect(url_for("letter_templates.show", code=row.code), 303)
    if not row.is_open:
        raise Conflict("This version is no open draft any more. Look at the list of versions as it is now.")
    return render_template("letters/letter_templates/give_up.html", version=row, form=form)


@blueprint.route(f"{VERSION}/approve", methods=["GET", "POST"])
def approve(template_id: int) -> ResponseReturnValue:
    _try_out(template_id)
    template, row = pages.find_version(template_id)
    form = ApproveForm(data={"row_version": template.row_version})
    if form.validate_on_submit():
        day = form.effective_on.data
        try:
            service.approve(template_id, day, sent=form.sent(), actor=actor())
        except Invalid as error:
            put_error(form, error)
        else:
            flash(f"Version {row.number} of {row.code} is approved.")
            return redirect(url_for("letter_templates.show", code=row.code), 303)
    return _approval(form, template_id), 422 if form.errors else 200


@blueprint.route(f"{VERSION}/retire", methods=["GET", "POST"])
def retire(template_id: int) -> ResponseReturnValue:
    template, row = pages.find_version(template_id)
    form = ButtonForm(data={"row_version": template.row_version})
    if form.validate_on_submit():
        service.retire(template_id, sent=form.sent(), actor=actor())
        flash(f"Version {row.number} of {row.code} is retired.")
        return redirect(url_for("letter_templates.show", code=row.code), 303)
    return render_template("letters/letter_templates/retire.html", version=row, form=form)


@blueprint.get(f"{VERSION}/file")
def file(template_id: int) -> ResponseReturnValue:
    """The Word document as it was saved anew, or with invented values (`?filled=yes`)."""
    template, row = pages.find_version(template_id)
    if template.file_sha256 is None:
        raise NotFound
    filled = request.args.get("filled") == "yes"
    content = previews.filled_in(template) if filled else service.as_kept(template)
    name = f"{row.code}-version-{row.number}{'-filled-in' if filled else ''}.docx"
    return send_file(BytesIO(content), mimetype=WORD, as_attachment=True, download_name=name)


def _editor(form: EditorForm, template_id: int) -> ResponseReturnValue:
    template, row = pages.find_version(template_id)
    subject, body, reference = form.subject.data, form.body.data, form.reference.data or ""
    preview = previews.of_text(row.code, subject, body, reference=reference, actor=actor())
    findings = preview.findings if row.format == "text" else service.findings(template)
    given = {"page": pages.find(row.code), "version": row, "fields": pages.field_groups(row.code)}
    shown = render_template(
        "letters/letter_templates/edit.html", form=form, preview=preview, findings=findings, **given
    )
    return shown, 422 if form.errors else 200


def _approval(form: ApproveForm, template_id: int) -> str:
    template, row = pages.find_version(template_id)
    page = pages.find(row.code)
    present = page.in_force
    lines = previews.compare(pages.find_number(row.code, present.number), template) if present else []
    wrote = actor().user_id in service.writers(template)
    given = {"version": row, "lines": lines, "findings": service.findings(template), "wrote": wrote}
    return render_template("letters/letter_templates/approve.html", form=form, page=page, **given)


def _try_out(template_id: int) -> None:
    """Before there is a transaction that others wait for."""
    with reading():
        service.try_out(template_id)


def _look_first(name: str, content: bytes) -> None:
    """Before there is a transaction that others wait for. What is wrong is said at the field later."""
    with reading(), suppress(Invalid):
        service.look_at(name, content)
