"""All that somebody has in hand goes to others at once: before a long leave, or where an account is closed."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from casework import clock
from casework.access import Actor, Permission, can, named
from casework.errors import Invalid, NotAllowed
from casework.extensions import db
from casework.models import Case, CaseAccess, Task, User
from casework.services.record import history, tasks, tokens
from casework.services.record.tokens import Sent
from casework.words import plural
from workflows.roles import Role

COUNTED_TO = 1000
BATCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class InHand:
    """Open cases and tasks of one person, each counted up to one beyond `COUNTED_TO`."""

    cases: int
    tasks: int

    def __bool__(self) -> bool:
        return bool(self.cases or self.tasks)

    @property
    def words(self) -> str:
        """E.g. "230 open cases and 1 task"."""
        cases, todo = _counted(self.cases, "open case"), _counted(self.tasks, "task")
        return " and ".join(each for each in (cases, todo) if each) or "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOver:
    """How many cases went to others, and how many restricted ones did not, because nobody of these is named on them.
    `unseen`: those of them of which whoever hands over may not know what they are."""

    cases: int
    kept: int
    unseen: int


def in_hand(user_id: int) -> InHand:
    """Whatever anybody may see of it: who closes an account must know that there is something."""
    cases = (
        select(Case.id).where(Case.owner_id == user_id, Case.category == category).order_by(Case.next_due_on, Case.id)
        for category in Case.CURRENT
    )
    todo = select(Task.id).where(Task.owner_id == user_id, Task.done_at.is_(None))
    first, second, third = (
        db.session.scalar(select(func.count()).select_from(query.limit(COUNTED_TO + 1).subquery())) or 0
        for query in (*cases, todo)
    )
    return InHand(cases=min(first + second, COUNTED_TO + 1), tasks=third)


def may(user_id: int, *, actor: Actor) -> bool:
    """One's own work, as a manager anybody's, as an administrator that of an account."""
    if can(actor, Permission.ACCOUNT_MANAGE):
        return True
    return can(actor, Permission.CASE_ASSIGN) and (user_id == actor.user_id or Role.MANAGER in actor.roles)


def hand_over(user_id: int, *, to: Sequence[int], sent: Sent, actor: Actor) -> HandedOver:
    """Give all open cases of somebody to others, in turn, the first due first; to nobody where there are no others.
    Their open tasks go to whoever then owns the case.

    A restricted case goes only to somebody who is named on it. Raises `NotAllowed`, `Replayed`, and `Invalid` for
    somebody who cannot own a case.
    """
    if not may(user_id, actor=actor):
        raise NotAllowed("You can hand over your own cases. Ask a manager to hand over somebody else's.")
    tokens.use(sent, actor=actor)
    return move_all(user_id, to=to, actor=actor)


def move_all(user_id: int, *, to: Sequence[int], actor: Actor) -> HandedOver:
    """The same within a command that has asked who may, and took the token."""
    teams = {person.id: person.team_id for person in _takers(user_id, to)}
    query = select(Case).where(Case.owner_id == user_id, Case.category.in_(Case.CURRENT)).order_by(Case.id)
    found = list(db.session.scalars(query.with_for_update(of=Case).execution_options(populate_existing=True)))
    found.sort(key=lambda case: (case.next_due_on or dt.date.max, case.id))
    named_on = _named([case.id for case in found if case.restricted])
    given = list(_in_turn(found, to, named_on))
    events = []
    for case, owner in given:
        data = {"owner_before": user_id, "team_before": case.team_id}
        case.owner_id, case.team_id = owner, teams.get(owner or 0) or case.team_id
        data |= {"owner": owner, "team": case.team_id}
        events.append({"case_id": case.id, "on": clock.today(), "data": data})
    db.session.flush()
    if events:
        history.record_many(history.Kind.CASE_ASSIGNED, events, actor=actor)
    tasks.follow_their_cases(user_id)
    went = {case.id for case, _ in given}
    unseen = sum(actor.user_id not in named_on[case.id] for case in found if case.id not in went)
    return HandedOver(cases=len(events), kept=len(found) - len(events) - unseen, unseen=unseen)


def _takers(user_id: int, to: Sequence[int]) -> list[User]:
    able = (User.id.in_(to), User.id != user_id, User.who_may_get_work())
    people = list(db.session.scalars(select(User).where(*able)))
    if len(people) != len(set(to)):
        raise Invalid("", "Choose other people who can sign in and work on cases.")
    return people


def _named(case_ids: Sequence[int]) -> Mapping[int, set[int]]:
    """Who is named on these restricted cases."""
    found: dict[int, set[int]] = defaultdict(set)
    for start in range(0, len(case_ids), BATCH):
        query = named().where(CaseAccess.case_id.in_(case_ids[start : start + BATCH]))
        for case_id, user_id in db.session.execute(query):
            found[case_id].add(user_id)
    return found


def _in_turn(found: Sequence[Case], to: Sequence[int], on: Mapping[int, set[int]]) -> Iterator[tuple[Case, int | None]]:
    """Who gets which case. A restricted one for which nobody can be found is left out."""
    turn = 0
    for case in found:
        if not to:
            yield case, None
            continue
        places = (*to[turn % len(to) :], *to[: turn % len(to)])
        able = [one for one in places if not case.restricted or one in on[case.id]]
        if able:
            yield case, able[0]
            turn += 1


def _counted(number: int, word: str) -> str:
    if not number:
        return ""
    return f"more than {plural(COUNTED_TO, word)}" if number > COUNTED_TO else plural(number, word)
