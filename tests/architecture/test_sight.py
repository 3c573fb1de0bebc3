"""Whoever reads cases, or what hangs on them, for a page or a count goes through `access`: a query that forgets it would
show a restricted case to everybody."""

import ast
import re
from collections.abc import Mapping

import pytest

from casework.models.base import Base
from tests.architecture.reading import Module, bound, dotted, full_name, invented, modules

READERS = ("casework.pages", "casework.statistics")
ASKS = re.compile(r"(^|\.)(select|exists|union|union_all|query|session(\(\))?\.get|session(\(\))?\.get_one)$")
GUARDS = {
    "casework.access.scope",
    "casework.access.scope_people",
    "casework.access.visible",
    "casework.access.visible_to",
    "casework.services.mail.by_hand.open_to",
    "casework.services.mail.mail_sight.scope_mail",
}
FOUND_VISIBLE = {"Head", "SubjectHead"}
"""What a page is handed of a case that was found visible: a query that starts from it needs no more."""
CONDITION = "the query that it goes into asks"
EVERY_CASE = "published figures count every case; the records behind them ask"
FOUND = "whoever calls it has found the letter or mail visible"
WITHOUT: Mapping[str, str] = {
    "casework.pages.desk.rows.selected": CONDITION,
    "casework.pages.desk.search.ids": CONDITION,
    "casework.pages.desk.walks.LIMITS": CONDITION,
    "casework.pages.letters.letter_templates._made": "says how many letters there are with a wording, and nothing of them",
    "casework.pages.letters.letters.version": FOUND,
    "casework.pages.mail.mail_files.of_mails": FOUND,
    "casework.pages.reports.satisfaction._outcomes": EVERY_CASE,
    "casework.pages.reports.satisfaction._scores": EVERY_CASE,
    "casework.pages.reports.counts.years": "looks for the first year that there is something to count in",
    "casework.statistics.measures.asb_case_reviews._stepped": EVERY_CASE,
    "casework.statistics.measures.enquiries.replied": EVERY_CASE,
    "casework.statistics.queries._confirmed": EVERY_CASE,
    "casework.statistics.queries.appointments": EVERY_CASE,
    "casework.statistics.queries.came_to_a_surgery": EVERY_CASE,
    "casework.statistics.queries._answered_cases": EVERY_CASE,
    "casework.statistics.queries.contacts": EVERY_CASE,
    "casework.statistics.queries.of_type": EVERY_CASE,
    "casework.statistics.queries.people": EVERY_CASE,
    "casework.statistics.queries.query": EVERY_CASE,
    "casework.statistics.queries.recommendations": EVERY_CASE,
}
"""What reads cases without asking, with the reason. Only ever shortened."""
Function = ast.FunctionDef | ast.AsyncFunctionDef


def of_cases() -> frozenset[str]:
    """The classes of the table of cases, and of all tables that hang on it by their keys."""
    tables = {"cases"}
    while True:
        more = {
            table.name for table in Base.metadata.tables.values()
            if any(key.column.table.name in tables for key in table.foreign_keys)
        } - tables  # fmt: skip
        if not more:
            break
        tables |= more
    return frozenset(each.class_.__name__ for each in Base.registry.mappers if each.class_.__tablename__ in tables)


OF_CASES = of_cases()


def reads_cases(node: ast.AST, names: Mapping[str, str]) -> bool:
    """Whether a query is made in it, and a class of cases named."""
    inside = list(ast.walk(node))
    asks = any(isinstance(part, ast.Call) and ASKS.search(full_name(part.func, names)) for part in inside)
    named = {full_name(part, names).split(".")[-1] for part in inside if isinstance(part, (ast.Name, ast.Attribute))}
    return asks and bool(named & OF_CASES)


def is_guarded(node: ast.AST, names: Mapping[str, str], local: frozenset[str] = frozenset()) -> bool:
    """Whether it asks `access` itself, by one of the `local` functions that do, or starts from a case that was found
    visible."""
    if isinstance(node, Function) and _annotated(node) & FOUND_VISIBLE:
        return True
    parts = [part for part in ast.walk(node) if isinstance(part, (ast.Name, ast.Attribute))]
    return any(full_name(part, names) in GUARDS or dotted(part).split(".")[-1] in local for part in parts)


