"""Everything that mentions some words, and that the reader may see: the best first, of the newest that have them.

A common word is in hundreds of thousands of texts: of these the newest are put into order, so that nobody waits.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Select,
    Subquery,
    Text,
    bindparam,
    case,
    cast,
    column,
    func,
    select,
    table,
)
from sqlalchemy.dialects.postgresql import TSQUERY

from casework import openings
from casework.access import Actor, Sight, restricted_id, scope_people, sight, visible
from casework.extensions import db, read
from casework.models import Case, DirectoryEntry, IncomingMail, Meeting, Person, SearchText
from casework.models.searching import FULL_TEXT
from casework.services.mail.mail_sight import scope_mail
from casework.services.search import asking, sources
from casework.services.search.asking import Part
from casework.services.search.passages import Piece, of_texts

AT_ONCE = 20
LOOKED_AT = 5000
"""Of more texts that have the words, the newest."""
NAMES, BEGINNINGS = "names", "beginnings"
FOR_EVERYBODY = frozenset({DirectoryEntry.__tablename__, Meeting.__tablename__})
LABELS: Mapping[str, str] = {name: source.label for name, source in sources.SOURCES.items()}
KINDS = tuple(LABELS.items())
_INDEX = table(FULL_TEXT, column("rowid"), column("rank"), column(FULL_TEXT))


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What the search is limited to, beside its words."""

    kind: str = ""
    case_type: str = ""
    first_day: dt.date | None = None
    last_day: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One text. `reference`: its case, if it has one; `row_id`: which row of the table `source` says it."""

    source: str
    row_id: int
    mail_id: int | None
    reference: str | None
    shown_on: str
    """The page of its case that shows it."""
    case_type: str | None
    state: str | None
    category: str | None
    about: str | None
    name: str
    """What it says first, e.g. the name of somebody, the subject of a mail: the heading of a hit without a case."""
    on: dt.date
    passage: Sequence[Piece]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """`amount` is that of all hits, and `LOOKED_AT` where there are as many or more. `widened`: where whole words found
    little, found are also NAMES with a slip, or BEGINNINGS of words."""

    hits: Sequence[Hit] = ()
    amount: int = 0
    page: int = 1
    widened: str = ""

    @property
    def has_more(self) -> bool:
        return self.page * AT_ONCE < self.amount

    @property
    def is_all(self) -> bool:
        return self.amount < LOOKED_AT


def find(words: str, limits: Limits, *, actor: Actor, page: int = 1) -> Found:
    """Raises `Invalid` for words by which nothing can be found."""
    parts, widened = asking.parts_of(words), ""
    rows = _rows(parts, limits, actor, page)
    if _amount(rows) < AT_ONCE:
        named = asking.with_names(parts)
        if named != parts and _amount(more := _rows(named, limits, actor, page)) > _amount(rows):
            rows, parts, widened = more, named, NAMES
    if not rows:
        parts, widened = asking.with_beginnings(parts), BEGINNINGS
        rows = _rows(parts, limits, actor, page)
    openings.mark_listed(row.restricted_id for row in rows)
    return Found(hits=_hits(rows, parts), amount=_amount(rows), page=page, widened=widened if rows else "")


def _amount(rows: Sequence[Any]) -> int:
    return rows[0].amount if rows else 0


def _rows(parts: Sequence[Part], limits: Limits, actor: Actor, page: int) -> Sequence[Any]:
    kind = db.engine.dialect.name
    words = asking.for_sqlite(parts) if kind == "sqlite" else asking.for_postgres(parts)
    limited = {each.name: value for each in fields(limits) if (value := getattr(limits, each.name))}
    statement = _statement(kind, sight(actor), frozenset(limited))
    given = {"words": words, "reader": actor.user_id, "start": (page - 1) * AT_ONCE}
    return read(statement, **given, **limited).all()


@cache
def _statement(kind: str, sight: Sight, limited: frozenset[str]) -> Select[*tuple[Any, ...]]:
    """On this kind of database, limited by these fields of `Limits`."""
    found = (_in_sqlite if kind == "sqlite" else _in_postgres)(sight, limited)
    query = select(found, func.count().over().label("amount"))
    query = query.order_by(found.c.rank.desc(), found.c.on.desc(), found.c.id.desc())
    return query.offset(bindparam("start", type_=Integer())).limit(AT_ONCE)


def _in_sqlite(sight: Sight, limited: frozenset[str]) -> Subquery:
    """Of FTS5 the better rank is the lower one."""
    has_words = _INDEX.c[FULL_TEXT].op("MATCH")(bindparam("words", type_=Text()))
    columns = (*_columns(), (-_INDEX.c.rank).label("rank"))
    query = select(*columns).select_from(_INDEX).join(SearchText, SearchText.id == _INDEX.c.rowid).where(has_words)
    newest = _INDEX.c.rowid.desc()
    return _limited(query, sight, limited).order_by(newest).limit(LOOKED_AT).subquery()


def _in_postgres(sight: Sight, limited: frozenset[str]) -> Subquery:
    """Put into order are those alone that are looked at: to rank one takes longer than to find it."""
    asked = cast(bindparam("words", type_=Text()), TSQUERY)
    query = select(*_columns(), SearchText.terms).select_from(SearchText).where(SearchText.terms.op("@@")(asked))
    newest = _limited(query, sight, limited).order_by(SearchText.id.desc()).limit(LOOKED_AT).subquery()
    rank = func.ts_rank(newest.c.terms, asked, 1).label("rank")
    return select(*(each for each in newest.c if each.name != "terms"), rank).subquery()


def _columns() -> list[Any]:
    of_case = (Case.reference, Case.about, Case.case_type, Case.state, Case.category, restricted_id())
    return [SearchText.id, SearchText.source, SearchText.row_id, SearchText.mail_id, SearchText.on, *of_case]


def _limited(query: Select[Any], sight: Sight, limited: frozenset[str]) -> Select[Any]:
    """To what the actor may see, each by what decides it: case, mail, person. The rest is for everybody."""
    query = query.outerjoin(IncomingMail, IncomingMail.id == SearchText.mail_id)
    query = query.outerjoin(Case, Case.id == func.coalesce(SearchText.case_id, IncomingMail.case_id))
    mail = select(IncomingMail.id).outerjoin(Case, Case.id == IncomingMail.case_id)
    mail = scope_mail(mail.where(IncomingMail.id == SearchText.mail_id).correlate(SearchText), sight)
    person = scope_people(select(Person.id).where(Person.id == SearchText.row_id).correlate(SearchText), sight)
    seen = case(
        (SearchText.case_id.is_not(None), visible(sight)),
        (SearchText.mail_id.is_not(None), mail.exists()),
        (SearchText.source == Person.__tablename__, person.exists()),
        else_=SearchText.source.in_(FOR_EVERYBODY),
    )
    conditions: dict[str, ColumnElement[bool]] = {
        "kind": SearchText.source == bindparam("kind", type_=Text()),
        "case_type": Case.case_type == bindparam("case_type", type_=Text()),
        "first_day": SearchText.on >= bindparam("first_day", type_=Date()),
        "last_day": SearchText.on <= bindparam("last_day", type_=Date()),
    }
    return query.where(seen, *(conditions[name] for name in sorted(limited)))


def _hits(rows: Sequence[Any], parts: Sequence[Part]) -> list[Hit]:
    said: dict[tuple[str, int], Sequence[str]] = {}
    for source in dict.fromkeys(row.source for row in rows):
        ids = [row.row_id for row in rows if row.source == source]
        said |= {(source, words.row_id): words.texts for words in sources.words_of(source, ids)}
    names = ("source", "row_id", "mail_id", "reference", "about", "case_type", "state", "category", "on")
    return [
        Hit(
            **{name: getattr(row, name) for name in names},
            shown_on=sources.SOURCES[row.source].shown_on,
            name=next(iter(said.get((row.source, row.row_id), ())), ""),
            passage=of_texts(said.get((row.source, row.row_id), ()), parts),
        )
        for row in rows
    ]
