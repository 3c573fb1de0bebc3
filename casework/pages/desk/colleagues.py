"""Who could take a case: how much each colleague has in hand, and who is away."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from casework import clock
from casework.access import Actor, Sight, scope, sight
from casework.extensions import read
from casework.models import Case, User
from casework.pages.desk.walks import limit
from casework.pages.office import absences
from casework.pages.office.absences import Away
from workflows.calendars import spoken

COUNTED_TO = 200
"""Open cases of one colleague: whoever has more has too many to say how many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Colleague:
    """`amount` and `overdue` are of the cases that the reader may see, counted up to one beyond `COUNTED_TO`."""

    user_id: int
    name: str
    amount: int
    overdue: int
    away: Away | None

    @property
    def words(self) -> str:
        """As a choice says it, e.g. "Olive Officer: 12 open, 3 overdue; away until Friday 4 December 2026"."""
        load = f"{_counted(self.amount)} open" + (f", {_counted(self.overdue)} overdue" if self.overdue else "")
        away = f"; away until {spoken(self.away.until)}, {self.away.stand_in} stands in" if self.away else ""
        return f"{self.name}: {load}{away}"


def of_office(*, actor: Actor) -> Sequence[Colleague]:
    """Everybody who may sign in and work on cases, by name."""
    away = {each.user_id: each for each in absences.away()}
    loads = {row.id: row for row in read(_loads(sight(actor)), reader=actor.user_id, today=clock.today())}
    return [
        Colleague(
            user_id=int(number), name=name, amount=loads[int(number)].amount, overdue=loads[int(number)].overdue,
            away=away.get(int(number)),
        )
        for number, name in absences.colleagues()
    ]  # fmt: skip


def choices(*, actor: Actor) -> list[tuple[str, str]]:
    """The same for a field of a form."""
    return [(str(each.user_id), each.words) for each in of_office(actor=actor)]


def _counted(number: int) -> str:
    return f"more than {COUNTED_TO}" if number > COUNTED_TO else str(number)


@cache
def _loads(sight: Sight) -> Select[*tuple[Any, ...]]:
    """Of each account, along an index by owner, category and date."""
    amounts = (_amount(sight).label("amount"), _amount(sight, limit("overdue")).label("overdue"))
    return select(User.id, *amounts).where(User.is_enabled)


def _amount(sight: Sight, *conditions: ColumnElement[bool]) -> ColumnElement[int]:
    first, second = (
        select(func.count())
        .select_from(
            scope(select(Case.id).where(Case.owner_id == User.id, Case.category == category, *conditions), sight)
            .order_by(Case.next_due_on, Case.id)
            .limit(COUNTED_TO + 1)
            .correlate(User)
            .subquery()
        )
        .scalar_subquery()
        for category in Case.CURRENT
    )
    return first + second