def _annotated(node: Function) -> set[str]:
    given = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    parts = [part for each in given if each.annotation for part in ast.walk(each.annotation)]
    return {part.id for part in parts if isinstance(part, ast.Name)}


def unguarded(module: Module) -> list[str]:
    """What reads cases where neither it nor everybody who calls it asks `access`."""
    names = bound(module)
    functions = {node.name: node for node in ast.walk(module.tree) if isinstance(node, Function)}
    asking = frozenset(
        name for name, node in functions.items()
        if is_guarded(node, names) and node.returns and re.search(r"ColumnElement|Select", ast.unparse(node.returns))
    )  # fmt: skip
    callers = {name: _who_calls(name, functions) for name in functions}

    def covered(name: str, seen: frozenset[str] = frozenset()) -> bool:
        if is_guarded(functions[name], names, asking):
            return True
        others = callers[name] - seen - {name}
        return name.startswith("_") and bool(others) and all(covered(other, seen | {name}) for other in others)

    found = [name for name, node in functions.items() if reads_cases(node, names) and not covered(name)]
    for node in module.tree.body:
        if isinstance(node, (ast.Assign, ast.AnnAssign)) and reads_cases(node, names) and not is_guarded(node, names):
            found.append(ast.unparse(node.targets[0] if isinstance(node, ast.Assign) else node.target))
    return [f"{module.name}.{name}" for name in found]


def _who_calls(name: str, functions: Mapping[str, Function]) -> set[str]:
    """The functions of the module that name this one."""
    return {
        other for other, node in functions.items()
        for part in ast.walk(node)
        if (isinstance(part, ast.Name) and part.id == name) or (isinstance(part, ast.Attribute) and part.attr == name)
    }  # fmt: skip


def test_what_reads_cases_asks_who_may_see_them() -> None:
    readers = [module for module in modules("casework") if module.name.startswith(READERS)]
    found = {name for module in readers for name in unguarded(module)}
    assert found - WITHOUT.keys() == set()
    assert WITHOUT.keys() - found == set()


READS = "from sqlalchemy import select\nfrom casework.models import Case, Note\nfrom casework.extensions import db\n"


@pytest.mark.parametrize(
    "text",
    [
        "def notes(case_id):\n    return db.session.scalars(select(Note).where(Note.case_id == case_id))",
        "from casework import models as m\nimport sqlalchemy as sa\ndef all():\n    return sa.select(m.Case.reference)",
        "from casework.models import Case as Matter\ndef all():\n    return db.session.query(Matter).all()",
        "def one(number):\n    return db.session.get(Case, number)",
        "def _rows():\n    return select(Case)\ndef shown(actor):\n    return db.session.scalars(_rows())",
        """def _rows(): return select(Case)
def guarded(actor): return scope(_rows(), actor)
def shown(actor): return db.session.scalars(_rows())""",
        "EVERY = select(Case.id)",
        "class Walk:\n    def lines(self):\n        return select(Case.id)",
    ],
)
def test_what_forgets_to_ask_is_seen(text: str) -> None:
    assert (
        unguarded(invented(READS + "from casework.access import scope\n" + text, name="casework.pages.desk.newcomer"))
        != []
    )


@pytest.mark.parametrize(
    "text",
    [
        "from casework.access import scope as s\ndef all(actor):\n    return s(select(Case), actor)",
        "def notes(head: Head):\n    return select(Note).where(Note.case_id == head.id)",
        """from casework import access
def _rows(): return select(Case)
def shown(actor): return _rows().where(access.visible(actor))""",
        "def years():\n    return select(User.id)",
    ],
)
def test_what_asks_is_left_alone(text: str) -> None:
    assert unguarded(invented(READS + text, name="casework.pages.desk.newcomer")) == []
