"""The title of a page stands in the history of the browser and on a screen that is shared: no name of a person and
nothing of the matter is in it."""

import ast
from collections.abc import Iterator, Mapping

import jinja2
import pytest
from jinja2 import nodes

from tests.architecture.reading import ROOT, Module, invented, modules

MAY_SAY: Mapping[str, str] = {
    "behind.measure.title": "the title of a figure",
    "entry.name": "an organisation of the directory",
    "head.reference": "a reference",
    "meeting.title": "a kind of meeting and a day",
    "message.noun": "what kind of message it is",
    "move.label": "the words of a step",
    "page.code": "the code of a letter",
    "page.letter.code": "the code of a letter",
    "page.move.label": "the words of a step",
    "page.year.label": "a year",
    "audit.reference": "a reference",
    "row.arrived_at": "an instant",
    "setting.label": "the words of a setting",
    "subject.title": "a reference and a number",
    "surgery.title": "a day",
    "title": "set by the view, which a test reads",
    "version.code": "the code of a letter",
    "version.number": "a number",
    "view": "a part of the page",
    "view.title": "a part of the page",
    "views": "the parts of the page",
}
TITLES = {"title"}
"""What views hand over to be a title."""
SAID_BY_VIEWS: Mapping[str, str] = {
    "case_type.workflow.it_is": "what a type of case is called",
    "entry.name": "an organisation of the directory",
    "team.name": "a team of the office",
}


def printed(template: str) -> Iterator[str]:
    """Every name that the block `title` prints or asks for, with what follows it."""
    tree = jinja2.Environment().parse(template)
    for block in tree.find_all(nodes.Block):
        if block.name == "title":
            inner = {id(each.node) for each in block.find_all(nodes.Getattr)}
            names = [*block.find_all(nodes.Getattr), *block.find_all(nodes.Name)]
            yield from (_dotted(each) for each in names if id(each) not in inner)


def _dotted(node: nodes.Node) -> str:
    if isinstance(node, nodes.Getattr):
        return f"{_dotted(node.node)}.{node.attr}"
    return node.name if isinstance(node, nodes.Name) else "?"


def not_fixed(module: Module) -> Iterator[str]:
    """Titles that a view puts together from something else than fixed words."""
    for node in module.nodes:
        if (isinstance(node, ast.keyword) and node.arg in TITLES) or (
            isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) in TITLES
        ):
            value = node.value
        else:
            continue
        parts = [part for part in ast.walk(value) if isinstance(part, ast.FormattedValue)]
        names = {ast.unparse(part.value) for part in parts}
        yield from (f"{module.at(value)} says {name}" for name in sorted(names - SAID_BY_VIEWS.keys()))


def test_no_title_of_a_template_says_more_than_the_list_allows() -> None:
    found = {
        (name, str(path.relative_to(ROOT)))
        for path in (ROOT / "templates").rglob("*.html")
        for name in printed(path.read_text())
    }
    assert {each for each in found if each[0] not in MAY_SAY} == set()
    assert MAY_SAY.keys() - {name for name, _ in found} == set()


def test_no_title_of_a_view_says_more_than_fixed_words() -> None:
    assert [line for module in modules("casework/routes") for line in not_fixed(module)] == []


@pytest.mark.parametrize(
    "text",
    [
        "{% block title %}{{ head.person }}{% endblock %}",
        "{% block title %}Notes on {{ head.about|upper }}{% endblock %}",
        "{% block title %}{{ 'Mail of ' ~ mail.row.sender }}{% endblock %}",
        "{% block title %}{% if case %}{{ case['about'] }}{% endif %}{% endblock %}",
    ],
)
def test_a_title_that_says_more_is_seen(text: str) -> None:
    assert [name for name in printed(text) if name not in MAY_SAY] != []


@pytest.mark.parametrize(
    "text",
    [
        'act(head, form, command, title=f"Correct {person.full_name}")',
        'title = f"Letter to {letter.to_name}"',
        'shown = dict(title=f"{row.summary}")',
    ],
)
def test_a_title_of_a_view_that_says_more_is_seen(text: str) -> None:
    assert list(not_fixed(invented(text, name="casework.routes.record.newcomer"))) != []
