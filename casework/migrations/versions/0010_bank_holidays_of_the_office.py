"""A bank holiday says where it came from and who changed it; one that was taken away stays, marked as worked.

Downwards the rows of days that are worked go, since an older version takes every row for a day that is not worked; who
changed a day is lost.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

FIRST_EDITION = "000001"


def upgrade() -> None:
    with op.batch_alter_table("bank_holiday") as batch_op:
        batch_op.add_column(sa.Column("is_worked", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("edition", sa.String(length=40), nullable=False, server_default=FIRST_EDITION))
        batch_op.add_column(sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("changed_by_id", sa.Integer(), nullable=True))
    with op.batch_alter_table("bank_holiday") as batch_op:
        batch_op.alter_column("is_worked", server_default=None)
        batch_op.alter_column("edition", server_default=None)
        batch_op.create_index(op.f("ix_bank_holiday_edition"), ["edition"])
        batch_op.create_foreign_key(op.f("fk_bank_holiday_changed_by_id_users"), "users", ["changed_by_id"], ["id"])


def downgrade() -> None:
    op.execute("DELETE FROM bank_holiday WHERE is_worked")
    with op.batch_alter_table("bank_holiday") as batch_op:
        batch_op.drop_constraint(op.f("fk_bank_holiday_changed_by_id_users"), type_="foreignkey")
        batch_op.drop_index(op.f("ix_bank_holiday_edition"))
        for name in ("is_worked", "edition", "changed_at", "changed_by_id"):
            batch_op.drop_column(name)
