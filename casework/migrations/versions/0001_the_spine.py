"""The tables of the spine, and the triggers that keep the history as it was written."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

APPEND_ONLY = ("case_event", "access_log")
REFUSAL = "The history is never changed."


def _protect(table: str) -> None:
    """Make the database refuse UPDATE and DELETE on `table`."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            )
        return
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )


def _protect_history() -> None:
    if op.get_bind().dialect.name != "sqlite":
        op.execute(
            "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"
        )
    for table in APPEND_ONLY:
        _protect(table)


def _drop_function() -> None:
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION IF EXISTS refuse_change()")


def upgrade() -> None:
    op.create_table(
        "bank_holiday",
        sa.Column("calendar", sa.String(length=20), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("calendar", "on", name=op.f("pk_bank_holiday")),
    )
    op.create_table(
        "code",
        sa.Column("list_name", sa.String(length=30), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("list_name", "code", name=op.f("pk_code")),
    )
    op.create_table(
        "reference_counter",
        sa.Column("case_type", sa.String(length=30), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("case_type", "year", name=op.f("pk_reference_counter")),
    )
    op.create_table(
        "team",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team")),
        sa.UniqueConstraint("name", name=op.f("uq_team_name")),
    )
    op.create_table(
        "users",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("is_enabled", sa.Boolean(), nullable=False),
        sa.Column("session_version", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_signed_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_users_team_id_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("email", name=op.f("uq_users_email")),
    )
    with op.batch_alter_table("users", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_users_team_id"), ["team_id"], unique=False)

    op.create_table(
        "count_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("start_year", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("steps_done", sa.Integer(), nullable=False),
        sa.Column("steps_total", sa.Integer(), nullable=False),
        sa.Column("definitions_version", sa.String(length=20), nullable=False),
        sa.Column("requested_by_id", sa.Integer(), nullable=True),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.String(length=300), nullable=True),
        sa.CheckConstraint("state <> 'done' OR finished_at IS NOT NULL", name=op.f("ck_count_run_done_has_time")),
        sa.CheckConstraint("state IN ('queued', 'running', 'done', 'failed')", name=op.f("ck_count_run_state_known")),
        sa.ForeignKeyConstraint(["requested_by_id"], ["users.id"], name=op.f("fk_count_run_requested_by_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_count_run")),
    )
    with op.batch_alter_table("count_run", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_count_run_start_year"), ["start_year"], unique=False)

    op.create_table(
        "import_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("mapping_name", sa.String(length=100), nullable=False),
        sa.Column("rows_read", sa.Integer(), nullable=False),
        sa.Column("cases_made", sa.Integer(), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("imported_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["imported_by_id"], ["users.id"], name=op.f("fk_import_batch_imported_by_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_batch")),
    )
    with op.batch_alter_table("import_batch", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_import_batch_fingerprint"), ["fingerprint"], unique=False)

    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("full_name", sa.String(length=200), nullable=False),
        sa.Column("name_key", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("email_key", sa.String(length=254), nullable=True),
        sa.Column("phone", sa.String(length=40), nullable=True),
        sa.Column("phone_key", sa.String(length=20), nullable=True),
        sa.Column("postcode", sa.String(length=10), nullable=True),
        sa.Column("postcode_key", sa.String(length=10), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("adjustments", sa.Text(), nullable=True),
        sa.Column("safe_contact", sa.Text(), nullable=True),
        sa.Column("invented", sa.Boolean(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["users.id"], name=op.f("fk_person_recorded_by_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
    )
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_person_email_key"), ["email_key"], unique=False)
        batch_op.create_index("ix_person_invented", ["invented"], unique=False)
        batch_op.create_index(batch_op.f("ix_person_name_key"), ["name_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_person_phone_key"), ["phone_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_person_postcode_key"), ["postcode_key"], unique=False)

    op.create_table(
        "saved_search",
        sa.Column("token", sa.String(length=43), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("searched_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_saved_search_user_id_users")),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_saved_search")),
    )
    with op.batch_alter_table("saved_search", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_saved_search_user_id"), ["user_id"], unique=False)

    op.create_table(
        "setting",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["changed_by_id"], ["users.id"], name=op.f("fk_setting_changed_by_id_users")),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_setting")),
    )
    op.create_table(
        "user_role",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=30), nullable=False),
        sa.CheckConstraint("role <> 'system'", name=op.f("ck_user_role_no_system_role")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_user_role_user_id_users")),
        sa.PrimaryKeyConstraint("user_id", "role", name=op.f("pk_user_role")),
    )
    op.create_table(
        "cases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_type", sa.String(length=30), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=20), nullable=False),
        sa.Column("old_reference", sa.String(length=60), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("category", sa.String(length=10), nullable=False),
        sa.Column("workflow_version", sa.Integer(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("about", sa.String(length=200), nullable=False),
        sa.Column("issue", sa.String(length=60), nullable=True),
        sa.Column("district", sa.String(length=30), nullable=True),
        sa.Column("channel", sa.String(length=30), nullable=False),
        sa.Column("sensitive", sa.Boolean(), nullable=False),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("linked_from_id", sa.Integer(), nullable=True),
        sa.Column("import_batch_id", sa.Integer(), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("logged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("first_closed_on", sa.Date(), nullable=True),
        sa.Column("times_reopened", sa.Integer(), nullable=False),
        sa.Column("next_due_on", sa.Date(), nullable=True),
        sa.Column("next_clock", sa.String(length=40), nullable=True),
        sa.CheckConstraint("(category = 'closed') = (closed_on IS NOT NULL)", name=op.f("ck_cases_closed_has_date")),
        sa.CheckConstraint("category IN ('new', 'open', 'closed')", name=op.f("ck_cases_category_known")),
        sa.CheckConstraint("(next_due_on IS NULL) = (next_clock IS NULL)", name=op.f("ck_cases_next_due_has_clock")),
        sa.CheckConstraint("closed_on IS NULL OR first_closed_on IS NOT NULL", name=op.f("ck_cases_first_closed_kept")),
        sa.CheckConstraint(
            "decided_on IS NULL OR decided_on >= received_on", name=op.f("ck_cases_decided_after_receipt")
        ),
        sa.CheckConstraint(
            "first_closed_on IS NULL OR first_closed_on >= received_on", name=op.f("ck_cases_closed_after_receipt")
        ),
        sa.ForeignKeyConstraint(
            ["import_batch_id"], ["import_batch.id"], name=op.f("fk_cases_import_batch_id_import_batch")
        ),
        sa.ForeignKeyConstraint(["linked_from_id"], ["cases.id"], name=op.f("fk_cases_linked_from_id_cases")),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_cases_owner_id_users")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_cases_person_id_person")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_cases_team_id_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
        sa.UniqueConstraint("case_type", "year", "number", name=op.f("uq_cases_case_type_year_number")),
        sa.UniqueConstraint("old_reference", name=op.f("uq_cases_old_reference")),
        sa.UniqueConstraint("reference", name=op.f("uq_cases_reference")),
    )
    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.create_index("ix_cases_district_received", ["district", "received_on", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_cases_import_batch_id"), ["import_batch_id"], unique=False)
        batch_op.create_index("ix_cases_issue_received", ["issue", "received_on", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_cases_linked_from_id"), ["linked_from_id"], unique=False)
        batch_op.create_index("ix_cases_owner_queue", ["owner_id", "category", "next_due_on", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_cases_person_id"), ["person_id"], unique=False)
        batch_op.create_index("ix_cases_queue", ["category", "next_due_on", "id"], unique=False)
        batch_op.create_index("ix_cases_received", ["received_on", "id"], unique=False)
        batch_op.create_index("ix_cases_state_due", ["case_type", "state", "next_due_on", "id"], unique=False)
        batch_op.create_index("ix_cases_team_queue", ["team_id", "category", "next_due_on", "id"], unique=False)
        batch_op.create_index("ix_cases_type_decided", ["case_type", "decided_on"], unique=False)
        batch_op.create_index("ix_cases_type_first_closed", ["case_type", "first_closed_on"], unique=False)
        batch_op.create_index("ix_cases_type_received", ["case_type", "received_on", "id"], unique=False)

    op.create_table(
        "count_figure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("measure", sa.String(length=60), nullable=False),
        sa.Column("breakdown", sa.String(length=30), nullable=False),
        sa.Column("value_code", sa.String(length=60), nullable=False),
        sa.Column("value_label", sa.String(length=200), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("record_kind", sa.String(length=20), nullable=False),
        sa.Column("record_ids", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["count_run.id"], name=op.f("fk_count_figure_run_id_count_run")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_count_figure")),
        sa.UniqueConstraint(
            "run_id",
            "measure",
            "breakdown",
            "value_code",
            name=op.f("uq_count_figure_run_id_measure_breakdown_value_code"),
        ),
    )
    with op.batch_alter_table("count_figure", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_count_figure_run_id"), ["run_id"], unique=False)

    op.create_table(
        "access_log",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("endpoint", sa.String(length=60), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_access_log_case_id_cases")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_access_log_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_log")),
    )
    with op.batch_alter_table("access_log", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_access_log_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_access_log_user_id"), ["user_id"], unique=False)

    op.create_table(
        "allegation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("category", sa.String(length=20), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("force_outcome", sa.String(length=60), nullable=True),
        sa.Column("finding", sa.String(length=40), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(finding IS NULL) = (reason IS NULL)", name=op.f("ck_allegation_finding_has_reason")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_allegation_case_id_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allegation")),
        sa.UniqueConstraint("case_id", "number", name=op.f("uq_allegation_case_id_number")),
    )
    with op.batch_alter_table("allegation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_allegation_case_id"), ["case_id"], unique=False)

    op.create_table(
        "case_access",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("named_by_id", sa.Integer(), nullable=False),
        sa.Column("named_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_access_case_id_cases")),
        sa.ForeignKeyConstraint(["named_by_id"], ["users.id"], name=op.f("fk_case_access_named_by_id_users")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_case_access_user_id_users")),
        sa.PrimaryKeyConstraint("case_id", "user_id", name=op.f("pk_case_access")),
    )
    with op.batch_alter_table("case_access", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_access_user_id"), ["user_id"], unique=False)

    op.create_table(
        "contact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("direction", sa.String(length=3), nullable=False),
        sa.Column("channel", sa.String(length=30), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("direction IN ('in', 'out')", name=op.f("ck_contact_direction_known")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_contact_case_id_cases")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_contact_person_id_person")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["users.id"], name=op.f("fk_contact_recorded_by_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
    )
    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contact_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_contact_happened_on"), ["happened_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_contact_person_id"), ["person_id"], unique=False)

    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("finding", sa.String(length=40), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("learning", sa.Text(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("comments", sa.Text(), nullable=True),
        sa.Column("returned_by_id", sa.Integer(), nullable=True),
        sa.Column("signed_by_id", sa.Integer(), nullable=True),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(status = 'signed') = (signed_by_id IS NOT NULL AND signed_at IS NOT NULL AND decided_on IS NOT NULL)",
            name=op.f("ck_decision_signed_has_signer"),
        ),
        sa.CheckConstraint("status IN ('draft', 'returned', 'signed')", name=op.f("ck_decision_status_known")),
        sa.CheckConstraint(
            "signed_by_id IS NULL OR signed_by_id <> author_id", name=op.f("ck_decision_signed_by_another")
        ),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name=op.f("fk_decision_author_id_users")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_decision_case_id_cases")),
        sa.ForeignKeyConstraint(["returned_by_id"], ["users.id"], name=op.f("fk_decision_returned_by_id_users")),
        sa.ForeignKeyConstraint(["signed_by_id"], ["users.id"], name=op.f("fk_decision_signed_by_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
    )
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_decision_case_id"), ["case_id"], unique=False)

    op.create_table(
        "enquiry_detail",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("who_will_be_asked", sa.Text(), nullable=True),
        sa.Column("acknowledged_on", sa.Date(), nullable=True),
        sa.Column("replied_on", sa.Date(), nullable=True),
        sa.Column("converted_to", sa.String(length=30), nullable=True),
        sa.Column("reply_author_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_enquiry_detail_case_id_cases")),
        sa.ForeignKeyConstraint(
            ["reply_author_id"], ["users.id"], name=op.f("fk_enquiry_detail_reply_author_id_users")
        ),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_enquiry_detail")),
    )
    op.create_table(
        "note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_note_case_id_cases")),
        sa.ForeignKeyConstraint(["written_by_id"], ["users.id"], name=op.f("fk_note_written_by_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note")),
    )
    with op.batch_alter_table("note", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_note_case_id"), ["case_id"], unique=False)

    op.create_table(
        "party",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(length=30), nullable=False),
        sa.Column("authority_on", sa.Date(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["added_by_id"], ["users.id"], name=op.f("fk_party_added_by_id_users")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_party_case_id_cases")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_party_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_party")),
    )
    with op.batch_alter_table("party", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_party_case_id"), ["case_id"], unique=False)
        batch_op.create_index("ix_party_person_id_case_id", ["person_id", "case_id"], unique=False)

    op.create_table(
        "recommendation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("rec_type", sa.String(length=30), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("addressed_to", sa.String(length=100), nullable=False),
        sa.Column("state", sa.String(length=30), nullable=False),
        sa.Column("category", sa.String(length=10), nullable=False),
        sa.Column("workflow_version", sa.Integer(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("responded_on", sa.Date(), nullable=True),
        sa.Column("response", sa.String(length=20), nullable=True),
        sa.Column("response_text", sa.Text(), nullable=True),
        sa.Column("implementation_due_on", sa.Date(), nullable=True),
        sa.Column("implemented_on", sa.Date(), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.CheckConstraint("category IN ('new', 'open', 'closed')", name=op.f("ck_recommendation_category_known")),
        sa.CheckConstraint(
            "state <> 'implemented' OR implemented_on IS NOT NULL", name=op.f("ck_recommendation_implemented_has_date")
        ),
        sa.CheckConstraint("state = 'draft' OR issued_on IS NOT NULL", name=op.f("ck_recommendation_issued_has_date")),
        sa.CheckConstraint(
            "state NOT IN ('accepted', 'part_accepted', 'rejected', 'implemented') OR responded_on IS NOT NULL",
            name=op.f("ck_recommendation_answered_has_date"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_recommendation_case_id_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recommendation")),
        sa.UniqueConstraint("case_id", "number", name=op.f("uq_recommendation_case_id_number")),
    )
    with op.batch_alter_table("recommendation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recommendation_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_recommendation_issued_on"), ["issued_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_recommendation_responded_on"), ["responded_on"], unique=False)

    op.create_table(
        "review_detail",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("force_reference", sa.String(length=60), nullable=True),
        sa.Column("review_type", sa.String(length=20), nullable=True),
        sa.Column("complaint_made_on", sa.Date(), nullable=True),
        sa.Column("complaint_details", sa.Text(), nullable=True),
        sa.Column("force_named", sa.String(length=100), nullable=True),
        sa.Column("letter_dated_on", sa.Date(), nullable=True),
        sa.Column("outcome_channel", sa.String(length=20), nullable=True),
        sa.Column("outcome_sent_on", sa.Date(), nullable=True),
        sa.Column("provided_on", sa.Date(), nullable=True),
        sa.Column("made_on", sa.Date(), nullable=True),
        sa.Column("wrong_body_received_on", sa.Date(), nullable=True),
        sa.Column("wrong_body_forwarded_on", sa.Date(), nullable=True),
        sa.Column("letter_named_body", sa.String(length=10), nullable=True),
        sa.Column("extended_last_day_on", sa.Date(), nullable=True),
        sa.Column("requirements_waived", sa.Boolean(), nullable=False),
        sa.Column("triage", sa.JSON(), nullable=True),
        sa.Column("review_body", sa.String(length=10), nullable=True),
        sa.Column("pre_check_stop", sa.String(length=10), nullable=True),
        sa.Column("second_person_id", sa.Integer(), nullable=True),
        sa.Column("acknowledged_on", sa.Date(), nullable=True),
        sa.Column("validity", sa.String(length=10), nullable=False),
        sa.Column("valid_on", sa.Date(), nullable=True),
        sa.Column("invalid_reason", sa.String(length=40), nullable=True),
        sa.Column("forwarded_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("parties_notified_on", sa.Date(), nullable=True),
        sa.Column("papers_requested_on", sa.Date(), nullable=True),
        sa.Column("papers_complete_on", sa.Date(), nullable=True),
        sa.Column("investigating_body", sa.String(length=60), nullable=True),
        sa.Column("conducted_by_office", sa.Boolean(), nullable=False),
        sa.Column("finding", sa.String(length=40), nullable=True),
        sa.CheckConstraint(
            "(validity = 'invalid') = (invalid_reason IS NOT NULL)", name=op.f("ck_review_detail_invalid_has_reason")
        ),
        sa.CheckConstraint("validity <> 'valid' OR valid_on IS NOT NULL", name=op.f("ck_review_detail_valid_has_date")),
        sa.CheckConstraint("validity IN ('pending', 'valid', 'invalid')", name=op.f("ck_review_detail_validity_known")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_review_detail_case_id_cases")),
        sa.ForeignKeyConstraint(
            ["second_person_id"], ["users.id"], name=op.f("fk_review_detail_second_person_id_users")
        ),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_review_detail")),
    )
    with op.batch_alter_table("review_detail", schema=None) as batch_op:
        batch_op.create_index("ix_review_detail_finding", ["finding"], unique=False)
        batch_op.create_index("ix_review_detail_force_reference", ["force_reference"], unique=False)

    op.create_table(
        "used_token",
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_used_token_case_id_cases")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_used_token_user_id_users")),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_used_token")),
    )
    with op.batch_alter_table("used_token", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_used_token_used_at"), ["used_at"], unique=False)

    op.create_table(
        "case_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("trigger", sa.String(length=40), nullable=True),
        sa.Column("from_state", sa.String(length=40), nullable=True),
        sa.Column("to_state", sa.String(length=40), nullable=True),
        sa.Column("note_id", sa.Integer(), nullable=True),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["users.id"], name=op.f("fk_case_event_actor_id_users")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_event_case_id_cases")),
        sa.ForeignKeyConstraint(["note_id"], ["note.id"], name=op.f("fk_case_event_note_id_note")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_event")),
    )
    with op.batch_alter_table("case_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_event_actor_id"), ["actor_id"], unique=False)
        batch_op.create_index("ix_case_event_at", ["at"], unique=False)
        batch_op.create_index("ix_case_event_case_id_id", ["case_id", "id"], unique=False)

    op.create_table(
        "clock",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("recommendation_id", sa.Integer(), nullable=True),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("met_on", sa.Date(), nullable=True),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("calendar_version", sa.String(length=40), nullable=False),
        sa.CheckConstraint("(state = 'running') = (due_on IS NOT NULL)", name=op.f("ck_clock_running_has_due_date")),
        sa.CheckConstraint("state IN ('running', 'held', 'met')", name=op.f("ck_clock_state_known")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_clock_case_id_cases")),
        sa.ForeignKeyConstraint(
            ["recommendation_id"], ["recommendation.id"], name=op.f("fk_clock_recommendation_id_recommendation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock")),
    )
    with op.batch_alter_table("clock", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_clock_case_id"), ["case_id"], unique=False)
        batch_op.create_index("ix_clock_due", ["state", "due_on", "id"], unique=False)
        batch_op.create_index(
            "uq_clock_case_code",
            ["case_id", "code"],
            unique=True,
            sqlite_where=sa.text("recommendation_id IS NULL"),
            postgresql_where=sa.text("recommendation_id IS NULL"),
        )
        batch_op.create_index(
            "uq_clock_recommendation_code",
            ["recommendation_id", "code"],
            unique=True,
            sqlite_where=sa.text("recommendation_id IS NOT NULL"),
            postgresql_where=sa.text("recommendation_id IS NOT NULL"),
        )

    op.create_table(
        "hold",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("reason_code", sa.String(length=30), nullable=False),
        sa.Column("note_id", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=False),
        sa.Column("released_on", sa.Date(), nullable=True),
        sa.Column("placed_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("released_on IS NULL OR released_on >= held_on", name=op.f("ck_hold_released_after_held")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_hold_case_id_cases")),
        sa.ForeignKeyConstraint(["note_id"], ["note.id"], name=op.f("fk_hold_note_id_note")),
        sa.ForeignKeyConstraint(["placed_by_id"], ["users.id"], name=op.f("fk_hold_placed_by_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hold")),
    )
    with op.batch_alter_table("hold", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_hold_case_id"), ["case_id"], unique=False)
        batch_op.create_index(
            "uq_hold_open_case",
            ["case_id"],
            unique=True,
            sqlite_where=sa.text("released_on IS NULL"),
            postgresql_where=sa.text("released_on IS NULL"),
        )

    op.create_table(
        "answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_answer_case_id_cases")),
        sa.ForeignKeyConstraint(["event_id"], ["case_event.id"], name=op.f("fk_answer_event_id_case_event")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer")),
    )
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_answer_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_answer_event_id"), ["event_id"], unique=False)

    op.create_table(
        "clock_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clock_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("removes_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["clock_id"], ["clock.id"], name=op.f("fk_clock_event_clock_id_clock")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["users.id"], name=op.f("fk_clock_event_recorded_by_id_users")),
        sa.ForeignKeyConstraint(["removes_id"], ["clock_event.id"], name=op.f("fk_clock_event_removes_id_clock_event")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock_event")),
    )
    with op.batch_alter_table("clock_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_clock_event_clock_id"), ["clock_id"], unique=False)

    op.create_table(
        "message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("clock_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("offset_days", sa.Integer(), nullable=False),
        sa.Column("recipient_id", sa.Integer(), nullable=False),
        sa.Column("to_address", sa.String(length=254), nullable=False),
        sa.Column("message_id", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claimed_by", sa.String(length=60), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.String(length=300), nullable=True),
        sa.CheckConstraint("state <> 'sent' OR sent_at IS NOT NULL", name=op.f("ck_message_sent_has_time")),
        sa.CheckConstraint(
            "state IN ('pending', 'claimed', 'sent', 'uncertain', 'failed', 'given_up')",
            name=op.f("ck_message_state_known"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_message_case_id_cases")),
        sa.ForeignKeyConstraint(["clock_id"], ["clock.id"], name=op.f("fk_message_clock_id_clock")),
        sa.ForeignKeyConstraint(["recipient_id"], ["users.id"], name=op.f("fk_message_recipient_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint(
            "clock_id",
            "due_on",
            "offset_days",
            "recipient_id",
            name=op.f("uq_message_clock_id_due_on_offset_days_recipient_id"),
        ),
        sa.UniqueConstraint("message_id", name=op.f("uq_message_message_id")),
    )
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_message_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_message_recipient_id"), ["recipient_id"], unique=False)
        batch_op.create_index("ix_message_waiting", ["state", "next_attempt_at", "id"], unique=False)
    _protect_history()


def downgrade() -> None:
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.drop_index("ix_message_waiting")
        batch_op.drop_index(batch_op.f("ix_message_recipient_id"))
        batch_op.drop_index(batch_op.f("ix_message_case_id"))

    op.drop_table("message")
    with op.batch_alter_table("clock_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_clock_event_clock_id"))

    op.drop_table("clock_event")
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_answer_event_id"))
        batch_op.drop_index(batch_op.f("ix_answer_case_id"))

    op.drop_table("answer")
    with op.batch_alter_table("hold", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_hold_open_case",
            sqlite_where=sa.text("released_on IS NULL"),
            postgresql_where=sa.text("released_on IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_hold_case_id"))

    op.drop_table("hold")
    with op.batch_alter_table("clock", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_clock_recommendation_code",
            sqlite_where=sa.text("recommendation_id IS NOT NULL"),
            postgresql_where=sa.text("recommendation_id IS NOT NULL"),
        )
        batch_op.drop_index(
            "uq_clock_case_code",
            sqlite_where=sa.text("recommendation_id IS NULL"),
            postgresql_where=sa.text("recommendation_id IS NULL"),
        )
        batch_op.drop_index("ix_clock_due")
        batch_op.drop_index(batch_op.f("ix_clock_case_id"))

    op.drop_table("clock")
    with op.batch_alter_table("case_event", schema=None) as batch_op:
        batch_op.drop_index("ix_case_event_case_id_id")
        batch_op.drop_index("ix_case_event_at")
        batch_op.drop_index(batch_op.f("ix_case_event_actor_id"))

    op.drop_table("case_event")
    with op.batch_alter_table("used_token", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_used_token_used_at"))

    op.drop_table("used_token")
    with op.batch_alter_table("review_detail", schema=None) as batch_op:
        batch_op.drop_index("ix_review_detail_force_reference")
        batch_op.drop_index("ix_review_detail_finding")

    op.drop_table("review_detail")
    with op.batch_alter_table("recommendation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_recommendation_responded_on"))
        batch_op.drop_index(batch_op.f("ix_recommendation_issued_on"))
        batch_op.drop_index(batch_op.f("ix_recommendation_case_id"))

    op.drop_table("recommendation")
    with op.batch_alter_table("party", schema=None) as batch_op:
        batch_op.drop_index("ix_party_person_id_case_id")
        batch_op.drop_index(batch_op.f("ix_party_case_id"))

    op.drop_table("party")
    with op.batch_alter_table("note", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_note_case_id"))

    op.drop_table("note")
    op.drop_table("enquiry_detail")
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_decision_case_id"))

    op.drop_table("decision")
    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contact_person_id"))
        batch_op.drop_index(batch_op.f("ix_contact_happened_on"))
        batch_op.drop_index(batch_op.f("ix_contact_case_id"))

    op.drop_table("contact")
    with op.batch_alter_table("case_access", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_access_user_id"))

    op.drop_table("case_access")
    with op.batch_alter_table("allegation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_allegation_case_id"))

    op.drop_table("allegation")
    with op.batch_alter_table("access_log", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_access_log_user_id"))
        batch_op.drop_index(batch_op.f("ix_access_log_case_id"))

    op.drop_table("access_log")
    with op.batch_alter_table("count_figure", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_count_figure_run_id"))

    op.drop_table("count_figure")
    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.drop_index("ix_cases_type_received")
        batch_op.drop_index("ix_cases_type_first_closed")
        batch_op.drop_index("ix_cases_type_decided")
        batch_op.drop_index("ix_cases_team_queue")
        batch_op.drop_index("ix_cases_state_due")
        batch_op.drop_index("ix_cases_received")
        batch_op.drop_index("ix_cases_queue")
        batch_op.drop_index(batch_op.f("ix_cases_person_id"))
        batch_op.drop_index("ix_cases_owner_queue")
        batch_op.drop_index(batch_op.f("ix_cases_linked_from_id"))
        batch_op.drop_index("ix_cases_issue_received")
        batch_op.drop_index(batch_op.f("ix_cases_import_batch_id"))
        batch_op.drop_index("ix_cases_district_received")

    op.drop_table("cases")
    op.drop_table("user_role")
    op.drop_table("setting")
    with op.batch_alter_table("saved_search", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_saved_search_user_id"))

    op.drop_table("saved_search")
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_person_postcode_key"))
        batch_op.drop_index(batch_op.f("ix_person_phone_key"))
        batch_op.drop_index(batch_op.f("ix_person_name_key"))
        batch_op.drop_index("ix_person_invented")
        batch_op.drop_index(batch_op.f("ix_person_email_key"))

    op.drop_table("person")
    with op.batch_alter_table("import_batch", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_import_batch_fingerprint"))

    op.drop_table("import_batch")
    with op.batch_alter_table("count_run", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_count_run_start_year"))

    op.drop_table("count_run")
    with op.batch_alter_table("users", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_users_team_id"))

    op.drop_table("users")
    op.drop_table("team")
    op.drop_table("reference_counter")
    op.drop_table("code")
    op.drop_table("bank_holiday")
    _drop_function()
