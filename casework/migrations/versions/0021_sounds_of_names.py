"""What people are found by whose name is written another way."""

import sqlalchemy as sa
from alembic import op

# not a copy: the rows must be those that the version of Casework that runs looks for
from casework.services.people.matching.words import sounds

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

AT_ONCE = 1000


def upgrade() -> None:
    op.create_table(
        "name_sound",
        sa.Column("sound", sa.String(length=8), nullable=False),
        sa.Column("first", sa.String(length=1), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_name_sound_person_id_person")),
        sa.PrimaryKeyConstraint("sound", "first", "person_id", name=op.f("pk_name_sound")),
    )
    _fill()
    with op.batch_alter_table("name_sound") as batch_op:
        batch_op.create_index(batch_op.f("ix_name_sound_person_id"), ["person_id"], unique=False)


def downgrade() -> None:
    op.drop_table("name_sound")


def _fill() -> None:
    """The names of a thousand people at a time."""
    connection = op.get_bind()
    person = sa.table("person", sa.column("id"))
    way = sa.table("person_way", *(sa.column(name) for name in ("person_id", "kind", "value")))
    table = sa.table("name_sound", *(sa.column(name) for name in ("sound", "first", "person_id")))
    people, last = sa.select(person.c.id).order_by(person.c.id).limit(AT_ONCE), 0
    while ids := connection.scalars(people.where(person.c.id > last)).all():
        last = ids[-1]
        names = sa.select(way.c.person_id, way.c.value).where(way.c.kind == "name", way.c.person_id.in_(ids))
        found = {(row.person_id, *each) for row in connection.execute(names) for each in sounds(row.value)}
        rows = [{"person_id": number, "sound": sound, "first": first} for number, sound, first in sorted(found)]
        if rows:
            connection.execute(sa.insert(table), rows)
