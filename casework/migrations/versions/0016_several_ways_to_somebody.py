"""Several names, e-mail addresses, phone numbers and postal addresses of one person, each a row of its own.

Downwards the ways that are preferred stay, and a second phone number; all others are lost.
"""

import re

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

AT_ONCE = 1000
LONGEST_KEY = 254
OLD_KEYS = {"email_key": 254, "phone_key": 20, "other_phone_key": 20, "postcode_key": 10}
"""What was kept on the person, one of each: the rows have them now."""


def upgrade() -> None:
    op.create_table(
        "person_way",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("key", sa.String(length=LONGEST_KEY), nullable=False),
        sa.Column("postcode", sa.String(length=10), nullable=True),
        sa.Column("postcode_key", sa.String(length=10), nullable=True),
        sa.Column("unsafe", sa.Boolean(), nullable=False),
        sa.Column("preferred", sa.Boolean(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_person_way_person_id_person")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["users.id"], name=op.f("fk_person_way_recorded_by_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_way")),
    )
    for column, preferred, value in (
        ("name", "true", "full_name"),
        ("email", "true", "email"),
        ("phone", "true", "phone"),
        ("other_phone", "false", "other_phone_key"),
    ):
        kind = column.removeprefix("other_")
        unsafe = "false" if kind == "name" else f"{kind}_unsafe"
        op.execute(
            "INSERT INTO person_way (person_id, kind, value, key, unsafe, preferred, source, recorded_at, recorded_by_id)"
            f" SELECT id, '{kind}', {value}, coalesce({column}_key, ''), {unsafe}, {preferred}, '', recorded_at,"
            f" recorded_by_id FROM person WHERE {value} IS NOT NULL ORDER BY id"
        )
    _write_addresses()
    with op.batch_alter_table("person_way") as batch_op:
        batch_op.create_index("ix_person_way_kind_key", ["kind", "key"], unique=False)
        batch_op.create_index(batch_op.f("ix_person_way_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_person_way_postcode_key"), ["postcode_key"], unique=False)
    with op.batch_alter_table("person") as batch_op:
        for name in OLD_KEYS:
            batch_op.drop_index(batch_op.f(f"ix_person_{name}"))
            batch_op.drop_column(name)


def downgrade() -> None:
    with op.batch_alter_table("person") as batch_op:
        for name, length in OLD_KEYS.items():
            batch_op.add_column(sa.Column(name, sa.String(length=length), nullable=True))
            batch_op.create_index(batch_op.f(f"ix_person_{name}"), [name], unique=False)
    for name, key, condition in (
        ("email_key", "key", "kind = 'email' AND preferred"),
        ("phone_key", "key", "kind = 'phone' AND preferred"),
        ("other_phone_key", "key", "kind = 'phone' AND NOT preferred AND until_on IS NULL"),
        ("postcode_key", "postcode_key", "kind = 'address' AND preferred"),
    ):
        op.execute(
            f"UPDATE person SET {name} = (SELECT min(nullif({key}, '')) FROM person_way"
            f" WHERE person_id = person.id AND {condition})"
        )
    op.drop_table("person_way")


def _write_addresses() -> None:
    """A thousand at a time: the letters and digits of an address are found in Python alone."""
    connection = op.get_bind()
    same = ("postcode", "recorded_at", "recorded_by_id")
    person = sa.table("person", *(sa.column(name) for name in ("id", "address", "post_unsafe", *same)))
    names = ("person_id", "kind", "value", "key", "unsafe", "preferred", "source", "postcode_key", *same)
    way = sa.table("person_way", *(sa.column(name) for name in names))
    is_known = sa.or_(person.c.address.is_not(None), person.c.postcode.is_not(None))
    query = sa.select(person).where(is_known).order_by(person.c.id).limit(AT_ONCE)
    last = 0
    while rows := connection.execute(query.where(person.c.id > last)).all():
        values = [
            {
                "person_id": row.id,
                "kind": "address",
                "value": row.address or "",
                "key": "".join(mark for mark in (row.address or "").casefold() if mark.isalnum())[:LONGEST_KEY],
                "postcode_key": re.sub(r"[^0-9A-Za-z]", "", row.postcode or "").upper() or None,
                "unsafe": row.post_unsafe,
                "preferred": True,
                "source": "",
                **{name: getattr(row, name) for name in same},
            }
            for row in rows
        ]
        connection.execute(sa.insert(way), values)
        last = rows[-1].id
