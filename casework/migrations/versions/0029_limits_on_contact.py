"""Limits on how somebody contacts the office, for unreasonable contact (section 7.6).

Downwards they are lost, and nothing limits anybody.
"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "contact_limit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("challenge", sa.Text(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_contact_limit_person_id_person")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_contact_limit_case_id_cases")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["users.id"], name=op.f("fk_contact_limit_decided_by_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_limit")),
    )
    with op.batch_alter_table("contact_limit") as batch_op:
        batch_op.create_index(batch_op.f("ix_contact_limit_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_contact_limit_case_id"), ["case_id"], unique=False)
        batch_op.create_index("ix_contact_limit_ended_on_review_on", ["ended_on", "review_on"], unique=False)


def downgrade() -> None:
    op.drop_table("contact_limit")
