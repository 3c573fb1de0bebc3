"""What the guards of a complaint review look at, and the 28 days for applying."""

import datetime as dt
from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy import Integer, Row, Select, and_, bindparam, exists, func, select, true
from sqlalchemy import case as sql_case

from casework.access import Actor
from casework.extensions import db
from casework.models import Allegation, Case, CaseEvent, Decision, Recommendation, ReviewDetail
from casework.services.record import cases, history, settings
from casework.services.record.calendars import calendar
from workflows import application_window
from workflows.calendars import CalendarName
from workflows.complaint_review import Facts
from workflows.complaint_review_rules import NOT_REASONABLE
from workflows.recommendation_types import ALLOWED


def facts(case: Case, *, actor: Actor, today: dt.date) -> Facts:  # noqa: ARG001
    detail = cases.review(case)
    found = _recorded(case, detail, actor)
    window = application(detail)
    return Facts(
        actor_id=actor.user_id,
        author_id=found.author_id,
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
        allegations=found.allegations,
        allegations_unassessed=found.unassessed,
        allegations_not_reasonable=found.not_reasonable,
        finding=found.finding,
        has_reasons=bool(found.has_reasons),
        recommendations=found.recommendations,
        recommendations_not_allowed=found.not_allowed,
        recommendations_open=found.not_ended,
        conflict_declared=found.conflict,
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


def _recorded(case: Case, detail: ReviewDetail, actor: Actor) -> Row[*tuple[Any, ...]]:
    """What hangs on the review, in one row: its draft, its allegations and recommendations counted, a conflict of the
    actor's."""
    allowed = list(ALLOWED.get(detail.review_type or "", ()))
    given = {"case": case.id, "actor": actor.user_id, "allowed": allowed}
    return db.session.execute(_hanging_on_it(), given).one()


@cache
def _hanging_on_it() -> Select[*tuple[Any, ...]]:
    case = bindparam("case", type_=Integer)
    not_allowed = Recommendation.rec_type.not_in(bindparam("allowed", expanding=True))
    alleged = select(
        func.count().label("allegations"),
        func.count(sql_case((Allegation.finding.is_(None), 1))).label("unassessed"),
        func.count(sql_case((Allegation.finding == NOT_REASONABLE, 1))).label("not_reasonable"),
    ).where(Allegation.case_id == case)
    recommended = select(
        func.count().label("recommendations"),
        func.count(sql_case((not_allowed, 1))).label("not_allowed"),
        func.count(sql_case((Recommendation.category != "closed", 1))).label("not_ended"),
    ).where(Recommendation.case_id == case)
    # + 0: without statistics SQLite would walk through all that this person ever did, not the events of the case
    by_actor = CaseEvent.actor_id + 0 == bindparam("actor", type_=Integer)
    declared = (CaseEvent.kind == history.Kind.CONFLICT_DECLARED.value, by_actor)
    latest = select(func.max(Decision.id)).where(Decision.case_id == case).scalar_subquery()
    counts = alleged.subquery().join(recommended.subquery(), true())
    draft = (Decision.author_id, Decision.finding, (Decision.reasons != "").label("has_reasons"))
    query = select(*counts.columns, *draft, exists().where(CaseEvent.case_id == case, *declared).label("conflict"))
    return query.select_from(counts.outerjoin(Decision, and_(Decision.id == latest, Decision.status != "signed")))
