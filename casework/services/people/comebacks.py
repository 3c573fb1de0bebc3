"""A contact from the person on a case that was answered: it closes by itself no more until somebody has said whether
the contact needs another answer (rulebook 10.3)."""

from sqlalchemy import select

from casework.access import Actor
from casework.extensions import db
from casework.models import Case, Task
from casework.services.record import cases, tasks
from casework.services.record.tasks import About, Kind
from workflows.registry import CASE_WORKFLOWS


def leave_open(case: Case, *, actor: Actor, incoming_id: int | None = None, of_person: bool = True) -> bool:
    """A contact came to a locked case: where that is asked, a task until somebody says it. `of_person`: the person said
    it, or whoever speaks for them. True if there is a task."""
    if not CASE_WORKFLOWS[case.case_type].asks_of_contact(case.state):
        return of_person and say_came(case, actor=actor, incoming_id=incoming_id)
    tasks.open_task(Kind.NEW_CONTACT, case, About(incoming_id=incoming_id), actor=actor)
    return True


def say_came(case: Case, *, actor: Actor, incoming_id: int | None = None) -> bool:
    """The person was in touch with a case that waits for them: a task until somebody says whether it is what we waited
    for. True if there is one."""
    if CASE_WORKFLOWS[case.case_type].waits is None or cases.wait_of(case) is None:
        return False
    tasks.open_task(Kind.ANSWER_CAME, case, About(incoming_id=incoming_id), actor=actor)
    return True


def to_settle(case_id: int | None) -> str | None:
    """The reference of a case of which somebody still has to say it, or None."""
    if case_id is None:
        return None
    query = select(Case.reference).join(Task, Task.case_id == Case.id)
    query = query.where(Case.id == case_id, Task.kind == Kind.NEW_CONTACT.value, Task.done_at.is_(None))
    return db.session.scalar(query.limit(1))


def end(case: Case, *, actor: Actor) -> None:
    """It was said, or the case went on."""
    tasks.end(Kind.NEW_CONTACT, case_id=case.id, actor=actor)
