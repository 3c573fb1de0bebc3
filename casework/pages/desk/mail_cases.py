"""The cases that a waiting mail may belong to: those that it names, those of whoever wrote it, those that are searched
for."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select

from casework.access import Actor, scope
from casework.extensions import db
from casework.models import Case, Party
from casework.pages.desk import hits, rows, search
from casework.pages.desk.hits import PersonHit
from casework.pages.desk.rows import CaseRow
from casework.pages.mail.mail_rows import Mail
from casework.services.people import ways
from casework.services.people.keys import email_key
from casework.services.people.people import PersonEntry

MOST = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Likely:
    """`found` are those of a search, None where there was none. Each list is cut at `MOST`. `people`: who may have
    written, where nobody is known by the address."""

    of_sender: Sequence[CaseRow]
    people: Sequence[PersonHit] = ()
    found: Sequence[CaseRow] | None = None
    more_found: bool = False


def of_mail(mail: Mail, words: str, *, actor: Actor) -> Likely:
    """The case that the mail is held for stands first, then what is open, the newest first."""
    of_sender = _of_sender(mail, actor)[:MOST]
    people = [] if of_sender else hits.likely(_writer(mail), actor=actor)
    if not words:
        return Likely(of_sender=of_sender, people=people)
    reference = search.exact(words, actor=actor)
    found = _rows(Case.reference == reference if reference else Case.id.in_(search.ids(words)), actor)
    return Likely(of_sender=of_sender, people=people, found=found[:MOST], more_found=len(found) > MOST)


def _writer(mail: Mail) -> PersonEntry:
    return PersonEntry(full_name=mail.reply_to_name or mail.row.sender_name, email=mail.reply_to or mail.row.sender)


def _of_sender(mail: Mail, actor: Actor) -> list[CaseRow]:
    addresses = [key for key in map(email_key, (mail.row.sender, mail.reply_to)) if key]
    party = select(Party.case_id).join(Case, Case.id == Party.case_id)
    theirs = scope(party.where(Party.person_id.in_(ways.people_by("email", addresses))), actor)
    return _rows(or_(Case.id.in_(theirs.correlate(None)), Case.id == mail.case_id), actor)


def _rows(condition: ColumnElement[bool], actor: Actor) -> list[CaseRow]:
    query = scope(rows.selected().where(condition), actor)
    found = db.session.execute(query.order_by(Case.category == "closed", Case.id.desc()).limit(MOST + 1))
    return rows.to_rows(found)
