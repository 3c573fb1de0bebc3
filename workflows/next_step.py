"""The next step of a case: what somebody can do with it now, and otherwise whose turn it is, for what and until when.

Told from the table, the facts and the roles of whoever asks, and asked by the page of a case. A list has no facts:
`at_a_glance` says there what the table alone can say.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import product
from typing import Any, Protocol, Self

from workflows.engine import Category, Guard, Move, Question, Workflow, sentence
from workflows.registry import WORKFLOWS, options
from workflows.roles import ROLE_LABELS, Role
from workflows.turns import LIKELY, Turn, Way

ON_COURSE = (Way.CALLED_FOR, Way.WAITING, Way.ON)
"""The ways that a next step goes, each before those after it."""


class Facts(Protocol):
    """What the guards of any workflow look at."""

    def answered(self, answers: Mapping[str, object]) -> Self:
        """As they are with the answers to the questions of a move."""

    def of_another(self) -> Self:
        """As they are for somebody else, who did nothing in this case so far."""

    def with_hold(self, *, waits: bool | None) -> Self:
        """As they are where this is known of the hold: that it is for the person, that there is none, or (None) that it is
        for something else."""


class NoFacts:
    """Of a state in which no guard is asked."""

    def answered(self, answers: Mapping[str, object]) -> Self:  # noqa: ARG002
        return self

    def of_another(self) -> Self:
        return self

    def with_hold(self, *, waits: bool | None) -> Self:  # noqa: ARG002
        return self


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Who has the turn and for what. `clocks`: until when, the earliest that runs. `named_by` and `part` as in `Turn`.
    `mine`: it is the turn of whoever asks, in one of their roles."""

    who: str
    to: str
    clocks: tuple[str, ...]
    named_by: str = ""
    part: str = ""
    mine: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A step that no answer makes possible now, because of this guard. `remedy`: the activity that makes it pass."""

    move: Move
    guard: Guard
    remedy: str = ""

    @property
    def why(self) -> str:
        return sentence(self.guard)

    @property
    def is_due(self) -> bool:
        """Whether it would be the next step if it were possible."""
        if self.move.way is Way.CALLED_FOR:
            return self.guard is not self.move.guards[0]
        return self.move.way in (Way.ON, Way.WAITING) and self.move.likely >= LIKELY


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """`next` is likely and possible now. `others` and `ways_out` are possible too; of what is refused the likely stand
    first. `waiting` is None once the case is closed."""

    next: Move | None
    others: tuple[Move, ...]
    ways_out: tuple[Move, ...]
    refused: tuple[Refused, ...]
    waiting: Waiting | None

    @property
    def missing(self) -> Refused | None:
        """What would be the next step, and why it is not yet."""
        due = sorted((each for each in self.refused if each.is_due), key=lambda each: _rank(each.move))
        return due[0] if due and self.next is None and self.waiting else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Glance:
    """What a line of a list says: the step that is likely for whoever asks, and whom the case waits for. Either may be
    empty."""

    step: str = ""
    waits_for: str = ""


def of(workflow: Workflow, state: StrEnum, *, roles: Collection[Role], facts: Facts, today: dt.date) -> NextStep:
    """What these roles can do now. `facts` are those of whoever asks, without answers."""
    tried = [_try(rows, facts, today) for rows in _by_trigger(_made_by(workflow.moves_from(state), roles))]
    tried.sort(key=lambda each: -each[0].likely)
    possible = sorted((move for move, guard in tried if guard is None), key=_rank)
    next_move = next((move for move in possible if _is_likely(workflow, move)), None)
    return NextStep(
        next=next_move,
        others=tuple(move for move in possible if move is not next_move and move.way is not Way.OUT),
        ways_out=tuple(move for move in possible if move.way is Way.OUT),
        refused=tuple(
            Refused(move=move, guard=guard, remedy=workflow.remedies.get(guard, ""))
            for move, guard in tried
            if guard is not None and not (move.way is Way.WAITING and guard is move.guards[0])
        ),
        waiting=_waiting(workflow, state, roles, facts, next_move, today=today),
    )


def rests_on_facts(workflow: Workflow, state: StrEnum, roles: Collection[Role]) -> bool:
    """Whether any guard has to be asked for these roles in this state."""
    asked = [*_made_by(workflow.moves_from(state), roles), *_likely(workflow, state)]
    return any(move.guards for move in asked)


def refusal(workflow: Workflow, move: Move, *, roles: Collection[Role], facts: Facts, today: dt.date) -> str:
    """Where no answer makes this step possible now, the sentence of the guard that refuses. Otherwise ""."""
    rows = [row for row in workflow.moves_from(move.source) if row.trigger == move.trigger]
    guard = _try(_made_by(rows, roles), facts, today)[1]
    return sentence(guard) if guard else ""


def at_a_glance(workflow: Workflow, state: StrEnum, roles: Collection[Role], *, waits: bool = False) -> Glance:
    """The same for a line of a list, without the facts: the likeliest way on is taken for possible. `waits`: it waits for
    the person."""
    if workflow.category(state) is Category.CLOSED:
        return Glance()
    turn, likeliest = _turn(workflow, state), _likeliest(workflow, state)
    ends = [move for move in _likely(workflow, state) if move.way is Way.WAITING] if waits else []
    if ends and workflow.waits is not None:
        turn, likeliest = workflow.waits, ends
    mine = next(iter(_made_by(likeliest, roles)), None)
    if not turn.who:
        if mine is None:
            return Glance(waits_for=_people(likeliest))
        return Glance(step=_capital(turn.to) or mine.label)
    if mine is not None or _records(turn, roles):
        return Glance(step=mine.label if mine else _capital(turn.to), waits_for=turn.who)
    return Glance(waits_for=turn.who)


def turn_of_part(part: str, clock: str) -> Turn | None:
    """Whose turn it is with a part of a case, of which this clock runs."""
    return next((turn for turn in WORKFLOWS[part].turns.values() if clock in turn.clocks), None)


def clocks_of(waiting: Waiting) -> tuple[str, ...]:
    """The clocks that may say until when: those of the parts where the case waits for these."""
    return tuple(WORKFLOWS[waiting.part].clock_rules) if waiting.part else waiting.clocks


def _waiting(
    workflow: Workflow, state: StrEnum, roles: Collection[Role], facts: Facts, mine: Move | None, *, today: dt.date
) -> Waiting | None:
    """The one who can act has the turn: first whoever asks, then anybody else, then whoever must make it possible."""
    if workflow.category(state) is Category.CLOSED:
        return None
    likely = _likely(workflow, state)
    theirs = facts.of_another()
    others = [] if mine else [move for move in likely if _try([move], theirs, today)[1] is None]
    acts = [mine] if mine else others[:1] or _likeliest(workflow, state)
    is_mine = bool(mine or (not others and _made_by(acts, roles)))
    turn = _turn_of(workflow, state, acts[0].way if acts else Way.ON)
    return Waiting(
        who=turn.who or _people(acts, other_than=() if is_mine else roles),
        to=turn.to or _lower(acts[0].label),
        clocks=turn.clocks or _ended_by(workflow, acts),
        named_by=turn.named_by,
        part=turn.part,
        mine=_records(turn, roles) if turn.part else is_mine and not turn.who,
    )


def _turn_of(workflow: Workflow, state: StrEnum, way: Way) -> Turn:
    """Whose turn it is where a step that goes this way is next."""
    if way is Way.WAITING and workflow.waits is not None:
        return workflow.waits
    return Turn() if way is Way.CALLED_FOR else _turn(workflow, state)


def _turn(workflow: Workflow, state: StrEnum) -> Turn:
    return workflow.turns.get(state, Turn())


def _likely(workflow: Workflow, state: StrEnum) -> list[Move]:
    """The moves from here that may be the next step of somebody, first those that the facts would call for."""
    found = [move for move in workflow.moves_from(state) if _is_likely(workflow, move)]
    return sorted(found, key=lambda move: (_rank(move), -move.likely))


def _likeliest(workflow: Workflow, state: StrEnum) -> list[Move]:
    """The ways on that are likelier than all others, as far as the table alone says."""
    on = [move for move in _likely(workflow, state) if move.way is Way.ON]
    return [move for move in on if move.likely == on[0].likely]


def _is_likely(workflow: Workflow, move: Move) -> bool:
    is_open = workflow.category(move.source) is not Category.CLOSED and Role.SYSTEM not in move.roles
    return is_open and move.way in ON_COURSE and move.likely >= LIKELY


def _rank(move: Move) -> int:
    return {Way.CALLED_FOR: 0, Way.WAITING: 1}.get(move.way, 2)


def _made_by(moves: Iterable[Move], roles: Collection[Role]) -> list[Move]:
    return [move for move in moves if move.roles.intersection(roles) and Role.SYSTEM not in move.roles]


def _by_trigger(moves: Iterable[Move]) -> list[list[Move]]:
    """The rows of each step together, in the order of the table."""
    rows: dict[StrEnum, list[Move]] = {}
    for move in moves:
        rows.setdefault(move.trigger, []).append(move)
    return list(rows.values())


def _try(rows: Sequence[Move], facts: Facts, today: dt.date) -> tuple[Move, Guard | None]:
    """The first row that some answers make possible. Where there is none, the first row with the guard that refuses."""
    refusing: Guard | None = None
    for row in rows:
        for answers in _every_answer(row, today):
            guard = row.refused_by(facts.answered(answers)) if row.guards else None
            if guard is None:
                return row, None
            refusing = refusing or guard
    return rows[0], refusing


def _every_answer(move: Move, today: dt.date) -> Iterator[dict[str, object]]:
    """Each way to answer everything: something in every text, and each choice in turn."""
    codes = [question.code for question in move.asks]
    for values in product(*(_answers(question, today) for question in move.asks)):
        yield dict(zip(codes, values, strict=True))


def _answers(question: Question, today: dt.date) -> tuple[Any, ...]:
    if question.kind == "choice":
        return tuple(value for value, _ in options(question))
    return {"date": (today,), "yes_no": (True,)}.get(question.kind, ("something",))


def _ended_by(workflow: Workflow, moves: Sequence[Move]) -> tuple[str, ...]:
    """The clocks that a move ends."""
    if any(effect.kind == "meet_all" for move in moves for effect in move.clocks):
        return tuple(name for name, rule in workflow.clock_rules.items() if not rule.runs_after_closing)
    return tuple(effect.clock for move in moves for effect in move.clocks if effect.kind == "meet")


def _records(turn: Turn, roles: Collection[Role]) -> bool:
    """Whether these roles record what those do whom a case waits for with its parts."""
    if not turn.part:
        return False
    workflow = WORKFLOWS[turn.part]
    open_moves = [move for move in workflow.moves if workflow.category(move.source) is Category.OPEN]
    return bool(_made_by(open_moves, roles))


def _people(moves: Sequence[Move], *, other_than: Collection[Role] = ()) -> str:
    """Whoever makes the first of these moves, e.g. "a casework officer", "another manager"."""
    roles = [role for role in Role if moves and role in moves[0].roles]
    same = [role for role in roles if role in other_than]
    return f"another {_role(same[0])}" if same else " or ".join(f"a {_role(role)}" for role in roles)


def _role(role: Role) -> str:
    return ROLE_LABELS[role].lower()


def _lower(label: str) -> str:
    return label[:1].lower() + label[1:]


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
