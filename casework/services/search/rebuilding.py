"""Everything that stands made findable, in portions that are a transaction each: people go on working meanwhile, and
what was interrupted goes on where it was."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, func, select

from casework import clock
from casework.extensions import db, read
from casework.models import Case, NameTrigram, SearchBuild, SearchChange, SearchText
from casework.services.search import keeping
from casework.services.search.sources import SOURCES
from casework.services.search.words import NAME, VERSION

CASES_AT_ONCE, ROWS_AT_ONCE, WORDS_AT_ONCE = 100, 500, 500
CASES, NAMES = "cases", "names"
STAGES = (*(name for name, source in SOURCES.items() if not source.is_of_cases), CASES, NAMES)
"""In the order in which they are made: the newest texts of cases get the highest numbers, and are found first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """`done` of `total` rows: of people, cases with all that is on them, mails and organisations."""

    done: int
    total: int


def is_needed() -> bool:
    """Whether anything was kept before this version made words of it, or while it was interrupted."""
    build = db.session.get(SearchBuild, 1)
    return build is None or build.ended_at is None or build.version != VERSION


def begin() -> bool:
    """Begin, or go on with what was interrupted. Returns whether it goes on."""
    build = db.session.get(SearchBuild, 1)
    if build is not None and build.ended_at is None and build.version == VERSION:
        return True
    if build is None:
        build = SearchBuild(id=1)
        db.session.add(build)
    build.version, build.stage, build.last_id, build.done = VERSION, STAGES[0], 0, 0
    build.began_at, build.ended_at = clock.now(), None
    db.session.execute(delete(SearchChange))  # all of it is made anew
    return False


def go_on() -> int | None:
    """Make the next portion. Returns how many rows are done, and None once there is nothing more to do."""
    build = db.session.get_one(SearchBuild, 1)
    if build.ended_at is not None:
        return None
    ids = _next(build.stage, build.last_id)
    if build.stage == NAMES:
        _forget_names()
    else:
        _write(build.stage, ids, build.last_id)
    if ids:
        build.last_id, build.done = ids[-1], build.done + len(ids)
    elif build.stage == STAGES[-1]:
        build.ended_at = clock.now()
    else:
        build.stage, build.last_id = STAGES[STAGES.index(build.stage) + 1], 0
    return build.done


def total() -> int:
    """Rows that are to be gone through, of those that there are now."""
    keys = (Case.id, *(source.key for source in SOURCES.values() if not source.is_of_cases))
    return sum(read(select(func.count(key))).scalar_one() for key in keys)


def _next(stage: str, last: int) -> Sequence[int]:
    if stage == NAMES:
        return []
    key = Case.id if stage == CASES else SOURCES[stage].key
    most = CASES_AT_ONCE if stage == CASES else ROWS_AT_ONCE
    return db.session.scalars(select(key).where(key > last).order_by(key).limit(most)).all()


def _write(stage: str, ids: Sequence[int], last: int) -> None:
    """What these rows say, and no more what is kept of rows up to the last of them that are gone."""
    if stage != CASES:
        kept = select(SearchText.row_id).where(SearchText.source == stage, SearchText.row_id > last)
        kept = kept.where(SearchText.row_id <= ids[-1]) if ids else kept
        _portion(stage, {*ids, *db.session.scalars(kept)})
    elif ids:
        kept_of = dict[str, set[int]]()
        rows = select(SearchText.source, SearchText.row_id).where(SearchText.case_id.in_(ids))
        for name, number in db.session.execute(rows):
            kept_of.setdefault(name, set()).add(number)
        for name, source in SOURCES.items():
            if source.is_of_cases and source.case_id is not None:
                query = source.query().with_only_columns(source.key).where(source.case_id.in_(ids))
                _portion(name, {*db.session.scalars(query), *kept_of.get(name, ())})


def _portion(source: str, ids: Collection[int]) -> None:
    if ids:
        keeping.write(source, sorted(ids))


def _forget_names() -> None:
    """Words of names that nobody bears any more."""
    last = ""
    words = select(NameTrigram.word).distinct().order_by(NameTrigram.word).limit(WORDS_AT_ONCE)
    while found := db.session.scalars(words.where(NameTrigram.word > last)).all():
        last = found[-1]
        gone = [word for word in found if not keeping.is_kept(f"{NAME}{word}")]
        db.session.execute(delete(NameTrigram).where(NameTrigram.word.in_(gone)))
