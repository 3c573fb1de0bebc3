"""What texts are found by: their words, the case through which somebody may see them, and what has changed since.

The database itself notes what changed, by triggers on every column that is searched (`statements`), so that nothing
that writes a text can forget it. `services/search/keeping.py` makes the rows before the transaction ends.
"""

import datetime as dt
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Dialect, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import TypeDecorator, TypeEngine

from casework.models.base import Base
from casework.models.cases import Case, EnquiryDetail, ReviewDetail
from casework.models.clocks import ClockEvent
from casework.models.files import Document, FileText
from casework.models.incoming import IncomingMail
from casework.models.letters import Letter, LetterComment
from casework.models.meetings import Meeting
from casework.models.office import DirectoryEntry
from casework.models.people import ContactLimit, LimitDecision, Person, PersonWay, Representation
from casework.models.risks import RiskAction
from casework.models.work import Allegation, Answer, Contact, Decision, Note, Recommendation

FULL_TEXT = "search_words"
"""The index of full text of SQLite, over the words of `search_text`."""
_LEXEME = re.compile("'([^']+)':([0-9,]+)")


class Terms(TypeDecorator[list[str]]):
    """Words that were made of a text, letters and digits alone: a vector of PostgreSQL, or with blanks between them."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(TSVECTOR() if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: list[str] | None, dialect: Dialect) -> str | None:
        if value is None or dialect.name != "postgresql":
            return None if value is None else " ".join(value)
        places = dict[str, list[str]]()
        for place, word in enumerate(value, start=1):
            places.setdefault(word, []).append(str(place))
        return " ".join(f"'{word}':{','.join(found)}" for word, found in places.items())

    def process_result_value(self, value: str | None, dialect: Dialect) -> list[str] | None:
        if value is None or dialect.name != "postgresql":
            return None if value is None else value.split()
        return [word for word, _ in _LEXEME.findall(value)]


class SearchText(Base):
    """The words of one thing that people wrote. `source` is a table of `WATCHED`, and `row_id` the row in it.

    Who may see the case, or the mail, finds it; of a person, who may see them; of an organisation or a meeting, all.
    """

    __tablename__ = "search_text"
    __table_args__ = (
        UniqueConstraint("source", "row_id", "part"),
        Index("ix_search_text_terms", "terms", postgresql_using="gin").ddl_if(dialect="postgresql"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(String(20))
    row_id: Mapped[int]
    part: Mapped[int]
    """0, and so on where it is too long for one row."""
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), index=True)
    mail_id: Mapped[int | None] = mapped_column(ForeignKey("incoming_mail.id"), index=True)
    on: Mapped[dt.date]
    terms: Mapped[list[str]] = mapped_column(Terms())


class SearchChange(Base):
    """A row whose words are to be made anew. Gone by the end of the transaction that made it."""

    __tablename__ = "search_change"
    __table_args__ = (CheckConstraint("change IN ('new', 'changed', 'gone')", name="change_known"),)

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer(), "sqlite"), primary_key=True)
    source: Mapped[str] = mapped_column(String(20))
    row_id: Mapped[int]
    change: Mapped[str] = mapped_column(String(10))


class NameTrigram(Base):
    """Three letters that follow each other in a word of somebody's name."""

    __tablename__ = "name_trigram"

    trigram: Mapped[str] = mapped_column(String(3), primary_key=True)
    word: Mapped[str] = mapped_column(String(40), primary_key=True, index=True)


class SearchBuild(Base):
    """How far everything that stands was made findable, so that what was interrupted goes on there. One row."""

    __tablename__ = "search_build"

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int]
    """That of what was made of the texts."""
    stage: Mapped[str] = mapped_column(String(20))
    last_id: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    began_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]


@dataclass(frozen=True, slots=True)
class Watched:
    """Columns of a table whose words are a part of a row of `source`, which the column `key` names; or of every row of
    it whose column `named_by` says the same as `key`."""

    table: str
    source: str
    key: str
    columns: tuple[str, ...]
    named_by: str = ""


def _watched(*columns: Any, source: type[Base] | None = None, key: str = "id", named_by: str = "") -> Watched:
    """`source`: where these are a part of a row of another table."""
    table, names = columns[0].class_.__tablename__, tuple(each.key for each in columns)
    return Watched(table, table if source is None else source.__tablename__, key, names, named_by)


