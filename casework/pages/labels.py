"""The office's words for codes."""

import datetime as dt

from sqlalchemy import or_, select

from casework.extensions import db
from casework.models import Code


def of_list(list_name: str) -> dict[str, str]:
    """Every code of a list with its label, also codes that are no longer in use."""
    rows = db.session.execute(select(Code.code, Code.label).where(Code.list_name == list_name))
    return {row.code: row.label for row in rows}


def choices(list_name: str, on: dt.date) -> list[tuple[str, str]]:
    """The codes that may be chosen on a day, in the office's order."""
    query = select(Code.code, Code.label).where(
        Code.list_name == list_name,
        or_(Code.valid_from.is_(None), Code.valid_from <= on),
        or_(Code.valid_to.is_(None), Code.valid_to >= on),
    )
    return [(row.code, row.label) for row in db.session.execute(query.order_by(Code.position, Code.label))]
