"""Letters and their templates, incoming mail, tasks, the directory, absences; messages that are more than reminders.

Downwards letters, their templates, what came in, tasks, the directory, absences, adjustments and unsafe ways are lost.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

APPEND_ONLY = ("letter_version", "stored_file")
REFUSAL = "What was kept is never changed."
CHECKS = {
    "state_known": "state IN ('pending', 'claimed', 'sent', 'uncertain', 'failed', 'given_up', 'bundled')",
    "channel_known": "channel IN ('email', 'post')",
    "letter_has_letter": "(kind = 'letter') = (letter_id IS NOT NULL)",
    "either_staff_or_letter": "(recipient_id IS NULL) = (letter_id IS NOT NULL)",
    "bundled_has_digest": "state <> 'bundled' OR digest_id IS NOT NULL",
    "posted_has_day": "channel = 'email' OR state <> 'sent' OR posted_on IS NOT NULL",
}
OLD_STATES = "state IN ('pending', 'claimed', 'sent', 'uncertain', 'failed', 'given_up')"
REMINDERS_ONLY: dict[str, sa.types.TypeEngine[Any]] = {
    "case_id": sa.Integer(),
    "clock_id": sa.Integer(),
    "due_on": sa.Date(),
    "offset_days": sa.Integer(),
    "recipient_id": sa.Integer(),
}
NEW_COLUMNS = (
    sa.Column("rule", sa.String(length=40), nullable=True),
    sa.Column("about", sa.String(length=40), nullable=True),
    sa.Column("channel", sa.String(length=10), nullable=False, server_default="email"),
    sa.Column("letter_id", sa.Integer(), nullable=True),
    sa.Column("digest_id", sa.Integer(), nullable=True),
    sa.Column("posted_on", sa.Date(), nullable=True),
    sa.Column("provided_on", sa.Date(), nullable=True),
    sa.Column("adapter", sa.String(length=10), nullable=True),
    sa.Column("provider_id", sa.String(length=100), nullable=True),
)
INDEXED = ("clock_id", "digest_id", "letter_id")
OLD_UNIQUE = "uq_message_clock_id_due_on_offset_days_recipient_id"
NEW_UNIQUE = "uq_message_about_rule_due_on_offset_days_recipient_id"


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _widen_messages() -> None:
    """A message was a reminder of a clock; now it may be a letter, a digest or a notice as well."""
    with op.batch_alter_table("message") as batch_op:
        for column in NEW_COLUMNS:
            batch_op.add_column(column)
        for name, kind in REMINDERS_ONLY.items():
            batch_op.alter_column(name, existing_type=kind, nullable=True)
        batch_op.drop_constraint(op.f(OLD_UNIQUE), type_="unique")
        batch_op.drop_constraint(op.f("ck_message_state_known"), type_="check")
    op.execute(
        "UPDATE message SET about = 'clock:' || clock_id, "
        "rule = CASE WHEN kind = 'escalation' THEN 'clock_escalation' ELSE 'clock_due' END"
    )
    with op.batch_alter_table("message") as batch_op:
        batch_op.alter_column("channel", existing_type=sa.String(length=10), server_default=None)
        batch_op.create_unique_constraint(op.f(NEW_UNIQUE), ["about", "rule", "due_on", "offset_days", "recipient_id"])
        batch_op.create_foreign_key(op.f("fk_message_digest_id_message"), "message", ["digest_id"], ["id"])
        batch_op.create_foreign_key(op.f("fk_message_letter_id_letter"), "letter", ["letter_id"], ["id"])
        for name in INDEXED:
            batch_op.create_index(op.f(f"ix_message_{name}"), [name], unique=False)
        for name, text in CHECKS.items():
            batch_op.create_check_constraint(op.f(f"ck_message_{name}"), text)


def _narrow_messages() -> None:
    """Letters and digests have no place in the older table; the reminders of a clock stay."""
    op.execute("UPDATE message SET state = 'given_up' WHERE state = 'bundled'")
    op.execute("UPDATE message SET digest_id = NULL")  # the row that it names goes
    op.execute("DELETE FROM message WHERE clock_id IS NULL")
    with op.batch_alter_table("message") as batch_op:
        for name in CHECKS:
            batch_op.drop_constraint(op.f(f"ck_message_{name}"), type_="check")
        for name in INDEXED:
            batch_op.drop_index(op.f(f"ix_message_{name}"))
        batch_op.drop_constraint(op.f("fk_message_letter_id_letter"), type_="foreignkey")
        batch_op.drop_constraint(op.f("fk_message_digest_id_message"), type_="foreignkey")
        batch_op.drop_constraint(op.f(NEW_UNIQUE), type_="unique")
    with op.batch_alter_table("message") as batch_op:
        for name, kind in REMINDERS_ONLY.items():
            batch_op.alter_column(name, existing_type=kind, nullable=False)
        for column in reversed(NEW_COLUMNS):
            batch_op.drop_column(column.name)
        batch_op.create_unique_constraint(op.f(OLD_UNIQUE), ["clock_id", "due_on", "offset_days", "recipient_id"])
        batch_op.create_check_constraint(op.f("ck_message_state_known"), OLD_STATES)


def _protect_what_was_kept() -> None:
    for table in APPEND_ONLY:
        if _is_sqlite():
            op.execute(
                f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            )
        else:
            op.execute(
                f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change()"
            )


def _stop_protecting() -> None:
    for table in APPEND_ONLY:
        op.execute(f"DROP TRIGGER {table}_no_update" + ("" if _is_sqlite() else f" ON {table}"))


def upgrade() -> None:
    op.create_table(
        "periodic_run",
        sa.Column("job", sa.String(length=80), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("problem", sa.String(length=300), nullable=True),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("job", name=op.f("pk_periodic_run")),
    )
    op.create_table(
        "stored_file",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("size >= 0", name=op.f("ck_stored_file_size_is_not_negative")),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_stored_file")),
    )
    op.create_table(
        "absence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("stand_in_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("to_on >= from_on", name=op.f("ck_absence_ends_after_start")),
        sa.CheckConstraint("user_id <> stand_in_id", name=op.f("ck_absence_another_stands_in")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["users.id"], name=op.f("fk_absence_recorded_by_id_users")),
        sa.ForeignKeyConstraint(["stand_in_id"], ["users.id"], name=op.f("fk_absence_stand_in_id_users")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_absence_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence")),
    )
    with op.batch_alter_table("absence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_absence_stand_in_id"), ["stand_in_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_absence_user_id"), ["user_id"], unique=False)

    op.create_table(
        "directory_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("phone", sa.String(length=40), nullable=True),
        sa.Column("website", sa.String(length=200), nullable=True),
        sa.Column("district", sa.String(length=30), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("verified_on", sa.Date(), nullable=True),
        sa.Column("verified_by_id", sa.Integer(), nullable=True),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('force', 'iopc', 'policing_body', 'partner', 'support')",
            name=op.f("ck_directory_entry_kind_known"),
        ),
        sa.ForeignKeyConstraint(["verified_by_id"], ["users.id"], name=op.f("fk_directory_entry_verified_by_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_directory_entry")),
    )
    op.create_table(
        "letter_template",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=10), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("format", sa.String(length=10), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("file_sha256", sa.String(length=64), nullable=True),
        sa.Column("file_name", sa.String(length=200), nullable=True),
        sa.Column("what_changed", sa.Text(), nullable=True),
        sa.Column("shipped", sa.Boolean(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=True),
        sa.Column("retired_on", sa.Date(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(format = 'word') = (file_sha256 IS NOT NULL)", name=op.f("ck_letter_template_word_has_file")
        ),
        sa.CheckConstraint(
            "(status = 'retired') = (retired_on IS NOT NULL)", name=op.f("ck_letter_template_retired_has_day")
        ),
        sa.CheckConstraint("format IN ('text', 'word')", name=op.f("ck_letter_template_format_known")),
        sa.CheckConstraint(
            "status IN ('draft', 'given_up') OR effective_on IS NOT NULL",
            name=op.f("ck_letter_template_approved_has_day"),
        ),
        sa.CheckConstraint(
            "status IN ('draft', 'given_up') OR shipped OR approved_by_id IS NOT NULL",
            name=op.f("ck_letter_template_approved_has_approver"),
        ),
        sa.CheckConstraint(
            "status IN ('draft', 'given_up', 'approved', 'retired')", name=op.f("ck_letter_template_status_known")
        ),
        sa.CheckConstraint(
            "approved_by_id IS NULL OR approved_by_id <> author_id", name=op.f("ck_letter_template_approved_by_another")
        ),
        sa.ForeignKeyConstraint(["approved_by_id"], ["users.id"], name=op.f("fk_letter_template_approved_by_id_users")),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name=op.f("fk_letter_template_author_id_users")),
        sa.ForeignKeyConstraint(
            ["file_sha256"], ["stored_file.sha256"], name=op.f("fk_letter_template_file_sha256_stored_file")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_template")),
        sa.UniqueConstraint("code", "version", name=op.f("uq_letter_template_code_version")),
    )
    with op.batch_alter_table("letter_template", schema=None) as batch_op:
        batch_op.create_index("ix_letter_template_in_force", ["code", "status", "effective_on"], unique=False)

    op.create_table(
        "letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("recommendation_id", sa.Integer(), nullable=True),
        sa.Column("code", sa.String(length=10), nullable=False),
        sa.Column("template_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("audience", sa.String(length=20), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("directory_entry_id", sa.Integer(), nullable=True),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("to_name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("postal_address", sa.Text(), nullable=True),
        sa.Column("large_print", sa.Boolean(), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("edited_by_hand", sa.Boolean(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_by_id", sa.Integer(), nullable=True),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("locked_by_id", sa.Integer(), nullable=True),
        sa.Column("locked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("signed_by_id", sa.Integer(), nullable=True),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_by_id", sa.Integer(), nullable=True),
        sa.Column("document_sha256", sa.String(length=64), nullable=True),
        sa.Column("document_type", sa.String(length=100), nullable=True),
        sa.CheckConstraint(
            "(status = 'sent') = (sent_at IS NOT NULL AND document_sha256 IS NOT NULL)",
            name=op.f("ck_letter_sent_has_document"),
        ),
        sa.CheckConstraint("channel IN ('email', 'post')", name=op.f("ck_letter_channel_known")),
        sa.CheckConstraint("status <> 'signed' OR signed_by_id IS NOT NULL", name=op.f("ck_letter_signed_has_signer")),
        sa.CheckConstraint(
            "status IN ('draft', 'submitted', 'signed', 'sent', 'dropped')", name=op.f("ck_letter_status_known")
        ),
        sa.CheckConstraint("(locked_by_id IS NULL) = (locked_at IS NULL)", name=op.f("ck_letter_lock_has_time")),
        sa.CheckConstraint("signed_by_id IS NULL OR signed_at IS NOT NULL", name=op.f("ck_letter_signer_has_time")),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name=op.f("fk_letter_author_id_users")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_letter_case_id_cases")),
        sa.ForeignKeyConstraint(
            ["directory_entry_id"], ["directory_entry.id"], name=op.f("fk_letter_directory_entry_id_directory_entry")
        ),
        sa.ForeignKeyConstraint(
            ["document_sha256"], ["stored_file.sha256"], name=op.f("fk_letter_document_sha256_stored_file")
        ),
        sa.ForeignKeyConstraint(["edited_by_id"], ["users.id"], name=op.f("fk_letter_edited_by_id_users")),
        sa.ForeignKeyConstraint(["locked_by_id"], ["users.id"], name=op.f("fk_letter_locked_by_id_users")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_letter_person_id_person")),
        sa.ForeignKeyConstraint(
            ["recommendation_id"], ["recommendation.id"], name=op.f("fk_letter_recommendation_id_recommendation")
        ),
        sa.ForeignKeyConstraint(["sent_by_id"], ["users.id"], name=op.f("fk_letter_sent_by_id_users")),
        sa.ForeignKeyConstraint(["signed_by_id"], ["users.id"], name=op.f("fk_letter_signed_by_id_users")),
        sa.ForeignKeyConstraint(
            ["template_id"], ["letter_template.id"], name=op.f("fk_letter_template_id_letter_template")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter")),
    )
    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.create_index("ix_letter_case_id_status", ["case_id", "status"], unique=False)
        batch_op.create_index(batch_op.f("ix_letter_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_letter_recommendation_id"), ["recommendation_id"], unique=False)
        batch_op.create_index("ix_letter_waiting", ["status", "edited_at"], unique=False)

    op.create_table(
        "prepared_move",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("recommendation_id", sa.Integer(), nullable=True),
        sa.Column("trigger", sa.String(length=40), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("prepared_by_id", sa.Integer(), nullable=True),
        sa.Column("prepared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_prepared_move_case_id_cases")),
        sa.ForeignKeyConstraint(["prepared_by_id"], ["users.id"], name=op.f("fk_prepared_move_prepared_by_id_users")),
        sa.ForeignKeyConstraint(
            ["recommendation_id"], ["recommendation.id"], name=op.f("fk_prepared_move_recommendation_id_recommendation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prepared_move")),
    )
    with op.batch_alter_table("prepared_move", schema=None) as batch_op:
        batch_op.create_index("ix_prepared_move_case_id_trigger", ["case_id", "trigger"], unique=False)

    op.create_table(
        "letter_comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('comment', 'sent_back')", name=op.f("ck_letter_comment_kind_known")),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name=op.f("fk_letter_comment_letter_id_letter")),
        sa.ForeignKeyConstraint(["written_by_id"], ["users.id"], name=op.f("fk_letter_comment_written_by_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_comment")),
    )
    with op.batch_alter_table("letter_comment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_letter_comment_letter_id"), ["letter_id"], unique=False)

    op.create_table(
        "letter_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("edited_by_id", sa.Integer(), nullable=True),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["edited_by_id"], ["users.id"], name=op.f("fk_letter_version_edited_by_id_users")),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name=op.f("fk_letter_version_letter_id_letter")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_version")),
        sa.UniqueConstraint("letter_id", "number", name=op.f("uq_letter_version_letter_id_number")),
    )
    op.create_table(
        "incoming_mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("raw_sha256", sa.String(length=64), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("message_id", sa.String(length=300), nullable=True),
        sa.Column("sender", sa.String(length=254), nullable=False),
        sa.Column("sender_name", sa.String(length=200), nullable=False),
        sa.Column("sender_key", sa.String(length=254), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("about_message_id", sa.Integer(), nullable=True),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("matched_by", sa.String(length=20), nullable=True),
        sa.Column("problem", sa.String(length=300), nullable=True),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('new', 'reply', 'bounce', 'automatic')", name=op.f("ck_incoming_mail_kind_known")),
        sa.CheckConstraint("state <> 'filed' OR case_id IS NOT NULL", name=op.f("ck_incoming_mail_filed_has_case")),
        sa.CheckConstraint(
            "state IN ('waiting', 'held', 'filed', 'set_aside')", name=op.f("ck_incoming_mail_state_known")
        ),
        sa.ForeignKeyConstraint(
            ["about_message_id"], ["message.id"], name=op.f("fk_incoming_mail_about_message_id_message")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_incoming_mail_case_id_cases")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_incoming_mail_contact_id_contact")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_incoming_mail_person_id_person")),
        sa.ForeignKeyConstraint(
            ["raw_sha256"], ["stored_file.sha256"], name=op.f("fk_incoming_mail_raw_sha256_stored_file")
        ),
        sa.ForeignKeyConstraint(["settled_by_id"], ["users.id"], name=op.f("fk_incoming_mail_settled_by_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incoming_mail")),
        sa.UniqueConstraint("raw_sha256", name=op.f("uq_incoming_mail_raw_sha256")),
    )
    with op.batch_alter_table("incoming_mail", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_incoming_mail_about_message_id"), ["about_message_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_incoming_mail_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_incoming_mail_message_id"), ["message_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_incoming_mail_sender_key"), ["sender_key"], unique=False)
        batch_op.create_index("ix_incoming_mail_state_id", ["state", "id"], unique=False)

    op.create_table(
        "attachment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("incoming_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("file_sha256", sa.String(length=64), nullable=False),
        sa.Column("problem", sa.String(length=300), nullable=True),
        sa.ForeignKeyConstraint(
            ["file_sha256"], ["stored_file.sha256"], name=op.f("fk_attachment_file_sha256_stored_file")
        ),
        sa.ForeignKeyConstraint(
            ["incoming_id"], ["incoming_mail.id"], name=op.f("fk_attachment_incoming_id_incoming_mail")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
        sa.UniqueConstraint("incoming_id", "position", name=op.f("uq_attachment_incoming_id_position")),
    )
    op.create_table(
        "task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("letter_id", sa.Integer(), nullable=True),
        sa.Column("message_id", sa.Integer(), nullable=True),
        sa.Column("incoming_id", sa.Integer(), nullable=True),
        sa.Column("detail", sa.String(length=60), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("done_by_id IS NULL OR done_at IS NOT NULL", name=op.f("ck_task_done_has_time")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_task_case_id_cases")),
        sa.ForeignKeyConstraint(["done_by_id"], ["users.id"], name=op.f("fk_task_done_by_id_users")),
        sa.ForeignKeyConstraint(["incoming_id"], ["incoming_mail.id"], name=op.f("fk_task_incoming_id_incoming_mail")),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name=op.f("fk_task_letter_id_letter")),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_task_message_id_message")),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_task_owner_id_users")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_task_team_id_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
    )
    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_task_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_task_letter_id"), ["letter_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_task_message_id"), ["message_id"], unique=False)
        batch_op.create_index("ix_task_owner_id_done_at", ["owner_id", "done_at"], unique=False)
        batch_op.create_index("ix_task_team_id_done_at", ["team_id", "done_at"], unique=False)

    _widen_messages()
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.add_column(sa.Column("adjustment_codes", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("email_unsafe", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("post_unsafe", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("phone_unsafe", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("person", schema=None) as batch_op:
        for name in ("adjustment_codes", "email_unsafe", "post_unsafe", "phone_unsafe"):
            batch_op.alter_column(name, server_default=None)
    _protect_what_was_kept()


def downgrade() -> None:
    _stop_protecting()
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_column("phone_unsafe")
        batch_op.drop_column("post_unsafe")
        batch_op.drop_column("email_unsafe")
        batch_op.drop_column("adjustment_codes")

    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.drop_index("ix_task_team_id_done_at")
        batch_op.drop_index("ix_task_owner_id_done_at")
        batch_op.drop_index(batch_op.f("ix_task_message_id"))
        batch_op.drop_index(batch_op.f("ix_task_letter_id"))
        batch_op.drop_index(batch_op.f("ix_task_case_id"))

    op.drop_table("task")
    op.drop_table("attachment")
    with op.batch_alter_table("incoming_mail", schema=None) as batch_op:
        batch_op.drop_index("ix_incoming_mail_state_id")
        batch_op.drop_index(batch_op.f("ix_incoming_mail_sender_key"))
        batch_op.drop_index(batch_op.f("ix_incoming_mail_message_id"))
        batch_op.drop_index(batch_op.f("ix_incoming_mail_case_id"))
        batch_op.drop_index(batch_op.f("ix_incoming_mail_about_message_id"))

    op.drop_table("incoming_mail")
    _narrow_messages()
    op.drop_table("letter_version")
    with op.batch_alter_table("letter_comment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_letter_comment_letter_id"))

    op.drop_table("letter_comment")
    with op.batch_alter_table("prepared_move", schema=None) as batch_op:
        batch_op.drop_index("ix_prepared_move_case_id_trigger")

    op.drop_table("prepared_move")
    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.drop_index("ix_letter_waiting")
        batch_op.drop_index(batch_op.f("ix_letter_recommendation_id"))
        batch_op.drop_index(batch_op.f("ix_letter_person_id"))
        batch_op.drop_index("ix_letter_case_id_status")

    op.drop_table("letter")
    with op.batch_alter_table("letter_template", schema=None) as batch_op:
        batch_op.drop_index("ix_letter_template_in_force")

    op.drop_table("letter_template")
    op.drop_table("directory_entry")
    with op.batch_alter_table("absence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_absence_user_id"))
        batch_op.drop_index(batch_op.f("ix_absence_stand_in_id"))

    op.drop_table("absence")
    op.drop_table("stored_file")
    op.drop_table("periodic_run")
