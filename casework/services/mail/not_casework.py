"""Mail that is not casework: set aside with what kind it is, one or many at once, and back again."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, and_, func, select

from casework import clock
from casework.access import Actor, Permission, require
from casework.errors import Conflict, Invalid, NotFound
from casework.extensions import db
from casework.models import IncomingMail
from casework.services.mail import mail_sorting
from casework.services.record import codes, history, tokens
from casework.services.record.tokens import Sent

LIST = "not_casework"
"""The list of its kinds."""
BY_SOMEBODY = and_(IncomingMail.state == "set_aside", IncomingMail.settled_by_id.is_not(None))
"""Set aside by one of us: what Casework itself puts away, such as another copy, is no figure."""
GONE = "You may not see this mail any more."


@dataclass(frozen=True, slots=True)
class Ticked:
    """A mail as the page showed it."""

    mail_id: int
    row_version: int


@dataclass(slots=True)
class Outcome:
    """The mails with which it was done, and of the others why not."""

    done: list[int] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def set_aside(mail_id: int, kind: str, *, sent: Sent, actor: Actor) -> None:
    """It is not casework, or needs no answer. It can be put back. `kind`: of the list, or "" where nobody says it.
    Raises `NotAllowed`, `NotFound`, `Replayed`, `Conflict`, `Invalid`."""
    mail_sorting.lay_aside(_begin(mail_id, sent, actor), _known(kind), actor=actor)


def put_back(mail_id: int, *, sent: Sent, actor: Actor) -> None:
    """Undo it, or say that what was taken for automatic must be read. Raises as `set_aside` does."""
    mail_sorting.take_back(_begin(mail_id, sent, actor), actor=actor)


def call_it(mail_id: int, kind: str, *, sent: Sent, actor: Actor) -> None:
    """Put right what kind a mail is that was set aside. Raises as `set_aside` does."""
    mail = _begin(mail_id, sent, actor)
    if mail.state != "set_aside":
        raise Conflict("This mail is not marked as not casework any more. Look at it as it is now.")
    before, mail.not_casework = mail.not_casework, _known(kind)
    data = {"incoming_id": mail.id, "mail_kind": kind, "mail_kind_before": before}
    history.record(history.Kind.MAIL_SET_ASIDE, actor=actor, data=data)


def set_aside_all(ticked: Sequence[Ticked], kind: str, *, sent: Sent, actor: Actor) -> Outcome:
    """The same for several: what cannot be set aside is said, and the rest is. Raises `NotAllowed`, `Replayed`,
    `Invalid`."""
    known = _known(kind)
    return _each(ticked, lambda mail: mail_sorting.lay_aside(mail, known, actor=actor), sent=sent, actor=actor)


def put_back_all(ticked: Sequence[Ticked], *, sent: Sent, actor: Actor) -> Outcome:
    """Undo it for several. Raises as `set_aside_all` does."""
    return _each(ticked, lambda mail: mail_sorting.take_back(mail, actor=actor), sent=sent, actor=actor)


def amounts(months: Sequence[dt.date]) -> dict[str, Sequence[int]]:
    """How much was set aside of what came in each of these months (their first days, in order), by kind; "" of none.
    Every mail counts, whoever may see it. One query."""
    came = [func.count().filter(in_month(first)) for first in months]
    query = select(IncomingMail.not_casework, *came).where(BY_SOMEBODY)
    query = query.where(
        IncomingMail.arrived_at >= clock.midnight(months[0]),
        IncomingMail.arrived_at < clock.midnight(next_month(months[-1])),
    )
    rows = db.session.execute(query.group_by(IncomingMail.not_casework))
    return {row[0] or "": tuple(row[1:]) for row in rows}


def in_month(first: dt.date) -> ColumnElement[bool]:
    """The condition under which a mail came in the month that begins so, by the clock in London."""
    begins, ends = clock.midnight(first), clock.midnight(next_month(first))
    return and_(IncomingMail.arrived_at >= begins, IncomingMail.arrived_at < ends)


def next_month(first: dt.date) -> dt.date:
    return (first + dt.timedelta(days=32)).replace(day=1)


def _begin(mail_id: int, sent: Sent, actor: Actor) -> IncomingMail:
    """Permission, lock, version, token."""
    require(actor, Permission.MAIL_SORT)
    mail = mail_sorting.load(mail_id, row_version=sent.row_version, actor=actor)
    tokens.use(sent, actor=actor)
    return mail


def _each(ticked: Sequence[Ticked], command: Callable[[IncomingMail], None], *, sent: Sent, actor: Actor) -> Outcome:
    require(actor, Permission.MAIL_SORT)
    tokens.use(sent, actor=actor)
    outcome = Outcome()
    for one in sorted(ticked, key=lambda each: each.mail_id):
        try:
            command(mail_sorting.load(one.mail_id, row_version=one.row_version, actor=actor))
        except Conflict as error:
            outcome.refused.append(error.message)
        except NotFound:
            outcome.refused.append(GONE)
        else:
            outcome.done.append(one.mail_id)
    return outcome


def _known(kind: str) -> str | None:
    if kind and kind not in dict(codes.choices(LIST, clock.today())):
        raise Invalid("kind", "Choose what kind of mail it is from the list.")
    return kind or None
