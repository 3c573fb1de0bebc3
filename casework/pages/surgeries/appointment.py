"""The time of one appointment, what became of earlier ones, and whether one can be asked for."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from casework.access import Actor, Permission, can
from casework.extensions import db
from casework.models import SurgeryBooking
from casework.pages.record.case import Head
from casework.pages.surgeries.surgeries import BOOKINGS
from casework.services.desk import surgery_cases
from casework.services.types import surgery_times
from casework.services.types.surgery_times import Kept


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingRow:
    """A time that was kept for a case, and what became of it."""

    booking_id: int
    kept: Kept
    state: str

    @property
    def state_label(self) -> str:
        return BOOKINGS.get(self.state, "Given free again")

    @property
    def is_kept(self) -> bool:
        return self.state in ("offered", "booked")


def bookings(head: Head) -> Sequence[BookingRow]:
    """The latest first."""
    query = select(SurgeryBooking).where(SurgeryBooking.case_id == head.id).order_by(SurgeryBooking.id.desc())
    found = ((row, surgery_times.find(row.time_id)) for row in db.session.scalars(query))
    return [BookingRow(booking_id=row.id, kept=kept, state=row.state) for row, kept in found if kept is not None]


def may_be_requested(head: Head, actor: Actor) -> bool:
    """Whether an appointment can be asked for from this case now."""
    return can(actor, Permission.CONTACT_LOG) and surgery_cases.may_be_requested(head.case_type, head.category)
