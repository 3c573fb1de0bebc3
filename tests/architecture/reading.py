"""What the rules read: every module of ours as a syntax tree. A breaking test feeds them small invented modules."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from textwrap import dedent

ROOT = Path(__file__).parent.parent.parent
OURS = ("casework", "workflows")
FROZEN = "casework/migrations/versions"
"""Migrations say what was once, and are not held to the rules of today."""


@dataclass(frozen=True, slots=True)
class Module:
    """A module by its dotted name; `path` from the root of the project."""

    name: str
    path: str
    tree: ast.Module

    def at(self, node: ast.AST) -> str:
        return f"{self.name}:{getattr(node, 'lineno', 0)}"


def invented(text: str, *, name: str = "casework.services.record.invented") -> Module:
    """A module that stands nowhere."""
    return Module(name, name.replace(".", "/") + ".py", ast.parse(dedent(text)))


@cache
def read(path: Path) -> Module:
    return Module(name_of(path), str(path.relative_to(ROOT)), ast.parse(path.read_text()))


def modules(*folders: str) -> list[Module]:
    """Every module below these folders of the project, without the migrations."""
    return [read(path) for path in sources(*folders)]


def sources(*folders: str) -> list[Path]:
    return sorted(
        path
        for folder in folders
        for path in (ROOT / folder).rglob("*.py")
        if not str(path.relative_to(ROOT)).startswith(FROZEN)
    )


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def inside(module: str, prefix: str) -> bool:
    return module == prefix or module.startswith(prefix + ".")


def imports(module: Module) -> Iterator[tuple[str, ast.stmt]]:
    """Every imported module, also inside functions; `from a import b` as a.b where b is a module of ours."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            origin = _origin(module, node)
            for alias in node.names:
                full = f"{origin}.{alias.name}"
                yield (full if is_module_of_ours(full) else origin), node


def _origin(module: Module, node: ast.ImportFrom) -> str:
    """The module that is imported from, a relative one by its full name."""
    if not node.level:
        return node.module or ""
    here = module.name.split(".")
    package = here if module.path.endswith("__init__.py") else here[:-1]
    return ".".join([*package[: len(package) - node.level + 1], *filter(None, [node.module])])


@cache
def is_module_of_ours(name: str) -> bool:
    path = ROOT / Path(*name.split("."))
    return name.split(".", maxsplit=1)[0] in OURS and (path.with_suffix(".py").exists() or path.is_dir())


def calls(module: Module) -> Iterator[tuple[str, ast.Call]]:
    """Every call by the dotted words of whatever is called: `db.session.commit`, `select().where`."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call):
            yield dotted(node.func), node


def dotted(node: ast.AST) -> str:
    """`db.session.commit` of `db.session.commit`; of a call in between its name with a pair of brackets."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    if isinstance(node, ast.Call):
        return f"{dotted(node.func)}()"
    return "?"


def texts(module: Module) -> Iterator[ast.Constant]:
    """Every string that is not a docstring."""
    said = {id(node.value) for node in ast.walk(module.tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
            yield node
