"""What a list can be limited to: staff, teams, districts, issues. One query for all of them."""

from collections.abc import Sequence

from sqlalchemy import String, cast, literal, or_, select, union_all

from casework.extensions import db
from casework.models import Code, Team, User

Pairs = Sequence[tuple[str, str]]


def of_lists() -> dict[str, Pairs]:
    """In the order in which they are shown: people and teams by name, codes as the office put them."""
    everything = union_all(
        select(literal("owner").label("kind"), cast(User.id, String), User.name.label("label"), literal(0)),
        select(literal("team"), cast(Team.id, String), Team.name, literal(0)),
        select(Code.list_name, Code.code, Code.label, Code.position).where(Code.list_name.in_(("district", "issue"))),
    )
    kept: dict[str, list[tuple[int, str, str]]] = {}
    for kind, value, label, position in db.session.execute(everything):
        kept.setdefault(kind, []).append((position, label, value))

    return {
        f"{kind}s": [(value, label) for _, label, value in sorted(kept.get(kind, ()))]
        for kind in ("owner", "team", "district", "issue")
    }


def teams(*, with_team: int | None = None) -> Pairs:
    """The teams that somebody may be put into: those in use, and the one that they are in already."""
    query = select(Team.id, Team.name).where(or_(Team.is_active, Team.id == with_team)).order_by(Team.name)
    return [(str(row.id), row.name) for row in db.session.execute(query)]
