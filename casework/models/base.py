"""The declarative base: names for constraints, column types that both databases treat alike."""

import datetime as dt
from typing import Any, ClassVar, Never

from sqlalchemy import JSON, Date, DateTime, Dialect, MetaData, Text
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import DeclarativeBase, Mapped
from sqlalchemy.types import TypeDecorator

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Instant(TypeDecorator[dt.datetime]):
    """An aware UTC instant. SQLite keeps no time zone, so it is put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:  # noqa: ARG002
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("An instant needs its time zone.")
        return value.astimezone(dt.UTC)

    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        dt.datetime: Instant,
        dt.date: Date,
        str: Text,
        dict[str, Any]: JSON,
        list[int]: JSON,
        list[str]: JSON,
    }


class Stateful:
    """A record with a life of its own. Its state can be read and asked for, and not be assigned, neither on a row nor
    when one is made: `services/record/states.py` writes the column."""

    _state: Mapped[str]

    @hybrid_property
    def state(self) -> str:
        return self._state

    @state.inplace.setter
    def _refuse_state(self, value: str) -> Never:
        raise AttributeError(f"Only a step gives a record its state: {value}.")
