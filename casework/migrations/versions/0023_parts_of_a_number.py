"""Finding somebody by the last digits of a phone number or the beginning of anything, and a case by its number alone."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

AT_ONCE = 1000
LONGEST_KEY = 254


def upgrade() -> None:
    text = sa.String(LONGEST_KEY)
    if op.get_bind().dialect.name == "postgresql":
        text = sa.String(LONGEST_KEY, collation="C")
        op.alter_column("person_way", "key", type_=text, existing_type=sa.String(LONGEST_KEY), existing_nullable=False)
    op.add_column("person_way", sa.Column("ending", text, nullable=True))
    _write_endings()
    op.create_index("ix_person_way_ending", "person_way", ["ending"], unique=False)
    op.create_index("ix_cases_number", "cases", ["number"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_cases_number", table_name="cases")
    op.drop_index("ix_person_way_ending", table_name="person_way")
    with op.batch_alter_table("person_way") as batch_op:
        batch_op.drop_column("ending")
    if op.get_bind().dialect.name == "postgresql":
        text = sa.String(LONGEST_KEY, collation="default")
        op.alter_column("person_way", "key", type_=text, existing_type=sa.String(LONGEST_KEY), existing_nullable=False)


def _write_endings() -> None:
    """A thousand numbers at a time: SQLite turns no text around."""
    way = sa.table("person_way", *(sa.column(name) for name in ("id", "kind", "key", "ending")))
    connection = op.get_bind()
    numbers = sa.select(way.c.id, way.c.key).where(way.c.kind == "phone").order_by(way.c.id).limit(AT_ONCE)
    change = sa.update(way).where(way.c.id == sa.bindparam("one")).values(ending=sa.bindparam("turned"))
    last = 0
    while found := connection.execute(numbers.where(way.c.id > last)).all():
        connection.execute(change, [{"one": row.id, "turned": row.key[::-1]} for row in found])
        last = found[-1].id
