"""What everything that people wrote is found by. `casework setup` fills it; the database notes what changes from now on."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

FULL_TEXT = (
    "CREATE VIRTUAL TABLE search_words USING fts5 "
    "(terms, content='search_text', content_rowid='id', tokenize='ascii', prefix='2 3')",
    "CREATE TRIGGER search_text_added AFTER INSERT ON search_text BEGIN "
    "INSERT INTO search_words (rowid, terms) VALUES (NEW.id, NEW.terms); END",
    "CREATE TRIGGER search_text_gone AFTER DELETE ON search_text BEGIN "
    "INSERT INTO search_words (search_words, rowid, terms) VALUES ('delete', OLD.id, OLD.terms); END",
    "CREATE TRIGGER search_text_changed AFTER UPDATE OF terms ON search_text BEGIN "
    "INSERT INTO search_words (search_words, rowid, terms) VALUES ('delete', OLD.id, OLD.terms); "
    "INSERT INTO search_words (rowid, terms) VALUES (NEW.id, NEW.terms); END",
)
WHAT = ("new", "changed", "gone")


def upgrade() -> None:
    is_postgres = op.get_bind().dialect.name == "postgresql"
    op.create_table(
        "search_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("mail_id", sa.Integer(), nullable=True),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("terms", postgresql.TSVECTOR() if is_postgres else sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_search_text_case_id_cases")),
        sa.ForeignKeyConstraint(["mail_id"], ["incoming_mail.id"], name=op.f("fk_search_text_mail_id_incoming_mail")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_text")),
        sa.UniqueConstraint("source", "row_id", "part", name=op.f("uq_search_text_source_row_id_part")),
    )
    op.create_index("ix_search_text_case_id", "search_text", ["case_id"], unique=False)
    op.create_index("ix_search_text_mail_id", "search_text", ["mail_id"], unique=False)
    op.create_table(
        "search_change",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("change", sa.String(length=10), nullable=False),
        sa.CheckConstraint("change IN ('new', 'changed', 'gone')", name=op.f("ck_search_change_change_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_change")),
    )
    op.create_table(
        "name_trigram",
        sa.Column("trigram", sa.String(length=3), nullable=False),
        sa.Column("word", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("trigram", "word", name=op.f("pk_name_trigram")),
    )
    op.create_index("ix_name_trigram_word", "name_trigram", ["word"], unique=False)
    op.create_table(
        "search_build",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(length=20), nullable=False),
        sa.Column("last_id", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_build")),
    )
    if is_postgres:
        op.create_index("ix_search_text_terms", "search_text", ["terms"], unique=False, postgresql_using="gin")
        return
    for statement in FULL_TEXT:
        op.execute(statement)


def downgrade() -> None:
    is_postgres = op.get_bind().dialect.name == "postgresql"
    _forget_what_is_watched(is_postgres=is_postgres)
    for table in ("search_build", "name_trigram", "search_change", "search_text"):
        op.drop_table(table)
    if not is_postgres:
        op.execute("DROP TABLE search_words")


def _forget_what_is_watched(*, is_postgres: bool) -> None:
    """On every table on which a version of Casework set these triggers (`casework/models/searching.py`)."""
    if is_postgres:
        listed = "SELECT tgname, relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
    else:
        listed = "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'"
    for name, table in op.get_bind().execute(sa.text(listed)).all():
        if name in {f"{table}_search_{what}" for what in WHAT}:
            op.execute(f"DROP TRIGGER {name}" + (f" ON {table}" if is_postgres else ""))
            if is_postgres:
                op.execute(f"DROP FUNCTION {name}()")
