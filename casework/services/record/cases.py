"""Loading a case for a change: visible to the actor, locked, and whether it is at the version that the person saw."""

from functools import cache

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm.attributes import flag_modified

from casework import clock
from casework.access import Actor, Sight, scope, sight
from casework.errors import Conflict, NotFound
from casework.extensions import db
from casework.models import Case, CaseEvent, EnquiryDetail, Hold, ReviewDetail, User

CHANGED_MEANWHILE = (
    "{who} changed {reference} at {when}, after you opened the page. Nothing of yours was saved. "
    "Look at the case as it is now, then do it again if it is still right."
)

WAITING = "waiting"
"""The reason of the hold while a case waits for the person (rulebook 10.3). Of any other a manager says it."""


def load(reference: str, *, actor: Actor) -> Case:
    """The case for reading. Raises `NotFound`, also for a restricted case that is not the actor's."""
    case = db.session.scalar(_by_reference(sight(actor)), {"reference": reference, "reader": actor.user_id})
    if case is None:
        raise NotFound
    return case


def load_for_change(reference: str, *, actor: Actor) -> Case:
    """The case, locked until the transaction ends. Raises `NotFound`."""
    case = db.session.scalar(_locked(sight(actor)), {"reference": reference, "reader": actor.user_id})
    if case is None:
        raise NotFound
    return case


@cache
def _by_reference(sight: Sight) -> Select[Case]:
    return scope(select(Case).where(Case.reference == bindparam("reference")), sight)


@cache
def _locked(sight: Sight) -> Select[Case]:
    return _by_reference(sight).with_for_update(of=Case).execution_options(populate_existing=True)


def enquiry(case: Case) -> EnquiryDetail:
    return db.session.get_one(EnquiryDetail, case.id)


def review(case: Case) -> ReviewDetail:
    return db.session.get_one(ReviewDetail, case.id)


def touch(case: Case) -> None:
    """Raise the row version although no column of the case changed, so that a page opened before is stale."""
    flag_modified(case, "category")
    db.session.flush()


def _who_changed(case: Case) -> str:
    last = db.session.execute(
        select(CaseEvent.at, User.name)
        .outerjoin(User, User.id == CaseEvent.actor_id)
        .where(CaseEvent.case_id == case.id)
        .order_by(CaseEvent.id.desc())
        .limit(1)
    ).first()
    who = (last.name if last else None) or "Casework"
    when = clock.local(last.at if last else case.logged_at).strftime("%-I:%M%p on %-d %B %Y")
    return CHANGED_MEANWHILE.format(
        who=who, reference=case.reference, when=when.replace("AM", "am").replace("PM", "pm")
    )


def check_version(case: Case, *, seen: int, present: int) -> None:
    """Raise `Conflict` when a row of the case was changed after the page with version `seen` was made."""
    if seen != present:
        raise Conflict(_who_changed(case))


def hold_of(case: Case) -> Hold | None:
    """The hold that is not released, whatever it is for."""
    return db.session.scalar(select(Hold).where(Hold.case_id == case.id, Hold.released_on.is_(None)))


def wait_of(case: Case) -> Hold | None:
    """The same while the case waits for the person: the hold that its table begins and ends."""
    row = hold_of(case)
    return row if row is not None and row.reason_code == WAITING else None


def waits(reason: str | None) -> bool | None:
    """Whether a case that is on hold for this reason waits for the person; None where it is for another one."""
    return reason is not None if reason in (None, WAITING) else None
