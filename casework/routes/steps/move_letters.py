"""The last page of a step that writes letters: read them, then make the step and send them together."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casework.errors import Invalid, TransitionRefused
from casework.forms.base import show_refusal
from casework.forms.letters.letters import LockForm, StepForm
from casework.forms.steps import moves as forms
from casework.pages.letters import signing
from casework.pages.letters.letters import LetterToCheck
from casework.pages.record import subjects
from casework.pages.record.subjects import SubjectHead
from casework.pages.steps import move_letters
from casework.routes.letters.onward import onward
from casework.routes.record.case import PART, opened_subject
from casework.security import actor
from casework.services.letters.obstacles import Confirmed
from casework.services.letters.of_moves import Sending
from casework.services.steps import moves
from casework.services.steps.moves import MoveRequest
from casework.transaction import reading
from workflows.engine import Move

blueprint = Blueprint("move_letters", __name__, url_prefix="/cases/<reference>")
BOTH = ["GET", "POST"]


@blueprint.route("/moves/<trigger>/letters", methods=BOTH)
@blueprint.route(f"{PART}/<trigger>/letters", methods=BOTH)
def check(reference: str, trigger: str, *, part: str = "", number: int = 0) -> ResponseReturnValue:
    """A step that is made leads back to the case, or on to the next to sign; a refusal stands on the page with all
    that was ticked and typed."""
    subject = opened_subject(reference, part, number)
    move = subjects.find_move(subject, trigger, actor=actor())
    form = forms.build_last(names_issue=subject.names_issue(move), row_version=subject.row_version)
    status = 200
    if form.validate_on_submit():
        queue = signing.around(subject, actor=actor())
        try:
            done = _make(subject, move, form)
        except (Invalid, TransitionRefused) as refusal:
            status = show_refusal(form, refusal)
        else:
            return onward(queue, done=done, back=url_for(subject.page, reference=reference))
    with reading():
        return _page(subject, move, form), 422 if form.errors and status == 200 else status


def _page(subject: SubjectHead, move: Move, form: StepForm) -> str:
    page = move_letters.find(subject, move_letters.begun(subject, move), actor=actor())
    back = url_for(subject.page, reference=subject.head.reference)
    given = {"head": subject.head, "subject": subject, "page": page, "form": form, "back": back, "lock": _lock}
    queue = signing.around(subject, actor=actor())
    return render_template("steps/moves/letters.html", queue=queue, **given)


def _lock(page: LetterToCheck) -> LockForm:
    """The hidden fields of a button of one letter."""
    return LockForm(row_version=page.letter.row_version)


def _make(subject: SubjectHead, move: Move, form: StepForm) -> str:
    """Make the step with the letters that were read; says what was done. Raises `Conflict` for a page that is old."""
    step = move_letters.begun(subject, move)
    sending = Sending(
        letters=move_letters.check_seen(step, request.form.get("seen", "")),
        confirmed=Confirmed(safe_contact=form.safe_contact.data, harm=form.harm.data),
        unsent_reason=form.unsent_reason.data or "" if "without" in request.form else None,
    )
    asked = MoveRequest(
        trigger=move.trigger.value,
        sent=form.sent(),
        answers=step.answers,
        sending=sending,
        issue=forms.primary_issue(form),
    )
    moved = moves.make(subject.address, asked, actor=actor())
    number = 0 if sending.unsent_reason is not None else len(sending.letters)
    goes_out = {0: "No letter goes out.", 1: "The letter goes out."}.get(number, f"{number} letters go out.")
    return f"{subject.became(moved.row.state)} {goes_out}"
