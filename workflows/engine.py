"""Moves as data, and the one function that fires them.

`transitions` decides on a throw-away machine that starts in the case's own state: a machine is never attached
to a database row, and a refusal is always an exception with a sentence, never `False`.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Literal

from transitions import Machine, MachineError

from workflows.clock_effects import ALL_MET as ALL_MET
from workflows.clock_effects import ClockEffect as ClockEffect
from workflows.clock_effects import extend as extend
from workflows.clock_effects import go_on as go_on
from workflows.clock_effects import hold as hold
from workflows.clock_effects import meet as meet
from workflows.clock_effects import release as release
from workflows.clock_effects import restart as restart
from workflows.clock_effects import start as start
from workflows.clock_effects import stop as stop
from workflows.clocks import HOLD_REVIEW, ClockRule
from workflows.letters import LetterKind
from workflows.roles import Role
from workflows.turns import LIKELY, Turn, Way

Guard = Callable[[Any], bool]
ANY_CASE = "any"
"""What a part is of that a case of any type may have."""


class Category(StrEnum):
    """The three fixed categories above the names of states: queues and counts depend on these."""

    NEW = "new"
    OPEN = "open"
    CLOSED = "closed"


class TransitionRefused(Exception):
    """The move is not possible now. `reason` is the sentence that the person reads."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One thing that the page of a move asks. `kind`: text (several lines), line, date, yes_no, choice, organisation (one
    of the directory, by its id), surgery_time (a free time of a surgery, by its id)."""

    code: str
    kind: Literal["text", "line", "date", "yes_no", "choice", "organisation", "surgery_time"]
    label: str
    hint: str = ""
    required: bool = True
    choices: tuple[tuple[str, str], ...] = ()
    of_types: bool = False
    """The choices are the other types of case too (`registry.options`)."""
    names: str = ""
    """Of an organisation: the question that is answered with its name, and with `ways` with how to reach it, too."""
    ways: bool = False
    carried: bool = False
    """What was answered last in the case stands in the form, so that a text is written once and goes to and fro."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One row of a state table. A guard's docstring is the sentence that is shown when it refuses."""

    trigger: StrEnum
    source: StrEnum
    target: StrEnum
    roles: frozenset[Role]
    label: str
    follows: str
    guards: tuple[Guard, ...] = ()
    asks: tuple[Question, ...] = ()
    effects: tuple[str, ...] = ()
    clocks: tuple[ClockEffect, ...] = ()
    letters: tuple[str, ...] = ()
    after: str = ""
    """Of a step that the system makes by itself: the clock whose day must have passed."""
    danger: bool = False
    at_once: bool = False
    """Its one letter is read around the text that it asks for, and goes out from that page."""
    way: Way = Way.ON
    likely: int = LIKELY
    """Of several the one with the highest number is the next step, none under `LIKELY`, and the others follow in order."""

    @property
    def day_asked(self) -> str | None:
        """The answer that says when what the step records came, and by which its clocks go."""
        return next((effect.on_answer for effect in self.clocks if effect.on_answer is not None), None)

    def refused_by(self, facts: Any) -> Guard | None:
        """The first guard that refuses, or None."""
        return next((guard for guard in self.guards if not guard(facts)), None)

    def refusal(self, facts: Any) -> str | None:
        """The sentence of the first guard that refuses, or None."""
        guard = self.refused_by(facts)
        return None if guard is None else sentence(guard)


