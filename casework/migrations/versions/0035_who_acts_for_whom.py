"""Who acts for whom: standing, written authority, what they may be told, and until when (R2.8, R7.7).

The day of a written authority stood on the part of a representative. It goes with them to the new rows, for whoever the
case is of; in what capacity they act was not recorded, so that it stands as "somebody else". Merges that can still be
undone know the new rows as theirs.
"""

import datetime as dt

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

ROWS = sa.table(
    "representation", *(sa.column(name) for name in ("id", "case_id", "person_id", "for_person_id", "standing")),
    sa.column("authority_on", sa.Date), sa.column("recorded_at", sa.DateTime(timezone=True)), sa.column("row_version"),
)  # fmt: skip
FOLLOWED = sa.table(
    "merged_row", *(sa.column(name) for name in ("merge_id", "place", "row_id", "is_taken_out")),
    sa.column("values", sa.JSON),
)  # fmt: skip
MERGES = sa.table("person_merge", *(sa.column(name) for name in ("id", "stands_id", "undone_at")), sa.column("marks", sa.JSON))
KEPT = """
INSERT INTO representation (case_id, person_id, for_person_id, standing, authority_on, recorded_at, recorded_by_id, row_version)
SELECT party.case_id, party.person_id, CASE WHEN cases.person_id <> party.person_id THEN cases.person_id END, 'other',
       party.authority_on, party.added_at, party.added_by_id, 1
  FROM party JOIN cases ON cases.id = party.case_id WHERE party.part = 'representative' ORDER BY party.id
"""
BACK = """
UPDATE party SET authority_on = (
    SELECT MAX(representation.authority_on) FROM representation
     WHERE representation.case_id = party.case_id AND representation.person_id = party.person_id
       AND representation.withdrawn_on IS NULL)
 WHERE part = 'representative'
"""
MOVED = """
SELECT merged_row.merge_id, 'representation.person_id' AS place, representation.id AS row_id
  FROM merged_row JOIN party ON party.id = merged_row.row_id
  JOIN representation ON representation.case_id = party.case_id AND representation.person_id = party.person_id
 WHERE merged_row.place = 'party.person_id' AND NOT merged_row.is_taken_out AND party.part = 'representative'
UNION
SELECT merged_row.merge_id, 'representation.for_person_id', representation.id
  FROM merged_row JOIN representation ON representation.case_id = merged_row.row_id
 WHERE merged_row.place = 'cases.person_id' AND representation.for_person_id IS NOT NULL
"""


def upgrade() -> None:
    op.create_table(
        "representation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("for_person_id", sa.Integer(), nullable=True),
        sa.Column("standing", sa.String(length=20), nullable=False),
        sa.Column("authority_on", sa.Date(), nullable=True),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("scope", sa.Text(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_representation_case_id_cases")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_representation_person_id_person")),
        sa.ForeignKeyConstraint(["for_person_id"], ["person.id"], name=op.f("fk_representation_for_person_id_person")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_representation_contact_id_contact")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_representation_document_id_document")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["users.id"], name=op.f("fk_representation_recorded_by_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_representation")),
    )
    with op.batch_alter_table("representation") as batch_op:
        for name in ("case_id", "person_id", "for_person_id"):
            batch_op.create_index(batch_op.f(f"ix_representation_{name}"), [name], unique=False)
    op.execute(KEPT)
    _tell_merges()
    op.drop_column("party", "authority_on")


def downgrade() -> None:
    op.add_column("party", sa.Column("authority_on", sa.Date(), nullable=True))
    op.execute(BACK)
    op.execute("DELETE FROM merged_row WHERE place LIKE 'representation.%'")
    op.drop_table("representation")


def _tell_merges() -> None:
    bind = op.get_bind()
    _keep_of_parts_taken_out(bind)
    for row in bind.execute(sa.text(MOVED)).all():
        _follow(bind, row.merge_id, row.place, row.row_id)
    last = bind.scalar(sa.select(sa.func.max(ROWS.c.id))) or 0
    new = {f"representation.{name}": last for name in ("person_id", "for_person_id")}
    for merge in bind.execute(sa.select(MERGES.c.id, MERGES.c.marks)).all():
        bind.execute(sa.update(MERGES).where(MERGES.c.id == merge.id).values(marks=merge.marks | new))


def _keep_of_parts_taken_out(bind: sa.Connection) -> None:
    """A part of a merged record that the one that stands had as well has its authority too."""
    merged = sa.join(FOLLOWED, MERGES, MERGES.c.id == FOLLOWED.c.merge_id)
    query = sa.select(MERGES.c.id, MERGES.c.stands_id, FOLLOWED.c["values"].label("said")).select_from(merged)
    query = query.where(FOLLOWED.c.place == "party.person_id", FOLLOWED.c.is_taken_out, MERGES.c.undone_at.is_(None))
    for row in bind.execute(query).all():
        if row.said.get("authority_on"):
            of_case = sa.text("SELECT person_id FROM cases WHERE id = :case").bindparams(case=row.said["case_id"])
            given = {
                "case_id": row.said["case_id"], "person_id": row.stands_id, "for_person_id": bind.scalar(of_case),
                "standing": "other", "authority_on": dt.date.fromisoformat(row.said["authority_on"]),
                "recorded_at": dt.datetime.fromisoformat(row.said["added_at"]), "row_version": 1,
            }  # fmt: skip
            bind.execute(sa.insert(ROWS).values(given))
            _follow(bind, row.id, "representation.person_id", bind.scalar(sa.select(sa.func.max(ROWS.c.id))))


def _follow(bind: sa.Connection, merge_id: int, place: str, row_id: int | None) -> None:
    given = {"merge_id": merge_id, "place": place, "row_id": row_id, "is_taken_out": False, "values": {}}
    bind.execute(sa.insert(FOLLOWED).values(given))
