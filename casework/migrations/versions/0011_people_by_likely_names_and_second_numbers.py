"""People are found by a likely name and by a second number; every key is made anew by the rules of today."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from casework.services.people import keys

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

BATCH = 1000
PERSON = sa.table(
    "person",
    sa.column("id", sa.Integer),
    sa.column("full_name", sa.String),
    sa.column("phone", sa.String),
    sa.column("postcode", sa.String),
    sa.column("name_key", sa.String),
    sa.column("likely_key", sa.String),
    sa.column("phone_key", sa.String),
    sa.column("second_phone_key", sa.String),
    sa.column("postcode_key", sa.String),
)


def upgrade() -> None:
    with op.batch_alter_table("person") as batch_op:
        batch_op.add_column(sa.Column("likely_key", sa.String(length=200), server_default="", nullable=False))
        batch_op.add_column(sa.Column("second_phone_key", sa.String(length=20), nullable=True))
        batch_op.create_index(batch_op.f("ix_person_likely_key"), ["likely_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_person_second_phone_key"), ["second_phone_key"], unique=False)
    make_keys_anew()


def make_keys_anew() -> None:
    connection, last = op.get_bind(), 0
    change = sa.update(PERSON).where(PERSON.c.id == sa.bindparam("of"))
    while True:
        query = sa.select(PERSON.c.id, PERSON.c.full_name, PERSON.c.phone, PERSON.c.postcode)
        rows = connection.execute(query.where(PERSON.c.id > last).order_by(PERSON.c.id).limit(BATCH)).all()
        if not rows:
            return
        connection.execute(change, [{"of": row.id, **keys_of(row)} for row in rows])
        last = rows[-1].id


def keys_of(row: sa.Row[*tuple[Any, ...]]) -> dict[str, str | None]:
    first, second, *_ = [*keys.phone_keys(row.phone or ""), None, None]
    return {
        "name_key": keys.name_key(row.full_name),
        "likely_key": keys.likely_key(row.full_name),
        "phone_key": first,
        "second_phone_key": second,
        "postcode_key": keys.postcode_key(row.postcode or "") or None,
    }


def downgrade() -> None:
    with op.batch_alter_table("person") as batch_op:
        batch_op.drop_index(batch_op.f("ix_person_second_phone_key"))
        batch_op.drop_index(batch_op.f("ix_person_likely_key"))
        batch_op.drop_column("second_phone_key")
        batch_op.drop_column("likely_key")
