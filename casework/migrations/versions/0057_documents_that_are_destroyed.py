"""Documents that were destroyed or returned, with who asked, who did it, and why."""

import sqlalchemy as sa
from alembic import op

revision = "0057"
down_revision = "0056"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("document", sa.Column("destroyed_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "destruction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("how", sa.String(length=20), nullable=False),
        sa.Column("why", sa.String(length=300), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("(outcome IS NULL) = (ended_at IS NULL)", name=op.f("ck_destruction_outcome_has_time")),
        sa.CheckConstraint(
            "outcome <> 'destroyed' OR ended_by_id <> asked_by_id", name=op.f("ck_destruction_two_people")
        ),
        sa.ForeignKeyConstraint(["asked_by_id"], ["users.id"], name=op.f("fk_destruction_asked_by_id_users")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_destruction_document_id_document")),
        sa.ForeignKeyConstraint(["ended_by_id"], ["users.id"], name=op.f("fk_destruction_ended_by_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_destruction")),
    )
    op.create_index(op.f("ix_destruction_document_id"), "destruction", ["document_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_destruction_document_id"), table_name="destruction")
    op.drop_table("destruction")
    op.drop_column("document", "destroyed_at")
