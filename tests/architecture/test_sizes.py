"""The size budget: a file and a function that fit in the head."""

import ast

from tests.architecture.test_layers import ROOT, name_of, sources

FILE, TEST_FILE, FUNCTION, VIEW, TEMPLATE, PARAMETERS = 300, 400, 40, 25, 120, 7

TOO_LONG: dict[str, str] = {}
"""Functions and files over the budget, with the reason. May only become fewer."""


def test_files_fit() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}: {lines} lines"
        for path in (*sources("casework", "workflows"), *sorted((ROOT / "tests").rglob("*.py")))
        if (lines := len(path.read_text().splitlines())) > (TEST_FILE if "tests" in path.parts else FILE)
        and str(path.relative_to(ROOT)) not in TOO_LONG
    ]
    assert wrong == []


def test_functions_fit_and_take_few_parameters() -> None:
    wrong = []
    for path in sources("casework", "workflows"):
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                continue
            lines = (node.end_lineno or 0) - node.lineno + 1
            limit = VIEW if "routes" in path.parts else FUNCTION
            count = len(node.args.args) + len(node.args.kwonlyargs)
            if lines > limit or count > PARAMETERS + 1:
                wrong.append(f"{name_of(path)}.{node.name}: {lines} lines, {count} parameters")
    assert [row for row in wrong if row.split(":")[0] not in TOO_LONG] == []


def test_templates_fit() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}: {lines} lines"
        for path in sorted((ROOT / "templates").rglob("*.html"))
        if (lines := len(path.read_text().splitlines())) > TEMPLATE
    ]
    assert wrong == []
