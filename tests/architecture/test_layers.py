"""The import table of the architecture paper, section 1, read from the source with `ast`.

Imports inside functions count too. Every module stands in a row. What a row names beside its layers stands there with
a reason, and may only become fewer.
"""

import ast
import sys
from collections.abc import Iterator

import pytest

from tests.architecture.reading import OURS, Module, calls, imports, inside, invented, modules

SHARED = {
    "casework.clock",
    "casework.errors",
    "casework.extensions",
    "casework.config",
    "casework.config_values",
    "casework.kept_environment",
    "casework.log",
    "casework.openings",
    "casework.patience",
    "casework.words",
    "casework.writing",
}
"""All of `casework` may import these, and they import nothing of ours but each other, and what stands here."""
SHARED_MAY = {"casework.extensions": ("casework.models.base",), "casework.errors": ("workflows.engine",)}

# layer or module -> what of ours it may import (prefixes), besides the shared modules and itself
MAY_IMPORT: dict[str, tuple[str, ...]] = {
    "workflows": (),
    "casework.access": ("casework.models", "workflows"),
    "casework.case_types": (
        "casework.access", "casework.models", "workflows", "casework.services.record.subjects", "casework.services.types",
    ),
    "casework.endpoints": ("casework.access",),
    "casework.error_pages": (),
    "casework.devices": (),
    "casework.front_door": (),
    "casework.kept_forms": (),
    "casework.pictures": (),
    "casework.private": (),
    "casework.receiving": ("casework.endpoints", "casework.storing"),
    "casework.models": ("workflows",),
    "casework.migrations": ("casework.models",),
    "casework.queues": (),
    "casework.queue_connection": (),
    "casework.message_ids": (),
    "casework.outbox": ("casework.queues", "casework.queue_connection"),
    "casework.memory": (),
    "casework.schema": (),
    "casework.rendering": (),
    "casework.transaction": ("casework.outbox", "casework.rendering"),
    "casework.sending": (),
    "casework.storing": (),
    "casework.areas": ("workflows",),
    "casework.letters": ("casework.models", "workflows"),
    "casework.incoming": (),
    "casework.services": (
        "casework.access", "casework.areas", "casework.case_types", "casework.incoming", "casework.letters", "casework.models",
        "casework.message_ids", "casework.outbox", "casework.pictures.apart", "casework.pictures.asked", "casework.storing", "workflows",
    ),
    "casework.imports": (
        "casework.access", "casework.case_types", "casework.models", "casework.services", "casework.transaction", "workflows",
    ),
    "casework.statistics": ("casework.access", "casework.case_types", "casework.models", "casework.outbox", "casework.services", "workflows"),
    "casework.pages": (
        "casework.access", "casework.areas", "casework.case_types", "casework.incoming.attachments", "casework.letters", "casework.models", "casework.services", "casework.statistics",
        "casework.pictures.apart", "casework.pictures.asked",
        "workflows",
        "casework.queues", "casework.jobs.schedule",  # the two tables, which import nothing of ours
        "casework.queue_connection",
    ),
    "casework.forms": (
        "casework.access", "casework.case_types", "casework.pages", "workflows",
        "casework.services.people.people", "casework.services.people.contact_rows",
        "casework.services.documents.papers", "casework.services.documents.redactions", "casework.services.people.acting", "casework.services.people.limits",
        "casework.services.people.way_changes", "casework.services.record.tokens",
        "casework.services.search.asking",
        # what a form hands to a service
    ),
    "casework.security": (
        "casework.access", "casework.endpoints", "casework.services.office.sessions", "casework.services.record.history",
        "casework.services.record.tokens", "casework.transaction",
    ),
    "casework.routes": (
        "casework.access", "casework.areas", "casework.case_types", "casework.devices", "casework.forms", "casework.kept_forms", "casework.pages", "casework.security",
        "casework.services", "casework.statistics", "casework.storing", "casework.transaction", "workflows",
    ),
    "casework.templating": ("casework.access", "casework.case_types", "casework.forms.base", "casework.pages", "workflows"),
    "casework.jobs": (
        "workflows",
        "casework.incoming", "casework.outbox", "casework.queue_connection", "casework.queues", "casework.sending", "casework.services",
        "casework.storing", "casework.statistics", "casework.transaction",
    ),
    "casework.development": (
        "casework.access", "casework.areas", "casework.incoming", "casework.models", "casework.private", "casework.queues",
        "casework.services", "workflows",
    ),
    "casework.cli": (
        "casework", "casework.access", "casework.areas", "casework.cli_area", "casework.cli_documents", "casework.cli_holidays",
        "casework.cli_keys", "casework.cli_search", "casework.commands",
        "casework.imports", "casework.jobs", "casework.private", "casework.schema", "casework.services", "casework.transaction",
        "workflows",
        "casework.development.demonstration",  # one command fills an empty office
        "casework.pages.running.jobs",  # the command that lists what the page lists
    ),
    "casework.cli_area": ("casework", "casework.areas", "casework.services"),
    "casework.cli_holidays": ("casework.commands", "casework.jobs", "casework.services"),
    "casework.cli_documents": ("casework.commands", "casework.jobs"),
    "casework.cli_keys": ("casework.services", "casework.transaction"),
    "casework.cli_search": ("casework.commands", "casework.jobs", "casework.services"),
    "casework.commands": ("casework", "casework.private"),
    "casework.wsgi": ("casework", "casework.memory", "casework.private"),
    "casework.__main__": ("casework.cli", "casework.development", "casework.private"),
    "casework": (
        "casework.error_pages", "casework.receiving", "casework.storing", "casework.front_door", "casework.routes", "casework.security", "casework.services.search.keeping",
        "casework.services.steps.definitions",
        "casework.templating", "casework.transaction",
    ),
}  # fmt: skip
EXCEPTIONS: dict[tuple[str, str], str] = {}
FOREIGN_FORBIDDEN: dict[str, tuple[str, ...]] = {
    "casework.models": ("flask", "flask_login"),
    "casework.access": ("flask", "flask_login"),
    "casework.case_types": ("flask", "flask_login"),
    "casework.services": ("flask", "flask_login", "rq", "redis"),
    "casework.letters": ("flask", "flask_login", "sqlalchemy", "rq", "redis"),
    "casework.statistics": ("flask", "flask_login", "rq", "redis"),
    "casework.imports": ("flask", "flask_login"),
    "casework.sending": ("flask", "flask_login", "sqlalchemy", "rq", "redis"),
    "casework.incoming": ("flask", "flask_login", "sqlalchemy", "rq", "redis"),
    "casework.areas": ("flask", "flask_login", "sqlalchemy", "rq", "redis"),
    "casework.forms": ("sqlalchemy", "rq", "redis"),
    "casework.routes": ("sqlalchemy",),
}
LATE = {
    "casework.cli_area": "a command starts quickly because it imports late",
    "casework.cli_documents": "a command starts quickly because it imports late",
    "casework.cli_holidays": "a command starts quickly because it imports late",
    "casework.cli_search": "a command starts quickly because it imports late",
    "casework.commands": "a command starts quickly because it imports late",
    "casework.cli": "a command starts quickly because it imports late",
    "casework": "an application is made of everything, and the package is imported for less",
}
BY_NAME = {
    "casework.sending.choose": "the client of GOV.UK Notify may not be installed",
    "casework.storing.store": "the client of a bucket may not be installed",
    "casework.letters.late": "most processes need neither typst nor python-docx",
    "casework.pages.desk.late": "most processes make no sheet, and need no openpyxl",
    "workflows.registry": "finds the workflows that lie in its folder",
}


