"""Types are checked strictly, in every module of ours and in the tests of it."""

import re
import tomllib
from collections.abc import Mapping
from typing import Any

from tests.architecture.reading import OURS, ROOT, sources

CHECKED = (*OURS, "tests")
LOOSENED = {
    "disallow_subclassing_any": "WTForms, Flask-WTF and Flask-Login have no types",
    "disallow_untyped_decorators": "Flask-Login has no types",
    "ignore_missing_imports": "libraries that come without types",
}
NOT_CHECKED: Mapping[str, str] = {
    "casework/forms/fields.py": "WTForms calls a list data",
    "casework/jobs/worker.py": "RQ and Werkzeug: two methods without types",
    "casework/templating.py": "labels of all enumerations in one mapping",
    "casework/transaction.py": "Flask's own arguments are passed on",
    "tests/forms/test_fields.py": "a form of its own, and WTForms has no types",
    "tests/progress.py": "a scheduler of its own, and pytest-xdist has no types",
    "workflows/engine.py": "transitions makes the methods by their names",
}
"""Files with lines that mypy is told to leave alone. Only ever shortened."""


def loosened(settings: Mapping[str, Any]) -> set[str]:
    """What the settings of mypy let through, of what `strict` asks for, and modules that are left out altogether."""
    tables = [settings, *settings.get("overrides", ())]
    off = {name for table in tables for name, value in table.items() if value is False or name.startswith("ignore_")}
    whole = {"strict"} - {name for name, value in settings.items() if value is True}
    left_out = {name for name in ("exclude", "follow_imports") for table in tables if name in table}
    return off | whole | left_out | ({"files"} if set(settings.get("files", ())) != set(CHECKED) else set())


def test_mypy_is_strict_on_everything() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["mypy"]
    assert loosened(settings) == LOOSENED.keys()


def test_lines_that_are_not_checked_stand_in_the_list() -> None:
    found = {
        str(path.relative_to(ROOT)) for path in sources(*CHECKED) if re.search("# type: *ignore", path.read_text())
    }
    assert found == NOT_CHECKED.keys()


def test_settings_that_let_something_through_are_seen() -> None:
    strict = {"strict": True, "files": list(CHECKED)}
    assert loosened(strict) == set()
    assert loosened({**strict, "strict": False}) == {"strict"}
    assert loosened({**strict, "files": ["workflows"]}) == {"files"}
    assert loosened({**strict, "exclude": ["casework/jobs"]}) == {"exclude"}
    assert loosened({**strict, "overrides": [{"module": "casework.*", "ignore_errors": True}]}) == {"ignore_errors"}
