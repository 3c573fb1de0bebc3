"""A part of a case with a life of its own is known by its workflow, and passed on as a subject, never by its own name."""

import ast
import re
from collections.abc import Iterator

import pytest

from casework.case_types import PART_TYPES
from casework.models import PARTS, Clock, Letter, PreparedMove
from casework.models.base import Base
from casework.services.record import history
from tests.architecture.reading import Module, inside, invented, modules
from workflows.engine import ANY_CASE
from workflows.registry import CASE_WORKFLOWS, WORKFLOWS
from workflows.roles import Role

OF_PARTS = {name: workflow for name, workflow in WORKFLOWS.items() if workflow.part_of}
ABOUT_ONE_KIND = tuple(
    f"casework.services.{room}.{part}" for room in ("letters.values", "types") for part in sorted(OF_PARTS)
)
"""Modules that are about one kind of part."""


def test_each_kind_of_part_is_known_to_all_that_a_step_needs() -> None:
    assert OF_PARTS.keys() == PARTS.keys() == PART_TYPES.keys() == set(history.MOVED.values()) - {""}
    for name, table in PARTS.items():
        assert hasattr(table, PART_TYPES[name].text)
        for owned in (Clock, Letter, PreparedMove):
            assert owned.__table__.c[f"{name}_id"].references(Base.metadata.tables[table.__tablename__].c["id"])


def test_what_the_system_tries_after_the_step_of_a_part_is_its_own_step_of_the_case() -> None:
    for workflow in OF_PARTS.values():
        cases = CASE_WORKFLOWS.values() if workflow.part_of == ANY_CASE else [WORKFLOWS[workflow.part_of]]
        steps = [move for case in cases for move in case.moves if move.trigger == workflow.then_tried]
        assert steps or not workflow.then_tried
        assert all(Role.SYSTEM in move.roles for move in steps)


def parameters_for_a_part(module: Module) -> Iterator[str]:
    """Parameters and fields that would be one more for every new kind of part: called after it, or optional."""
    called = {prefix + part + suffix for part in PARTS for prefix in ("", "of_", "about_") for suffix in ("", "_id")}
    classes = {table.__name__ for table in PARTS.values()}
    for node in module.nodes:
        if isinstance(node, ast.arg | ast.AnnAssign):
            name = node.arg if isinstance(node, ast.arg) else ast.unparse(node.target)
            kind = set(re.findall(r"\w+", ast.unparse(node.annotation))) if node.annotation else set()
            if name in called or (kind & classes and kind & {"None", "Optional"}):
                yield module.at(node)


def test_nothing_takes_a_part_beside_its_case() -> None:
    ours = [each for each in modules("casework") if not inside(each.name, "casework.models")]
    wrong = [at for each in ours if each.name not in ABOUT_ONE_KIND for at in parameters_for_a_part(each)]
    assert wrong == []


@pytest.mark.parametrize(
    "text",
    [
        "def write(case: Case, *, recommendation: int | None = None) -> None: ...",
        "def write(case: Case, about: Recommendation | None) -> None: ...",
        "def write(case: Case, about: Optional[Recommendation] = None) -> None: ...",
        "def choices(head: Head, about_recommendation: bool = False) -> None: ...",
        "class Occasion:\n    row: Recommendation | None = None",
        "keep = lambda case, recommendation_id: None",
    ],
)
def test_a_part_beside_its_case_is_seen(text: str) -> None:
    assert list(parameters_for_a_part(invented(text))) != []
