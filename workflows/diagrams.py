"""Writes docs/workflows.md from the definitions: a picture and a table of moves for each workflow."""

from collections.abc import Iterator
from pathlib import Path

from workflows.calendars import CalendarName
from workflows.clocks import ClockRule, Unit
from workflows.engine import ClockEffect, Move, Workflow, sentence
from workflows.ledger import amount
from workflows.next_step import at_a_glance
from workflows.registry import LETTERS, WORKFLOWS
from workflows.roles import ROLE_LABELS

TARGET = Path(__file__).parent.parent / "docs" / "workflows.md"
EFFECT_WORDS = {
    "start": "starts", "meet": "ends", "restart": "restarts", "extend": "extends", "stop": "stops", "go_on": "lets go on",
    "hold": "holds", "release": "releases",
}  # fmt: skip


def markdown() -> str:
    """The whole document."""
    parts = [
        "# Workflows",
        (
            "Made by `make diagrams` from `workflows/`; a test compares. A hold is a line in the ledger of dates, not a "
            "state, and overdue is worked out from the due date."
        ),
    ]
    for workflow in WORKFLOWS.values():
        parts += [f"## {workflow.label}", _picture(workflow), _states(workflow), _moves(workflow)]
        parts.append(_clocks(workflow))
    parts += ["## Letters", "\n".join(["| code | purpose |", "|---|---|", *_letters()])]
    return "\n\n".join(parts) + "\n"


def _picture(workflow: Workflow) -> str:
    lines = ["```mermaid", "stateDiagram-v2"]
    lines += [f"  {state.value}: {workflow.labels[state]}" for state in workflow.states]
    lines.append(f"  [*] --> {workflow.initial.value}")
    seen: dict[tuple[str, str], list[str]] = {}
    for move in workflow.moves:
        labels = seen.setdefault((move.source.value, move.target.value), [])
        if move.trigger.value not in labels:
            labels.append(move.trigger.value)
    lines += [f"  {source} --> {target}: {', '.join(names)}" for (source, target), names in seen.items()]
    lines += [f"  {state.value} --> [*]" for state in workflow.states if workflow.is_final(state)]
    return "\n".join([*lines, "```"])


def _states(workflow: Workflow) -> str:
    turns = {state: at_a_glance(workflow, state, ()).waits_for for state in workflow.states}
    rows = [
        f"| {workflow.labels[state]} | `{state}` | {workflow.category(state)} | {turns[state]} |"
        for state in workflow.states
    ]
    return "\n".join(["| state | in the code | category | whose turn |", "|---|---|---|---|", *rows])


def _moves(workflow: Workflow) -> str:
    head = ["| from | move | who | only if | to | clocks | letters |", "|---|---|---|---|---|---|---|"]
    return "\n".join([*head, *(_row(workflow, move) for move in workflow.moves)])


def _row(workflow: Workflow, move: Move) -> str:
    who = ", ".join(sorted(ROLE_LABELS[role] for role in move.roles))
    guards = "<br>".join(f"`{guard.__name__}`" for guard in move.guards)
    clocks = ", ".join(_effect(effect) for effect in move.clocks)
    cells = (
        workflow.labels[move.source],
        f"**{move.label}** `{move.trigger}`",
        who,
        guards,
        workflow.labels[move.target],
        clocks,
        ", ".join(move.letters),
    )
    return f"| {' | '.join(cells)} |"


def _effect(effect: ClockEffect) -> str:
    if effect.kind == "meet_all":
        return "ends all"
    by = f" by {effect.length}" if effect.kind == "extend" else ""
    return f"{EFFECT_WORDS[effect.kind]} `{effect.clock}`{by}"


def _clocks(workflow: Workflow) -> str:
    lines = ["| clock | length | law or policy | rule | stopped by a hold |", "|---|---|---|---|---|"]
    for rule in workflow.clock_rules.values():
        stopped = "yes" if rule.stopped_by_hold else "no"
        lines.append(f"| {rule.label} `{rule.code}` | {_length(rule)} | {rule.basis} | {rule.rule} | {stopped} |")
    refusals = dict.fromkeys(guard for move in workflow.moves for guard in move.guards)
    lines += ["", "What a person reads when a guard refuses:", ""]
    lines += [f"- `{guard.__name__}`: {sentence(guard)}" for guard in refusals]
    return "\n".join(lines)


def _length(rule: ClockRule) -> str:
    if rule.unit is Unit.FIXED:
        return "the given day"
    said = f"promptly, within {amount(rule.length, rule.unit)}" if rule.promptly else amount(rule.length, rule.unit)
    if rule.first_day_counts:
        said += " with the first"
    if rule.calendar is CalendarName.UK:
        said += " worked in all of the UK"
    return f"{said}, or the next working day" if rule.moves_to_working_day else said


def _letters() -> Iterator[str]:
    for code, purpose in LETTERS.items():
        yield f"| {code} | {purpose} |"


if __name__ == "__main__":
    TARGET.write_text(markdown())
