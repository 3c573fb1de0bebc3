"""Pages, forms, letters and `access` read and never write; a page that is asked for with GET writes in a few listed places."""

from collections.abc import Iterator, Mapping

import pytest

from casework.models.base import Base
from tests.architecture.reading import Module, invented, modules, row_writers, used

READ = ("casework.pages", "casework.letters", "casework.forms", "casework.access", "casework.templating")
WRITES = {
    "add", "add_all", "bulk_insert_mappings", "bulk_save_objects", "bulk_update_mappings", "delete", "flush", "merge",
    "with_for_update",
}  # fmt: skip
TABLES = {each.class_.__name__: str(each.class_.__tablename__) for each in Base.registry.mappers}

MAY_OPEN: Mapping[str, tuple[set[str], str]] = {
    "casework.routes.desk.export": ({"reading"}, "a long file is written while nobody waits, then noted"),
    "casework.routes.office.session": (
        {"aside", "reading"},
        "checks a password while nobody waits, and keeps a try that failed",
    ),
    "casework.routes.letters.letters": (
        {"aside"},
        "keeps the document of a letter that was sent when it is first opened",
    ),
    "casework.routes.deadlines.bank_holidays": ({"reading"}, "shows what moves while everybody else goes on writing"),
    "casework.routes.letters.letter_templates": ({"reading"}, "tries a Word file out before it writes"),
    "casework.routes.desk.writing": (
        {"reading"},
        "puts files where they are kept while everybody else goes on writing",
    ),
    "casework.routes.documents.documents": (
        {"reading"},
        "puts files where they are kept while everybody else goes on writing",
    ),
    "casework.routes.documents.redactions": ({"reading"}, "makes a copy while everybody else goes on writing"),
    "casework.routes.steps.move_letters": (
        {"reading"},
        "shows a step that was refused as it is, with nothing of it written",
    ),
}
"""Pages that use a transaction of their own. Only ever shortened."""


def writes(module: Module) -> Iterator[str]:
    """Where a session is told to write, a row is locked, or a statement changes rows."""
    for name, node in used(module):
        words = name.split(".")
        is_session = "session" in words[:-1] or (len(words) > 1 and words[-2].rstrip("()") in ("session", "Session"))
        if words[-1] in WRITES and (is_session or words[-1] == "with_for_update"):
            yield module.at(node)
    yield from row_writers(module, TABLES)


def opens(module: Module) -> set[str]:
    """What of `transaction.py` a module uses."""
    prefix = "casework.transaction."
    return {name.removeprefix(prefix).split(".")[0] for name, _ in used(module) if name.startswith(prefix)}


def test_what_shows_something_writes_nothing() -> None:
    readers = [module for module in modules("casework") if module.name.startswith(READ)]
    assert [line for module in readers for line in writes(module)] == []


def test_a_page_opens_a_transaction_of_its_own_only_where_the_list_allows_it() -> None:
    found = {module.name: used_here for module in modules("casework/routes") if (used_here := opens(module))}
    assert found == {name: what for name, (what, _) in MAY_OPEN.items()}


@pytest.mark.parametrize(
    "text",
    [
        "db.session.add(row)",
        "from casework.extensions import db as database\ndatabase.session().merge(row)",
        "put = db.session.add\nput(row)",
        "getattr(db.session, 'flush')()",
        "select(Case).with_for_update()",
        "from casework.models import Note as Text\nText(case_id=1)",
        "from casework.models import Note\ndb.session.execute(update(Note).values(text='x'))",
        "db.session.query(Note).delete()",
        "connection.execute(text('DELETE FROM note'))",
    ],
)
def test_a_page_that_writes_is_seen(text: str) -> None:
    assert list(writes(invented(text, name="casework.pages.desk.newcomer"))) != []


@pytest.mark.parametrize(
    "text",
    [
        "from casework.transaction import unit_of_work\nwith unit_of_work(): notes.add_note(reference)",
        "from casework.transaction import unit_of_work as work\nwith work(): notes.add_note(reference)",
        "from casework import transaction\nwith transaction.unit_of_work(): notes.add_note(reference)",
    ],
)
def test_a_transaction_of_a_page_is_seen(text: str) -> None:
    assert opens(invented(text, name="casework.routes.record.newcomer")) == {"unit_of_work"}
