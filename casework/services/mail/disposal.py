"""Mail that is not casework is disposed of after its time (rule 8.5), when a manager who looked through it confirms.

What it said, who wrote it and what came with it is gone, from the search too. What stays counts: that a mail of this
kind came on this day, and in the history who disposed of it when. In place of the mail lies a line that says so.
"""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, delete, exists, func, or_, select

from casework import clock
from casework.access import Actor, Permission, require
from casework.errors import Conflict, NotFound
from casework.extensions import db
from casework.models import AccessLog, Document, IncomingMail, NamedInMail, Task
from casework.services.documents import documents
from casework.services.mail import mail_sorting
from casework.services.mail.not_casework import BY_SOMEBODY, GONE, Outcome, Ticked
from casework.services.record import files, history, settings, tokens
from casework.services.record.tokens import Sent
from workflows.calendars import add_months, written

MOST = 200
"""Mails of one confirmation."""
NOT_YET = "Its time has not passed, or somebody has taken it up since. It stays."
LEFT = "Mail {number} was disposed of on {day} (rule 8.5). It was not casework."


def last_day(today: dt.date) -> dt.date | None:
    """Whatever was marked up to this day has had its time; None where the office keeps it for good."""
    months = int(settings.value("mail_kept_months"))
    return add_months(today, -months) if months else None


def is_due(today: dt.date) -> ColumnElement[bool]:
    """The condition that a mail may be disposed of: one of us marked it, its time has passed, and no case, task or log
    rests on it."""
    last = last_day(today)
    if last is None:
        return IncomingMail.id.is_(None)
    papers = select(Document.id).where(Document.incoming_id == IncomingMail.id)
    logged = exists().where(or_(AccessLog.incoming_id == IncomingMail.id, AccessLog.document_id.in_(papers)))
    to_do = exists().where(Task.incoming_id == IncomingMail.id, Task.done_at.is_(None))
    nowhere = (IncomingMail.case_id.is_(None), IncomingMail.contact_id.is_(None), IncomingMail.disposed_on.is_(None))
    return and_(
        BY_SOMEBODY, IncomingMail.settled_at < clock.midnight(last + dt.timedelta(days=1)), *nowhere, ~logged, ~to_do
    )


def amount(condition: ColumnElement[bool]) -> int:
    """How many of these mails are disposed of: a figure, for whoever reads the others."""
    return db.session.scalar(select(func.count()).where(condition, IncomingMail.disposed_on.is_not(None))) or 0


def dispose(ticked: Sequence[Ticked], *, sent: Sent, actor: Actor) -> Outcome:
    """Dispose of these mails for good. Raises `NotAllowed`, `Replayed`; of each that stays the outcome says why."""
    require(actor, Permission.MAIL_DISPOSE)
    tokens.use(sent, actor=actor)
    outcome = Outcome()
    for one in sorted(ticked, key=lambda each: each.mail_id)[:MOST]:
        try:
            _dispose(mail_sorting.load(one.mail_id, row_version=one.row_version, actor=actor), actor=actor)
        except Conflict as error:
            outcome.refused.append(error.message)
        except NotFound:
            outcome.refused.append(GONE)
        else:
            outcome.done.append(one.mail_id)
    return outcome


def _dispose(mail: IncomingMail, *, actor: Actor) -> None:
    today = clock.today()
    if db.session.scalar(select(IncomingMail.id).where(IncomingMail.id == mail.id, is_due(today))) is None:
        raise Conflict(NOT_YET)
    kept = [mail.raw_sha256, *documents.destroy_of_mail(mail.id)]
    mail.raw_sha256 = files.keep(LEFT.format(number=mail.id, day=written(today)).encode())
    mail.sender = mail.sender_name = mail.sender_key = mail.reply_to = mail.reply_to_name = ""
    mail.subject = mail.text = ""
    mail.message_id = mail.written_at = mail.person_id = mail.about_message_id = mail.problem = None
    mail.disposed_on = today
    db.session.flush()
    db.session.execute(delete(NamedInMail).where(NamedInMail.incoming_id == mail.id))
    files.drop_unused(kept)
    data = {"incoming_id": mail.id} | ({"mail_kind": mail.not_casework} if mail.not_casework else {})
    history.record(history.Kind.MAIL_DISPOSED, actor=actor, data=data)
