"""Every row that names a person: found, moved to another person and put back.

A place is a column that names a person, as `party.person_id`. New tables follow by themselves.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any, cast

from sqlalchemy import Column, Date, Table, delete, func, insert, select, update

from casework.extensions import db
from casework.models import Base, Merge, MergedRow, Party, PersonWay
from casework.models.base import Instant
from casework.services.people import ways

STAY = frozenset({"name_sound", "person_merge", "two_people", "likely_double", "person"})
"""Tables whose rows do not follow: made anew from the names, or about the two records themselves."""
WAYS = cast("Table", PersonWay.__table__)
PARTIES = cast("Table", Party.__table__)
PLACE_OF_WAYS = "person_way.person_id"
Row = Mapping[str, Any]


def places() -> dict[str, Column[int]]:
    """The columns that name a person, of all tables whose rows follow one who is merged."""
    tables = (table for table in Base.metadata.sorted_tables if table.name not in STAY and "id" in table.c)
    columns = (column for table in tables for column in table.c)
    named = (column for column in columns if any(key.column.table.name == "person" for key in column.foreign_keys))
    return {f"{column.table.name}.{column.name}": column for column in named}


def marks() -> dict[str, int]:
    """The last row of each table, by place."""
    return {place: db.session.scalar(select(func.max(column.table.c.id))) or 0 for place, column in places().items()}


def move(merge: Merge) -> None:
    """Let every row follow to the one that stands. A part in a case and a way that both have are kept once."""
    for table, rows in ((PARTIES, _parts_of_both(merge)), (WAYS, _ways_of_both(merge))):
        place = f"{table.name}.person_id"
        _remember(merge, place, {row["id"]: _to_json(row) for row in rows}, is_taken_out=True)
        db.session.execute(delete(table).where(table.c.id.in_([row["id"] for row in rows])))
    for place, column in places().items():
        table = column.table
        following = db.session.execute(select(table).where(column == merge.merged_id)).mappings().all()
        kept = {row["id"]: {"preferred": row["preferred"]} if table is WAYS else {} for row in following}
        _remember(merge, place, kept)
        db.session.execute(update(table).where(column == merge.merged_id).values({column.name: merge.stands_id}))
    _prefer_one_of_each_kind(merge)


def moved(merge: Merge) -> dict[str, list[int]]:
    """The ids of the rows that followed or were taken out, by place."""
    found: dict[str, list[int]] = {}
    query = select(MergedRow.place, MergedRow.row_id).where(MergedRow.merge_id == merge.id)
    for place, number in db.session.execute(query.order_by(MergedRow.row_id)):
        found.setdefault(place, []).append(number)
    return found


def put_back(merge: Merge) -> None:
    """What was moved goes back, unless somebody gave it to another person since."""
    there = places()
    for row in db.session.scalars(select(MergedRow).where(MergedRow.merge_id == merge.id)):
        column = there[row.place]
        table = column.table
        if row.is_taken_out:
            db.session.execute(insert(table).values(_as_it_was(table, row.values)))
        else:
            values = {column.name: merge.merged_id, **row.values}
            db.session.execute(update(table).where(table.c.id == row.row_id, column == merge.stands_id).values(values))


def give(merge: Merge, place: str, row_ids: list[int]) -> None:
    """Let rows that came meanwhile be those of the one who was merged."""
    column = places()[place]
    those = (column.table.c.id.in_(row_ids), column == merge.stands_id)
    db.session.execute(update(column.table).where(*those).values({column.name: merge.merged_id}))


def since(merge: Merge) -> Iterator[tuple[str, Row]]:
    """(place, row) of what names the one that stands and came after the merge; not what another merge brought."""
    for place, column in places().items():
        table = column.table
        others = (Merge.id != merge.id, Merge.stands_id == merge.stands_id, Merge.undone_at.is_(None))
        brought = select(MergedRow.row_id).join(Merge, Merge.id == MergedRow.merge_id)
        brought = brought.where(MergedRow.place == place, *others)
        query = select(table).where(column == merge.stands_id, table.c.id > merge.marks.get(place, 0))
        for row in db.session.execute(query.where(table.c.id.not_in(brought)).order_by(table.c.id)).mappings():
            yield place, dict(row)


def _remember(merge: Merge, place: str, rows: Mapping[int, Row], *, is_taken_out: bool = False) -> None:
    common = {"merge_id": merge.id, "place": place, "is_taken_out": is_taken_out}
    if rows:
        values = [{**common, "row_id": number, "values": dict(kept)} for number, kept in rows.items()]
        db.session.execute(insert(MergedRow), values)


def _parts_of_both(merge: Merge) -> list[Row]:
    """The parties of the merged one in cases where the other has the same part."""
    other = PARTIES.alias()
    same = (other.c.case_id == PARTIES.c.case_id, other.c.part == PARTIES.c.part, other.c.person_id == merge.stands_id)
    query = select(PARTIES).where(PARTIES.c.person_id == merge.merged_id, select(other.c.id).where(*same).exists())
    return [dict(row) for row in db.session.execute(query).mappings()]


def _ways_of_both(merge: Merge) -> list[Row]:
    """The ways of the merged one that the other has, and that are as safe."""
    other = WAYS.alias()
    same = [other.c[name] == WAYS.c[name] for name in ("kind", "key", "unsafe")]
    postcode = func.coalesce(other.c.postcode_key, "") == func.coalesce(WAYS.c.postcode_key, "")
    alike = select(other.c.id).where(*same, postcode, other.c.person_id == merge.stands_id).exists()
    query = select(WAYS).where(WAYS.c.person_id == merge.merged_id, WAYS.c.key != "", alike)
    return [dict(row) for row in db.session.execute(query).mappings()]


def _prefer_one_of_each_kind(merge: Merge) -> None:
    """Of two preferred ways of a kind the one stays preferred that the one that stands had."""
    moved = select(MergedRow.row_id).where(MergedRow.merge_id == merge.id, MergedRow.place == PLACE_OF_WAYS)
    brought = set(db.session.scalars(moved))
    query = select(PersonWay).where(PersonWay.person_id == merge.stands_id, PersonWay.preferred.is_(True))
    preferred = list(db.session.scalars(query.execution_options(populate_existing=True)))
    own = {way.kind for way in preferred if way.id not in brought}
    for way in preferred:
        if way.id in brought and way.kind in own:
            way.preferred = False
    db.session.flush()


def _to_json(values: Row) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, dt.date) else value for name, value in values.items()}


def _as_it_was(table: Table, values: Row) -> dict[str, Any]:
    """A row that was taken out, found by what it would be found by today."""
    row = _from_json(table, values)
    return row | ways.keys_of(row["kind"], row["value"], row["postcode"]) if table is WAYS else row


def _from_json(table: Any, values: Row) -> dict[str, Any]:
    return {name: _read(table.c[name], value) for name, value in values.items() if name in table.c}


def _read(column: Column[Any], value: Any) -> Any:
    if isinstance(value, str) and isinstance(column.type, Instant):
        return dt.datetime.fromisoformat(value)
    return dt.date.fromisoformat(value) if isinstance(value, str) and isinstance(column.type, Date) else value
