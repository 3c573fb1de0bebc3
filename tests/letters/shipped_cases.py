"""The values that the shipped texts are tried with: full, sparse, and every combination of what a case may lack."""

import itertools
from collections.abc import Iterator, Mapping
from typing import Any

from jinja2 import nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from casework.letters.fields import CATALOGUE, samples
from casework.letters.language import Prepared, fields_of, merge
from casework.letters.shipped import texts
from tests import walking
from workflows.letters import PARAGRAPHS, LetterKind
from workflows.registry import WORKFLOWS

ALWAYS = frozenset(
    {
        "today", "case.reference", "case.about", "case.received_on", "recipient.name", "sender.name", "office.name",
        "office.contact", "office.adjustments", "office.privacy_link", "body.title",
    }
)  # fmt: skip
"""What every case and every office has."""

OF_OLDER_TYPES: dict[str, frozenset[str]] = {
    "L-E01": frozenset({"answers.who_will_be_asked"}),
    "L-E02": frozenset({"answers.signposted_to"}),
    "L-E03": frozenset({"answers.target_type"}),
    "L-E04": frozenset({"answers.question"}),
    "L-E06": frozenset({"answers.reply"}),
    "L-E07": frozenset(f"limit.{name}" for name in ("what", "reasons", "until_on", "review_on", "decider", "challenge")),
    "L-E08": frozenset({"answers.missing"}),
    "L-E09": frozenset(f"limit.{name}" for name in ("what", "reasons", "until_on", "review_on", "decider", "challenge")),
    "L-E10": frozenset(f"limit.{name}" for name in ("ended_on", "reasons", "decider")),
    "L-C01": frozenset({"recommendation.text", "recommendation.due_on"}),
    "L-C02": frozenset({"recommendation.text", "recommendation.answer"}),
    "L-C03": frozenset({"recommendation.text"}),
    "L-C04": frozenset({"recommendation.text"}),
    "L-C05": frozenset({"recommendation.text"}),
    "L-Q01": frozenset({"question.text"}),
    "L-Q02": frozenset({"question.text", "question.asked_on"}),
    "L-Q03": frozenset({"question.text", "question.asked_on"}),
    "L-R02b": frozenset({"review.application"}),
    "L-R08": frozenset({"answers.reason"}),
    "L-R12": frozenset({"review.application", "review.papers_due_on"}),
    "L-R15": frozenset({"review.papers_due_on"}),
    "L-R20": frozenset({"decision.finding", "decision.reasons"}),
    "L-R21": frozenset({"decision.finding", "decision.reasons"}),
    "L-R22": frozenset({"decision.finding"}),
    "L-R23": frozenset({"decision.finding", "decision.reasons"}),
    "L-R24": frozenset(
        {"decision.finding", "decision.reasons", "review.statutory_basis", "review.response_due_on"}
    ),
    "L-R27": frozenset({"hold.reason"}),
}  # fmt: skip

BY_HAND: Mapping[str, int] = {"L-R22": 1}
"""Letters with gaps that only a person can fill: no field tells which of the reasons concern one of several people and can be told without harm (section 3.1, R3.8)."""

LONG = "First things first.\n\n- This looks like a list.\n\n1. So does this. It ends *here*."
LISTS: Mapping[str, tuple[list[dict[str, str]], ...]] = {
    "allegations": (
        [],
        [
            {"number": "1", "category": "Police action following contact", "summary": "Nobody called back.",
             "force_outcome": "Service provided was acceptable", "finding": "was reasonable and proportionate",
             "reason": LONG},
            {"number": "2", "category": "General level of service", "summary": LONG,
             "finding": "was not reasonable and proportionate", "reason": "The log is silent."},
        ],
    ),
    "recommendations": (
        [],
        [
            {"number": "1", "text": LONG, "kind": "Remedy: apology", "addressed_to": "West Yorkshire Police",
             "answer": "accepted", "answer_text": LONG},
            {"number": "2", "text": "Look again.", "answer": "rejected"},
            {"number": "3", "text": "Call back.", "answer_text": "We will."},
            {"number": "4", "text": "Write earlier."},
        ],
    ),
    "papers": ([], [{"name": "The complaint as it was made"}, {"name": "The outcome letter"}]),
}  # fmt: skip
"""The second line lacks everything that a line of a real case may lack."""


def full() -> dict[str, Any]:
    """A value for everything, with long answers of several paragraphs."""
    flat = samples() | {name: lists[1] for name, lists in LISTS.items()}
    flat |= {name: LONG for name in flat if name.startswith("answers.") and not name.endswith("_on")}
    flat |= {
        "person.is_representative": True,
        "decision.is_made": True,
        "review.application": LONG,
        "decision.reasons": LONG,
    }
    return with_paragraphs(flat)


def with_paragraphs(flat: Mapping[str, Any]) -> dict[str, Any]:
    """These values and the standard paragraphs made from them."""
    paragraphs = {
        f"standard.{name}": Prepared(merge(texts()[code].body, flat).strip()) for code, (name, _) in PARAGRAPHS.items()
    }
    return {**flat, **paragraphs}


def own_answers(code: str) -> list[frozenset[str]]:
    """Of each move that this letter goes with: the answers that it cannot be made without."""
    found = {
        frozenset(f"answers.{question.code}" for question in move.asks if question.required)
        for flow in WORKFLOWS.values()
        for move in flow.moves
        if code in move.letters
    }
    return sorted(found, key=sorted) or [frozenset()]


def needed_of(kind: LetterKind) -> frozenset[str]:
    """Of a letter of a simple type: what it must say, and of what every step with it must answer what it tells."""
    answered = frozenset.intersection(*own_answers(kind.code))
    return frozenset(must.field for must in kind.musts) | answered & fields_of(texts()[kind.code].body)


NEEDED: Mapping[str, frozenset[str]] = OF_OLDER_TYPES | {
    kind.code: needed_of(kind) for workflow in walking.SIMPLE.values() for kind in workflow.letters
}
"""What a letter exists to say: without it the letter has a gap and is not sent."""


def optional_fields(code: str) -> list[str]:
    """The fields, flags and lists that the text of this letter asks about in a condition."""
    tree = ImmutableSandboxedEnvironment().parse(texts()[code].body)
    asked = {_dotted(each) for found in tree.find_all(nodes.If) for each in _names(found.test)}
    looped = {_dotted(found.iter) for found in tree.find_all(nodes.For)}
    return sorted((asked | looped) & set(CATALOGUE))


def combinations(code: str) -> Iterator[dict[str, Any]]:
    """Values for every combination of having and lacking what this letter asks about."""
    everything, optional = full(), optional_fields(code)
    kept = ALWAYS | NEEDED.get(code, frozenset()) | {name for name in everything if name.startswith("standard.")}
    for there in itertools.product((True, False), repeat=len(optional)):
        names = kept | {name for name, has in zip(optional, there, strict=True) if has}
        yield {name: everything[name] for name in names}


def _names(test: nodes.Node) -> Iterator[nodes.Node]:
    yield from ([test] if isinstance(test, (nodes.Name, nodes.Getattr)) else [])
    yield from test.find_all((nodes.Name, nodes.Getattr))


def _dotted(node: nodes.Node) -> str:
    return f"{_dotted(node.node)}.{node.attr}" if isinstance(node, nodes.Getattr) else getattr(node, "name", "")
