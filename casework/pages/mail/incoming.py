"""Mail that came in, as those see it who sort it, and its files beside the contacts of a case."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select

from casework import clock
from casework.access import Actor, Permission, can
from casework.errors import NotFound
from casework.extensions import db
from casework.models import Attachment, Case, IncomingMail, Message, User
from casework.services.mail.mail_sorting import TO_SORT, may_put_back, scope_mail

PAGE = 50
COUNTED_TO = 1000
LONGEST_ABOUT, LONGEST_DETAILS = 200, 20_000
"""What the form for a contact takes."""
STATE_LABELS: Mapping[str, str] = {
    "waiting": "To sort",
    "held": "Held",
    "filed": "Filed",
    "set_aside": "Set aside",
}
STATE_COLOURS: Mapping[str, str] = {"waiting": "blue", "held": "orange", "filed": "green"}
KIND_LABELS: Mapping[str, str] = {
    "new": "New mail",
    "reply": "Answer",
    "bounce": "Came back",
    "automatic": "Automatic answer or notice",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """One part of the page: its words and the mail that it shows."""

    title: str
    condition: ColumnElement[bool]
    nothing: str


_READ = IncomingMail.kind.in_(("new", "reply"))
VIEWS: Mapping[str, View] = {
    "to_sort": View(title="To sort", condition=IncomingMail.state == "waiting", nothing="No mail waits to be sorted."),
    "held": View(
        title="Holding pen",
        condition=IncomingMail.state == "held",
        nothing="No mail with a known reference came from an unknown sender.",
    ),
    "came_back": View(title="Came back", condition=IncomingMail.kind == "bounce", nothing="No mail of ours came back."),
    "automatic": View(
        title="Automatic",
        condition=and_(IncomingMail.kind == "automatic", IncomingMail.state.in_(("filed", "set_aside"))),
        nothing="No automatic answer came in.",
    ),
    "done": View(
        title="Filed and set aside",
        condition=and_(IncomingMail.state.in_(("filed", "set_aside")), _READ),
        nothing="No mail has been filed or set aside yet.",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class MailRow:
    """One mail of a list."""

    id: int
    sender: str
    sender_name: str
    subject: str
    arrived_at: dt.datetime
    kind: str
    state: str
    reference: str | None
    problem: str | None
    files: int

    @property
    def from_whom(self) -> str:
        return self.sender_name or self.sender or "Somebody who does not say who they are"

    @property
    def title(self) -> str:
        return self.subject or "No subject"

    @property
    def state_label(self) -> str:
        return STATE_LABELS[self.state]

    @property
    def colour(self) -> str:
        return STATE_COLOURS.get(self.state, "grey")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """`amounts` are counted up to 1,000 each; `older` is the id to go on from."""

    view: str
    mails: Sequence[MailRow]
    amounts: Mapping[str, int]
    older: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRow:
    id: int
    incoming_id: int
    file_name: str
    media_type: str
    size: int
    file_sha256: str
    problem: str | None

    @property
    def amount(self) -> str:
        """Its size as people say it."""
        if self.size < 1024:
            return f"{self.size} bytes"
        kilobytes = self.size / 1024
        return f"{kilobytes:.0f} KB" if kilobytes < 1024 else f"{kilobytes / 1024:.1f} MB"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One mail on its page. `restricted`: it is on a case whose openings are noted."""

    row: MailRow
    text: str
    written_at: dt.datetime | None
    case_id: int | None
    restricted: bool
    row_version: int
    raw_sha256: str
    settled_by: str | None
    settled_at: dt.datetime | None
    matched_by: str | None
    reason: str | None
    files: Sequence[FileRow]

    @property
    def is_to_sort(self) -> bool:
        return self.row.state in TO_SORT

    @property
    def can_be_put_back(self) -> bool:
        return may_put_back(self.row.state, self.row.kind)

    @property
    def why(self) -> str:
        """What was found out about it, as a sentence."""
        return _why(self)


def find(view: str, *, actor: Actor, before: int | None = None) -> Page:
    """The newest first. A view that does not exist shows what there is to sort."""
    view = view if view in VIEWS else "to_sort"
    query = scope_mail(_rows().where(VIEWS[view].condition), actor)
    if before is not None:
        query = query.where(IncomingMail.id < before)
    found = db.session.execute(query.order_by(IncomingMail.id.desc()).limit(PAGE + 1)).mappings()
    mails = [MailRow(**row) for row in found]
    amounts = {name: _amount(each.condition, actor) for name, each in VIEWS.items()}
    older = mails[PAGE - 1].id if len(mails) > PAGE else None
    return Page(view=view, mails=mails[:PAGE], amounts=amounts, older=older)


