"""Writing what was planned: all or nothing, in one short transaction of the caller's."""

from casework import clock
from casework.access import Actor
from casework.errors import Conflict
from casework.extensions import db
from casework.imports.plan import Plan
from casework.models import Code, ImportBatch
from casework.services.desk import bulk, bulk_people
from casework.services.record import codes

MEANWHILE = "Somebody imported some of these records meanwhile. Run the import again: nothing was written."


def write(plan: Plan, *, actor: Actor) -> int:
    """Insert the new cases and their codes. Returns how many cases; none is fine and changes nothing.

    Raises `Conflict` when somebody imported one of them after the plan was made; the database's own
    `IntegrityError` when that happens at the same moment.
    """
    if not plan.cases:
        return 0
    meanwhile = bulk.known_references([case.old_reference for case in plan.cases])
    if meanwhile:
        raise Conflict(MEANWHILE)
    _add_codes(plan)
    batch = ImportBatch(
        file_name=plan.file_name[:200],
        fingerprint=plan.fingerprint,
        mapping_name=plan.mapping.name[:100],
        rows_read=plan.rows,
        cases_made=len(plan.cases),
        imported_at=clock.now(),
        imported_by_id=actor.user_id,
    )
    db.session.add(batch)
    db.session.flush()
    persons = bulk_people.write(plan.people, actor=actor)
    return bulk.write_cases(plan.mapping.case_type, plan.cases, persons, batch_id=batch.id, actor=actor)


def _add_codes(plan: Plan) -> None:
    known = {name: codes.labels(name) for name in {name for name, _ in plan.codes}}
    db.session.add_all(
        Code(list_name=name, code=code, label=label[:200], position=1000, source="import")
        for (name, code), label in plan.codes.items()
        if code not in known[name]
    )
    codes.forget()
