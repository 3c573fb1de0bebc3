"""The last page of a step that writes letters: read them, then make the step and send them together."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casework.errors import Invalid, TransitionRefused
from casework.forms.base import put_error
from casework.forms.letters.letters import LockForm, StepForm
from casework.pages.letters.letters import LetterPage
from casework.pages.record import parts
from casework.pages.record.case import Head
from casework.pages.steps import move_letters
from casework.pages.steps.move_letters import StepPage
from casework.routes.record.case import opened
from casework.routes.steps.moves import find_move
from casework.security import actor
from casework.services.letters.obstacles import Confirmed
from casework.services.letters.of_moves import Sending
from casework.services.steps import moves
from casework.services.steps.moves import MoveRequest

blueprint = Blueprint("steps", __name__, url_prefix="/cases/<reference>")


@blueprint.route("/moves/<trigger>/letters", methods=["GET", "POST"])
def case(reference: str, trigger: str) -> ResponseReturnValue:
    head = opened(reference)
    page = move_letters.find(head, find_move(head, trigger), actor=actor())
    form = StepForm(row_version=head.row_version)

    def make() -> None:
        moves.make_move(reference, _request(page, form), actor=actor())

    return _answer(head, page, form, make, back=url_for("case.show", reference=reference))


@blueprint.route("/recommendations/<int:number>/<trigger>/letters", methods=["GET", "POST"])
def recommendation(reference: str, number: int, trigger: str) -> ResponseReturnValue:
    head = opened(reference)
    found = parts.recommendation(head, number, actor().roles)
    move = parts.recommendation_move(head, found, trigger, actor().roles)
    page = move_letters.find(head, move, actor=actor(), recommendation=found.row)
    form = StepForm(row_version=found.row.row_version)

    def make() -> None:
        moves.make_recommendation_move(reference, number, _request(page, form), actor=actor())

    return _answer(head, page, form, make, back=url_for("case.recommendations", reference=reference), number=number)


def _answer(
    head: Head, page: StepPage, form: StepForm, make: Callable[[], None], *, back: str, number: int | None = None
) -> ResponseReturnValue:
    """A step that is made goes back to the case; a refusal stands on the page with all that was ticked and typed."""
    status = 200
    if form.validate_on_submit():
        try:
            make()
        except (Invalid, TransitionRefused) as refusal:
            status = _show_refusal(form, refusal)
        else:
            flash(_done(page, without="without" in request.form))
            return redirect(back, 303)
    shown = 422 if form.errors and status == 200 else status
    page_of = render_template(
        "steps/moves/letters.html", head=head, page=page, form=form, number=number, back=back, lock=_lock
    )
    return page_of, shown


def _lock(page: LetterPage) -> LockForm:
    """The hidden fields of a button of one letter."""
    return LockForm(row_version=page.letter.row_version)


def _request(page: StepPage, form: StepForm) -> MoveRequest:
    """Raises `Invalid` where neither the letters nor a reason is given, `Conflict` for a page that is old."""
    without = "without" in request.form
    reason = (form.unsent_reason.data or "").strip()
    if without and not reason:
        raise Invalid("unsent_reason", "Say why no letter is sent, for example: told on the phone.")
    sending = Sending(
        letters=move_letters.check_seen(page, request.form.get("seen", "")),
        confirmed=Confirmed(safe_contact=form.safe_contact.data, harm=form.harm.data),
        unsent_reason=reason if without else "",
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


def _show_refusal(form: StepForm, refusal: Invalid | TransitionRefused) -> int:
    if isinstance(refusal, Invalid):
        put_error(form, refusal)
        return 422
    form.form_errors.append(refusal.reason)
    return 409
