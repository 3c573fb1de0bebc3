"""What the test files of this folder say of their own types of case, each by hand: `WORLDS` (tables), `REMINDED` (clock ->
how it is reminded of), `IN_LAW` (the clocks that the law sets)."""

import pkgutil
from importlib import import_module
from pathlib import Path
from typing import Any


def all_of(name: str) -> list[Any]:
    """The values of one name in all test files that have it."""
    files = [found.name for found in pkgutil.iter_modules([str(Path(__file__).parent)])]
    modules = [import_module(f"tests.workflows.{file}") for file in files if file.startswith("test_")]
    return [getattr(module, name) for module in modules if hasattr(module, name)]
