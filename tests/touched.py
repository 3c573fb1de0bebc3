"""Which tests a change touches, the nearest first: those of the same room, then those that import what was changed."""

import ast
import subprocess
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
FURTHEST = 4
"""Imports between a test and what was changed. A test that is further away tests something else."""
Near = dict[str, int]
"""File of tests -> how near it is to what was changed; 0 is the nearest."""


def changed() -> list[str]:
    """What differs from main, is not committed or is new; on main without any of that, the last commit."""
    main = next((name for name in ("origin/main", "main") if _git("rev-parse", "--verify", "--quiet", name)), "HEAD")
    base = "".join(_git("merge-base", "HEAD", main)) or "HEAD"
    new = _git("ls-files", "--others", "--exclude-standard")
    return sorted({*_git("diff", "--name-only", base), *new}) or _git("diff", "--name-only", "HEAD~1", "HEAD")


def tests_of(files: Collection[str]) -> Near:
    """Every file of tests that is near to one of these."""
    near: Near = {}
    for file in files:
        for test, how in (*_by_room(file), *_by_import(file)):
            near[test] = min(how, near.get(test, how))
    return near


def _by_room(file: str) -> Iterator[tuple[str, int]]:
    """casework/services/steps/moves.py -> tests/services/steps/test_moves.py, then all of tests/services/steps, then
    that room in the other layers; templates/desk/... and casework/forms/desk/... are seen through tests/routes/desk."""
    path = Path(file)
    top, rest = path.parts[0], path.parts[1:]
    if top == "tests":
        yield from ((test, 0) for test in _tests("tests") if test == file)
        yield from ((test, 1) for test in _tests(str(path.parent)) if path.name == "conftest.py")
    elif top == "templates":
        yield from ((test, 1) for test in _tests(str(Path("tests", "routes", *rest[:-1][:1]))))
    elif top in ("casework", "workflows") and len(rest) > 1:
        here = Path("tests", *rest[:-1])
        yield from ((test, 1) for test in _tests(str(here)))
        yield from ((test, 0) for test in _tests(str(here)) if Path(test).stem.startswith(f"test_{path.stem}"))
        if len(rest) > 2:
            yield from (
                (test, 2) for layer in ("services", "pages", "routes") for test in _tests(f"tests/{layer}/{rest[1]}")
            )


def _by_import(file: str) -> Iterator[tuple[str, int]]:
    """One import away is 1, two are 2. What all tests share (conftest.py) is no way: it would lead to every one."""
    importers, seen, edge = _importers(), {file}, [file]
    for how in range(1, FURTHEST + 1):
        edge = [
            each for each in dict.fromkeys(by for name in edge for by in importers.get(name, ())) if each not in seen
        ]
        seen.update(edge)
        yield from ((each, how) for each in edge if Path(each).name.startswith("test_"))


@cache
def _importers() -> Mapping[str, Collection[str]]:
    """File -> the files that import it."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for top in ("casework", "workflows", "tests"):
        for path in (ROOT / top).rglob("*.py"):
            if path.name != "conftest.py":
                for name in _imported(ast.parse(path.read_text())):
                    found[name].add(str(path.relative_to(ROOT)))
    return found


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (file for alias in node.names if (file := _file(alias.name)))
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                if file := _file(f"{node.module}.{alias.name}") or _file(node.module):
                    yield file


@cache
def _file(module: str) -> str:
    """Where a module of ours lies; nothing for any other."""
    path = Path(*module.split("."))
    found = (path.with_suffix(".py"), path / "__init__.py")
    return next((str(each) for each in found if (ROOT / each).is_file()), "")


def _tests(folder: str) -> list[str]:
    return sorted(str(path.relative_to(ROOT)) for path in (ROOT / folder).rglob("test_*.py"))


def choose(near: Near, seconds: Callable[[str], float], budget: float) -> tuple[list[str], list[str]]:
    """As many as fit into `budget` seconds, the nearest first and of those the quickest; and the rest."""
    chosen, rest = [], []
    for test in sorted(near, key=lambda test: (near[test], seconds(test))):
        if seconds(test) <= budget:
            budget -= seconds(test)
            chosen.append(test)
        else:
            rest.append(test)
    return chosen, rest


def _git(*arguments: str) -> list[str]:
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.split() if done.returncode == 0 else []
