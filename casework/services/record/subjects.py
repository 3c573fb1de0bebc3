"""What a step is made on: a case, or a part of it with a life of its own. Whatever is done to either takes a subject,
so that a new kind of part changes nobody's signature."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from sqlalchemy import ColumnElement, and_, select

from casework.access import Actor
from casework.errors import NotFound
from casework.extensions import db
from casework.models import PARTS, Case, Clock, Letter, Part, PreparedMove
from casework.services.record import cases
from workflows.engine import Workflow
from workflows.registry import WORKFLOWS

Owned = Clock | Letter | PreparedMove
"""Rows that belong to one subject."""


@dataclass(frozen=True, slots=True)
class Address:
    """A subject as a page names it: a case by its reference, a part of it also by the name of its workflow and its
    number within the case."""

    reference: str
    part: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True)
class Key:
    """Which rows of other tables belong to a subject. `part` is empty for the case itself."""

    case_id: int
    part: str = ""
    part_id: int = 0

    @classmethod
    def of(cls, row: Owned) -> Self:
        """Of the subject that a row belongs to."""
        for part in PARTS:
            part_id = getattr(row, _column(part))
            if part_id is not None:
                return cls(row.case_id, part, part_id)
        return cls(row.case_id)

    @property
    def columns(self) -> dict[str, int]:
        """The columns by which a new row belongs to it."""
        return {"case_id": self.case_id} | ({_column(self.part): self.part_id} if self.part else {})

    def owns(self, table: type[Owned]) -> ColumnElement[bool]:
        """Whether a row of the table is its own, and not of the case alone or of another part."""
        ids = [getattr(table, _column(part)) == (self.part_id if part == self.part else None) for part in PARTS]
        return and_(table.case_id == self.case_id, *ids)


@dataclass(frozen=True, slots=True)
class Subject:
    case: Case
    part: Part | None = None

    @property
    def row(self) -> Case | Part:
        """The row that has the state and the version."""
        return self.case if self.part is None else self.part

    @property
    def name(self) -> str:
        """The name of its workflow."""
        return self.case.case_type if self.part is None else self.part.__tablename__

    @property
    def workflow(self) -> Workflow:
        return WORKFLOWS[self.name]

    @property
    def state(self) -> StrEnum:
        return self.workflow.states(self.row.state)

    @property
    def key(self) -> Key:
        return Key(self.case.id) if self.part is None else Key(self.case.id, self.name, self.part.id)


def load_for_change(address: Address, *, actor: Actor) -> Subject:
    """The subject, its case locked until the transaction ends. Raises `NotFound`."""
    return find(cases.load_for_change(address.reference, actor=actor), address)


def find(case: Case, address: Address) -> Subject:
    """Raises `NotFound` where the case has no such part."""
    if not address.part:
        return Subject(case)
    table = PARTS[address.part]
    part = db.session.scalar(select(table).where(table.case_id == case.id, table.number == address.number))
    if part is None:
        raise NotFound
    return Subject(case, part)


def open_parts(case: Case) -> list[Subject]:
    """The parts of a case that have not ended, kind by kind in their order."""
    found: list[Subject] = []
    for table in PARTS.values():
        rows = db.session.scalars(select(table).where(table.case_id == case.id, table.category != "closed"))
        found += (Subject(case, row) for row in sorted(rows, key=lambda row: row.number))
    return found


def by_key(key: Key) -> Subject:
    """A subject that somebody was already allowed to see."""
    case = db.session.get_one(Case, key.case_id)
    return Subject(case, db.session.get_one(PARTS[key.part], key.part_id) if key.part else None)


def _column(part: str) -> str:
    return f"{part}_id"