WATCHED: Mapping[str, Watched] = {
    watched.table: watched
    for watched in (
        _watched(Allegation.case_id, Allegation.summary, Allegation.reason),
        _watched(Answer.case_id, Answer.value),
        _watched(Case.reference, Case.old_reference, Case.about),
        _watched(ClockEvent.reason),
        _watched(Contact.case_id, Contact.summary, Contact.happened_on),
        _watched(ContactLimit.case_id, ContactLimit.what, ContactLimit.challenge),
        _watched(Decision.case_id, Decision.reasons, Decision.learning, Decision.comments),
        _watched(
            DirectoryEntry.name, DirectoryEntry.email, DirectoryEntry.address, DirectoryEntry.phone,
            DirectoryEntry.website,
        ),
        _watched(Document.case_id, Document.incoming_id, Document.file_name, Document.description),
        _watched(FileText.words, source=Document, key="sha256", named_by="file_sha256"),
        _watched(EnquiryDetail.who_will_be_asked, source=Case, key="case_id"),
        _watched(
            IncomingMail.sender, IncomingMail.sender_name, IncomingMail.reply_to, IncomingMail.reply_to_name,
            IncomingMail.subject, IncomingMail.text,
        ),
        _watched(Letter.case_id, Letter.to_name, Letter.email, Letter.postal_address, Letter.subject, Letter.body),
        _watched(LetterComment.text),
        _watched(
            LimitDecision.limit_id, LimitDecision.what, LimitDecision.reasons, LimitDecision.challenge,
            source=ContactLimit, key="limit_id",
        ),
        _watched(Meeting.topics, Meeting.website, Meeting.why),
        _watched(Note.case_id, Note.text),
        _watched(Person.full_name, Person.adjustments, Person.safe_contact, Person.merged_into_id),
        _watched(PersonWay.person_id, PersonWay.value, PersonWay.postcode, source=Person, key="person_id"),
        _watched(
            Recommendation.case_id, Recommendation.text, Recommendation.addressed_to, Recommendation.response_text,
            Recommendation.evidence,
        ),
        _watched(Representation.case_id, Representation.scope),
        _watched(
            ReviewDetail.force_reference, ReviewDetail.complaint_details, ReviewDetail.force_named, source=Case,
            key="case_id",
        ),
        _watched(RiskAction.case_id, RiskAction.told, RiskAction.reference, RiskAction.words),
    )
}  # fmt: skip
"""What is searched, by table. `NOT_SEARCHED` of the tests says why all else is not."""


def statements(dialect: str, tables: Mapping[str, Collection[str]]) -> Iterator[str]:
    """What lets the database note every change of what is searched. `tables`: those there are, with their columns: an
    older version has fewer."""
    for table in sorted(WATCHED.keys() & tables.keys()):
        if not {WATCHED[table].key, *WATCHED[table].columns} <= set(tables[table]):
            continue
        yield from unwatched(dialect, table)
        yield from (_of_sqlite if dialect == "sqlite" else _of_postgres)(table, WATCHED[table])


def unwatched(dialect: str, table: str) -> Iterator[str]:
    for name in _names(table):
        yield f"DROP TRIGGER IF EXISTS {name}" + (f" ON {table}" if dialect != "sqlite" else "")


def _names(table: str) -> list[str]:
    return [f"{table}_search_{what}" for what in ("new", "changed", "gone")]


def _events(table: str, watched: Watched) -> Iterator[tuple[str, str, str]]:
    """Name, event, and what notes the change."""
    is_own = watched.key == "id"
    new, changed, gone = _names(table)
    yield new, "INSERT", _noted(watched, "NEW", "new" if is_own else "changed")
    rows = ("NEW", "OLD") if watched.key in watched.columns else ("NEW",)
    noted = " ".join(_noted(watched, row, "changed") for row in rows)
    yield changed, f"UPDATE OF {', '.join(watched.columns)}", noted
    yield gone, "DELETE", _noted(watched, "OLD", "gone" if is_own else "changed")


def _noted(watched: Watched, row: str, change: str) -> str:
    into = "INSERT INTO search_change (source, row_id, change)"
    if watched.named_by:
        which = f"FROM {watched.source} WHERE {watched.named_by} = {row}.{watched.key}"
        return f"{into} SELECT '{watched.source}', id, '{change}' {which};"
    return f"{into} VALUES ('{watched.source}', {row}.{watched.key}, '{change}');"


def _of_sqlite(table: str, watched: Watched) -> Iterator[str]:
    for name, event, noted in _events(table, watched):
        yield f"CREATE TRIGGER {name} AFTER {event} ON {table} FOR EACH ROW BEGIN {noted[:-1]}; END"


def _of_postgres(table: str, watched: Watched) -> Iterator[str]:
    for name, event, noted in _events(table, watched):
        yield (
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN {noted} RETURN NULL; END $$"
        )
        yield f"CREATE TRIGGER {name} AFTER {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
