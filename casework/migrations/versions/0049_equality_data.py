"""Equality data, kept apart from everything else (rulebook 8.8)."""

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "equality_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(length=15), nullable=False),
        sa.Column("answer", sa.String(length=15), nullable=False),
        sa.Column("recorded_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_equality_answer_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_equality_answer")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_equality_answer_person_id"), "equality_answer", ["person_id"], unique=False)


def downgrade() -> None:
    op.drop_table("equality_answer")
