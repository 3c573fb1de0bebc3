"""Mail that is kept before it is read, what it names, where its answer goes, and whether a machine wrote it.

Downwards what was not read yet waits to be sorted as it came; where an answer goes and what a mail names are lost.
"""

import re

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

STATES = "state IN ('waiting', 'held', 'filed', 'set_aside')"
WITH_UNREAD = "state IN ('unread', 'waiting', 'held', 'filed', 'set_aside')"
NEW = ("reply_to", "reply_to_name", "is_from_machine", "readings")
REFERENCE = re.compile(r"(?<![A-Za-z0-9])([A-Za-z]{1,2})[ ./_-]{0,3}(\d{4})[ ./_-]{0,3}(\d{5,7})(?!\d)")
MOST = 200


def upgrade() -> None:
    op.create_table(
        "named_in_mail",
        sa.Column("incoming_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=10), nullable=False),
        sa.Column("value", sa.String(length=254), nullable=False),
        sa.CheckConstraint("what IN ('reference', 'address')", name=op.f("ck_named_in_mail_what_known")),
        sa.ForeignKeyConstraint(
            ["incoming_id"], ["incoming_mail.id"], name=op.f("fk_named_in_mail_incoming_id_incoming_mail")
        ),
        sa.PrimaryKeyConstraint("incoming_id", "what", "value", name=op.f("pk_named_in_mail")),
    )
    _state(WITH_UNREAD, add=True)
    op.execute("UPDATE incoming_mail SET is_from_machine = (kind IN ('bounce', 'automatic'))")
    _name_what_waits()


def downgrade() -> None:
    op.execute("UPDATE incoming_mail SET state = 'waiting' WHERE state = 'unread'")
    _state(STATES, add=False)
    op.drop_table("named_in_mail")


def _state(condition: str, *, add: bool) -> None:
    with op.batch_alter_table("incoming_mail") as batch_op:
        batch_op.drop_constraint(op.f("ck_incoming_mail_state_known"), type_="check")
        batch_op.create_check_constraint(op.f("ck_incoming_mail_state_known"), condition)
        if add:
            batch_op.add_column(sa.Column("reply_to", sa.String(length=254), server_default="", nullable=False))
            batch_op.add_column(sa.Column("reply_to_name", sa.String(length=200), server_default="", nullable=False))
            batch_op.add_column(sa.Column("is_from_machine", sa.Boolean(), server_default=sa.false(), nullable=False))
            batch_op.add_column(sa.Column("readings", sa.Integer(), server_default="1", nullable=False))
        else:
            for name in NEW:
                batch_op.drop_column(name)


def _name_what_waits() -> None:
    """Of mail that is on no case yet: its sender, and the references in its words."""
    connection = op.get_bind()
    mail = sa.table("incoming_mail", *(sa.column(name) for name in ("id", "sender", "subject", "text", "state")))
    named = sa.table("named_in_mail", sa.column("incoming_id"), sa.column("what"), sa.column("value"))
    waiting = sa.select(mail.c.id, mail.c.sender, mail.c.subject, mail.c.text).where(mail.c.state != "filed")
    for row in connection.execute(waiting).all():
        found = dict.fromkeys(REFERENCE.findall(f"{row.subject}\n{row.text}"))
        values = [
            {"incoming_id": row.id, "what": "reference", "value": f"{kind.upper()}-{year}-{number}"}
            for kind, year, number in list(found)[:MOST]
        ]
        if row.sender.strip():
            values.append({"incoming_id": row.id, "what": "address", "value": row.sender.strip().casefold()[:254]})
        unique = {(value["what"], value["value"]): value for value in values}
        if unique:
            connection.execute(sa.insert(named), list(unique.values()))
