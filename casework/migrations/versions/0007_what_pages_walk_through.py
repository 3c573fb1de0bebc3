"""Indexes that the lists, My work and the pages of mail walk through, so that no page reads the whole office."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

NEW: dict[str, tuple[str, list[str]]] = {
    "ix_cases_queue": ("cases", ["category", "next_due_on", "id", "restricted", "owner_id"]),
    "ix_cases_owner_queue": ("cases", ["owner_id", "category", "next_due_on", "id", "restricted"]),
    "ix_cases_team_queue": ("cases", ["team_id", "category", "next_due_on", "id", "restricted", "owner_id"]),
    "ix_cases_type_queue": ("cases", ["case_type", "category", "next_due_on", "id", "restricted"]),
    "ix_cases_category_received": ("cases", ["category", "received_on", "id", "restricted"]),
    "ix_cases_category_reference": ("cases", ["category", "reference", "id", "restricted"]),
    "ix_clock_code_due": ("clock", ["state", "code", "due_on", "length"]),
    "ix_message_state_channel": ("message", ["state", "channel", "id"]),
    "ix_message_recipient_id_id": ("message", ["recipient_id", "id"]),
    "ix_incoming_mail_kind_id": ("incoming_mail", ["kind", "id"]),
    "ix_letter_code_case_id": ("letter", ["code", "case_id"]),
}
OLD: dict[str, tuple[str, list[str]]] = {
    "ix_cases_queue": ("cases", ["category", "next_due_on", "id"]),
    "ix_cases_owner_queue": ("cases", ["owner_id", "category", "next_due_on", "id"]),
    "ix_cases_team_queue": ("cases", ["team_id", "category", "next_due_on", "id"]),
    "ix_cases_received": ("cases", ["received_on", "id"]),
    "ix_message_recipient_id": ("message", ["recipient_id"]),
    "ix_letter_recommendation_id": ("letter", ["recommendation_id"]),
}
IS_SET = sa.text("recommendation_id IS NOT NULL")


def upgrade() -> None:
    for name, (table, _) in OLD.items():
        op.drop_index(op.f(name), table_name=table)
    for name, (table, columns) in NEW.items():
        op.create_index(op.f(name), table, columns, unique=False)
    op.create_index(
        op.f("ix_letter_recommendation_id"),
        "letter",
        ["recommendation_id"],
        unique=False,
        sqlite_where=IS_SET,
        postgresql_where=IS_SET,
    )
    op.create_index(
        op.f("ix_cases_sensitive"),
        "cases",
        ["case_type", "state", "sensitive", "next_due_on", "id"],
        unique=False,
        sqlite_where=sa.text("sensitive = 1"),
        postgresql_where=sa.text("sensitive"),
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_cases_sensitive"), table_name="cases")
    op.drop_index(op.f("ix_letter_recommendation_id"), table_name="letter")
    for name, (table, _) in NEW.items():
        op.drop_index(op.f(name), table_name=table)
    for name, (table, columns) in OLD.items():
        op.create_index(op.f(name), table, columns, unique=False)
