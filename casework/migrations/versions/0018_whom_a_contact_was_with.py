"""Whom a contact was with, and at what time of the day it was.

Whom we spoke to was not recorded before: what there is counts as said by the person or to them, as it did so far, so
that no figure of an earlier year changes by this upgrade. The time of the day is not known of any of it.

Downwards both are lost: contacts with others count as with the person.
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

WITH_WHOM = (
    "ALTER TABLE contact ADD COLUMN with_whom VARCHAR(20) DEFAULT 'person' NOT NULL "
    "CONSTRAINT ck_contact_with_whom_known CHECK (with_whom IN ('person', 'representative', 'force', 'partner'))"
)
"""One statement of both databases, which makes no row anew: an office has very many contacts."""


def upgrade() -> None:
    op.execute(WITH_WHOM)
    op.add_column("contact", sa.Column("happened_time", sa.Time(), nullable=True))


def downgrade() -> None:
    op.drop_column("contact", "happened_time")
    op.drop_column("contact", "with_whom")
