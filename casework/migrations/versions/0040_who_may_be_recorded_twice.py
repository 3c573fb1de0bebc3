"""Pairs of records that may be of one person, as a job found them, and whom it has compared; an index of the few closings
that were taken back."""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "likely_double",
        sa.Column("first_id", sa.Integer(), nullable=False),
        sa.Column("second_id", sa.Integer(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint("first_id < second_id", name=op.f("ck_likely_double_in_order")),
        sa.ForeignKeyConstraint(["first_id"], ["person.id"], name=op.f("fk_likely_double_first_id_person")),
        sa.ForeignKeyConstraint(["second_id"], ["person.id"], name=op.f("fk_likely_double_second_id_person")),
        sa.PrimaryKeyConstraint("first_id", "second_id", name=op.f("pk_likely_double")),
    )
    with op.batch_alter_table("likely_double") as batch_op:
        batch_op.create_index("ix_likely_double_points", ["points", "first_id", "second_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_likely_double_second_id"), ["second_id"], unique=False)
    with op.batch_alter_table("person") as batch_op:
        batch_op.add_column(sa.Column("compared", sa.SmallInteger(), nullable=False, server_default="0"))
        batch_op.create_index("ix_person_compared", ["compared", "id"], unique=False)
    with op.batch_alter_table("person") as batch_op:
        batch_op.alter_column("compared", server_default=None)
    where = sa.text("trigger = 'undo'")
    op.create_index("ix_case_event_taken_back", "case_event", ["at"], sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    op.drop_index("ix_case_event_taken_back", table_name="case_event")
    with op.batch_alter_table("person") as batch_op:
        batch_op.drop_index("ix_person_compared")
        batch_op.drop_column("compared")
    op.drop_table("likely_double")
