"""Making a move, of a case or of a part of one."""

from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from casework.errors import Invalid, NotFound, TransitionRefused
from casework.forms.base import show_refusal
from casework.forms.steps import moves as forms
from casework.forms.steps.moves import MoveForm
from casework.pages.deadlines import dates
from casework.pages.desk import organisations
from casework.pages.letters import signing
from casework.pages.record import next_step, parts, subjects
from casework.pages.record.subjects import SubjectHead
from casework.pages.steps import at_once as at_once_pages
from casework.pages.steps import carried
from casework.pages.triage import suggested
from casework.pages.triage.suggested import Suggested
from casework.routes.letters.onward import onward
from casework.routes.record.case import PART, opened, opened_subject
from casework.security import actor
from casework.services.letters import prepared
from casework.services.letters.obstacles import Confirmed
from casework.services.letters.of_moves import Sending
from casework.services.steps import foresight, moves
from casework.services.steps.moves import MoveRequest
from workflows.engine import Move

blueprint = Blueprint("moves", __name__, url_prefix="/cases/<reference>")
BOTH = ["GET", "POST"]


@blueprint.route("/moves/<trigger>", methods=BOTH)
@blueprint.route(f"{PART}/<trigger>", methods=BOTH)
def make(reference: str, trigger: str, *, part: str = "", number: int = 0) -> ResponseReturnValue:
    subject = opened_subject(reference, part, number)
    move = subjects.find_move(subject, trigger, actor=actor())
    kept, suggestion = carried.of(subject.head, move), suggested.find(subject)
    answered = _answered(subject, move)
    likely = suggestion.answers(move) if suggestion is not None else {}
    given = {**likely, **kept.texts, **organisations.given(subject.head, move.asks, answered)}
    form = forms.build(move, **_asked(subject, move, suggestion), row_version=subject.row_version, **given)
    status = 200
    if form.validate_on_submit():
        request = _request(trigger, form)
        try:
            if move.letters:
                moves.prepare(subject.address, request, actor=actor())
                return redirect(url_for("move_letters.check", trigger=trigger, **subject.args), 303)
            queue = signing.around(subject, actor=actor())
            moved = moves.make(subject.address, request, actor=actor())
        except (Invalid, TransitionRefused) as refusal:
            status = show_refusal(form, refusal)
        else:
            return onward(queue, done=subject.became(moved.row.state), back=url_for(subject.page, reference=reference))
    return _page(subject, move, form, kept.comments), 422 if form.errors and status == 200 else status


@blueprint.post("/moves/<trigger>/at-once")
@blueprint.post(f"{PART}/<trigger>/at-once")
def at_once(reference: str, trigger: str, *, part: str = "", number: int = 0) -> ResponseReturnValue:
    """Make a step whose letter was read on the page of its questions. A refusal stands on that page."""
    subject = opened_subject(reference, part, number)
    move = subjects.find_move(subject, trigger, actor=actor())
    if not move.at_once:
        raise NotFound
    asked = _asked(subject, move, suggested.find(subject))
    form, status = forms.build(move, **asked, row_version=subject.row_version), 200
    if form.validate_on_submit():
        sending = Sending(confirmed=Confirmed(safe_contact=form.confirmed()))
        request = _request(trigger, form, sending=sending)
        try:
            queue = signing.around(subject, actor=actor())
            moved = moves.make_at_once(subject.address, request, actor=actor())
        except (Invalid, TransitionRefused) as refusal:
            status = show_refusal(form, refusal)
        else:
            done = f"{subject.became(moved.row.state)} The letter goes out."
            return onward(queue, done=done, back=url_for(subject.page, reference=reference))
    return _page(subject, move, form, ""), 422 if form.errors and status == 200 else status


@blueprint.get("/next-step", endpoint="next")
def next_step_page(reference: str) -> ResponseReturnValue:
    """From a list to the step itself: which one it is, the facts of the case say, and no line of a list has these."""
    head = opened(reference)
    endpoint, given = next_step.page_of(head, next_step.of(head, next_step.rows(head), actor=actor()))
    return redirect(url_for(endpoint, reference=reference, **given))


def _answered(subject: SubjectHead, move: Move) -> dict[str, Any]:
    """What somebody answered already who prepared this step."""
    return prepared.answers_of(prepared.find(subject.key, move.trigger.value), move) if move.letters else {}


def _asked(subject: SubjectHead, move: Move, suggestion: Suggested | None) -> dict[str, Any]:
    """What a step asks besides its own questions, and the organisations among which one is chosen."""
    asks_why = suggested.asks_why(suggestion, subject, move)
    choices = organisations.choices(subject.head, move.asks, actor=actor())
    return {"names_issue": subject.names_issue(move), "asks_why": asks_why, "organisations": choices}


def _request(trigger: str, form: MoveForm, *, sending: Sending | None = None) -> MoveRequest:
    issue, why = forms.primary_issue(form), forms.why_otherwise(form)
    return MoveRequest(
        trigger=trigger, sent=form.sent(), answers=form.answers(), sending=sending, issue=issue, why_otherwise=why
    )


def _page(subject: SubjectHead, move: Move, form: MoveForm, comments: str) -> str:
    head = subject.head
    deciding = subject.type is None and head.type.is_review and head.state in ("assessment", "sign_off")
    return render_template(
        "steps/moves/make.html",
        head=head,
        subject=subject,
        move=move,
        form=form,
        comments=comments,
        letter=at_once_pages.find(subject, move, actor=actor()),
        instead=at_once_pages.instead_of(subject, move, actor=actor()),
        changing=dates.changing(subject.key, move),
        refusal=foresight.refusal(subject.address, move, actor=actor()) if not form.is_submitted() else None,
        queue=signing.around(subject, actor=actor()),
        deciding=deciding,
        drafts=parts.drafts(head)[:1] if deciding else [],
        allegations=parts.allegations(head) if deciding else [],
        recommendations=parts.recommendations(head, frozenset()) if deciding else [],
    )
