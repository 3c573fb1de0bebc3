"""Who may see a mail that is on no case yet: asked when somebody looks at it, since cases are restricted, parties added
and addresses corrected after it came."""

from collections.abc import Collection
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Exists, Select, and_, not_, or_, select
from sqlalchemy import case as sql_case

from casework.access import Actor, Sight, sight, visible
from casework.extensions import db
from casework.models import Case, IncomingMail, NamedInMail, Party, PersonWay

# a kind that depends on the mail: without statistics SQLite would begin at all addresses that the office knows
_KIND = sql_case((NamedInMail.value != "", "email"))
_HAS_ADDRESS = and_(PersonWay.kind == _KIND, PersonWay.key == NamedInMail.value)
S = TypeVar("S", bound=Select[*tuple[Any, ...]])


def scope_mail(query: S, reader: Actor | Sight, *, state: str = "") -> S:
    """`query` (from `IncomingMail`, outer joined to `Case`) limited to what the reader may see, of one state if given.

    Mail that is filed on a case, or held on a restricted one, is for those who may see the case. Any other is not
    for somebody who may not see a case that it mentions, or through which alone its sender is known, unless they
    may see another restricted one of these: it would be for nobody where these have different people. What nobody
    has read yet is for nobody.
    """
    query = query.where(IncomingMail.state != "unread", or_(IncomingMail.case_id.is_(None), visible(reader)))
    if state:
        query = query.where(IncomingMail.state == state)
    kind = reader if isinstance(reader, Sight) else sight(reader)
    if kind is Sight.EVERY or state == "filed":
        return query
    return query.where(or_(IncomingMail.state == "filed", Case.restricted, ~_is_hidden(visible(reader))))


def restricted_case(mail_id: int) -> int | None:
    """The first restricted case that a mail mentions, else through which alone its sender is known."""
    for cases in (_mentioned([mail_id]), _known_through([mail_id])):
        found = db.session.scalar(cases.order_by(Case.id).limit(1))
        if found is not None:
            return found
    return None


def restricted_cases(mail_ids: Collection[int]) -> list[int]:
    """All restricted cases that any of these mails mentions, or through which alone its sender is known."""
    return list(db.session.scalars(_mentioned(mail_ids).union(_known_through(mail_ids))))


def _mentioned(mail_ids: Collection[int]) -> Select[int]:
    query = select(Case.id).join(NamedInMail, NamedInMail.value == Case.reference)
    return query.where(NamedInMail.incoming_id.in_(mail_ids), NamedInMail.what == "reference", Case.restricted)


def _known_through(mail_ids: Collection[int]) -> Select[int]:
    query = (
        select(Case.id)
        .select_from(IncomingMail)
        .join(NamedInMail, NamedInMail.incoming_id == IncomingMail.id)
        .join(PersonWay, _HAS_ADDRESS)
        .join(Party, Party.person_id == PersonWay.person_id)
        .join(Case, Case.id == Party.case_id)
    )
    of_these = (NamedInMail.incoming_id.in_(mail_ids), NamedInMail.what == "address")
    return query.where(*of_these, Case.restricted, ~_is_party(Case.restricted.is_(False)))


def _is_hidden(seen: ColumnElement[bool]) -> ColumnElement[bool]:
    """`seen`: the condition on a case under which whoever looks may see it."""
    restricted = and_(Case.restricted, seen)
    hidden = or_(_mentions(not_(seen)), and_(_is_party(not_(seen)), ~_is_party(seen)))
    let_in = or_(_mentions(restricted), and_(_is_party(restricted), ~_is_party(Case.restricted.is_(False))))
    return and_(hidden, ~let_in)


def _mentions(condition: ColumnElement[bool]) -> Exists:
    """Whether the mail has the reference of a case of which this is true."""
    return (
        select(NamedInMail.value)
        .join(Case, Case.reference == NamedInMail.value)
        .where(NamedInMail.incoming_id == IncomingMail.id, NamedInMail.what == "reference", condition)
        .correlate(IncomingMail)
        .exists()
    )


def _is_party(condition: ColumnElement[bool]) -> Exists:
    """Whether somebody with an address of the mail is a party of a case of which this is true."""
    return (
        select(NamedInMail.value)
        .join(PersonWay, _HAS_ADDRESS)
        .join(Party, Party.person_id == PersonWay.person_id)
        .join(Case, Case.id == Party.case_id)
        .where(NamedInMail.incoming_id == IncomingMail.id, NamedInMail.what == "address", condition)
        .correlate(IncomingMail)
        .exists()
    )
