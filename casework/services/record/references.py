"""References that people can read out on the phone: E-2025-00971, R-2025-00234."""

from sqlalchemy import text

from casework import clock
from casework.extensions import db
from casework.incoming.references import only_one as only_one
from casework.incoming.references import part_of_one as part_of_one
from casework.incoming.references import written

NO_SUCH_CASE = "There is no case with this reference, or you may not see it. Check the reference."

_TAKE = text(
    "INSERT INTO reference_counter (case_type, year, last_number) VALUES (:case_type, :year, :count) "
    "ON CONFLICT (case_type, year) DO UPDATE SET last_number = reference_counter.last_number + :count "
    "RETURNING last_number"
)


def take(case_type: str, *, count: int = 1) -> tuple[int, range]:
    """The calendar year of the local day of logging, and the next `count` numbers of that type in it.

    The counter row stays locked until the transaction ends, so that a rollback leaves no gap.
    """
    year = clock.today().year
    last = db.session.execute(_TAKE, {"case_type": case_type, "year": year, "count": count}).scalar_one()
    return year, range(last - count + 1, last + 1)


def typed(words: str) -> str:
    """The reference that somebody means who types "e 2025 971"; what is none, in capitals; empty for nothing."""
    return only_one(words) or words.strip().upper()


def render(prefix: str, year: int, number: int) -> str:
    """`prefix` is that of the type of case, e.g. "E" of an enquiry."""
    return written(prefix, year, number)
