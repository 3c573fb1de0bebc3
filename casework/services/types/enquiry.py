"""What an enquiry has of its own: its row, the facts of its guards, what its steps write."""

import datetime as dt
from functools import cache, partial

from sqlalchemy import select

from casework.access import Actor, scope
from casework.errors import Invalid, NotFound
from casework.extensions import db
from casework.models import Answer, Case, CaseEvent, EnquiryDetail
from casework.services.deadlines import waiting
from casework.services.office import organisations
from casework.services.people import risks
from casework.services.people.acting import standing
from casework.services.record import cases, references, tasks
from casework.services.record.history import Kind as Kinds
from casework.services.record.tasks import About, Kind
from casework.services.types import partner_question
from casework.services.types.context import Context, by_name
from casework.services.types.partner_question import Asking
from workflows.enquiry import State, Trigger
from workflows.enquiry_rules import DUPLICATE, ENDED, REPLY, Facts

NOT_YOURS = "You cannot close that case from here. Keep it, and ask whoever deals with it."


def new_detail(case: Case) -> EnquiryDetail:
    return EnquiryDetail(case_id=case.id)


def facts(case: Case, *, actor: Actor, today: dt.date) -> Facts:
    detail = cases.enquiry(case)
    return Facts(
        today=today,
        actor_id=actor.user_id,
        author_id=detail.reply_author_id,
        is_sensitive=standing.came_as_sensitive(case),
        looked_up=cache(partial(_is_for_approval, case)),
        waits=cache(partial(_waits, case)),
        has_person=case.person_id is not None,
        asked=cache(partial(partner_question.number_open, case)),
        who_will_be_asked=detail.who_will_be_asked or "",
        months_since_closed=_months(case.closed_on or detail.replied_on, today),
    )


def mark_acknowledged(context: Context) -> None:
    detail = cases.enquiry(context.case)
    detail.acknowledged_on = detail.acknowledged_on or context.today
    detail.who_will_be_asked = context.text("who_will_be_asked") or detail.who_will_be_asked


def mark_draft_author(context: Context) -> None:
    cases.enquiry(context.case).reply_author_id = context.actor.user_id


def mark_replied(context: Context) -> None:
    detail = cases.enquiry(context.case)
    detail.replied_on = detail.replied_on or context.today
    waiting.end(context.case, on=context.today, actor=context.actor)


def ask_question(context: Context) -> None:
    entry = organisations.chosen(context.answers.get("partner_entry"))
    asking = Asking(
        asked_of=context.text("partner"),
        text=context.text("question"),
        entry_id=entry.id if entry is not None else None,
    )
    asked = partner_question.begin(context.case, asking, actor=context.actor, on=context.today)
    context.data[asked.name] = partner_question.of(asked).number


def mark_signposted(context: Context) -> None:
    detail, entry = cases.enquiry(context.case), organisations.chosen(context.answers.get("signposted_entry"))
    detail.signposted_to = context.text("signposted_to")
    detail.signposted_entry_id = entry.id if entry is not None else None


def begin_waiting(context: Context) -> None:
    waiting.begin(context.case, context.text("missing"), on=context.today, actor=context.actor)


def wait_on(context: Context) -> None:
    waiting.ask_again(context.case, context.text("missing"), actor=context.actor)


def end_waiting(context: Context) -> None:
    waiting.end(context.case, on=context.day("came_on") or context.today, actor=context.actor)


def ask_author(context: Context) -> None:
    """The reply was sent back: a task for whoever wrote it."""
    task = tasks.open_task(Kind.REPLY_SENT_BACK, context.case, About(), actor=context.actor)
    task.owner_id = cases.enquiry(context.case).reply_author_id or context.case.owner_id


def mark_approved(context: Context) -> None:
    """Whether the manager changed the reply: the event names the one at which it was sent for approval."""
    query = select(Answer.event_id, Answer.value).where(Answer.case_id == context.case.id, Answer.code == REPLY.code)
    last = db.session.execute(query.order_by(Answer.id.desc()).limit(1)).first()
    if last is not None and last.value.strip() != context.text(REPLY.code):
        context.data["changed_from"] = last.event_id


def mark_converted(context: Context) -> None:
    cases.enquiry(context.case).converted_to = context.text("target_type")


def mark_closed_without_reply(context: Context) -> None:
    """Raises `Invalid` where it is said to repeat a case that there is not."""
    detail, why = cases.enquiry(context.case), context.text("why_no_reply")
    detail.why_no_reply = why
    detail.duplicate_of_id = _repeated(context).id if why == DUPLICATE else None


def mark_undone(context: Context) -> None:
    """The closing was a mistake: it counts as none, unless the enquiry was closed before."""
    case, detail = context.case, cases.enquiry(context.case)
    if detail.converted_to and context.text("linked_case") == ENDED:
        context.mistaken.extend(_made_of(case, detail.converted_to, context.actor))
        for mistaken in context.mistaken:
            risks.carry_over(mistaken, case)
    detail.converted_to = detail.why_no_reply = detail.duplicate_of_id = None
    detail.signposted_to = detail.signposted_entry_id = None
    context.take_back_closing()


def _waits(case: Case) -> bool | None:
    hold = cases.hold_of(case)
    return cases.waits(hold.reason_code if hold is not None else None)


def _is_for_approval(case: Case) -> bool:
    return standing.is_of_elected(case) or _was_sent_for_approval(case)


def _was_sent_for_approval(case: Case) -> bool:
    """Whether a manager was asked to sign this reply and did not: what is changed on the case since takes it from
    nobody."""
    if case.state == State.NEW:
        return False
    asked = CaseEvent.trigger.in_((Trigger.SUBMIT_REPLY, Trigger.APPROVE_REPLY))
    query = select(CaseEvent.trigger).where(
        CaseEvent.case_id == case.id, CaseEvent.kind == Kinds.CASE_MOVED.value, asked
    )
    return db.session.scalar(query.order_by(CaseEvent.id.desc()).limit(1)) == Trigger.SUBMIT_REPLY


EFFECTS = by_name(
    ask_author,
    ask_question,
    begin_waiting,
    end_waiting,
    mark_acknowledged,
    mark_approved,
    mark_closed_without_reply,
    mark_converted,
    mark_draft_author,
    mark_replied,
    mark_signposted,
    mark_undone,
    wait_on,
)


def _made_of(case: Case, case_type: str, actor: Actor) -> list[Case]:
    """The open case of this type that was made of the enquiry, locked. Raises `Invalid` where they may not see it."""
    query = select(Case.reference).where(Case.linked_from_id == case.id, Case.case_type == case_type)
    is_open = query.where(Case.category != "closed")
    found = db.session.scalars(scope(is_open, actor).order_by(Case.id)).all()
    if len(found) < len(db.session.scalars(is_open).all()):
        raise Invalid("linked_case", NOT_YOURS)
    return [cases.load_for_change(reference, actor=actor) for reference in found]


def _repeated(context: Context) -> Case:
    try:
        found = cases.load(references.typed(context.text("duplicate_of")), actor=context.actor)
    except NotFound:
        raise Invalid("duplicate_of", references.NO_SUCH_CASE) from None
    if found.id == context.case.id:
        raise Invalid("duplicate_of", "That is this case itself. Give the reference of the other one.")
    return found


def _months(since: dt.date | None, today: dt.date) -> int:
    """Whole months between two days; 0 where there is no earlier day."""
    if since is None:
        return 0
    months = (today.year - since.year) * 12 + today.month - since.month
    return months - (today.day < since.day)
