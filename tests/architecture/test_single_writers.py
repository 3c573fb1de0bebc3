"""Section 5 of the architecture paper: each thing that must not be done twice has one place that does it."""

import ast
import re
from collections.abc import Callable, Iterable, Iterator, Mapping

import pytest

from tests.architecture.reading import (
    Module,
    bound,
    full_name,
    invented,
    is_module_of_ours,
    modules,
    row_writers,
    texts,
    used,
)

COMMITS: Mapping[str, str] = {
    "casework.transaction": "the edge of a request, job or command",
    "casework.migrations.env": "a migration is a command of Alembic",
    "casework.extensions": "how SQLite begins a transaction",
}
ENQUEUES: Mapping[str, str] = {
    "casework.outbox": "after the commit",
    "casework.jobs.worker": "makes the queues that it works on",
    "casework.pages.running.jobs": "looks into the queues",
}
MAKERS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "CaseEvent": ("case_event", {"casework.services.record.history": "one event for each command"}),
    "AccessLog": ("access_log", {"casework.services.record.history": "who opened a restricted case"}),
    "Note": ("note", {"casework.services.record.notes": "what people wrote"}),
    "Task": ("task", {"casework.services.record.tasks": "what somebody must do by hand"}),
    "Clock": ("clock", {"casework.services.deadlines.clocks": "the ledger of dates"}),
    "ClockEvent": ("clock_event", {"casework.services.deadlines.clocks": "the ledger of dates"}),
    "Document": ("document", {"casework.services.documents.documents": "one kind of file, whatever it came with"}),
    "StoredFile": ("stored_file", {"casework.services.record.files": "a file is kept by its hash"}),
    "PersonWay": ("person_way", {"casework.services.people.ways": "the columns of a person and their rows together"}),
    "CaseAccess": ("case_access", {"casework.services.record.restriction": "who may see a restricted case"}),
}
"""Rows that one module alone writes: class -> (table, who writes them)."""

SQL = re.compile(r"\s*(COMMIT|BEGIN( \w+)?|END|START TRANSACTION|AUTOCOMMIT)\s*;?\s*")


def commits(module: Module) -> Iterator[str]:
    """Where a transaction is begun or ended: `.commit` of whatever it is, `.begin` of whatever is no module of ours, in
    SQL, or by a connection that commits by itself."""
    names = bound(module)
    for name, node in used(module):
        first, _, last = name.rpartition(".")
        if last == "commit" and first:
            yield module.at(node)
    for node in module.nodes:
        if isinstance(node, ast.Attribute) and node.attr == "begin" and not _is_module_of_ours(node.value, names):
            yield module.at(node)
    for text in texts(module):
        if SQL.fullmatch(str(text.value)):
            yield module.at(text)


def _is_module_of_ours(node: ast.AST, names: Mapping[str, str]) -> bool:
    return isinstance(node, ast.Name) and is_module_of_ours(names.get(node.id, ""))


def enqueues(module: Module) -> Iterator[str]:
    """Where a job is handed over: by any of RQ's ways, or by a queue of one's own."""
    for name, node in used(module):
        last = name.split(".")[-1]
        if last.startswith("enqueue") or last in ("requeue", "requeue_job", "rpush", "lpush"):
            yield module.at(node)
        if name in ("rq.Queue", "rq.queue.Queue", "rq.job.Job.create"):
            yield module.at(node)


def swallows(module: Module) -> Iterator[str]:
    """Where every exception is caught: alone, in a tuple, by `suppress`, and not raised again."""
    names = bound(module)
    for node in module.nodes:
        if isinstance(node, ast.ExceptHandler):
            caught = {full_name(each, names) for each in ast.walk(node.type)} if node.type else {"Exception"}
            raises = any(isinstance(each, ast.Raise) and each.exc is None for each in ast.walk(node))
            if "Exception" in caught or ("BaseException" in caught and not raises):
                yield module.at(node)
        if isinstance(node, ast.Call) and full_name(node.func, names) == "contextlib.suppress":
            everything = {"Exception", "BaseException"} & {full_name(each, names) for each in node.args}
            yield from (module.at(node) for _ in everything)


