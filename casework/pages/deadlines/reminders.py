"""What was reminded, what was not and why, and the list of what is."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, func, or_, select, union_all
from sqlalchemy.orm import aliased

from casework.access import Actor, visible
from casework.extensions import db
from casework.models import Case, Clock, DirectoryEntry, Message, User
from casework.pages.deadlines import reminder_words
from casework.services.mail.wanted import ACCOUNT
from casework.services.record import settings
from workflows import reminders as rules
from workflows.registry import clock_label
from workflows.reminders import Counted, ReminderRule, To

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
    "come_back": "What somebody wrote that they, or a colleague, come back to",
    "authority_ends": "Written authorities, as many days before they end as the settings say",
    "papers_to_return": "Documents with a day by which they are returned or destroyed",
    "limit_review": "Limits on contact that were decided six months ago",
    "message_failed": "Mail that was refused, and letters that may not have arrived: once a day",
    "directory_entry": "Entries of the directory in use",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One reminder of the past. `reference` is empty where it is about no case, `reason` where it was sent."""

    id: int
    reference: str
    entry: str
    """The organisation, where it is about an entry of the directory."""
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
    keys = _newest("sent" if view == "sent" else "given_up", actor, before).subquery()
    query = _written().join(keys, keys.c.id == Message.id).where(_may_see(actor))
    found = db.session.execute(query.order_by(Message.id.desc()).limit(PAGE + 1)).all()
    entries = _entries([row.about for row in found if row.rule == "directory_entry"])
    rows = [
        Told(
            id=row.id,
            reference=row.reference,
            entry=entries.get(row.about, ""),
            what=reminder_words.of_message(row.rule, clock_label(row.code), row.offset_days),
            due_on=row.due_on,
            recipient=row.recipient,
            at=row.at,
            bundled=row.bundled,
            reason="" if view == "sent" else row.reason,
        )
        for row in found
    ]
    return Page(rows=rows[:PAGE], older=rows[PAGE - 1].id if len(rows) > PAGE else None)


def _newest(state: str, actor: Actor, before: int | None) -> CompoundSelect[int]:
    """The newest that went alone and the newest that went as a line of a morning mail: each by a walk of its own,
    because both at once would sort all that ever were."""
    digest = aliased(Message)
    query = select(Message.id).outerjoin(Case, Case.id == Message.case_id).where(_may_see(actor))
    query = query.where(
        Message.channel == "email", Message.letter_id.is_(None), Message.kind.not_in(("digest", ACCOUNT))
    )
    if before is not None:
        query = query.where(Message.id < before)
    query = query.order_by(Message.id.desc()).limit(PAGE + 1)
    in_digest = query.join(digest, digest.id == Message.digest_id)
    alone = query.where(Message.state == state).subquery()
    lines = in_digest.where(Message.state == "bundled", digest.state == state).subquery()
    return union_all(select(alone), select(lines))


def _written() -> Select[*tuple[Any, ...]]:
    """What became of reminders, alone or as a line of a morning mail."""
    digest = aliased(Message)
    return (
        select(
            Message.id,
            func.coalesce(Case.reference, "").label("reference"),
            Message.rule,
            Message.about,
            Message.offset_days,
            Message.due_on,
            Clock.code,
            User.name.label("recipient"),
            func.coalesce(Message.sent_at, digest.sent_at, Message.created_at).label("at"),
            Message.digest_id.is_not(None).label("bundled"),
            func.coalesce(Message.last_error, digest.last_error, "").label("reason"),
        )
        .join(User, User.id == Message.recipient_id)
        .outerjoin(Case, Case.id == Message.case_id)
        .outerjoin(Clock, Clock.id == Message.clock_id)
        .outerjoin(digest, digest.id == Message.digest_id)
    )


def listed() -> list[RuleRow]:
    """Every rule, with the days that this office has set, and what nobody is reminded of."""
    office = settings.values()
    rows = [
        RuleRow(label=rule.label, about=_about(rule), days=_days(rule, office), who=WHO[rule.to])
        for rule in rules.RULES
    ]
    nobody = [
        RuleRow(label="Not reminded", about=clock_label(name), days="", who=reason)
        for name, reason in rules.nobody_acts().items()
    ]
    return [*rows, *nobody]


def _may_see(actor: Actor) -> ColumnElement[bool]:
    return or_(Message.case_id.is_(None), visible(actor))


def _entries(about: Sequence[str]) -> dict[str, str]:
    """The names of organisations by what their notices are about ("directory:4:1")."""
    numbers = {each: int(each.split(":")[1]) for each in about}
    query = select(DirectoryEntry.id, DirectoryEntry.name).where(DirectoryEntry.id.in_(sorted(set(numbers.values()))))
    names = {row.id: row.name for row in db.session.execute(query)}
    return {each: names.get(number, "") for each, number in numbers.items()}


def _about(rule: ReminderRule) -> str:
    return WATCHED.get(rule.watches) or "; ".join(dict.fromkeys(clock_label(name) for name in sorted(rule.clocks)))


def _days(rule: ReminderRule, office: Mapping[str, object]) -> str:
    if not rule.settings:
        return "The day itself" if rule.watches == "clock" else "Each day"
    days = ", ".join(f"{day:+d}" if day and rule.counted is Counted.DUE else str(day) for day in rule.offsets(office))
    if rule.watches != "clock":
        return f"{days.removeprefix('+')} {rule.unit.value}"
    return f"{days} {rule.unit.value} from the {'due date' if rule.counted is Counted.DUE else 'start'}"
