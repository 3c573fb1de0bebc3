"""Days in a text edited by hand that the wording gave and that are others by now: a step that was prepared on Monday
and is made on Wednesday gives the force two days more."""

import re
from calendar import month_name

from sqlalchemy import or_, select

from casework.extensions import db
from casework.models import Letter, LetterVersion

DAY = re.compile(rf"\b\d{{1,2}} (?:{'|'.join(month_name[1:])}) \d{{4}}\b")
MOVED = "It says {days}, as the wording did when it was drafted: this has moved since. Correct it in the text."


def problem(letter: Letter, present: str) -> str | None:
    """A sentence where days have moved; `present` is the text that the wording gives now."""
    days = moved(letter, present)
    return MOVED.format(days=" and ".join(days)) if days else None


def moved(letter: Letter, present: str) -> list[str]:
    """In the order of the text. A day that a person typed is their own."""
    if not letter.edited_by_hand:
        return []
    merged = or_(LetterVersion.number == 1, LetterVersion.edited_by_id.is_(None))
    query = select(LetterVersion.body).where(LetterVersion.letter_id == letter.id, merged)
    given = db.session.scalar(query.order_by(LetterVersion.number.desc()).limit(1)) or ""
    gone = set(DAY.findall(given)) - set(DAY.findall(present))
    return [day for day in dict.fromkeys(DAY.findall(letter.body)) if day in gone]
