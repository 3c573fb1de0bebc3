"""A written authority covers the case it was recorded on, named cases of the person, or all their matters."""

import sqlalchemy as sa
from alembic import op

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None

REACHES_FURTHER = sa.text("covers <> 'case'")


def upgrade() -> None:
    with op.batch_alter_table("representation", reflect_kwargs={"resolve_fks": False}) as acting:
        acting.add_column(sa.Column("covers", sa.String(length=10), nullable=False, server_default="case"))
    with op.batch_alter_table("representation", reflect_kwargs={"resolve_fks": False}) as acting:
        acting.alter_column("covers", server_default=None)
    op.create_index(
        "ix_representation_reaches_further",
        "representation",
        ["person_id"],
        sqlite_where=REACHES_FURTHER,
        postgresql_where=REACHES_FURTHER,
    )
    op.create_table(
        "represented_case",
        sa.Column("representation_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["representation_id"],
            ["representation.id"],
            name=op.f("fk_represented_case_representation_id_representation"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_represented_case_case_id_cases")),
        sa.PrimaryKeyConstraint("representation_id", "case_id", name=op.f("pk_represented_case")),
    )
    op.create_index(op.f("ix_represented_case_case_id"), "represented_case", ["case_id"], unique=False)


def downgrade() -> None:
    op.drop_table("represented_case")
    op.drop_index("ix_representation_reaches_further", table_name="representation")
    with op.batch_alter_table("representation", reflect_kwargs={"resolve_fks": False}) as acting:
        acting.drop_column("covers")
