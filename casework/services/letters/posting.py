"""Letters for the post: somebody prints and posts them, then says on which day."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from casework import clock
from casework.access import Actor, Permission, require, scope
from casework.errors import Conflict, Invalid, NotFound
from casework.extensions import db
from casework.models import Case, Letter, Message
from casework.services.record import cases, history, settings, tokens
from casework.services.record.calendars import calendar
from casework.services.record.tokens import Sent
from workflows.calendars import CalendarName

FUTURE = "A letter cannot have been posted in the future. Enter today or an earlier day."
UNMADE = "The letter of {reference} has not been made yet, so nobody can have posted it. Open it, and print it first."
TOO_EARLY = "The letter of {reference} was finished after that day. Correct the day, or leave this letter out."


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """How many letters were posted, and the day on which they should arrive."""

    amount: int
    provided_on: dt.date


class NotPosted(Invalid):
    """Nothing was recorded: `letters` has the sentence for each message that stands in the way."""

    def __init__(self, letters: Mapping[int, str]) -> None:
        super().__init__("letters", " ".join(letters.values()))
        self.letters = letters


def record_posted(message_ids: Iterable[int], posted_on: dt.date, *, sent: Sent, actor: Actor) -> Posting:
    """Say that letters were printed and posted on a day in Europe/London: all of them, or none.

    Provided: the day on which they should arrive, `deemed_service_days` working days later (section 2.2). Raises
    `NotAllowed`, `NotFound`, `Replayed`, `Conflict` where one of them has been dealt with already, `NotPosted` with
    every letter that was finished later or has no document yet, and `Invalid` for a day to come or without a letter.
    """
    require(actor, Permission.LETTER_WRITE)
    tokens.use(sent, actor=actor)
    if posted_on > clock.today():
        raise Invalid("posted_on", FUTURE)
    wanted = sorted(set(message_ids))
    if not wanted:
        raise Invalid("letters", "Choose the letters that were posted.")
    found = _locked(wanted, actor)
    _check(found, posted_on)
    provided_on = calendar(CalendarName.ENGLAND_AND_WALES).add_working_days(
        posted_on, settings.value("deemed_service_days")
    )
    for row in found:
        _post(row.Message, row.code, posted_on, provided_on, actor=actor)
    return Posting(amount=len(found), provided_on=provided_on)


def _locked(wanted: Sequence[int], actor: Actor) -> list[Any]:
    """The messages as they are once their cases are locked."""
    of_cases = select(Case.id, Case.reference).join(Message, Message.case_id == Case.id)
    of_cases = of_cases.where(Message.id.in_(wanted)).distinct().order_by(Case.id)
    # always in this order: two people with the same letters wait for each other instead of for ever
    for row in db.session.execute(scope(of_cases, actor)).all():
        cases.load_for_change(row.reference, actor=actor)
    messages = (
        select(Message, Letter.code, Letter.sent_at.label("finished_at"), Letter.document_sha256, Case.reference)
        .join(Letter, Letter.id == Message.letter_id)
        .join(Case, Case.id == Message.case_id)
        .where(Message.id.in_(wanted), Message.channel == "post")
        .order_by(Message.id)
    )
    found = list(db.session.execute(scope(messages, actor).execution_options(populate_existing=True)))
    if len(found) != len(wanted):
        raise NotFound
    return found


def _check(found: Sequence[Any], posted_on: dt.date) -> None:
    gone = sorted({row.reference for row in found if row.Message.state != "pending"})
    if gone:
        raise Conflict(
            f"Somebody has dealt with a letter of {', '.join(gone)} meanwhile. Nothing of yours was saved: look at "
            "the letters that are still waiting, then record those."
        )
    wrong = {row.Message.id: UNMADE.format(reference=row.reference) for row in found if row.document_sha256 is None}
    wrong |= {
        row.Message.id: TOO_EARLY.format(reference=row.reference)
        for row in found
        if posted_on < clock.local(row.finished_at or row.Message.created_at).date()
    }
    if wrong:
        raise NotPosted(wrong)


def _post(message: Message, code: str, posted_on: dt.date, provided_on: dt.date, *, actor: Actor) -> None:
    message.state, message.sent_at = "sent", clock.now()
    message.posted_on, message.provided_on = posted_on, provided_on
    data = {"letter_id": message.letter_id, "code": code, "message_id": message.id}
    history.record(history.Kind.LETTER_POSTED, actor=actor, case_id=message.case_id, on=posted_on, data=data)
