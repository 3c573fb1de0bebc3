"""The search beside the bare full text of the same database: how long it takes, what it costs to write, how large it is."""

import secrets
import statistics
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flask import Flask
from sqlalchemy import select, text

from casework import clock
from casework.access import Actor
from casework.extensions import db
from casework.models import Case, User
from casework.models.searching import WATCHED, statements, unwatched
from casework.pages.search import results
from casework.pages.search.results import Limits
from casework.services.desk import writing
from casework.services.desk.come_backs import ComeBack
from casework.services.desk.writing import Written
from casework.services.office import accounts
from casework.services.people.contact_rows import Said
from casework.services.record import notes
from casework.services.record.tokens import Sent
from casework.services.search import asking
from casework.transaction import unit_of_work
from tests.benchmarks.browser import milliseconds
from tests.benchmarks.figures import Figures

ROUNDS, WARM, TURNS, CONTACTS = 15, 3, 6, 10
RARE = "quokka"
ASKED = {
    "rare word": RARE,
    "common word": "invented",
    "name": "person 12",
    "phrase": '"an invented thing"',
    "prefix": "invent*",
}
_BARE = {
    "sqlite": "SELECT rowid FROM search_words WHERE search_words MATCH :words ORDER BY rank LIMIT 20",
    "postgresql": (
        "SELECT id FROM search_text WHERE terms @@ CAST(:words AS tsquery) "
        "ORDER BY ts_rank(terms, CAST(:words AS tsquery)) DESC LIMIT 20"
    ),
}
_SIZE = {
    "sqlite": "SELECT sum(pgsize) FROM dbstat WHERE name LIKE 'search_%' OR name LIKE '%search_text%'",
    "postgresql": "SELECT pg_total_relation_size('search_text')",
}


def print_search(app: Flask, figures: Figures) -> None:
    """Over the texts of the office, with one note more that has the rare word."""
    with app.app_context():
        actor, case = _actor(), db.session.scalars(select(Case).where(Case.category == "open").limit(1)).one()
        with unit_of_work():
            notes.write(case, "note", f"One {RARE} alone.", actor=actor, field="text")
        kind = db.engine.dialect.name
        for what, words in ASKED.items():
            bare, ours = _looked(_BARE[kind], words, actor)
            figures.print_one(f"search, {what}, ms", ours, f"; bare full text {bare:.1f}, {ours / bare:.1f} times")
        with_it, without = _written(case.reference, actor)
        more = f"; {without:.1f} without the words, {100 * (with_it / without - 1):+.0f} %"
        figures.print_one("a contact written, with its words, ms", with_it, more)
        size = db.session.scalar(text(_SIZE[kind])) or 0
        figures.print_one("index of the search, MB", size / 1_000_000, "")
        db.session.remove()


def _actor() -> Actor:
    user = db.session.scalars(select(User).where(User.email == "officer@bench.example")).one()
    return accounts.to_actor(user)


def _looked(bare: str, words: str, actor: Actor) -> tuple[float, float]:
    """Medians, taken in turn."""
    parts = asking.parts_of(words)
    asked = asking.for_sqlite(parts) if db.engine.dialect.name == "sqlite" else asking.for_postgres(parts)

    def ask_bare() -> None:
        db.session.execute(text(bare), {"words": asked}).all()

    def ask_ours() -> None:
        results.find(words, Limits(), actor=actor)

    return _in_turn(ask_bare, ask_ours)


def _written(reference: str, actor: Actor) -> tuple[float, float]:
    def write() -> None:
        said = Said(direction="in", channel="phone", on=clock.today(), summary=f"Said {secrets.token_hex(4)}. " * 30)
        version = db.session.scalars(select(Case.row_version).where(Case.reference == reference)).one()
        with unit_of_work():
            written = Written(words="", come_back=ComeBack(), said=said)
            writing.write(reference, written, sent=Sent(secrets.token_urlsafe(24), version), actor=actor)

    with_it, without = list[float](), list[float]()
    for _ in range(TURNS):
        with_it += [milliseconds(write) for _ in range(CONTACTS)]
        with _unwatched():
            without += [milliseconds(write) for _ in range(CONTACTS)]
    return statistics.median(with_it), statistics.median(without)


@contextmanager
def _unwatched() -> Iterator[None]:
    """Nothing notes what changes meanwhile."""
    kind = db.engine.dialect.name
    columns = {table: {watched.key, *watched.columns} for table, watched in WATCHED.items()}
    for table in WATCHED:
        _execute(list(unwatched(kind, table)))
    try:
        yield
    finally:
        _execute(list(statements(kind, columns)))


def _execute(changes: list[str]) -> None:
    with unit_of_work():
        for change in changes:
            db.session.execute(text(change))


def _in_turn(*acts: Callable[[], None]) -> tuple[float, float]:
    taken = [tuple(milliseconds(act) for act in acts) for _ in range(WARM + ROUNDS)][WARM:]
    bare, ours = (statistics.median(each) for each in zip(*taken, strict=True))
    return bare, ours