def made_elsewhere(module: Module) -> Iterator[str]:
    """Rows that this module makes or changes in bulk, though another is their one writer."""
    for name, (table, allowed) in MAKERS.items():
        if module.name not in allowed and not module.name.startswith("casework.models"):
            yield from (f"{line} writes {table}" for line in row_writers(module, {name: table}))


def elsewhere(rule: Callable[[Module], Iterable[str]], allowed: Mapping[str, str]) -> list[str]:
    return [line for module in modules("casework") if module.name not in allowed for line in rule(module)]


def test_only_the_edge_commits() -> None:
    assert elsewhere(commits, COMMITS) == []


def test_only_the_outbox_enqueues() -> None:
    assert elsewhere(enqueues, ENQUEUES) == []


def test_each_kind_of_row_has_one_writer() -> None:
    assert elsewhere(made_elsewhere, {}) == []


def test_nobody_swallows_every_exception() -> None:
    assert elsewhere(swallows, {}) == []


@pytest.mark.parametrize(
    "text",
    [
        "database.session.commit()",
        "getattr(db.session, 'commit')()",
        "end = db.session.commit",
        "from casework.extensions import db\nwith db.engine.begin() as connection: connection.execute(statement)",
        "from casework.extensions import db as d\nd.session.connection().commit()",
        "from sqlalchemy.orm import Session\nwith Session(engine) as other, other.begin(): other.add(row)",
        "from sqlalchemy import text\nconnection.execute(text('COMMIT'))",
        "connection.execution_options(isolation_level='AUTOCOMMIT')",
    ],
)
def test_another_door_to_a_commit_is_seen(text: str) -> None:
    assert list(commits(invented(text))) != []


@pytest.mark.parametrize(
    "text",
    [
        "from casework.services.record import states\nstates.begin(row, workflow)",
        "from casework.statistics import runs\nruns.begin(run_id)",
        "from casework.services.record.activities import begin\nbegin(reference)",
    ],
)
def test_a_service_that_begins_something_is_left_alone(text: str) -> None:
    assert list(commits(invented(text))) == []


@pytest.mark.parametrize(
    "text",
    [
        "waiting.enqueue(job, 1)",
        "put = waiting.enqueue_in\nput(pause, job)",
        "getattr(waiting, 'enqueue_call')(job)",
        "from rq import Queue as Line\nLine('mail', connection=redis)",
        "import rq\nrq.Queue('mail')",
        "redis.rpush('rq:queue:mail', job_id)",
    ],
)
def test_another_door_to_the_queue_is_seen(text: str) -> None:
    assert list(enqueues(invented(text))) != []


@pytest.mark.parametrize(
    "text",
    [
        "from casework.models import CaseEvent as Happening\ndb.session.add(Happening(kind='x'))",
        "from casework import models\nmodels.CaseEvent(kind='x')",
        "from casework.models import CaseEvent\ndb.session.execute(sa.insert(CaseEvent), rows)",
        "from casework.models import CaseEvent\nCaseEvent.__table__.insert().values(kind='x')",
        "EVENTS = Base.metadata.tables['case_event']\ndb.session.execute(insert(EVENTS), rows)",
        "db.session.query(CaseEvent).filter(about).delete()",
        "connection.execute(text(\"INSERT INTO case_event (kind) VALUES ('x')\"))",
        "from casework.models import Note\nNote(case_id=1, text='x')",
    ],
)
def test_a_row_that_is_written_elsewhere_is_seen(text: str) -> None:
    assert list(made_elsewhere(invented(text, name="casework.services.reviews.newcomer"))) != []


@pytest.mark.parametrize(
    "text",
    [
        "try: work()\nexcept: pass",
        "try: work()\nexcept Exception as problem: log(problem)",
        "try: work()\nexcept (ValueError, Exception): pass",
        "from contextlib import suppress\nwith suppress(Exception): work()",
        "try: work()\nexcept BaseException: log()",
    ],
)
def test_an_exception_that_is_swallowed_is_seen(text: str) -> None:
    assert list(swallows(invented(text))) != []
    assert list(swallows(invented("try: work()\nexcept BaseException:\n    undo()\n    raise"))) == []
