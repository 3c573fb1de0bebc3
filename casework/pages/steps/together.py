"""What was ticked in a list: which of these cases can be given to somebody or closed, and why the others cannot."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from sqlalchemy import select

from casework.access import Actor, named, scope
from casework.extensions import db
from casework.models import Case, CaseAccess, User
from casework.pages.desk import queues
from casework.pages.desk.queues import Filters
from casework.pages.desk.rows import CaseRow
from casework.services.steps.together import MOST, NOT_THERE, Outcome, Refused, Ticked
from workflows.engine import Category, Move
from workflows.registry import WORKFLOWS

CHANGED = "Somebody changed it after you opened the list. Look at it as it is now."
CLOSED = "It is closed already."


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """`possible` as they are now; `refused`, whatever is chosen. `only`: of a restricted case, by its reference, who
    can have it, since only they are named on it."""

    possible: Sequence[CaseRow]
    refused: Sequence[Refused]
    only: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """A step that closes cases of one type and writes no letter. `amount`: of how many of those that were ticked."""

    code: str
    move: Move
    type_label: str
    amount: int


def read_ticked(values: Iterable[str]) -> list[Ticked]:
    """What the boxes of a list say: reference and version, e.g. "E-2026-00012.3". Anything else is left out."""
    found: dict[str, Ticked] = {}
    for value in values:
        reference, _, version = value.rpartition(".")
        if reference and version.isascii() and version.isdecimal() and len(value) <= 40:
            found.setdefault(reference, Ticked(reference=reference, row_version=int(version)))
    return list(found.values())


def first_of(filters: Filters, *, actor: Actor) -> list[Ticked]:
    """The first cases of a list as they are now, as many as can be taken at a time."""
    found = islice(queues.every(filters, actor=actor), MOST)
    return [Ticked(reference=row.reference, row_version=row.row_version) for row in found]


def look(ticked: Collection[Ticked], *, actor: Actor) -> Looked:
    """Two queries at most, however many there are."""
    rows = {row.reference: row for row in queues.named([each.reference for each in ticked], actor=actor)}
    possible, refused = [], []
    for each in ticked:
        row = rows.get(each.reference)
        why = _why_not(row, each)
        if row is None or why:
            refused.append(Refused(reference=each.reference, why=why))
        else:
            possible.append(row)
    return Looked(possible=possible, refused=refused, only=_only(possible, actor))


def closings(rows: Sequence[CaseRow], *, actor: Actor) -> list[Closing]:
    """How the reader can close some of these together, the way that fits most first."""
    found: dict[str, tuple[Move, str, int]] = {}
    for row in rows:
        workflow = WORKFLOWS[row.case_type]
        for move in workflow.available(workflow.states(row.state), actor.roles):
            if workflow.category(move.target) is Category.CLOSED and not move.letters:
                code = f"{row.case_type}.{move.trigger.value}"
                found[code] = (move, workflow.label, found[code][2] + 1 if code in found else 1)
    listed = [Closing(code=code, move=move, type_label=label, amount=n) for code, (move, label, n) in found.items()]
    return sorted(listed, key=lambda each: (-each.amount, each.code))


def for_closing(looked: Looked, closing: Closing) -> Looked:
    """The same with those refused that this step is not for: of another type, or in a state from which it does not
    lead."""
    found = {row.reference: _not_closed_so(row, closing) for row in looked.possible}
    refused = [Refused(reference=reference, why=why) for reference, why in found.items() if why]
    possible = [row for row in looked.possible if not found[row.reference]]
    return replace(looked, possible=possible, refused=[*looked.refused, *refused])


def _not_closed_so(row: CaseRow, closing: Closing) -> str:
    workflow = WORKFLOWS[row.case_type]
    state, label = workflow.states(row.state), closing.move.label
    if row.case_type != closing.code.partition(".")[0]:
        return f"“{label}” is for another type of case: this is {workflow.it_is}."
    if closing.move.trigger not in {move.trigger for move in workflow.moves_from(state)}:
        return f"“{label}” is not possible while it is {workflow.labels[state].lower()}."
    return ""


def _why_not(row: CaseRow | None, ticked: Ticked) -> str:
    if row is None:
        return NOT_THERE
    if row.category == Category.CLOSED.value:
        return CLOSED
    return CHANGED if row.row_version != ticked.row_version else ""


def _only(rows: Sequence[CaseRow], actor: Actor) -> dict[str, str]:
    """Who is named on each restricted case and works on cases, as names in a row."""
    restricted = {row.id: row.reference for row in rows if row.restricted}
    if not restricted:
        return {}
    names = dict(db.session.execute(select(User.id, User.name).where(User.who_may_get_work())).all())
    found: dict[str, list[str]] = {reference: [] for reference in restricted.values()}
    visible = scope(select(Case.id).where(Case.id.in_(restricted)), actor).subquery()
    for case_id, user_id in db.session.execute(named().where(CaseAccess.case_id.in_(select(visible.c.id)))):
        if user_id in names:
            found[restricted[case_id]].append(names[user_id])
    return {reference: ", ".join(sorted(each)) for reference, each in found.items()}


def still_possible(looked: Looked, outcome: Outcome) -> list[CaseRow]:
    """Those that were not refused when all were tried."""
    refused = {each.reference for each in outcome.refused}
    return [row for row in looked.possible if row.reference not in refused]