def layer_of(module: str) -> str | None:
    """The most special row that a module stands in. The package `casework` itself is only `create_app`."""
    rows = [row for row in MAY_IMPORT if inside(module, row) and (row != "casework" or module == row)]
    return max(rows, key=len, default=None)


def not_allowed(module: Module) -> Iterator[str]:
    """What a module imports against the table."""
    layer = layer_of(module.name)
    if module.name in SHARED:
        return
    if layer is None:
        yield f"{module.name} stands in no row"
        return
    for imported, node in imports(module):
        exact = {row for row in MAY_IMPORT[layer] if row in OURS and row != "workflows"}
        fits = any(inside(imported, row) for row in {*MAY_IMPORT[layer], layer} - {"casework"}) or imported in exact
        excepted = any(module.name == name and inside(imported, row) for name, row in EXCEPTIONS)
        if imported.split(".")[0] in OURS and imported not in SHARED and not fits and not excepted:
            # `from casework import clock` is an import of the clock; the package itself is only for who creates the app
            yield f"{module.at(node)} imports {imported}"


def foreign(module: Module) -> Iterator[str]:
    for layer, forbidden in FOREIGN_FORBIDDEN.items():
        if inside(module.name, layer):
            yield from (
                f"{module.at(node)} imports {name}" for name, node in imports(module) if name.split(".")[0] in forbidden
            )


