"""The log of who opened a restricted case says which document, letter or mail of it was opened."""

from alembic import op

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None

COLUMN = (
    "ALTER TABLE access_log ADD COLUMN {name} INTEGER"
    " CONSTRAINT fk_access_log_{name}_{table} REFERENCES {table} (id)"
)
"""A statement of both databases, which makes no row anew."""
ADDED = (("document_id", "document"), ("letter_id", "letter"), ("incoming_id", "incoming_mail"))


def upgrade() -> None:
    for name, table in ADDED:
        op.execute(COLUMN.format(name=name, table=table))


def downgrade() -> None:
    for name, _ in reversed(ADDED):
        op.drop_column("access_log", name)
