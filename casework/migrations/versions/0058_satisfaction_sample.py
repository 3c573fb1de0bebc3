"""The satisfaction sample: closed cases of a month, whom to ask, and what they answered, apart from every case."""

import sqlalchemy as sa
from alembic import op


revision = "0058"
down_revision = "0057"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "satisfaction_sample",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("share", sa.Integer(), nullable=False),
        sa.Column("seed", sa.String(length=32), nullable=False),
        sa.Column("closed", sa.Integer(), nullable=False),
        sa.Column("left_out", sa.JSON(), nullable=False),
        sa.Column("drawn_from", sa.JSON(), nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("drawn_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["drawn_by_id"], ["users.id"], name=op.f("fk_satisfaction_sample_drawn_by_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_satisfaction_sample")),
        sa.UniqueConstraint("month", name=op.f("uq_satisfaction_sample_month")),
    )
    op.create_table(
        "sampled_case",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sample_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=15), nullable=True),
        sa.Column("asked_on", sa.Date(), nullable=True),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "outcome IN ('answered', 'declined', 'not_reached')", name=op.f("ck_sampled_case_outcome_known")
        ),
        sa.CheckConstraint(
            "(outcome IS NULL) = (asked_on IS NULL)", name=op.f("ck_sampled_case_outcome_has_day")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_sampled_case_case_id_cases")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_sampled_case_person_id_person")),
        sa.ForeignKeyConstraint(
            ["sample_id"], ["satisfaction_sample.id"], name=op.f("fk_sampled_case_sample_id_satisfaction_sample")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sampled_case")),
        sa.UniqueConstraint("sample_id", "case_id", name=op.f("uq_sampled_case_sample_id_case_id")),
    )
    op.create_index(op.f("ix_sampled_case_case_id"), "sampled_case", ["case_id"], unique=False)
    op.create_index(op.f("ix_sampled_case_person_id"), "sampled_case", ["person_id"], unique=False)
    op.create_table(
        "satisfaction_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sampled_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(length=15), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_replaced", sa.Boolean(), nullable=False),
        sa.CheckConstraint("score BETWEEN 1 AND 5", name=op.f("ck_satisfaction_answer_score_known")),
        sa.ForeignKeyConstraint(
            ["sampled_id"], ["sampled_case.id"], name=op.f("fk_satisfaction_answer_sampled_id_sampled_case")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_satisfaction_answer")),
    )
    op.create_index(op.f("ix_satisfaction_answer_sampled_id"), "satisfaction_answer", ["sampled_id"], unique=False)


def downgrade() -> None:
    op.drop_table("satisfaction_answer")
    op.drop_table("sampled_case")
    op.drop_table("satisfaction_sample")
