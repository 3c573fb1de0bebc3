"""The thread that a letter goes on with in the mailbox of whoever gets it."""

import datetime as dt
import re

from sqlalchemy import func, or_, select

from casework.extensions import db
from casework.models import IncomingMail, Message
from casework.services.people.keys import email_key

CAN_BE_SENT = re.compile(r"<[!-;=?-~]{3,250}>")
"""A Message-ID that can stand in a header as it is."""


def answered_by(case_id: int, to_address: str, *, before: dt.datetime) -> tuple[str, ...]:
    """The Message-IDs that a letter to this address answers, the nearest last: of the last mail of theirs on the case,
    and of our letter that this mail answered. Nothing where they did not write by mail."""
    known_as = email_key(to_address)
    theirs = or_(func.lower(IncomingMail.sender) == known_as, func.lower(IncomingMail.reply_to) == known_as)
    query = (
        select(IncomingMail.message_id, Message.message_id)
        .outerjoin(Message, Message.id == IncomingMail.about_message_id)
        .where(IncomingMail.case_id == case_id, IncomingMail.state == "filed", IncomingMail.arrived_at <= before)
        .where(theirs, IncomingMail.kind.in_(("new", "reply")), IncomingMail.message_id.is_not(None))
        .order_by(IncomingMail.arrived_at.desc(), IncomingMail.id.desc())
        .limit(1)
    )
    found = db.session.execute(query).first()
    if found is None or not CAN_BE_SENT.fullmatch(found[0] or ""):
        return ()
    return tuple(one for one in (found[1], found[0]) if one)
