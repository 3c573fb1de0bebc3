"""What the guards of a complaint review look at, and the 28 days for applying."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy import case as sql_case
from sqlalchemy import func, select

from casework.access import Actor
from casework.extensions import db
from casework.models import Allegation, Case, Decision, Recommendation, ReviewDetail
from casework.services.record import cases, history, settings
from casework.services.record.calendars import calendar
from workflows import application_window
from workflows.calendars import CalendarName
from workflows.complaint_review import Facts
from workflows.complaint_review_rules import NOT_REASONABLE
from workflows.recommendation_types import ALLOWED


def facts(case: Case, *, actor: Actor, answers: Mapping[str, object], today: dt.date) -> Facts:  # noqa: ARG001
    detail = cases.review(case)
    draft = latest_draft(case)
    allegations = _allegations(case)
    made = _recommendations(case, detail)
    window = application(detail)
    return Facts(
        actor_id=actor.user_id,
        author_id=draft.author_id if draft else None,
        complaint_made_on=detail.complaint_made_on,
        provided_on=detail.provided_on,
        made_on=detail.made_on,
        last_day=last_day(detail, window),
        late=is_late(detail, window),
        pre_check_stop=detail.pre_check_stop,
        review_body=detail.review_body,
        letter_named_body=detail.letter_named_body,
        second_person_id=detail.second_person_id,
        review_type=detail.review_type,
        requirements_met=requirements_met(detail),
        requirements_waived=detail.requirements_waived,
        parties_notified=bool(answers.get("parties_notified")),
        not_notified_reason=bool(answers.get("not_notified_reason")),
        papers_outstanding=0 if answers.get("papers_complete") else 1,
        allegations=allegations[0],
        allegations_unassessed=allegations[1],
        allegations_not_reasonable=allegations[2],
        finding=str(answers.get("finding") or "") or (draft.finding if draft else None),
        has_reasons=bool(answers.get("reasons") or (draft and draft.reasons)),
        recommendations=made[0],
        recommendations_not_allowed=made[1],
        recommendations_open=made[2],
        withdrawal_evidence=bool(answers.get("evidence")),
        conflict_declared=actor.user_id in history.conflicted_ids(case.id),
        answers=answers,
    )


def latest_draft(case: Case) -> Decision | None:
    """The draft that waits for signature or was written last; none once the latest was signed."""
    latest = db.session.scalar(
        select(Decision).where(Decision.case_id == case.id).order_by(Decision.id.desc()).limit(1)
    )
    return None if latest is None or latest.status == "signed" else latest


def window_of(columns: Mapping[str, Any]) -> application_window.Window | None:
    """The 28 days from the columns of a review as a page has read them."""
    return application(ReviewDetail(**columns))


def application(detail: ReviewDetail) -> application_window.Window | None:
    """The 28 days (R2.1, R2.2), or None while the date that the outcome was provided is not known."""
    if detail.provided_on is None:
        return None
    wrong_body: tuple[tuple[dt.date, dt.date], ...] = ()
    if detail.wrong_body_received_on and detail.wrong_body_forwarded_on:
        wrong_body = ((detail.wrong_body_received_on, detail.wrong_body_forwarded_on),)
    facts = application_window.WindowFacts(
        provided_on=detail.provided_on,
        letter_dated_on=detail.letter_dated_on,
        channel=detail.outcome_channel,
        sent_on=detail.outcome_sent_on,
        wrong_body=wrong_body,
        made_on=detail.made_on,
        complaint_made_on=detail.complaint_made_on,
    )
    days = settings.value("deemed_service_days")
    return application_window.window(facts, deemed_service_days=days, calendar=calendar(CalendarName.ENGLAND_AND_WALES))


def last_day(detail: ReviewDetail, window: application_window.Window | None) -> dt.date | None:
    return detail.extended_last_day_on or (window.last_day if window else None)


def is_late(detail: ReviewDetail, window: application_window.Window | None) -> bool | None:
    """None while it cannot be told. An extension that was granted (R2.3) makes the application one in time."""
    if detail.extended_last_day_on is not None and detail.made_on is not None:
        return detail.made_on > detail.extended_last_day_on
    return window.late if window is not None and detail.made_on is not None else None


def requirements_met(detail: ReviewDetail) -> bool:
    """The four statements of R2.4. Grounds are invited, not required."""
    return all((detail.complaint_details, detail.complaint_made_on, detail.force_named, detail.provided_on))


def _allegations(case: Case) -> tuple[int, int, int]:
    """How many allegations: all, without a finding, found not reasonable and proportionate."""
    row = db.session.execute(
        select(
            func.count(),
            func.count(sql_case((Allegation.finding.is_(None), 1))),
            func.count(sql_case((Allegation.finding == NOT_REASONABLE, 1))),
        ).where(Allegation.case_id == case.id)
    ).one()
    return row[0], row[1], row[2]


def _recommendations(case: Case, detail: ReviewDetail) -> tuple[int, int, int]:
    """How many recommendations: all, of a type that this type of review does not allow, not yet ended."""
    rows = db.session.execute(
        select(Recommendation.rec_type, Recommendation.category).where(Recommendation.case_id == case.id)
    ).all()
    allowed = ALLOWED.get(detail.review_type or "", frozenset())
    return (
        len(rows),
        sum(row.rec_type not in allowed for row in rows),
        sum(row.category != "closed" for row in rows),
    )
