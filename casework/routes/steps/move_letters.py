"""The last page of a step that writes letters: read them, then make the step and send them together."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casework.errors import Invalid, TransitionRefused
from casework.forms.base import show_refusal
from casework.forms.letters.letters import LockForm, StepForm
from casework.pages.letters.letters import LetterPage
from casework.pages.record import subjects
from casework.pages.steps import move_letters
from casework.pages.steps.move_letters import StepPage
from casework.routes.record.case import PART, opened_subject
from casework.security import actor
from casework.services.letters.obstacles import Confirmed
from casework.services.letters.of_moves import Sending
from casework.services.steps import moves
from casework.services.steps.moves import MoveRequest

blueprint = Blueprint("move_letters", __name__, url_prefix="/cases/<reference>")
BOTH = ["GET", "POST"]


@blueprint.route("/moves/<trigger>/letters", methods=BOTH)
@blueprint.route(f"{PART}/<trigger>/letters", methods=BOTH)
def check(reference: str, trigger: str, *, part: str = "", number: int = 0) -> ResponseReturnValue:
    """A step that is made goes back to the case; a refusal stands on the page with all that was ticked and typed."""
    subject = opened_subject(reference, part, number)
    page = move_letters.find(subject, subjects.find_move(subject, trigger, actor=actor()), actor=actor())
    form, status = StepForm(row_version=subject.row_version), 200
    back = url_for(subject.page, reference=reference)
    if form.validate_on_submit():
        try:
            moves.make(subject.address, _request(page, form), actor=actor())
        except (Invalid, TransitionRefused) as refusal:
            status = show_refusal(form, refusal)
        else:
            flash(_done(page, without="without" in request.form))
            return redirect(back, 303)
    given = {"head": subject.head, "subject": subject, "page": page, "form": form, "back": back, "lock": _lock}
    shown = 422 if form.errors and status == 200 else status
    return render_template("steps/moves/letters.html", **given), shown


def _lock(page: LetterPage) -> LockForm:
    """The hidden fields of a button of one letter."""
    return LockForm(row_version=page.letter.row_version)


def _request(page: StepPage, form: StepForm) -> MoveRequest:
    """Raises `Conflict` for a page that is old."""
    sending = Sending(
        letters=move_letters.check_seen(page, request.form.get("seen", "")),
        confirmed=Confirmed(safe_contact=form.safe_contact.data, harm=form.harm.data),
        unsent_reason=form.unsent_reason.data or "" if "without" in request.form else None,
    )
    return MoveRequest(
        trigger=page.move.trigger.value,
        sent=form.sent(),
        answers=page.answers,
        sending=sending,
    )


def _done(page: StepPage, *, without: bool) -> str:
    number = len(page.letters)
    if without or not number:
        return f"{page.move.label}: done, without a letter."
    return f"{page.move.label}: done, with {number} {'letter' if number == 1 else 'letters'}."
