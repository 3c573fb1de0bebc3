"""A step with one letter that somebody writes a text for: it is read around the text, and goes from the page."""

from collections.abc import Sequence
from dataclasses import dataclass

from casework import clock
from casework.access import Actor
from casework.extensions import db
from casework.letters.blocks import Block, parse
from casework.models import Person
from casework.pages.record.subjects import SubjectHead
from casework.services.letters import letter_templates, recipients, texts
from casework.services.letters.recipients import Recipient
from casework.services.letters.values import Occasion
from casework.services.people import contact_safety
from casework.services.record import subjects
from workflows.engine import Move
from workflows.registry import KINDS
from workflows.turns import Way

HERE = "§ the text §"
"""Where the text goes while it is not written yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AtOnce:
    """Who the letter goes to, what must be read about them, and the letter before and after the text. `field`: the
    question whose answer is the text. `problem`: why it cannot go from here."""

    recipient: Recipient | None
    safe_contact: str | None
    title: str
    before: Sequence[Block]
    after: Sequence[Block]
    field: str
    problem: str = ""

    @property
    def can_go(self) -> bool:
        return not self.problem


def instead_of(subject: SubjectHead, move: Move, *, actor: Actor) -> Move | None:
    """A step that does what this one does and more. Whether it is possible its own page says."""
    offered = subject.moves(actor) if not move.at_once and move.way is Way.ON and not subject.head.sensitive else ()
    return next((other for other in offered if other.at_once and set(move.effects) & set(other.effects)), None)


def find(subject: SubjectHead, move: Move, *, actor: Actor) -> AtOnce | None:
    """None for a step that is made on two pages."""
    if not move.at_once:
        return None
    found = subjects.by_key(subject.key)
    field = next(question.code for question in move.asks if question.kind == "text")
    kind = KINDS[move.letters[0]]
    receivers = recipients.find(found.case, kind)
    if not receivers:
        return AtOnce(recipient=None, safe_contact=None, title="", before=(), after=(), field=field)
    receiver = receivers[0]
    person = db.session.get_one(Person, receiver.person_id) if receiver.person_id is not None else None
    occasion = Occasion(subject=found, actor=actor, move=move, answers={field: HERE})
    template = letter_templates.in_force(kind.code, clock.today())
    text = texts.merged(template, occasion, receiver)
    before, _, after = text.body.partition(HERE)
    return AtOnce(
        recipient=receiver,
        safe_contact=contact_safety.needs_reading(person) if person is not None else None,
        title=text.subject,
        before=parse(before),
        after=parse(after),
        field=field,
        problem=receiver.problem or "",
    )
