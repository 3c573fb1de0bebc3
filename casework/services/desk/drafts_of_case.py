"""The letters of a case that are not sent yet, after something on it was put right."""

from dataclasses import dataclass

from sqlalchemy import select

from casework.access import Actor
from casework.extensions import db
from casework.models import Case, Letter
from casework.services.letters import addressing, locks, obstacles, prepared


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafts:
    """`renewed`: what the wording says anew. `to_check`: edited by hand, which the letter itself asks to look at where
    a day has moved. Ids of letters."""

    renewed: list[int]
    to_check: list[int]

    @property
    def data(self) -> dict[str, list[int]]:
        """For the event of what was put right."""
        return {"renewed": self.renewed, "to_check": self.to_check}


def open_of(case: Case) -> list[Letter]:
    """Whatever is not sent, and not dropped."""
    query = select(Letter).where(Letter.case_id == case.id, Letter.status.in_(Letter.OPEN)).order_by(Letter.id)
    return list(db.session.scalars(query))


def renew(case: Case, *, actor: Actor) -> Drafts:
    """Bring up to date what nobody has edited, and the address of every one; a signature was for the old text. One that
    a colleague has open is left to them: it says by itself that it is out of date."""
    renewed, to_check = [], []
    for letter in open_of(case):
        occasion = prepared.occasion_of(letter, actor)
        if locks.edited_by_another(letter, actor) is not None:
            to_check.append(letter.id)
        elif addressing.refresh(letter, occasion):
            renewed.append(letter.id)
        elif letter.edited_by_hand and obstacles.find(letter, occasion).sentences:
            to_check.append(letter.id)
    return Drafts(renewed=renewed, to_check=to_check)
