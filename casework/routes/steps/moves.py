"""Making a move, of a case or of a recommendation: one page each."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from casework.errors import Conflict, Invalid, NotFound, TransitionRefused
from casework.forms.base import put_error
from casework.forms.steps import moves as forms
from casework.forms.steps.moves import MoveForm
from casework.pages.record import case, parts
from casework.pages.record.case import Head
from casework.routes.record.case import opened
from casework.security import actor
from casework.services.letters import of_moves, prepared
from casework.services.steps import foresight, moves
from casework.services.steps.moves import MoveRequest
from workflows.engine import Move

blueprint = Blueprint("moves", __name__, url_prefix="/cases/<reference>")


@blueprint.route("/moves/<trigger>", methods=["GET", "POST"])
def make(reference: str, trigger: str) -> ResponseReturnValue:
    head = opened(reference)
    move = find_move(head, trigger)
    given = prepared.answers_of(prepared.find(head.id, trigger), move) if move.letters else {}
    form = forms.build(move, row_version=head.row_version, **given)
    status = 200
    if form.validate_on_submit():
        try:
            if move.letters:
                moves.prepare_move(reference, _request(form, trigger), actor=actor())
                return redirect(url_for("steps.case", reference=reference, trigger=trigger), 303)
            moved = moves.make_move(reference, _request(form, trigger), actor=actor())
        except (Invalid, TransitionRefused) as refusal:
            status = _show_refusal(form, refusal)
        else:
            flash(f"{move.label}: {head.workflow.labels[head.workflow.states(moved.state)].lower()}.")
            return redirect(url_for("case.show", reference=reference), 303)
    return _page(head, move, form, 422 if form.errors and status == 200 else status)


@blueprint.route("/recommendations/<int:number>/<trigger>", methods=["GET", "POST"])
def recommendation(reference: str, number: int, trigger: str) -> ResponseReturnValue:
    head = opened(reference)
    found = parts.recommendation(head, number, actor().roles)
    move = parts.recommendation_move(head, found, trigger, actor().roles)
    given = prepared.answers_of(prepared.find(head.id, trigger, found.row), move) if move.letters else {}
    form = forms.build(move, row_version=found.row.row_version, **given)
    status = 200
    if form.validate_on_submit():
        try:
            if of_moves.codes(move, form.answers()):
                moves.prepare_recommendation_move(reference, number, _request(form, trigger), actor=actor())
                there = url_for("steps.recommendation", reference=reference, number=number, trigger=trigger)
                return redirect(there, 303)
            moves.make_recommendation_move(reference, number, _request(form, trigger), actor=actor())
        except (Invalid, TransitionRefused) as refusal:
            status = _show_refusal(form, refusal)
        else:
            flash(f"Recommendation {number}: {move.label.lower()}.")
            return redirect(url_for("case.recommendations", reference=reference), 303)
    shown = 422 if form.errors and status == 200 else status
    return render_template("reviews/recommendations/move.html", head=head, found=found, move=move, form=form), shown


def find_move(head: Head, trigger: str) -> Move:
    """The move as this person may try it. Raises `Conflict` where the case has moved on meanwhile."""
    found = next((move for move in head.moves(actor()) if move.trigger == trigger), None)
    if found is not None:
        return found
    known = {name.value for name in head.workflow.triggers}
    state = head.workflow.labels[head.workflow.states(head.state)].lower()
    if trigger not in known:
        raise NotFound
    raise Conflict(
        f"{head.reference} is {state} now, and from there this step is not yours to make. {case.last_change(head)}"
    )


def _request(form: MoveForm, trigger: str) -> MoveRequest:
    return MoveRequest(trigger=trigger, sent=form.sent(), answers=form.answers())


def _show_refusal(form: MoveForm, refusal: Invalid | TransitionRefused) -> int:
    """Put the sentence on the page, with all that was typed, and give the status."""
    if isinstance(refusal, Invalid):
        put_error(form, refusal)
        return 422
    form.form_errors.append(refusal.reason)
    return 409


def _page(head: Head, move: Move, form: MoveForm, status: int) -> ResponseReturnValue:
    deciding = head.type.is_review and head.state in ("assessment", "sign_off")
    return render_template(
        "steps/moves/make.html",
        head=head,
        move=move,
        form=form,
        deciding=deciding,
        changing=case.changing(head, move),
        refusal=foresight.refusal(head.reference, move, actor=actor()) if not form.is_submitted() else None,
        drafts=parts.drafts(head)[:1] if deciding else [],
        allegations=parts.allegations(head) if deciding else [],
        recommendations=parts.recommendations(head, frozenset()) if deciding else [],
    ), status
