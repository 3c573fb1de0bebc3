"""What was reminded, what was not and why, and the list of what is."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import aliased

from casework.access import Actor, visible
from casework.extensions import db
from casework.models import Case, Message, User
from casework.services import settings
from workflows import reminders as rules
from workflows.reminders import CLOCKS, Counted, ReminderRule, To

PAGE = 50
VIEWS: Mapping[str, str] = {
    "planned": "The next 30 days",
    "sent": "Sent",
    "skipped": "Skipped",
    "list": "What is reminded",
}
WHO: Mapping[To, str] = {
    To.OWNER: "The owner, or whoever stands in; without an owner the managers",
    To.MANAGERS: "The managers of the case's team",
    To.ALL_MANAGERS: "All managers",
}
WATCHED: Mapping[str, str] = {
    "letter_unsigned": "Letters that were sent for sign-off",
    "message_failed": "Mail that was refused, and letters that may not have arrived: once a day",
    "directory_entry": "Entries of the directory in use",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One reminder of the past. `reference` is empty where it is about no case, `reason` where it was sent."""

    id: int
    reference: str
    what: str
    due_on: dt.date | None
    recipient: str
    at: dt.datetime
    bundled: bool
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """`older` is the id to go on from."""

    rows: Sequence[Told]
    older: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleRow:
    """One rule as this office has set it."""

    label: str
    about: str
    days: str
    who: str


def told(view: str, *, actor: Actor, before: int | None = None) -> Page:
    """What was sent, alone or in a morning mail; or what was skipped, with the reason. The newest first."""
    digest = aliased(Message)
    states = ("sent",) if view == "sent" else ("given_up",)
    query = (
        select(
            Message.id,
            func.coalesce(Case.reference, "").label("reference"),
            Message.rule,
            Message.due_on,
            User.name.label("recipient"),
            func.coalesce(Message.sent_at, digest.sent_at, Message.created_at).label("at"),
            Message.digest_id.is_not(None).label("bundled"),
            func.coalesce(Message.last_error, digest.last_error, "").label("reason"),
        )
        .join(User, User.id == Message.recipient_id)
        .outerjoin(Case, Case.id == Message.case_id)
        .outerjoin(digest, digest.id == Message.digest_id)
        .where(
            Message.kind != "digest",
            or_(Message.state.in_(states), and_(Message.state == "bundled", digest.state.in_(states))),
            _may_see(actor),
        )
    )
    if before is not None:
        query = query.where(Message.id < before)
    rows = [
        Told(
            id=row.id,
            reference=row.reference,
            what=_label(row.rule),
            due_on=row.due_on,
            recipient=row.recipient,
            at=row.at,
            bundled=row.bundled,
            reason="" if view == "sent" else row.reason,
        )
        for row in db.session.execute(query.order_by(Message.id.desc()).limit(PAGE + 1))
    ]
    return Page(rows=rows[:PAGE], older=rows[PAGE - 1].id if len(rows) > PAGE else None)


def listed() -> list[RuleRow]:
    """Every rule, with the days that this office has set, and what nobody is reminded of."""
    office = settings.values()
    rows = [
        RuleRow(label=rule.label, about=_about(rule), days=_days(rule, office), who=WHO[rule.to])
        for rule in rules.RULES
    ]
    nobody = [
        RuleRow(label="Not reminded", about=_named(name), days="", who=reason)
        for name, reason in rules.NOBODY_ACTS.items()
    ]
    return [*rows, *nobody]


def _may_see(actor: Actor) -> ColumnElement[bool]:
    return or_(Message.case_id.is_(None), visible(actor))


def _label(rule: str | None) -> str:
    found = rules.BY_CODE.get(rule or "")
    return found.label if found else "Reminder"


def _about(rule: ReminderRule) -> str:
    return WATCHED.get(rule.watches) or "; ".join(dict.fromkeys(_named(name) for name in sorted(rule.clocks)))


def _named(name: str) -> str:
    return CLOCKS[name].label


def _days(rule: ReminderRule, office: Mapping[str, object]) -> str:
    if not rule.settings:
        return "The day itself" if rule.watches == "clock" else "Each day"
    days = ", ".join(f"{day:+d}" if rule.counted is Counted.DUE else str(day) for day in rule.offsets(office))
    if rule.watches != "clock":
        return f"{days.removeprefix('+')} {rule.unit.value}"
    return f"{days} {rule.unit.value} from the {'due date' if rule.counted is Counted.DUE else 'start'}"
