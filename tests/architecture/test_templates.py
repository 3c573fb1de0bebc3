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


def test_the_layout_alone_says_in_a_title_that_something_is_wrong() -> None:
    """It looks at `form` (or `comment`): the block `title` of a page says what the page is, and nothing of mistakes."""
    says = re.compile(r"block title %}.*(?:Error|Problem)\b")
    assert [path.name for path in (ROOT / "templates").rglob("*.html") if says.search(path.read_text())] == []


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


def unknown_and_unused(named: set[str], there: set[str]) -> tuple[set[str], set[str]]:
    """Templates that are named and not there; and those that are there and that nobody names, neither in full nor by
    a folder or a beginning that something is put behind."""
    begun = tuple(name for name in named if not name.endswith(".html"))
    full = {name for name in named if name.endswith(".html")}
    return full - there, {name for name in there - full if not name.startswith(begun)}


def named_templates() -> set[str]:
    """Every string of ours that looks like the path of a template, or like the beginning of one."""
    rooms = "|".join(path.name for path in (ROOT / "templates").iterdir() if path.is_dir())
    path = re.compile(rf'["\']((?:(?:{rooms})/[a-z_/]*|layout)(?:\.html)?)["\'{{]')
    files = [*(ROOT / "casework").rglob("*.py"), *(ROOT / "templates").rglob("*.html")]
    return {found for file in files for found in path.findall(file.read_text()) if "/" in found or ".html" in found}


def test_every_template_is_there_and_used() -> None:
    there = {str(path.relative_to(ROOT / "templates")) for path in (ROOT / "templates").rglob("*.html")}
    assert unknown_and_unused(named_templates(), there) == (set(), set())


def test_a_template_that_nobody_uses_is_seen() -> None:
    there = {"letters/letters/show.html", "letters/letters/old.html", "record/timeline/case_moved.html"}
    named = {"letters/letters/show.html", "letters/letters/shwo.html", "record/timeline/"}
    assert unknown_and_unused(named, there) == ({"letters/letters/shwo.html"}, {"letters/letters/old.html"})
