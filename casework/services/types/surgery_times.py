"""The times of surgeries: which are free, how one is said, and keeping one for a case so that nobody else has it."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, exists, select
from sqlalchemy.exc import IntegrityError

from casework import clock
from casework.access import Actor
from casework.errors import Invalid
from casework.extensions import db
from casework.models import Case, Surgery, SurgeryBooking, SurgeryTime
from casework.services.record import history
from workflows.calendars import spoken
from workflows.engine import Question

FIELD = "surgery_time"
OVER = "earlier today"
NOT_FREE = "This time is not free any more. Choose another one."
WAYS: Mapping[str, str] = {"in_person": "In person", "phone": "By telephone", "video": "By video"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A time with its surgery, as letters and pages say it. `on` and `begins` by the clock in Europe/London."""

    surgery_id: int
    on: dt.date
    begins: dt.time
    minutes: int
    way: str
    place: str
    access: str
    host: str

    @property
    def when(self) -> str:
        """Sunday 28 March 2027 at 10:00am."""
        return f"{spoken(self.on)} at {at_clock(self.begins)}"

    @property
    def where(self) -> str:
        """Town Hall; By video: the link comes the day before."""
        return self.place if self.way == "in_person" else f"{WAYS[self.way]}: {self.place}"

    @property
    def is_over(self) -> bool:
        """Its beginning is past."""
        return clock.instant(self.on, self.begins) < clock.now()

    @property
    def words(self) -> str:
        return f"{self.when}, {self.where}"

    @property
    def data(self) -> dict[str, object]:
        """What an event keeps of it."""
        return {"surgery_id": self.surgery_id, "held_on": self.on.isoformat(), "begins": f"{self.begins:%H:%M}"}


def at_clock(time: dt.time) -> str:
    """10:00am."""
    return f"{time:%I:%M%p}".lstrip("0").lower()


def free() -> list[tuple[str, str]]:
    """The times that can be given today, as (id, words), the nearest first. Earlier ones of today stand last: somebody
    may have come without asking."""
    query = _kept().where(
        Surgery.state == "planned", Surgery.held_on >= clock.today(), ~SurgeryTime.withdrawn, ~is_taken()
    )
    rows = db.session.execute(query.order_by(Surgery.held_on, SurgeryTime.begins, SurgeryTime.id))
    found = [(str(row.id), _of(row)) for row in rows]
    found.sort(key=lambda each: each[1].is_over)
    return [(number, f"{kept.words} ({OVER})" if kept.is_over else kept.words) for number, kept in found]


def find(answer: object) -> Kept | None:
    """A time by its id as a form gives it, whether it is free or not."""
    given = str(answer or "")
    if not (given.isascii() and given.isdecimal() and len(given) <= 9):
        return None
    row = db.session.execute(_kept().where(SurgeryTime.id == int(given))).first()
    return _of(row) if row is not None else None


def of_case(case_id: int) -> Kept | None:
    """The time that was kept last for a case, whatever became of it."""
    query = _kept().join(SurgeryBooking, SurgeryBooking.time_id == SurgeryTime.id)
    row = db.session.execute(
        query.where(SurgeryBooking.case_id == case_id).order_by(SurgeryBooking.id.desc()).limit(1)
    ).first()
    return _of(row) if row is not None else None


def check(questions: Iterable[Question], answers: Mapping[str, object]) -> None:
    """Raises `Invalid` where a time was chosen that is not free."""
    for question in questions:
        chosen = answers.get(question.code) if question.kind == "surgery_time" else None
        if chosen and str(chosen) not in dict(free()):
            raise Invalid(question.code, NOT_FREE)


def offer(case: Case, answer: object) -> Kept:
    """Keep a time for a case. Raises `Invalid` where somebody else has it, or it is none; also where both were asked
    for at the same moment."""
    kept = find(answer)
    if kept is None or not _is_open(kept.surgery_id, int(str(answer))):
        raise Invalid(FIELD, NOT_FREE)
    try:
        with db.session.begin_nested():
            db.session.add(SurgeryBooking(time_id=int(str(answer)), case_id=case.id))
    except IntegrityError:
        raise Invalid(FIELD, NOT_FREE) from None
    return kept


def latest(case: Case, *states: str) -> SurgeryBooking:
    """The booking of a case that stands in one of these states. Raises `Invalid` where there is none."""
    query = select(SurgeryBooking).where(SurgeryBooking.case_id == case.id).order_by(SurgeryBooking.id.desc()).limit(1)
    row = db.session.scalar(query)
    if row is None or row.state not in states:
        raise Invalid("", "No time is kept for this appointment any more. Go back to the case and look at it again.")
    return row


def set_free(case: Case) -> Kept | None:
    """Give the time of a case back, where it has one; the time."""
    kept = (SurgeryBooking.case_id == case.id, SurgeryBooking.state.in_(("offered", "booked")))
    row = db.session.scalar(select(SurgeryBooking).where(*kept))
    if row is None:
        return None
    row.state = "freed"
    db.session.flush()
    return find(row.time_id)


def surgery_is_held(surgery_id: int, *, actor: Actor) -> None:
    """Somebody was there, so it was held: whoever records that need not say it twice."""
    query = select(Surgery).where(Surgery.id == surgery_id).with_for_update()
    row = db.session.scalars(query.execution_options(populate_existing=True)).one()
    if row.state != "held":
        changes = {"state": [row.state, "held"]} | ({"why": [row.why, None]} if row.why else {})
        row.state, row.why = "held", None
        data = {"surgery_id": row.id, "changed": list(changes), "changes": changes}
        history.record(history.Kind.SURGERY_CHANGED, actor=actor, data=data)


def _is_open(surgery_id: int, time_id: int) -> bool:
    """Whether it is still to be held, at this time too; from here on nobody cancels it before we are done."""
    query = select(Surgery).where(Surgery.id == surgery_id).with_for_update()
    row = db.session.scalars(query.execution_options(populate_existing=True)).one()
    withdrawn = db.session.scalar(select(SurgeryTime.withdrawn).where(SurgeryTime.id == time_id))
    return row.state == "planned" and row.held_on >= clock.today() and not withdrawn


def is_taken() -> ColumnElement[bool]:
    """The condition on `SurgeryTime` under which somebody has it."""
    return exists().where(SurgeryBooking.time_id == SurgeryTime.id, SurgeryBooking.state != "freed")


def _kept() -> Select[*tuple[Any, ...]]:
    columns = (Surgery.held_on, Surgery.way, Surgery.place, Surgery.access, Surgery.host)
    query = select(SurgeryTime.id, SurgeryTime.surgery_id, SurgeryTime.begins, SurgeryTime.minutes, *columns)
    return query.join(Surgery, Surgery.id == SurgeryTime.surgery_id)


def _of(row: Row[*tuple[Any, ...]]) -> Kept:
    names = [name for name in Kept.__dataclass_fields__ if name != "on"]
    return Kept(on=row.held_on, **{name: getattr(row, name) for name in names})
