"""What is found out at triage: what an enquiry concerns, how its district is known, priority, lead, tags, headings.
Cases that are there have no source of their district: nobody recorded it."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("code") as batch:
        batch.add_column(sa.Column("matches", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("cases", sa.Column("concerns", sa.String(length=30), nullable=True))
    op.add_column("cases", sa.Column("district_source", sa.String(length=10), nullable=True))
    op.add_column("cases", sa.Column("priority", sa.String(length=60), nullable=True))
    op.add_column("cases", sa.Column("priority_chosen", sa.Boolean(), nullable=False, server_default=sa.false()))
    # with its key in one statement: SQLite would copy the table, and lose its indexes on expressions
    key = op.f("fk_cases_lead_id_directory_entry")
    op.execute(f"ALTER TABLE cases ADD COLUMN lead_id INTEGER CONSTRAINT {key} REFERENCES directory_entry (id)")
    op.create_index("ix_cases_priority_queue", "cases", ["priority", "category", "next_due_on", "id", "restricted"])
    op.create_index("ix_cases_lead_queue", "cases", ["lead_id", "category", "next_due_on", "id", "restricted"])
    op.create_table(
        "case_tag",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("tag", sa.String(length=60), nullable=False),
        sa.Column("put_on_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("put_on_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_tag_case_id_cases")),
        sa.ForeignKeyConstraint(["put_on_by_id"], ["users.id"], name=op.f("fk_case_tag_put_on_by_id_users")),
        sa.PrimaryKeyConstraint("case_id", "tag", name=op.f("pk_case_tag")),
    )
    op.create_index("ix_case_tag_tag_case_id", "case_tag", ["tag", "case_id"])
    op.create_table(
        "triage_note",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("heading", sa.String(length=20), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_triage_note_case_id_cases")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["users.id"], name=op.f("fk_triage_note_recorded_by_id_users")),
        sa.PrimaryKeyConstraint("case_id", "heading", name=op.f("pk_triage_note")),
    )


def downgrade() -> None:
    op.drop_table("triage_note")
    op.drop_table("case_tag")
    op.drop_index("ix_cases_lead_queue", "cases")
    op.drop_index("ix_cases_priority_queue", "cases")
    for name in ("lead_id", "priority_chosen", "priority", "district_source", "concerns"):
        op.drop_column("cases", name)
    with op.batch_alter_table("code") as batch:
        batch.drop_column("matches")
