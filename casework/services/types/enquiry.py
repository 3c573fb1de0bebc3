"""What an enquiry has of its own: its row, the facts of its guards, what its steps write."""

import datetime as dt

from casework.access import Actor
from casework.models import Case, EnquiryDetail
from casework.services.record import cases
from casework.services.types.context import Context, by_name
from workflows.enquiry import Facts


def new_detail(case: Case) -> EnquiryDetail:
    return EnquiryDetail(case_id=case.id)


def facts(case: Case, *, actor: Actor, today: dt.date) -> Facts:
    detail = cases.enquiry(case)
    return Facts(
        actor_id=actor.user_id,
        author_id=detail.reply_author_id,
        is_sensitive=case.sensitive,
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


def mark_converted(context: Context) -> None:
    cases.enquiry(context.case).converted_to = context.text("target_type")


EFFECTS = by_name(mark_acknowledged, mark_draft_author, mark_replied, mark_converted)


def _months(since: dt.date | None, today: dt.date) -> int:
    """Whole months between two days; 0 where there is no earlier day."""
    if since is None:
        return 0
    months = (today.year - since.year) * 12 + today.month - since.month
    return months - (today.day < since.day)
