"""The pages of one case."""

from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from casework.errors import NotFound
from casework.forms.desk.writing import WritingForm
from casework.forms.record.activities import ConfirmForm
from casework.forms.record.tasks import DoneForm
from casework.pages.deadlines import dates as days
from casework.pages.mail import messages
from casework.pages.office import tasks
from casework.pages.record import case, next_step, parts, story, subjects, timeline
from casework.pages.record.case import Head
from casework.pages.record.subjects import SubjectHead
from casework.pages.record.timeline import Entry
from casework.pages.triage import sorted_out, suggested
from casework.security import actor
from casework.services.reviews import triage
from casework.services.types.complaint_review_facts import window_of
from workflows.activities import Activity

blueprint = Blueprint("case", __name__, url_prefix="/cases/<reference>")

PART = f"/<any({subjects.PATHS}):part>/<int(max=2147483647):number>"
"""A part of the case in the address of its pages."""


def opened(reference: str) -> Head:
    """The head of a case for reading. Raises `NotFound`."""
    return case.head(reference, actor=actor())


def opened_review(reference: str) -> Head:
    """The same of a review. Raises `NotFound` also for a case of another type."""
    head = opened(reference)
    if not head.type.is_review:
        raise NotFound
    return head


def opened_subject(reference: str, part: str, number: int) -> SubjectHead:
    """The case itself (""), or a part of it, with the head of the case. Raises `NotFound`."""
    return subjects.find(opened(reference), part, number)


@blueprint.get("")
def show(reference: str) -> ResponseReturnValue:
    head = opened(reference)
    rows = next_step.rows(head)
    own = next_step.columns(rows)
    return render_template(
        "record/case/show.html",
        head=head,
        nearest=days.nearest(head),
        now=next_step.of(head, rows, actor=actor()),
        detail=own,
        answers=case.answers(head),
        sorted=sorted_out.of_case(head),
        placed=sorted_out.placed(head),
        suggestion=suggested.find(subjects.find(head)),
        linked=case.linked(head, repeats=own.get("duplicate_of_id"), actor=actor()),
        first=timeline.first_words(head),
        latest=story.by_day(_entries(head, limit=story.LOOKED_AT), most=story.SHOWN_FIRST),
        messages=messages.of_case(head) if head.has_messages else [],
        tasks=tasks.of_case(head) if head.has_tasks else [],
        new_form=DoneForm,
        form=writing_of(head),
    )


@blueprint.get("/timeline", endpoint="timeline")
def timeline_page(reference: str) -> ResponseReturnValue:
    head = opened(reference)
    group, before = request.args.get("show", ""), request.args.get("before", type=int)
    shown = timeline_of(head, writing_of(head), group=group, before=before)
    return render_template("record/case/timeline.html", **shown)


def timeline_of(head: Head, written: WritingForm, *, group: str = "", before: int | None = None) -> dict[str, Any]:
    """What the page of the timeline shows, with the box above it."""
    entries = _entries(head, group=group, before=before)
    older = entries[-1].id if len(entries) == timeline.PAGE else None
    shown = {"head": head, "days": story.by_day(entries), "group": group, "older": older, "form": written}
    return {**shown, "may_write": Activity.ADD_NOTE.value in head.activities(actor())}


def writing_of(head: Head) -> WritingForm:
    """The box of a case, with the colleagues who may be asked to come back to it."""
    form = WritingForm()
    form.for_whom.choices = parts.colleagues(head, but=actor().user_id)
    return form


def _entries(head: Head, **wanted: Any) -> list[Entry]:
    return timeline.entries(head, actor=actor(), **wanted)


@blueprint.get("/people")
def people(reference: str) -> ResponseReturnValue:
    head = opened(reference)
    named = parts.named(head) if head.restricted else []
    return render_template("record/case/people.html", head=head, parties=parts.parties(head), named=named)


@blueprint.get("/notes")
def notes(reference: str) -> ResponseReturnValue:
    head = opened(reference)
    return render_template("record/case/notes.html", head=head, notes=parts.notes(head))


@blueprint.get("/dates")
def dates(reference: str) -> ResponseReturnValue:
    head = opened(reference)
    window = window_of(case.detail(head)) if head.type.is_review else None
    sent = messages.of_case(head) if head.has_messages else []
    return render_template("record/case/dates.html", head=head, dates=days.of_case(head), window=window, messages=sent)


@blueprint.get("/review")
def review(reference: str) -> ResponseReturnValue:
    head = opened_review(reference)
    return render_template(
        "record/case/review.html",
        head=head,
        detail=case.detail(head),
        allegations=parts.allegations(head),
        drafts=parts.drafts(head),
        may_confirm=triage.may_confirm(head.id, actor=actor()),
        confirm=ConfirmForm(row_version=head.row_version),
    )


@blueprint.get("/recommendations")
def recommendations(reference: str) -> ResponseReturnValue:
    head = opened_review(reference)
    rows = parts.recommendations(head, actor().roles)
    return render_template("record/case/recommendations.html", head=head, rows=rows)
