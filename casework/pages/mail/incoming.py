"""Mail that came in, as those see it who sort it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true

from casework import clock, openings
from casework.access import Actor, Permission, can, restricted_id
from casework.errors import NotFound
from casework.extensions import db
from casework.models import Case, Document, IncomingMail, Message, User
from casework.pages.mail import mail_files
from casework.pages.mail.mail_rows import Mail, MailRow
from casework.services.mail import incoming as mail_service
from casework.services.mail import mail_sight, mail_sorting
from casework.services.mail.mail_sight import scope_mail
from casework.services.people.acting import standing

PAGE = 50
COUNTED_TO = 1000
LOOKED_THROUGH = 10_000
"""Mails of which every line is read in a search."""
LONGEST_ABOUT, LONGEST_DETAILS = 200, 20_000
"""What the form for a contact takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """One part of the page: its words and the mail that it shows. It is counted by state where it has several
    `states`: what a filed mail mentions hides nothing, and to ask it makes PostgreSQL read all."""

    title: str
    condition: ColumnElement[bool]
    nothing: str
    states: Sequence[str] = ("",)


VIEWS: Mapping[str, View] = {
    "to_sort": View(title="To sort", condition=IncomingMail.state == "waiting", nothing="No mail waits to be sorted."),
    "held": View(
        title="Held back",
        condition=IncomingMail.state == "held",
        nothing="No mail with a known reference came from an unknown sender.",
    ),
    "came_back": View(
        title="Not delivered", condition=IncomingMail.kind == "bounce", nothing="No mail of ours came back."
    ),
    "automatic": View(
        title="Automatic",
        condition=and_(IncomingMail.kind == "automatic", IncomingMail.state.in_(("filed", "set_aside"))),
        nothing="No automatic answer came in.",
    ),
    "done": View(
        title="Filed and not casework",
        # not "in", which would have SQLite sort all that was ever filed
        condition=and_(
            IncomingMail.state.not_in(("waiting", "held")), IncomingMail.kind.not_in(("bounce", "automatic"))
        ),
        nothing="No mail has been filed or called not casework yet.",
        states=("filed", "set_aside"),
    ),
}

