"""Words that came from outside are never run: not as a program, not by a shell, not as a statement of the database."""

import ast
from collections.abc import Iterator

import pytest

from tests.architecture.reading import OURS, Module, bound, full_name, imports, invented, modules

RUNS_WORDS = frozenset({"eval", "exec", "compile", "__import__", "os.system", "os.popen", "subprocess.getoutput"})
READS_PROGRAMS = frozenset({"pickle", "marshal", "shelve", "dill", "yaml"})
STATEMENTS = frozenset({"text", "literal_column", "exec_driver_sql", "execute"})
"""Their first argument is SQL where it is words."""
NUMBERS_ALONE = {
    "casework.extensions": "the milliseconds of a lock, which SQLite and PostgreSQL take as no parameter",
}


def run(module: Module) -> Iterator[str]:
    names = bound(module)
    for name, statement in imports(module):
        if name.split(".", maxsplit=1)[0] in READS_PROGRAMS:
            yield module.at(statement)
    for node in module.nodes:
        if isinstance(node, ast.Call):
            by_a_shell = any(given.arg == "shell" for given in node.keywords)
            if full_name(node.func, names) in RUNS_WORDS or by_a_shell:
                yield module.at(node)


def put_together(module: Module) -> Iterator[str]:
    """SQL of anything but fixed words."""
    for node in module.nodes:
        if isinstance(node, ast.Call) and node.args and _name(node.func) in STATEMENTS:
            first = node.args[0]
            if isinstance(first, (ast.JoinedStr, ast.BinOp)) or (
                isinstance(first, ast.Call) and _name(first.func) in ("format", "join")
            ):
                yield module.at(node)


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def not_json(module: Module) -> Iterator[str]:
    """RQ carries jobs as pickles, which run on reading, unless it is told otherwise in each place."""
    names = bound(module)
    for node in module.nodes:
        if isinstance(node, ast.Call) and full_name(node.func, names).startswith("rq."):
            given = {each.arg: ast.unparse(each.value) for each in node.keywords}
            if "connection" in given and given.get("serializer") != "JSONSerializer":
                yield module.at(node)


def is_a_field_of_letters(module: Module) -> bool:
    """There `text` makes a field, and no SQL."""
    return bound(module).get("text", "").split(".", maxsplit=1)[0] != "sqlalchemy" and ".letters" in module.name


def test_nothing_that_comes_in_is_run_as_a_program() -> None:
    assert [line for module in modules(*OURS) for line in run(module)] == []


def test_no_statement_of_the_database_is_put_together_of_words() -> None:
    read = [module for module in modules(*OURS) if not is_a_field_of_letters(module)]
    found = {line.partition(":")[0] for module in read for line in put_together(module)}
    assert found == set(NUMBERS_ALONE)


def test_every_job_is_carried_as_json() -> None:
    assert [line for module in modules(*OURS) for line in not_json(module)] == []


def test_a_job_that_is_carried_otherwise_is_seen() -> None:
    assert list(not_json(invented('from rq import Queue\nQueue("mail", connection=redis)'))) != []


@pytest.mark.parametrize(
    "text",
    [
        "eval(typed)",
        "import os\nos.system(typed)",
        "from os import system\nsystem(typed)",
        "import subprocess\nsubprocess.run(typed, shell=True)",
        "import pickle",
        "from pickle import loads",
    ],
)
def test_what_runs_words_is_seen(text: str) -> None:
    assert list(run(invented(text))) != []


@pytest.mark.parametrize(
    "text",
    [
        'text(f"SELECT * FROM person WHERE name = {typed}")',
        'connection.exec_driver_sql("SELECT " + typed)',
        'db.session.execute(sa.text("SELECT {}".format(typed)))',
        'literal_column(", ".join(typed))',
    ],
)
def test_a_statement_that_is_put_together_is_seen(text: str) -> None:
    assert list(put_together(invented(text))) != []
