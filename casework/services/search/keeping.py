"""What people wrote is found at once: its words are made before the transaction that writes them ends.

The database notes which rows changed (`models/searching.py`). Whether a transaction wrote any is seen on its
connection, so that one that did not asks nothing. What was written past the application waits for the next one that
did, or for the job that looks every minute.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import (
    Connection,
    Engine,
    Executable,
    Select,
    bindparam,
    delete,
    event,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningDelete, UpdateBase

from casework.extensions import db
from casework.models import SearchChange, SearchText
from casework.models.searching import WATCHED
from casework.services.search import sources
from casework.services.search.sources import Words
from casework.services.search.words import pieces, plain_words, terms, trigrams

AT_ONCE = 500
MOST = 20_000
"""Changes of one transaction. What was loaded past the application leaves more, which wait for the next."""
WROTE = "wrote_what_is_searched"
SHORTEST_NAME = 3
_ADD = insert(SearchText)
_COLUMNS = ("source", "row_id", "part", "case_id", "mail_id", "on", "terms")
_CHANGE = (
    update(SearchText).where(SearchText.id == bindparam("one")).values({each: bindparam(each) for each in _COLUMNS})
)
_ADD_TRIGRAM = text("INSERT INTO name_trigram (trigram, word) VALUES (:trigram, :word) ON CONFLICT DO NOTHING")
_HAS_IN_SQLITE = text("SELECT 1 FROM search_words WHERE search_words MATCH '\"' || :word || '\"' LIMIT 1")
_HAS_IN_POSTGRES = text("SELECT 1 FROM search_text WHERE terms @@ CAST(quote_literal(:word) AS tsquery) LIMIT 1")
T = TypeVar("T")


def listen() -> None:
    """Once in a process, before its first transaction."""
    if event.contains(Engine, "after_execute", _note):
        return
    event.listen(Engine, "after_execute", _note)
    event.listen(db.session, "before_commit", _before_commit)


def is_behind() -> bool:
    """Whether anything changed whose words nobody has made anew."""
    return db.session.scalar(select(SearchChange.id).limit(1)) is not None


def catch_up() -> int:
    """Make the words of every row that changed, of the newest of them where they are very many. Returns how many rows
    that were."""
    changed = _take()
    for source, rows in changed.items():
        new = {number for number, changes in rows.items() if "new" in changes and "gone" not in changes}
        for ids in _portions(sorted(new)):
            write(source, ids, are_new=True)
        for ids in _portions(sorted(rows.keys() - new)):
            write(source, ids)
    return sum(map(len, changed.values()))


def write(source: str, ids: Collection[int], *, are_new: bool = False) -> None:
    """Let what is searched of these rows be what they say now."""
    kept = {} if are_new else _kept(source, ids)
    said = sources.words_of(source, ids)
    rows = {(words.row_id, row["part"]): row for words in said for row in _rows(source, words)}
    _execute(_ADD, [row for key, row in rows.items() if key not in kept])
    _execute(_CHANGE, [{**row, "one": kept[key]} for key, row in rows.items() if key in kept])
    gone = [number for key, number in kept.items() if key not in rows]
    if gone:
        db.session.execute(delete(SearchText).where(SearchText.id.in_(gone)))
    _add_names({word for words in said for name in words.names for word in plain_words(name)})


def is_kept(word: str) -> bool:
    """Whether any text has this word, as it is kept."""
    is_sqlite = db.engine.dialect.name == "sqlite"
    return db.session.execute(_HAS_IN_SQLITE if is_sqlite else _HAS_IN_POSTGRES, {"word": word}).first() is not None


def _note(connection: Connection, statement: Any, *_: Any) -> None:
    if isinstance(statement, UpdateBase) and str(statement.table) in WATCHED:
        connection.info[WROTE] = True


def _before_commit(session: Session) -> None:
    if session.in_nested_transaction():
        return
    session.flush()
    if session.connection().info.pop(WROTE, False):
        catch_up()


def _take() -> dict[str, dict[int, set[str]]]:
    """What changed, by source and row, and no longer noted. What another transaction takes is left to it."""
    found = dict[str, dict[int, set[str]]]()
    for source, number, change in db.session.connection().execute(_taken()):
        found.setdefault(source, {}).setdefault(number, set()).add(change)
    return found


@cache
def _taken() -> ReturningDelete[str, int, str]:
    mine = select(SearchChange.id).order_by(SearchChange.id.desc()).limit(MOST).with_for_update(skip_locked=True)
    taken = delete(SearchChange).where(SearchChange.id.in_(mine))
    return taken.returning(SearchChange.source, SearchChange.row_id, SearchChange.change)


def _kept(source: str, ids: Collection[int]) -> dict[tuple[int, int], int]:
    """Rows that there are, by row and part. Another transaction that changes the same thing waits here, so that what it
    reads then is the newest."""
    found = db.session.connection().execute(_keeping(), {"source": source, "ids": list(ids)})
    return {(row_id, part): number for row_id, part, number in found}


@cache
def _keeping() -> Select[int, int, int]:
    query = select(SearchText.row_id, SearchText.part, SearchText.id).where(SearchText.source == bindparam("source"))
    return query.where(SearchText.row_id.in_(bindparam("ids", expanding=True))).with_for_update()


def _rows(source: str, words: Words) -> Iterator[Mapping[str, Any]]:
    shared = {
        "source": source,
        "row_id": words.row_id,
        "case_id": words.case_id,
        "mail_id": words.mail_id,
        "on": words.on,
    }
    for part, piece in enumerate(pieces(terms(words.texts, names=words.names))):
        yield {**shared, "part": part, "terms": piece}


def _add_names(words: Collection[str]) -> None:
    named = sorted(word for word in words if len(word) >= SHORTEST_NAME)
    _execute(_ADD_TRIGRAM, [{"trigram": three, "word": word} for word in named for three in sorted(trigrams(word))])


def _execute(statement: Executable, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        db.session.connection().execute(statement, rows)


def _portions(ids: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(ids), AT_ONCE):
        yield ids[start : start + AT_ONCE]