def find_one(mail_id: int, *, actor: Actor) -> Mail:
    """Raises `NotFound`, also for mail on a restricted case that is not the actor's, or on none for a mere reader."""
    query = (
        _rows()
        .add_columns(
            IncomingMail.text,
            IncomingMail.written_at,
            IncomingMail.case_id,
            func.coalesce(Case.restricted, False).label("restricted"),
            IncomingMail.row_version,
            IncomingMail.raw_sha256,
            User.name.label("settled_by"),
            IncomingMail.settled_at,
            IncomingMail.matched_by,
            Message.last_error.label("reason"),
        )
        .outerjoin(User, User.id == IncomingMail.settled_by_id)
        .outerjoin(Message, Message.id == IncomingMail.about_message_id)
        .where(IncomingMail.id == mail_id)
    )
    if not can(actor, Permission.MAIL_SORT):
        query = query.where(IncomingMail.case_id.is_not(None))
    found = db.session.execute(scope_mail(query, actor)).mappings().first()
    if found is None:
        raise NotFound
    values = dict(found)
    row = MailRow(**{name: values.pop(name) for name in MailRow.__slots__})
    return Mail(row=row, files=_files([mail_id]), **values)


def contact_fields(mail: Mail) -> dict[str, Any]:
    """A mail as the first answers of the form for a contact (forms/desk/contacts.py)."""
    return {
        "full_name": mail.row.sender_name,
        "email": mail.row.sender,
        "channel": "email",
        "received_on": clock.local(mail.row.arrived_at).date(),
        "about": mail.row.subject[:LONGEST_ABOUT],
        "details": mail.text[:LONGEST_DETAILS],
        "row_version": mail.row_version,
    }


def find_file(mail: Mail, file_id: int) -> FileRow:
    """Raises `NotFound` for a file of another mail."""
    for file in mail.files:
        if file.id == file_id:
            return file
    raise NotFound


def of_contacts(case_id: int, contact_ids: Collection[int]) -> dict[int, list[FileRow]]:
    """The files that came with contacts of a case, which the caller has found visible."""
    columns = [getattr(Attachment, name) for name in FileRow.__slots__]
    query = select(IncomingMail.contact_id, *columns).join(IncomingMail, IncomingMail.id == Attachment.incoming_id)
    query = query.where(IncomingMail.case_id == case_id, IncomingMail.contact_id.in_(contact_ids))
    query = query.order_by(Attachment.incoming_id, Attachment.position)
    found: dict[int, list[FileRow]] = {}
    for row in db.session.execute(query).mappings():
        values = dict(row)
        found.setdefault(values.pop("contact_id"), []).append(FileRow(**values))
    return found


def _files(mail_ids: Collection[int]) -> list[FileRow]:
    columns = [getattr(Attachment, name) for name in FileRow.__slots__]
    query = select(*columns).where(Attachment.incoming_id.in_(mail_ids))
    rows = db.session.execute(query.order_by(Attachment.incoming_id, Attachment.position)).mappings()
    return [FileRow(**row) for row in rows]


def _rows() -> Select[*tuple[Any, ...]]:
    files = select(func.count(Attachment.id)).where(Attachment.incoming_id == IncomingMail.id)
    return select(
        IncomingMail.id,
        IncomingMail.sender,
        IncomingMail.sender_name,
        IncomingMail.subject,
        IncomingMail.arrived_at,
        IncomingMail.kind,
        IncomingMail.state,
        Case.reference,
        IncomingMail.problem,
        files.scalar_subquery().label("files"),
    ).outerjoin(Case, Case.id == IncomingMail.case_id)


def _amount(condition: ColumnElement[bool], actor: Actor) -> int:
    query = select(IncomingMail.id).outerjoin(Case, Case.id == IncomingMail.case_id).where(condition)
    limited = scope_mail(query, actor).limit(COUNTED_TO).subquery()
    return db.session.scalar(select(func.count()).select_from(limited)) or 0


def _why(mail: Mail) -> str:
    row = mail.row
    if mail.matched_by == "copy":
        return "It is another copy of a mail that came in before. Nothing was done about it."
    if row.kind == "bounce":
        return mail.reason or "A mail server says that a mail could not be delivered."
    if row.kind == "automatic":
        return "A machine sent it: an automatic answer, or a notice of a mail server. Nobody needs to read it."
    found = {
        "message_id": f"It answers a mail of ours about {row.reference}",
        "reference": f"Its subject names {row.reference}",
        "several": f"Its subject names {row.reference} and other cases of whoever wrote",
        "mention": f"It mentions {row.reference}, which is restricted, or its sender is known from there alone",
    }.get(mail.matched_by or "")
    if mail.matched_by == "person":
        return f"{mail.settled_by or 'Somebody'} put it on {row.reference}."
    if found is None:
        return "It answers no mail of ours, and its subject names no case."
    if row.state == "filed":
        return f"{found}, and its sender is known there."
    if mail.matched_by in ("reference", "message_id"):
        return f"{found}, but nobody with this address belongs to the case. It is on the case once you file it."
    return f"{found}. It is on a case once you file it."
