"""The page of what waits for a manager's signature: the queue of `letters.signing` with the lines of its cases."""

import datetime as dt
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam

from casework.access import Actor
from casework.extensions import read
from casework.models import Case
from casework.pages.desk import rows
from casework.pages.desk.rows import CaseRow
from casework.pages.letters import signing
from casework.pages.letters.signing import Place
from workflows.registry import LETTERS


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """`since`: when the case came to this step, or the letter was last edited. `writer` did that."""

    place: Place
    case: CaseRow
    code: str
    to_name: str
    writer: str
    since: dt.datetime

    @property
    def purpose(self) -> str:
        return LETTERS.get(self.code, "of the office")


def queue(actor: Actor) -> list[Line]:
    """The oldest first. Two queries, however long it is."""
    found = signing.listed(actor)
    cases = {case.id: case for case in rows.to_rows(read(_cases(), ids=list({row.case_id for row in found})))}
    return [
        Line(
            place=signing.place_of(row),
            case=cases[row.case_id],
            code=row.code,
            to_name=row.to_name,
            writer=row.writer,
            since=row.since,
        )
        for row in found
    ]


@cache
def _cases() -> Select[*tuple[Any, ...]]:
    """Of ids that were found within what the reader may see."""
    return rows.selected().where(Case.id.in_(bindparam("ids", expanding=True)))
