"""Whoever shows whom or what a restricted case is about marks it (R8.9): a page part that forgets it leaves no trace of
who read it."""

import ast
from collections.abc import Iterator, Mapping

import pytest

from tests.architecture.reading import Module, dotted, invented, modules

PERSONAL = {
    "Case.about", "Person.full_name", "Letter.to_name", "IncomingMail.subject", "IncomingMail.text", "IncomingMail.sender",
    "Contact.summary", "Note.text", "Recommendation.text", "Allegation.summary", "Decision.reasons", "Party.part",
}  # fmt: skip
"""What says of a case whom or what it is about."""
FOUND = "is given the head of a case, which was marked when it was found"
WITHOUT: Mapping[str, str] = {
    "casework.pages.desk.search": "looks for ids by a word; the list of them marks what it shows",
    "casework.pages.record.parts": FOUND,
    "casework.pages.record.timeline": FOUND,
}
"""Modules of pages that read it and mark nothing. Only ever shortened."""


def reads(module: Module) -> set[str]:
    return {name for node in module.nodes if isinstance(node, ast.Attribute) and (name := dotted(node)) in PERSONAL}


def marks(module: Module) -> bool:
    return any(isinstance(node, ast.Attribute) and dotted(node).startswith("openings.mark_") for node in module.nodes)


def unmarked() -> Iterator[str]:
    for module in modules("casework/pages"):
        if reads(module) and not marks(module):
            yield module.name


def test_a_page_that_shows_it_marks_it() -> None:
    assert sorted(set(unmarked()) - WITHOUT.keys()) == []
    assert WITHOUT.keys() - set(unmarked()) == set()


@pytest.mark.parametrize("text", ["select(Case.about, Case.id)", "query.add_columns(Person.full_name)"])
def test_a_page_that_forgets_it_is_seen(text: str) -> None:
    module = invented(text, name="casework.pages.desk.newcomer")
    assert reads(module)
    assert not marks(module)
    assert marks(invented(f"{text}\nopenings.mark_listed(row.id for row in rows)", name="casework.pages.desk.newcomer"))