def hidden(module: Module) -> Iterator[str]:
    """Imports inside functions, and modules that are taken by a string."""
    for node in module.nodes:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and module.name not in LATE:
            inner = (each for each in ast.walk(node) if isinstance(each, (ast.Import, ast.ImportFrom)))
            yield from (module.at(each) for each in inner)
    statements = [node for node in module.nodes if isinstance(node, (ast.Import, ast.ImportFrom))]
    taken = {alias.name for node in statements for alias in node.names} & {"import_module", "importlib", "runpy"}
    if module.name not in BY_NAME and (taken or any(name == "__import__" for name, _ in calls(module))):
        yield f"{module.name} imports by a string"


def unlike_a_workflow(module: Module) -> Iterator[str]:
    for name, node in imports(module):
        top = name.split(".")[0]
        engine = top == "transitions" and module.name == "workflows.engine"
        if top not in sys.stdlib_module_names and top != "workflows" and not engine:
            yield f"{module.at(node)} imports {name}"


def test_every_module_imports_only_what_its_layer_may() -> None:
    assert [line for module in modules(*OURS) for line in not_allowed(module)] == []


def test_every_exception_is_still_needed() -> None:
    taken = [(module.name, name) for module in modules(*OURS) for name, _ in imports(module)]
    needed = {pair for pair in EXCEPTIONS if any(name == pair[0] and inside(other, pair[1]) for name, other in taken)}
    assert EXCEPTIONS.keys() - needed == set()


def test_the_shared_modules_import_nothing_of_ours_but_each_other() -> None:
    wrong = [
        f"{module.at(node)} imports {name}"
        for module in modules("casework")
        if module.name in SHARED
        for name, node in imports(module)
        if name.split(".")[0] in OURS and name not in {"casework", *SHARED, *SHARED_MAY.get(module.name, ())}
    ]
    assert wrong == []


def test_layers_stay_free_of_libraries_that_are_not_theirs() -> None:
    assert [line for module in modules("casework") for line in foreign(module)] == []


def test_workflows_use_the_standard_library_and_only_the_engine_uses_transitions() -> None:
    assert [line for module in modules("workflows") for line in unlike_a_workflow(module)] == []


def test_no_import_stands_inside_a_function_or_in_a_string() -> None:
    assert [line for module in modules(*OURS) for line in hidden(module)] == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("casework.jobs.mail", "from casework.forms import base"),
        ("casework.jobs.mail", "import casework.pages.desk.queues as queues"),
        ("casework.jobs.mail", "from ..forms import base"),
        ("casework.services.record.notes", "from casework.routes.record import case"),
        ("casework.services.record.notes", "def note():\n    from casework.pages.record.case import Head"),
        ("casework.pages.record.case", "from casework.development import demonstration"),
        ("casework.routes.record.case", "from casework.models import Case as Matter"),
        ("casework.models.cases", "from casework import create_app"),
        ("casework.models.cases", "from casework.services.record import cases"),
        ("casework.newcomer", "import datetime"),
        ("casework.newcomer.inside", "import datetime"),
    ],
)
def test_an_import_against_the_table_is_seen(name: str, text: str) -> None:
    assert list(not_allowed(invented(text, name=name))) != []


@pytest.mark.parametrize(
    "text",
    [
        "from flask import request",
        "import flask_login as login",
        "from rq.job import Job",
    ],
)
def test_a_library_of_another_layer_is_seen(text: str) -> None:
    assert list(foreign(invented(text))) != []


@pytest.mark.parametrize(
    "text",
    [
        "def note():\n    from casework import clock",
        "async def note():\n    import casework.clock",
        'import importlib\nimportlib.import_module("casework.forms")',
        'from importlib import import_module as take\ntake("casework.forms")',
        '__import__("casework.forms")',
    ],
)
def test_a_hidden_import_is_seen(text: str) -> None:
    assert list(hidden(invented(text))) != []


@pytest.mark.parametrize("text", ["import transitions", "from sqlalchemy import select", "from casework import clock"])
def test_a_workflow_that_uses_more_is_seen(text: str) -> None:
    assert list(unlike_a_workflow(invented(text, name="workflows.newcomer"))) != []


def test_what_the_table_allows_is_left_alone() -> None:
    text = "from casework import clock\nfrom casework.models import Case\nfrom workflows.engine import Move"
    assert list(not_allowed(invented(text))) == []
    assert [name for name, _ in calls(invented("clock.now()"))] == ["clock.now"]