@dataclass(frozen=True, slots=True, kw_only=True)
class Workflow:
    """One case type: its states, its moves, its clocks, its letters.

    Its file calls a clock "reply"; here, in the ledger and everywhere else it is "enquiry.reply", so that no two types
    share one. `clock_rules` has the clocks by these names; a type of case has `HOLD_REVIEW` without naming it.
    `part_of`: the workflow of the case, for the life of a part of one, or `ANY_CASE`; `then_tried`: the step of the case that
    the system tries after each step of the part; `ends_with`: the step that ends a part when its case closes. `it_is`: completes the sentence "It is ...", e.g. "a complaint about our service",
    and `hint` says when it is one. `person_is`: what the person in touch is called, e.g. "complainant". `linked`: a case
    of another type may turn out to be one. `optional`: an office may do without this type; `begins_unused`: it does until
    somebody switches it on. `turns`: whose turn it is in a
    state, where its likely moves do not say so. `remedies`: guard -> the activity that makes it pass. `opening_asks`: what
    is asked when such a case is logged, besides who it is, when and how it came and what was said. `comeback`: the step
    that a contact from the person makes of a case that was answered, where it needs another answer; `quiet`: the clock
    after which it closes by itself, which begins again where it needs none. `mistaken`: the step that closes a case which was
    made by mistake, without a letter. `elected_act`: an MP or a councillor acts for somebody in it without written authority
    (R7.7). `waits`: whose turn it is while a case of this type waits for the person, whatever its state.
    """

    name: str
    version: int
    label: str
    plural: str
    states: type[StrEnum]
    triggers: type[StrEnum]
    initial: StrEnum
    moves: tuple[Move, ...]
    letters: tuple[LetterKind, ...] = ()
    part_of: str = ""
    it_is: str = ""
    hint: str = ""
    then_tried: str = ""
    ends_with: str = ""
    person_is: str = "enquirer"
    linked: bool = True
    optional: bool = True
    begins_unused: bool = False
    labels: Mapping[StrEnum, str]
    categories: Mapping[StrEnum, Category]
    turns: Mapping[StrEnum, Turn] = field(default_factory=dict)
    waits: Turn | None = None
    remedies: Mapping[Guard, str] = field(default_factory=dict)
    clocks: tuple[ClockRule, ...] = ()
    opening_clocks: tuple[ClockEffect, ...] = ()
    opening_asks: tuple[Question, ...] = ()
    comeback: StrEnum | None = None
    mistaken: StrEnum | None = None
    quiet: str = ""
    elected_act: bool = False
    clock_rules: Mapping[str, ClockRule] = field(init=False)

    def __post_init__(self) -> None:
        own = self.clocks if self.part_of else (*self.clocks, HOLD_REVIEW)
        rules = {self.clock_name(rule.code): rule for rule in own}
        rules = {name: replace(rule, code=name) for name, rule in rules.items()}
        moves = tuple(
            replace(move, clocks=self._named(move.clocks), after=self.clock_name(move.after) if move.after else "")
            for move in self.moves
        )
        object.__setattr__(self, "clocks", tuple(rules.values()))
        object.__setattr__(self, "clock_rules", rules)
        object.__setattr__(self, "moves", moves)
        object.__setattr__(self, "turns", {state: self._turn(turn) for state, turn in self.turns.items()})
        object.__setattr__(self, "waits", self._turn(self.waits) if self.waits else None)
        object.__setattr__(self, "opening_clocks", self._named(self.opening_clocks))
        object.__setattr__(self, "quiet", self.clock_name(self.quiet) if self.quiet else "")

    def clock_name(self, code: str) -> str:
        """The full name of one of its clocks, e.g. "enquiry.reply"."""
        return f"{self.name}.{code.rpartition('.')[2]}"

    def _turn(self, turn: Turn) -> Turn:
        return replace(turn, clocks=tuple(self.clock_name(code) for code in turn.clocks))

    def _named(self, effects: Iterable[ClockEffect]) -> tuple[ClockEffect, ...]:
        return tuple(
            replace(effect, clock=self.clock_name(effect.clock)) if effect.clock else effect for effect in effects
        )

    def fire(self, state: StrEnum, trigger: StrEnum, role: Role, facts: Any) -> Move:
        """The move that this role makes from this state. Raises `TransitionRefused`."""
        return self.fire_any(state, trigger, (role,), facts)

    def fire_any(self, state: StrEnum, trigger: StrEnum, roles: Collection[Role], facts: Any) -> Move:
        """As `fire`, for a person who may hold several roles. Of two rows for one step the first that fits wins."""
        rows = [move for move in self.moves_from(state) if move.trigger == trigger]
        if not rows:
            raise TransitionRefused(f"This step is not possible while the case is {self.labels[state].lower()}.")
        mine = [move for move in rows if move.roles.intersection(roles)]
        if not mine:
            raise TransitionRefused("Your role does not make this step. Ask a colleague whose role does.")
        chosen = _decide(self, state, trigger, mine, facts)
        if chosen is None:
            raise TransitionRefused(mine[-1].refusal(facts) or "This step is not possible now.")
        return chosen

    def available(self, state: StrEnum, roles: Collection[Role]) -> tuple[Move, ...]:
        """The moves that these roles may try from here, the likely first; guards are not asked."""
        first: dict[StrEnum, Move] = {}
        for move in self.moves_from(state):
            if move.roles.intersection(roles) and Role.SYSTEM not in move.roles:
                first.setdefault(move.trigger, move)
        return tuple(sorted(first.values(), key=lambda move: -move.likely))

    def moves_from(self, state: StrEnum) -> tuple[Move, ...]:
        return tuple(move for move in self.moves if move.source == state)

    def come_back(self, state: StrEnum) -> Move | None:
        """What a contact from the person makes of a case in this state, where it needs another answer."""
        return next((move for move in self.moves_from(state) if move.trigger == self.comeback), None)

    def asks_of_contact(self, state: str) -> bool:
        """Whether whoever logs a contact from the person is asked if it needs another answer."""
        return self.come_back(self.states(state)) is not None

    @property
    def held_while_waiting(self) -> Mapping[str, ClockEffect]:
        """What stops each clock that stands still while a case waits for the person."""
        return {effect.clock: effect for move in self.moves for effect in move.clocks if effect.kind == "hold"}

    def category(self, state: StrEnum) -> Category:
        return self.categories[state]

    def is_final(self, state: StrEnum) -> bool:
        return not self.moves_from(state)


class _Subject:
    """What the throw-away machine moves: remembers which row was taken."""

    state: str
    taken: Move | None = None


def _decide(workflow: Workflow, state: StrEnum, trigger: StrEnum, rows: list[Move], facts: Any) -> Move | None:
    subject = _Subject()
    # auto_transitions adds to_closed() and the like; initial must be the case's state or it is overwritten
    machine = Machine(
        model=subject,
        states=[item.value for item in workflow.states],
        initial=state.value,
        auto_transitions=False,
        model_override=False,
    )
    for row in rows:
        machine.add_transition(
            f"fire_{trigger.value}",
            state.value,
            row.target.value,
            conditions=[_condition(guard, facts) for guard in row.guards],
            before=_remember(subject, row),
        )
    try:
        subject.trigger(f"fire_{trigger.value}")  # type: ignore[attr-defined]
    except MachineError:
        return None
    return subject.taken


def _condition(guard: Guard, facts: Any) -> Callable[[], bool]:
    return lambda: bool(guard(facts))


def _remember(subject: _Subject, row: Move) -> Callable[[], None]:
    def remember() -> None:
        subject.taken = row

    return remember


def sentence(guard: Guard) -> str:
    """A guard's docstring as one line."""
    return " ".join((guard.__doc__ or "").split())
