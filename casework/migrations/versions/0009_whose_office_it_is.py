"""Whose office it is: the area in versions, lists with what their values belong to, and several forces.

Downwards the versions of the area, what values belong to and the force of an organisation are lost.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "area_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kept_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("source IN ('file', 'page', 'trial')", name=op.f("ck_area_version_source_known")),
        sa.ForeignKeyConstraint(["kept_by_id"], ["users.id"], name=op.f("fk_area_version_kept_by_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_area_version")),
    )
    with op.batch_alter_table("code") as code:
        code.add_column(sa.Column("relates_to_policing", sa.Boolean(), nullable=False, server_default=sa.true()))
        code.add_column(sa.Column("belongs_to", sa.String(length=60), nullable=True))
    with op.batch_alter_table("directory_entry") as entry:
        entry.add_column(sa.Column("force", sa.String(length=60), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("directory_entry") as entry:
        entry.drop_column("force")
    with op.batch_alter_table("code") as code:
        code.drop_column("belongs_to")
        code.drop_column("relates_to_policing")
    op.drop_table("area_version")
