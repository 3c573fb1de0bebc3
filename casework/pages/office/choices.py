"""What a list can be limited to: owners, teams, districts, issues, tags and the like. One query for all of them."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import String, cast, exists, literal, or_, select, union_all

from casework.access import Actor, scope
from casework.extensions import db
from casework.models import Case, Code, DirectoryEntry, Team, User, known_as

Pairs = Sequence[tuple[str, str]]
LISTS: Mapping[str, str] = {"district": "districts", "issue": "issues", "tag": "tags", "priority": "priorities"}


def of_lists(*, actor: Actor, with_owners: Collection[int] = ()) -> dict[str, Pairs]:
    """In the order in which they are shown: people and teams by name, codes as the office put them. Of people those who
    own something that the actor may see, and those of `with_owners`; of organisations those that lead a case."""
    owned = scope(select(Case.id).where(Case.owner_id == User.id), actor).limit(1).scalar_subquery()
    owners = select(literal("owner").label("kind"), cast(User.id, String), known_as().label("label"), literal(0))
    everything = union_all(
        owners.where(or_(owned.is_not(None), User.id.in_(with_owners))),
        select(literal("team"), cast(Team.id, String), Team.name, literal(0)),
        select(literal("lead"), cast(DirectoryEntry.id, String), DirectoryEntry.name, literal(0)).where(
            exists().where(Case.lead_id == DirectoryEntry.id)
        ),
        select(Code.list_name, Code.code, Code.label, Code.position).where(Code.list_name.in_(LISTS)),
    )
    kept: dict[str, list[tuple[int, str, str]]] = {}
    for kind, value, label, position in db.session.execute(everything):
        kept.setdefault(kind, []).append((position, label, value))

    names = {"owner": "owners", "team": "teams", "lead": "leads", **LISTS}
    return {name: [(value, label) for _, label, value in sorted(kept.get(kind, ()))] for kind, name in names.items()}


def teams(*, with_team: int | None = None) -> Pairs:
    """The teams that somebody may be put into: those in use, and the one that they are in already."""
    query = select(Team.id, Team.name).where(or_(Team.is_active, Team.id == with_team)).order_by(Team.name)
    return [(str(row.id), row.name) for row in db.session.execute(query)]
