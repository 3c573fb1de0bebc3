"""A stored file lies in the database or, where it is large, in the folder of documents; it may be moved, not changed."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

REFUSAL = "What was kept is never changed."
NEVER = "NEW.sha256 <> OLD.sha256 OR NEW.size <> OLD.size OR NEW.stored_at <> OLD.stored_at"
NOT_MOVED = "NEW.place = OLD.place AND NEW.content <> OLD.content"
IN_FOLDER = "It cannot be undone while files lie in the folder: run `casework documents move` with a larger limit first."


def upgrade() -> None:
    op.add_column(
        "stored_file", sa.Column("place", sa.String(length=10), nullable=False, server_default=sa.text("'database'"))
    )
    _refuse(f"{NEVER} OR ({NOT_MOVED})")


def downgrade() -> None:
    elsewhere = sa.text("SELECT count(*) FROM stored_file WHERE place <> 'database'")
    if op.get_bind().execute(elsewhere).scalar():
        raise RuntimeError(IN_FOLDER)
    _refuse("")
    op.drop_column("stored_file", "place")


def _refuse(what: str) -> None:
    """Refuse these changes of a row, or all of them."""
    when = f"WHEN ({what}) " if what else ""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER stored_file_no_update")
        op.execute(
            f"CREATE TRIGGER stored_file_no_update BEFORE UPDATE ON stored_file {when}"
            f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        )
    else:
        op.execute("DROP TRIGGER stored_file_no_update ON stored_file")
        op.execute(
            f"CREATE TRIGGER stored_file_no_update BEFORE UPDATE ON stored_file FOR EACH ROW {when}"
            "EXECUTE FUNCTION refuse_change()"
        )
