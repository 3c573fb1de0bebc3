"""What the health page asks."""

from sqlalchemy import literal, select

from casework.extensions import db


def database_answers() -> bool:
    return db.session.scalar(select(literal(1))) == 1
