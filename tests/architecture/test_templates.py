"""Templates: no script and no style inside, nothing printed as it is."""

import re
from collections.abc import Iterator

import pytest

from tests.architecture.reading import ROOT, Module, invented, modules, used

OURS = re.compile(r"""<script src="\{\{ url_for\('static', filename='[a-z]+\.js'\) \}\}" defer></script>""")
BAD = re.compile(
    r"<script|<style|<iframe|\bstyle\s*=|\s(on[a-z]+)\s*=\s*[\"']|javascript:|\|\s*safe\b|\bautoescape\b", re.IGNORECASE
)  # fmt: skip
MARKED_SAFE = {"markupsafe.Markup", "flask.Markup", "flask.render_template_string"}


def inside(text: str) -> list[str]:
    return [found.group().strip() for found in BAD.finditer(OURS.sub("", text))]


def marked_safe(module: Module) -> Iterator[str]:
    """Where Python says of a text that it is HTML already."""
    yield from (module.at(node) for name, node in used(module) if name in MARKED_SAFE)


def test_templates_have_no_script_and_no_style_inside() -> None:
    wrong = {
        str(path.relative_to(ROOT)): found
        for path in (ROOT / "templates").rglob("*.html")
        if (found := inside(path.read_text()))
    }
    assert wrong == {}


def test_no_text_is_taken_for_html() -> None:
    assert [line for module in modules("casework") for line in marked_safe(module)] == []


@pytest.mark.parametrize(
    "text",
    [
        "<script>go()</script>",
        '<SCRIPT src="https://elsewhere.example/a.js"></SCRIPT>',
        '<p style = "color: red">',
        '<a href="#" onclick="go()">',
        "<body\nonload='go()'>",
        '<a href="javascript:go()">',
        "{{ note.text | safe }}",
        "{% autoescape false %}{{ note.text }}{% endautoescape %}",
        "<style>p { color: red }</style>",
    ],
)
def test_what_does_not_belong_into_a_template_is_seen(text: str) -> None:
    assert inside(text) != []


@pytest.mark.parametrize(
    "text",
    [
        "from markupsafe import Markup as Html\nHtml(note.text)",
        "import markupsafe\nmarkupsafe.Markup(note.text)",
        "from flask import render_template_string\nrender_template_string(note.text)",
    ],
)
def test_a_text_that_is_taken_for_html_is_seen(text: str) -> None:
    assert list(marked_safe(invented(text))) != []