FOUND = View(title="Found", condition=true(), nothing="No mail that you may see has all of these words. Try fewer.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """`amounts` are counted up to 1,000 each; `older` is the id to go on from. `being_read`: mails that
    came in just now, of which nobody knows yet whom they are for."""

    view: str
    mails: Sequence[MailRow]
    amounts: Mapping[str, int]
    older: int | None
    being_read: int


def find(view: str, *, actor: Actor, before: int | None = None, words: str = "") -> Page:
    """The newest first. A view that does not exist shows what there is to sort; `words`: what has all of them, in
    whatever view it is."""
    view = view if view in VIEWS else "to_sort"
    mails, older = _page(_visible(_has(words) if words else VIEWS[view].condition, actor), before)
    amounts = {name: _amount(each, actor) for name, each in VIEWS.items()}
    unread = len(mail_service.unread(limit=COUNTED_TO))
    return Page(view=view, mails=mails, amounts=amounts, older=older, being_read=unread)


def listed(
    condition: ColumnElement[bool], *, actor: Actor, before: int | None = None
) -> tuple[list[MailRow], int | None]:
    """The newest of these that the reader may see, and the id to go on from where there are more."""
    return _page(_visible(condition, actor), before)


def _visible(condition: ColumnElement[bool], actor: Actor) -> Select[*tuple[Any, ...]]:
    return scope_mail(_rows().add_columns(restricted_id()).where(condition), actor)


def _page(query: Select[*tuple[Any, ...]], before: int | None) -> tuple[list[MailRow], int | None]:
    if before is not None:
        query = query.where(IncomingMail.id < before)
    found = [dict(row) for row in db.session.execute(query.order_by(IncomingMail.id.desc()).limit(PAGE + 1)).mappings()]
    on_restricted = {row["id"]: row.pop("restricted_id") for row in found}
    openings.mark_listed(on_restricted.values())
    about = [row["id"] for row in found if row["state"] != "filed" and on_restricted[row["id"]] is None]
    openings.mark_listed(mail_sight.restricted_cases(about) if about else ())
    mails = [MailRow(**row) for row in found]
    return mails[:PAGE], mails[PAGE - 1].id if len(mails) > PAGE else None


def find_one(mail_id: int, *, actor: Actor) -> Mail:
    """Raises `NotFound`, also for mail on a restricted case that is not the actor's, or on none for a mere reader."""
    query = (
        _rows()
        .add_columns(
            IncomingMail.text,
            IncomingMail.written_at,
            IncomingMail.case_id,
            func.coalesce(Case.restricted, False).label("restricted"),
            IncomingMail.raw_sha256,
            IncomingMail.reply_to,
            IncomingMail.reply_to_name,
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
    noted = [values["case_id"]] if values.pop("restricted") else []
    if not noted and values["state"] != "filed":
        # whoever may see it opens it as they open the cases that it was closed with since it came
        noted = mail_sight.restricted_cases([mail_id])
    for case_id in noted:
        openings.mark_opened(case_id, incoming_id=mail_id)
    values["noted"] = noted
    row = MailRow(**{name: values.pop(name) for name in MailRow.__slots__})
    return Mail(row=row, files=mail_files.of_mails([mail_id]), **values)


def contact_fields(mail: Mail) -> dict[str, Any]:
    """A mail as the first answers of the form for a contact (forms/desk/contacts.py), or for an application."""
    row, given = mail.row, {"reply_to_name": mail.reply_to_name, "reply_to": mail.reply_to}
    name, address = mail_sorting.who_wrote(row.sender_name, row.sender, **given)
    return {
        **_who(name, address),
        "channel": "email",
        "received_on": clock.local(mail.row.arrived_at).date(),
        "about": mail.row.subject[:LONGEST_ABOUT],
        "details": mail.text[:LONGEST_DETAILS],
        "row_version": mail.row_version,
    }


def _who(name: str, address: str) -> dict[str, Any]:
    """An MP or a councillor mostly writes for somebody else, whose name stands in the mail."""
    if not standing.is_elected(name):
        return {"full_name": name, "anonymous": not name, "email": address}
    how = "councillor" if standing.is_councillor(name) else "mp"
    return {"with_whom": "representative", "acting_name": name, "acting_email": address, "standing": how}


def _has(words: str) -> ColumnElement[bool]:
    """The words stand in the mail, in a mail that came with it, or in the name of a file: of the last mails alone,
    because every line of each is read."""
    newest = select(func.max(IncomingMail.id)).scalar_subquery()
    found: list[ColumnElement[bool]] = [IncomingMail.id > newest - LOOKED_THROUGH]
    for word in words.split():
        places = (IncomingMail.subject, IncomingMail.sender_name, IncomingMail.sender, IncomingMail.text)
        file = select(Document.id).where(
            Document.incoming_id == IncomingMail.id, Document.file_name.icontains(word, autoescape=True)
        )
        found.append(or_(*(place.icontains(word, autoescape=True) for place in places), file.exists()))
    return and_(*found)


def _rows() -> Select[*tuple[Any, ...]]:
    files = select(func.count(Document.id)).where(Document.incoming_id == IncomingMail.id)
    query = select(
        IncomingMail.id,
        IncomingMail.sender,
        IncomingMail.sender_name,
        IncomingMail.subject,
        IncomingMail.arrived_at,
        IncomingMail.kind,
        IncomingMail.state,
        Case.reference,
        IncomingMail.problem,
        IncomingMail.not_casework,
        IncomingMail.row_version,
        IncomingMail.sender_key,
        IncomingMail.is_from_machine,
        files.scalar_subquery().label("files"),
    ).outerjoin(Case, Case.id == IncomingMail.case_id)
    return query.where(IncomingMail.disposed_on.is_(None))


def _amount(view: View, actor: Actor) -> int:
    query = (
        select(IncomingMail.id)
        .outerjoin(Case, Case.id == IncomingMail.case_id)
        .where(view.condition, IncomingMail.disposed_on.is_(None))
    )
    states = [scope_mail(query, actor, state=state) for state in view.states]
    # in the order of an index, or PostgreSQL reads all
    limited = [each.order_by(IncomingMail.id.desc()).limit(COUNTED_TO).subquery() for each in states]
    counts = [select(func.count()).select_from(each).scalar_subquery() for each in limited]
    return min(sum(db.session.execute(select(*counts)).one()), COUNTED_TO)
