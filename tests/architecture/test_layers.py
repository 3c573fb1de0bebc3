"""The import table of the architecture paper, section 1, read from the source with `ast`.

Imports inside functions count too. The exceptions stand here with a reason each, and may only become fewer.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
OURS = ("casework", "workflows")
SHARED = {"casework.clock", "casework.errors", "casework.extensions", "casework.config", "casework.log"}

# room -> what of ours it may import (prefixes), besides the shared modules and itself
MAY_IMPORT: dict[str, tuple[str, ...]] = {
    "workflows": ("workflows",),
    "casework.models": ("casework.models", "workflows"),
    "casework.access": ("casework.models", "workflows"),
    "casework.queues": (),
    "casework.case_types": ("casework.models", "workflows", "casework.services.types"),
    "casework.outbox": ("casework.queues",),
    "casework.sending": ("casework.sending",),
    "casework.letters": ("casework.letters", "casework.models", "workflows"),
    "casework.incoming": ("casework.incoming",),
    "casework.services": (
        "casework.case_types", "casework.letters", "casework.access", "casework.models", "workflows", "casework.outbox", "casework.services",
        "casework.incoming",
    ),
    "casework.imports": (
        "casework.case_types", "casework.services", "casework.models", "casework.access", "workflows", "casework.imports", "casework.transaction",
    ),
    "casework.statistics": ("casework.case_types", "casework.access", "casework.models", "workflows", "casework.statistics", "casework.outbox", "casework.services"),
    "casework.pages": (
        "casework.case_types", "casework.letters", "casework.access", "casework.models", "workflows", "casework.statistics", "casework.pages", "casework.services",
        "casework.queues", "casework.jobs.schedule",  # the two tables, which import nothing of ours
    ),
    "casework.forms": ("casework.case_types", "workflows", "casework.forms", "casework.pages", "casework.access", "casework.services.people.people", "casework.services.record.tokens"),
    "casework.routes": (
        "casework.case_types", "casework.forms", "casework.pages", "casework.services", "casework.access", "casework.security", "workflows",
        "casework.routes", "casework.statistics", "casework.transaction",
    ),
}  # fmt: skip
FOREIGN_FORBIDDEN: dict[str, tuple[str, ...]] = {
    "casework.models": ("flask", "flask_login"),
    "casework.access": ("flask", "flask_login"),
    "casework.services": ("flask", "flask_login", "rq", "redis"),
    "casework.statistics": ("flask", "flask_login", "rq", "redis"),
    "casework.imports": ("flask", "flask_login"),
    "casework.sending": ("flask", "flask_login", "sqlalchemy", "rq", "redis"),
    "casework.incoming": ("flask", "flask_login", "sqlalchemy", "rq", "redis"),
    "casework.routes": ("sqlalchemy",),
}
SHARED_MAY = {"casework.extensions": ("casework.models.base",), "casework.errors": ("workflows.engine",)}
ONLY_ENGINE_IMPORTS = "transitions"


def sources(*folders: str) -> list[Path]:
    return sorted(
        path for folder in folders for path in (ROOT / folder).rglob("*.py") if "migrations" not in path.parts
    )


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(path: Path) -> Iterator[tuple[str, int]]:
    """Every imported module, `from a import b` as a.b where b is a module of ours."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node.lineno
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                full = f"{node.module}.{alias.name}"
                is_module = (ROOT / Path(*full.split("."))).with_suffix(".py").exists() or (
                    ROOT / Path(*full.split("."))
                ).is_dir()
                yield (full if node.module.startswith(OURS) and is_module else node.module), node.lineno


def room_of(module: str) -> str | None:
    return next((room for room in sorted(MAY_IMPORT, key=len, reverse=True) if inside(module, room)), None)


def inside(module: str, prefix: str) -> bool:
    return module == prefix or module.startswith(prefix + ".")


def test_every_module_imports_only_what_its_room_may() -> None:
    wrong = []
    for path in sources(*OURS):
        module = name_of(path)
        room = room_of(module)
        if room is None:
            continue
        for imported, line in imports(path):
            if not imported.startswith(OURS) or imported in SHARED or imported in OURS:
                continue
            if not any(inside(imported, allowed) for allowed in MAY_IMPORT[room]):
                wrong.append(f"{module}:{line} imports {imported}")
    assert wrong == []


def test_the_shared_modules_import_nothing_of_ours_but_each_other() -> None:
    wrong = []
    for module in SHARED:
        path = ROOT / Path(*module.split(".")).with_suffix(".py")
        for imported, line in imports(path):
            allowed = SHARED | set(SHARED_MAY.get(module, ()))
            if imported.startswith(OURS) and imported not in allowed and imported != "casework":
                wrong.append(f"{module}:{line} imports {imported}")
    assert wrong == []


@pytest.mark.parametrize("room", list(FOREIGN_FORBIDDEN))
def test_rooms_stay_free_of_frameworks_that_are_not_theirs(room: str) -> None:
    wrong = [
        f"{name_of(path)}:{line} imports {imported}"
        for path in sources("casework")
        if inside(name_of(path), room)
        for imported, line in imports(path)
        if imported.split(".")[0] in FOREIGN_FORBIDDEN[room]
    ]
    assert wrong == []


def test_workflows_use_the_standard_library_and_only_the_engine_uses_transitions() -> None:
    import sys

    wrong = []
    for path in sources("workflows"):
        for imported, line in imports(path):
            top = imported.split(".")[0]
            allowed = top in sys.stdlib_module_names or top == "workflows"
            if not allowed and not (top == ONLY_ENGINE_IMPORTS and path.name == "engine.py"):
                wrong.append(f"{path.name}:{line} imports {imported}")
    assert wrong == []


IMPORTS_INSIDE_FUNCTIONS = {
    "casework.cli": "a command starts quickly because it imports late",
}


def test_no_import_stands_inside_a_function() -> None:
    wrong = []
    for path in sources(*OURS):
        if name_of(path) in IMPORTS_INSIDE_FUNCTIONS:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                wrong += [
                    f"{name_of(path)}:{inner.lineno}"
                    for inner in ast.walk(node)
                    if isinstance(inner, (ast.Import, ast.ImportFrom))
                ]
    assert wrong == []
