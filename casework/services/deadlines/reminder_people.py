"""Who is told: the owner, their stand-in, or managers, and of a restricted case nobody who is not named on it."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import NamedTuple, Protocol, Self

from sqlalchemy import select

from casework.access import named
from casework.extensions import db
from casework.models import Case, User
from casework.services.office import absences
from workflows.reminders import ReminderRule, To
from workflows.roles import Role


class Watched(Protocol):
    """What a reminder is about, as far as it decides who is told."""

    @property
    def case_id(self) -> int | None: ...
    @property
    def owner_id(self) -> int | None: ...
    @property
    def team_id(self) -> int | None: ...
    @property
    def restricted(self) -> bool: ...


class OfCase(NamedTuple):
    """A case itself, as far as it decides who is told."""

    case_id: int
    owner_id: int | None
    team_id: int | None
    restricted: bool

    @classmethod
    def of(cls, case: Case) -> Self:
        return cls(case.id, case.owner_id, case.team_id, case.restricted)


class Colleague(NamedTuple):
    """Somebody who may sign in and work on cases."""

    id: int
    name: str
    email: str
    team_id: int | None
    is_manager: bool


class Told(NamedTuple):
    """Who is told, and whom each stands in for (by the id of the one who is told)."""

    people: Sequence[Colleague]
    instead_of: dict[int, Colleague]


class Office:
    """Who may be told about which case on one day, read once for thousands of cases."""

    def __init__(self, day: dt.date) -> None:
        users = db.session.scalars(select(User).where(User.who_may_get_work()).order_by(User.id))
        self._colleagues = {user.id: _to_colleague(user) for user in users}
        self._managers = [colleague for colleague in self._colleagues.values() if colleague.is_manager]
        self._away = {user_id: row.stand_in_id for user_id, row in absences.away_on(day).items()}
        self._named = {(case_id, user_id) for case_id, user_id in db.session.execute(named())}

    def told(self, rule: ReminderRule, about: Watched) -> Told:
        """Who is told of one subject by one rule. Nobody, where nobody may be."""
        if rule.to is To.OWNER:
            return self._owner(about)
        if rule.code == "clock_escalation_all":
            return self._told_further(about)
        if rule.managers_alone:
            return self._managers_alone(about)
        return self._present(self._managers_of(about) if rule.to is To.MANAGERS else self._all_managers(about), about)

    def manager(self, about: Watched, *, but: int | None = None) -> int | None:
        """One manager who sees to it, by id; not this one."""
        told = (*self._managers_alone(about).people, *self._all_managers(about))
        return next((colleague.id for colleague in told if colleague.is_manager and colleague.id != but), None)

    def _managers_alone(self, about: Watched) -> Told:
        """The managers of the team; where all whom that leads to are none, any managers. Where nobody else may see to
        it the team's are told although they are away."""
        for managers in (self._managers_of(about), self._all_managers(about)):
            leading = [manager for manager in managers if self._leads_to_a_manager(manager, about)]
            if leading:
                return self._present(leading, about)
        return Told(self._managers_of(about), {})

    def _leads_to_a_manager(self, colleague: Colleague, about: Watched) -> bool:
        told = self._stand_in(colleague, about)
        return told is not None and told.is_manager

    def _told_further(self, about: Watched) -> Told:
        """All managers, where somebody of them was not told as one of the team's."""
        everybody = self._all_managers(about)
        nobody_new = len(everybody) == len(self._managers_of(about))
        return self._present([] if nobody_new else everybody, about)

    def _owner(self, about: Watched) -> Told:
        """Where nobody else may be told, the owner is although they are away: a mail that waits is better than none."""
        owner = self._colleagues.get(about.owner_id) if about.owner_id is not None else None
        if owner is None or not self._sees(owner, about):
            return self._present(self._managers_of(about), about)
        told = self._stand_in(owner, about)
        if told is not None:
            return Told([told], {} if told is owner else {told.id: owner})
        managers = self._present(self._managers_of(about), about)
        return managers if managers.people else Told([owner], {})

    def _stand_in(self, colleague: Colleague, about: Watched) -> Colleague | None:
        """The colleague; while away whoever stands in, who may be away too. None where that leads to nobody."""
        met = {colleague.id}
        while colleague.id in self._away:
            following = self._colleagues.get(self._away[colleague.id])
            if following is None or following.id in met or not self._sees(following, about):
                return None
            met.add(following.id)
            colleague = following
        return colleague

    def _present(self, managers: Iterable[Colleague], about: Watched) -> Told:
        """Managers with those who are away replaced. Where all lead to nobody they are told all the same: a mail
        that waits for them is better than none."""
        wanted = list(managers)
        people: dict[int, Colleague] = {}
        instead_of: dict[int, Colleague] = {}
        for manager in wanted:
            told = self._stand_in(manager, about)
            if told is not None:
                people.setdefault(told.id, told)
                if told is not manager:
                    instead_of.setdefault(told.id, manager)
        instead_of = {number: manager for number, manager in instead_of.items() if people[number] not in wanted}
        return Told(list(people.values()) or wanted, instead_of)

    def _managers_of(self, about: Watched) -> list[Colleague]:
        """The managers of the case's team; where it has none who may be told, all managers who may."""
        told = self._all_managers(about)
        return [manager for manager in told if about.team_id is not None and manager.team_id == about.team_id] or told

    def _all_managers(self, about: Watched) -> list[Colleague]:
        return [manager for manager in self._managers if self._sees(manager, about)]

    def _sees(self, colleague: Colleague, about: Watched) -> bool:
        return not about.restricted or (about.case_id, colleague.id) in self._named


def _to_colleague(user: User) -> Colleague:
    return Colleague(
        id=user.id, name=user.name, email=user.email, team_id=user.team_id, is_manager=Role.MANAGER in user.roles
    )
