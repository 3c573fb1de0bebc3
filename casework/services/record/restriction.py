"""Restricting a case to named people, with a reason.

The owner or a manager restricts and names. At least one named manager always remains, so that nobody can lock the
office out. Publishing counts still include the case.
"""

from collections.abc import Collection

from sqlalchemy import delete, func, select

from casework import clock
from casework.access import Actor
from casework.errors import Invalid, NotAllowed
from casework.extensions import db
from casework.models import Case, CaseAccess, User, UserRole
from casework.services.record import cases, history, notes
from casework.services.record.activities import begin
from casework.services.record.tokens import Sent
from workflows.activities import Activity
from workflows.roles import STAFF, Role

CANNOT = "Choose somebody who can sign in and work on cases."


def restrict(reference: str, user_ids: Collection[int], reason: str, *, sent: Sent, actor: Actor) -> Case:
    """Restrict a case, or name other people on one that is restricted. Raises `Invalid`, `NotAllowed`."""
    case = begin(reference, Activity.RESTRICT, sent=sent, actor=actor)
    _require_may(case, actor)
    named = _named(user_ids)
    note = notes.write(case, "reason", reason, actor=actor, field="reason")
    kind = history.Kind.PEOPLE_NAMED if case.restricted else history.Kind.CASE_RESTRICTED
    case.restricted = True
    name_people(case, [user.id for user in named], actor=actor)
    cases.touch(case)
    data = {"users": sorted(user.id for user in named)}
    history.record(kind, actor=actor, case_id=case.id, note_id=note.id, data=data)
    return case


def lift(reference: str, reason: str, *, sent: Sent, actor: Actor) -> Case:
    """Open a restricted case to everybody with a casework role again."""
    case = begin(reference, Activity.RESTRICT, sent=sent, actor=actor)
    _require_may(case, actor)
    if not case.restricted:
        raise Invalid("", f"{case.reference} is not restricted.")
    note = notes.write(case, "reason", reason, actor=actor, field="reason")
    case.restricted = False
    db.session.execute(delete(CaseAccess).where(CaseAccess.case_id == case.id))
    history.record(history.Kind.CASE_UNRESTRICTED, actor=actor, case_id=case.id, note_id=note.id)
    return case


def name_people(case: Case, user_ids: Collection[int], *, actor: Actor) -> None:
    """Make these the people who may see the case."""
    if actor.user_id is None:
        raise NotAllowed("A person must name who may see a restricted case.")
    db.session.execute(delete(CaseAccess).where(CaseAccess.case_id == case.id))
    at = clock.now()
    db.session.add_all(
        CaseAccess(case_id=case.id, user_id=user_id, named_by_id=actor.user_id, named_at=at)
        for user_id in sorted(set(user_ids))
    )
    db.session.flush()


def copy_names(source: Case, linked: Case, *, actor: Actor) -> None:
    """A case linked to a restricted one is restricted to the same people."""
    if source.restricted:
        linked.restricted = True
        name_people(linked, named_ids(source), actor=actor)


def named_ids(case: Case) -> list[int]:
    return list(db.session.scalars(select(CaseAccess.user_id).where(CaseAccess.case_id == case.id)))


def who_gets(case: Case, user_id: int, *, field: str) -> User:
    """Somebody to whom work on this case is given. Raises `Invalid` at the field for whoever cannot work on cases, or
    is not named on this restricted one."""
    user = db.session.get(User, user_id)
    if user is None or not user.may_get_work:
        raise Invalid(field, CANNOT)
    if case.restricted and user.id not in named_ids(case):
        raise Invalid(field, f"{user.name} is not named on this restricted case. Name them first.")
    return user


def resting_on(user_id: int) -> int:
    """How many restricted cases name this person and no other manager who may sign in."""
    other = (
        select(CaseAccess.case_id)
        .join(User, User.id == CaseAccess.user_id)
        .join(UserRole, UserRole.user_id == User.id)
        .where(UserRole.role == Role.MANAGER, User.is_enabled, User.id != user_id)
    )
    query = select(func.count()).select_from(CaseAccess).where(CaseAccess.user_id == user_id)
    return db.session.scalar(query.where(CaseAccess.case_id.not_in(other))) or 0


def may_restrict(case: Case, actor: Actor) -> bool:
    return Role.MANAGER in actor.roles or (actor.user_id is not None and actor.user_id == case.owner_id)


def _require_may(case: Case, actor: Actor) -> None:
    if not may_restrict(case, actor):
        raise NotAllowed("Only the owner of a case or a manager may restrict it.")


def _named(user_ids: Collection[int]) -> list[User]:
    users = list(db.session.scalars(select(User).where(User.id.in_(user_ids), User.is_enabled)))
    users = [user for user in users if user.roles & (STAFF | {Role.AUDITOR})]
    if not any(Role.MANAGER in user.roles for user in users):
        raise Invalid("user_ids", "Name at least one manager, so that the office is never locked out.")
    return users
