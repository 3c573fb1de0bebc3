"""What a step is made on, as its pages show it: a case, or a part of it with a life of its own. Columns only."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import null, select

from casework.access import Actor, Permission, can
from casework.case_types import PART_TYPES, PartType
from casework.errors import Conflict, NotFound
from casework.extensions import db
from casework.models import PARTS
from casework.pages.record import case
from casework.pages.record.case import Head
from casework.services.record.subjects import Address, Key
from workflows.engine import Move, Workflow
from workflows.registry import WORKFLOWS
from workflows.settling import settles

BY_PATH = {each.path: each for each in PART_TYPES.values()}
PATHS = ",".join(BY_PATH)
"""What stands for each kind of part in the address of its pages, for a rule."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectHead:
    """The subject with the head of its case. `text`: what a part is about; nothing for the case itself.
    `organisation_id`: the one of the directory that letters about a part go to."""

    head: Head
    key: Key
    state: str
    row_version: int
    number: int = 0
    text: str = ""
    organisation_id: int | None = None

    @property
    def type(self) -> PartType | None:
        return PART_TYPES[self.key.part] if self.key.part else None

    @property
    def workflow(self) -> Workflow:
        return WORKFLOWS[self.key.part or self.head.case_type]

    @property
    def address(self) -> Address:
        return Address(self.head.reference, self.key.part, self.number)

    @property
    def name(self) -> str:
        """What it is called in a sentence, e.g. "Recommendation 2"."""
        return f"{self.workflow.label} {self.number}" if self.key.part else self.head.reference

    @property
    def title(self) -> str:
        return f"{self.head.reference}/{self.number}" if self.key.part else self.head.reference

    @property
    def page(self) -> str:
        """The endpoint of the page of the case that it stands on."""
        return self.type.page if self.type is not None else "case.show"

    @property
    def args(self) -> dict[str, Any]:
        """What the addresses of its own pages are made of."""
        part = {"part": self.type.path, "number": self.number} if self.type is not None else {}
        return {"reference": self.head.reference, **part}

    def words(self, state: str) -> str:
        """A state in the middle of a sentence."""
        return self.workflow.labels[self.workflow.states(state)].lower()

    def became(self, state: str) -> str:
        """What a step has made of it, as a sentence after the step."""
        label = self.workflow.labels[self.workflow.states(state)]
        if state == self.state:
            return "It is recorded."
        return f"The case is now: {label}." if self.type is None else f"{self.name} is now: {label}."

    def names_issue(self, move: Move) -> bool:
        """Whether this step ends a case of which nobody has said the primary issue."""
        return self.type is None and not self.head.issue and settles(self.workflow, move)

    def moves(self, actor: Actor) -> tuple[Move, ...]:
        """The moves that this person may try now, the likely one first."""
        if not can(actor, Permission.CASE_MOVE):
            return ()
        return self.workflow.available(self.workflow.states(self.state), actor.roles)


def find(head: Head, path: str = "", number: int = 0) -> SubjectHead:
    """The case itself, or the part with this number. Raises `NotFound`."""
    if not path:
        return SubjectHead(head=head, key=Key(head.id), state=head.state, row_version=head.row_version)
    kind = BY_PATH[path]
    table = PARTS[kind.name]
    to = getattr(table, kind.organisation) if kind.organisation else null()
    query = select(table.id, table.state, table.row_version, getattr(table, kind.text).label("text"), to.label("to"))
    row = db.session.execute(query.where(table.case_id == head.id, table.number == number)).first()
    if row is None:
        raise NotFound
    key = Key(head.id, kind.name, row.id)
    own = {"state": row.state, "row_version": row.row_version, "text": row.text, "organisation_id": row.to}
    return SubjectHead(head=head, key=key, number=number, **own)


def find_move(subject: SubjectHead, trigger: str, *, actor: Actor) -> Move:
    """The move as this person may try it. Raises `NotFound`, or `Conflict` where the subject has moved on meanwhile."""
    found = next((move for move in subject.moves(actor) if move.trigger == trigger), None)
    if found is not None:
        return found
    if trigger not in {known.value for known in subject.workflow.triggers}:
        raise NotFound
    raise Conflict(
        f"{subject.name} is {subject.words(subject.state)} now, and from there this step is not yours to make. "
        f"{case.last_change(subject.head)}"
    )
