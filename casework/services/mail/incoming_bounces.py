"""Which of our messages a report of a mail server is about."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import Select, func, select

from casework.extensions import db
from casework.incoming.bounces import Bounce
from casework.models import Case, Message
from casework.services.mail import incoming_matching

BOUNCED_WITHIN = dt.timedelta(days=14)
"""How long after sending a report that names no Message-ID of ours may be about that message."""
CLOCKS_DIFFER = dt.timedelta(minutes=5)
OUT_THERE = ("claimed", "uncertain", "sent")
"""The states of a message that may have reached a mail server, and so can come back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """`case`: named by the report, where it is not certain which message of it came back."""

    message: Message | None = None
    case: Case | None = None
    by: str | None = None


def find(bounce: Bounce, arrived_at: dt.datetime) -> About:
    """By Message-ID; else by a reference together with the address, since some carriers (Amazon SES) give each mail
    a Message-ID of their own; else by the address alone, where it could be one message and the report does not say
    that it is about another mail. A reference alone is not enough: everybody with a letter of ours knows one."""
    by_id = incoming_matching.message_by_ids(bounce.original_ids)
    if by_id is not None:
        return About(message=by_id, by="message_id")
    lately = select(Message).where(
        func.lower(Message.to_address).in_(bounce.recipients),
        Message.state.in_(OUT_THERE),
        Message.created_at.between(arrived_at - BOUNCED_WITHIN, arrived_at + CLOCKS_DIFFER),
        Message.channel == "email",
    )
    named = incoming_matching.cases_named(" ".join(bounce.subjects))
    if named:
        one = _only(lately.where(Message.case_id.in_([case.id for case in named])))
        return About(message=one, case=next((case for case in named if case.restricted), named[0]), by="reference")
    return About(message=None if bounce.names_mail else _only(lately))


def _only(query: Select[Message]) -> Message | None:
    found = db.session.scalars(query.limit(2)).all()
    return found[0] if len(found) == 1 else None
