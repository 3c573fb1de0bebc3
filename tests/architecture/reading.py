"""What the rules read: every module of ours as a syntax tree. A breaking test feeds them small invented modules."""

import ast
import re
from collections.abc import Iterator, Mapping
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
    text: str

    @property
    def nodes(self) -> tuple[ast.AST, ...]:
        """Everything in it. To walk a tree takes longer than to ask each node what it is."""
        return _nodes(self.tree)

    def at(self, node: ast.AST) -> str:
        return f"{self.name}:{getattr(node, 'lineno', 0)}"


@cache
def _nodes(tree: ast.Module) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(tree))


def invented(text: str, *, name: str = "casework.services.record.invented") -> Module:
    """A module that stands nowhere."""
    return Module(name, name.replace(".", "/") + ".py", ast.parse(dedent(text)), text)


@cache
def read(path: Path) -> Module:
    text = path.read_text()
    return Module(name_of(path), str(path.relative_to(ROOT)), ast.parse(text), text)


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
    for node in module.nodes:
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
    for node in module.nodes:
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
    said = {id(node.value) for node in module.nodes if isinstance(node, ast.Expr)}
    for node in module.nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
            yield node


@cache
def bound(module: Module) -> dict[str, str]:
    """What each imported name stands for, by its full dotted name: `wall` -> `casework.clock`."""
    found: dict[str, str] = {}
    for node in module.nodes:
        if isinstance(node, ast.Import):
            for alias in node.names:
                found[alias.asname or alias.name.split(".")[0]] = (
                    alias.name if alias.asname else alias.name.split(".")[0]
                )
        elif isinstance(node, ast.ImportFrom):
            origin = _origin(module, node)
            found |= {alias.asname or alias.name: f"{origin}.{alias.name}" for alias in node.names}
    return found


def full_name(node: ast.AST, names: Mapping[str, str]) -> str:
    """`datetime.datetime.now` of `dt.datetime.now` where `dt` is `datetime`."""
    first, _, rest = dotted(node).partition(".")
    return ".".join(filter(None, [names.get(first, first), rest]))


@cache
def used(module: Module) -> tuple[tuple[str, ast.AST], ...]:
    """Every name and attribute that is read, by its full name, and what `getattr` takes by a string."""
    return tuple(_used(module, bound(module)))


def _used(module: Module, names: dict[str, str]) -> Iterator[tuple[str, ast.AST]]:
    for node in module.nodes:
        if isinstance(node, ast.Attribute) or (isinstance(node, ast.Name) and node.id in names):
            yield full_name(node, names), node
        if isinstance(node, ast.Call) and dotted(node.func) in ("getattr", "operator.methodcaller", "methodcaller"):
            constants = (each.value for each in node.args if isinstance(each, ast.Constant))
            word = next((value for value in constants if isinstance(value, str)), "")
            yield f"{full_name(node.args[0], names)}.{word}", node


def row_writers(module: Module, tables: Mapping[str, str], *, makes: bool = True) -> list[str]:
    """Where rows of these classes (class -> table) are inserted, changed or deleted other than one by one, by class, by
    table or spelled out; with `makes` also where one is made."""
    if not any(word in module.text for pair in tables.items() for word in pair):
        return []
    names = bound(module)
    spelled = re.compile(rf"\b(insert\s+into|update|delete\s+from)\s+({'|'.join(tables.values())})\b", re.IGNORECASE)

    own = {node.name for node in module.nodes if isinstance(node, ast.ClassDef)}

    def is_one(node: ast.AST) -> bool:
        name = full_name(node, names) if isinstance(node, (ast.Name, ast.Attribute)) else ""
        return name.split(".")[-1] in tables and name not in own and not name.startswith(OF_A_LIBRARY)

    def is_about(node: ast.AST) -> bool:
        parts = list(ast.walk(node))
        by_table = any(isinstance(part, ast.Attribute) and part.attr == "tables" for part in parts)
        return any(is_one(part) for part in parts) or (
            by_table and any(isinstance(part, ast.Constant) and part.value in tables.values() for part in parts)
        )

    held = {
        dotted(target)
        for node in module.nodes
        if isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value is not None and _names_a_table(node.value)
        and is_about(node.value)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
    }  # fmt: skip
    found = []
    for node in module.nodes:
        if isinstance(node, ast.Call):
            changes = full_name(node.func, names).split(".")[-1] in CHANGES
            of = [*node.args[:1], *([node.func.value] if isinstance(node.func, ast.Attribute) else [])]
            if (changes and any(is_about(each) or dotted(each) in held for each in of)) or (
                makes and is_one(node.func)
            ):
                found.append(module.at(node))
    return found + [module.at(node) for node in texts(module) if spelled.search(str(node.value))]


OF_A_LIBRARY = "docx."
"""A Word file is a `Document` there, too."""
CHANGES = ("update", "insert", "delete", "bulk_insert_mappings", "bulk_update_mappings", "bulk_save_objects")


def _names_a_table(node: ast.AST) -> bool:
    return any(isinstance(part, ast.Attribute) and part.attr in ("__table__", "tables") for part in ast.walk(node))
