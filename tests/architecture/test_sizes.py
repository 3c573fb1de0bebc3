"""The size budget: a file and a function that fit in the head."""

import ast
from collections.abc import Iterator

import pytest

from tests.architecture.reading import OURS, ROOT, Module, invented, modules, sources

FILE, TEST_FILE, TEMPLATE = 300, 400, 120
FUNCTION, VIEW, GUARD = 40, 25, 10
PARAMETERS, POSITIONAL, POSITIONAL_INSIDE = 7, 3, 5
"""`self` aside. A public function takes three by position, one inside its module five, and all others by name."""

TOO_LONG: dict[str, str] = {}
BY_POSITION: dict[str, str] = {
    "casework.cli.add_user": "click hands over the arguments of a command",
    "casework.cli.import_register": "click hands over the arguments of a command",
    "casework.development.demonstration._enquiry": "a table of invented cases is read across",
    "casework.jobs.worker.handle_job_failure": "RQ calls it",
    "casework.services.deadlines.reminder_rules.is_after_start": "its four arguments are the columns of one condition",
    "casework.services.deadlines.reminder_rules.reached": "its four arguments are the columns of one condition",
    "casework.services.letters.choosing.other": "is to take a subject",
    "workflows.complaint_review_rules._clock": "a table of clocks is read across",
    "workflows.engine.fire": "the four words of a step are read in a fixed order",
    "workflows.engine.fire_any": "the four words of a step are read in a fixed order",
}
"""Over the budget, with the reason. Both lists may only become shorter."""

Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(module: Module) -> Iterator[tuple[str, Function]]:
    for node in module.nodes:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield f"{module.name}.{node.name}", node


def too_long(module: Module) -> Iterator[str]:
    for name, node in functions(module):
        lines = (node.end_lineno or 0) - node.lineno + 1
        limit = VIEW if is_view(node) else GUARD if is_guard(module, node) else FUNCTION
        if lines > limit and name not in TOO_LONG:
            yield f"{name}: {lines} lines, at most {limit}"


def is_view(node: Function) -> bool:
    """Whatever a blueprint hands a request to, under any name of the blueprint."""
    verbs = {"get", "post", "route", "put", "patch", "delete"}
    calls = [each for each in node.decorator_list if isinstance(each, ast.Call)]
    return any(isinstance(call.func, ast.Attribute) and call.func.attr in verbs for call in calls)


def is_guard(module: Module, node: Function) -> bool:
    """A guard of a workflow takes the facts and says yes or no."""
    takes = [argument.arg for argument in node.args.args]
    return module.name.startswith("workflows.") and takes == ["facts"] and ast.unparse(node.returns or node) == "bool"


def too_many(module: Module) -> Iterator[str]:
    for name, node in functions(module):
        given = node.args
        by_position = [each.arg for each in (*given.posonlyargs, *given.args)]
        by_position = by_position[1:] if by_position[:1] in (["self"], ["cls"]) else by_position
        count = len(by_position) + len(given.kwonlyargs)
        limit = POSITIONAL_INSIDE if node.name.startswith("_") else POSITIONAL
        if count > PARAMETERS:
            yield f"{name}: {count} parameters, at most {PARAMETERS}"
        if len(by_position) > limit and name not in BY_POSITION:
            yield f"{name}: {len(by_position)} by position, at most {limit}"


def test_files_fit() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}: {lines} lines"
        for path in sources(*OURS, "tests")
        if (lines := len(path.read_text().splitlines())) > (TEST_FILE if "tests" in path.parts else FILE)
        and str(path.relative_to(ROOT)) not in TOO_LONG
    ]
    assert wrong == []


def test_functions_fit() -> None:
    assert [line for module in modules(*OURS) for line in too_long(module)] == []


def test_functions_take_few_parameters() -> None:
    assert [line for module in modules(*OURS) for line in too_many(module)] == []


def test_every_exception_is_still_needed() -> None:
    known = {name for module in modules(*OURS) for name, _ in functions(module)}
    assert {*TOO_LONG, *BY_POSITION} - known == set()


def test_templates_fit() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}: {lines} lines"
        for path in sorted((ROOT / "templates").rglob("*.html"))
        if (lines := len(path.read_text().splitlines())) > TEMPLATE
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("head", "lines"),
    [
        ("def work():", 40),
        ("async def work():", 40),
        ("@pages.get('/')\ndef show():", 25),
        ("@bp.route('/', methods=['POST'])\ndef send():", 25),
    ],
)
def test_a_long_function_is_seen(head: str, lines: int) -> None:
    body = "\n    pass"
    assert list(too_long(invented(head + body * (lines - 1)))) == []
    assert list(too_long(invented(head + body * lines))) != []


def test_a_long_guard_is_seen() -> None:
    head = "def is_ready(facts: Facts) -> bool:" + "\n    pass"
    assert list(too_long(invented(head * 1 + "\n    pass" * 8, name="workflows.newcomer"))) == []
    assert list(too_long(invented(head * 1 + "\n    pass" * 10, name="workflows.newcomer"))) != []


@pytest.mark.parametrize(
    "head",
    [
        "def work(a, b, c, d): pass",
        "def work(a, /, b, c, d): pass",
        "class Work:\n    def work(self, a, b, c, d): pass",
        "def work(a, *, b, c, d, e, f, g, h): pass",
        "def _work(a, b, c, d, e, f): pass",
    ],
)
def test_many_parameters_are_seen(head: str) -> None:
    assert list(too_many(invented(head))) != []
    assert list(too_many(invented("def work(a, b, c, *, d, e, f, g): pass"))) == []
