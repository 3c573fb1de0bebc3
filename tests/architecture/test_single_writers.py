"""Section 5 of the architecture paper: each thing that must not be done twice has one place that does it."""

import ast
import re
from pathlib import Path

import pytest

from tests.architecture.reading import ROOT, name_of, sources

CALLERS = {
    "commit": {
        "casework.transaction": "the edge of a request, job or command",
        "casework.migrations.env": "a migration is a command of Alembic",
    },
    "enqueue": {"casework.outbox": "after the commit"},
    "enqueue_call": {"casework.outbox": "after the commit"},
    "enqueue_many": {"casework.outbox": "after the commit"},
    "utcnow": {},
    "today": {"casework.clock": "the wall clock"},
}


def calls(path: Path) -> list[tuple[str, str, int]]:
    """(object, method, line) of every method call."""
    found = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            found.append((ast.unparse(node.func.value), node.func.attr, node.lineno))
    return found


@pytest.mark.parametrize("method", ["commit", "enqueue", "enqueue_call", "enqueue_many"])
def test_one_module_calls(method: str) -> None:
    wrong = [
        f"{name_of(path)}:{line}"
        for path in sources("casework")
        if name_of(path) not in CALLERS[method]
        for _, called, line in calls(path)
        if called == method
    ]
    assert wrong == []


def test_only_the_clock_reads_the_wall_clock() -> None:
    wrong = []
    for path in sources("casework", "workflows"):
        if name_of(path) == "casework.clock":
            continue
        for subject, called, line in calls(path):
            if (called in ("now", "utcnow") and "datetime" in subject) or (
                called == "today" and "date" in subject.split(".")
            ):
                wrong.append(f"{name_of(path)}:{line}")
    assert wrong == []


def test_only_the_history_makes_event_rows() -> None:
    wrong = []
    for path in sources("casework"):
        if name_of(path) in ("casework.services.record.history", "casework.models.history"):
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("CaseEvent", "AccessLog"):
                wrong.append(f"{name_of(path)}:{node.lineno}")
            if isinstance(node, ast.Call) and ast.unparse(node) in ("insert(CaseEvent)", "insert(AccessLog)"):
                wrong.append(f"{name_of(path)}:{node.lineno}")
    assert wrong == []


def test_nobody_swallows_every_exception() -> None:
    wrong = []
    for path in sources("casework"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ExceptHandler) and (node.type is None or ast.unparse(node.type) == "Exception"):
                wrong.append(f"{name_of(path)}:{node.lineno}")
    assert wrong == []


SCRIPT_OF_OURS = re.compile(r"""<script src="\{\{ url_for\('static', filename='[a-z]+\.js'\) \}\}" defer></script>""")


def test_templates_have_no_script_and_no_style_inside() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}: {bad}"
        for path in (ROOT / "templates").rglob("*.html")
        for bad in ("<script", "style=", "onclick", "javascript:", "|safe")
        if bad in SCRIPT_OF_OURS.sub("", path.read_text())
    ]
    assert wrong == []
