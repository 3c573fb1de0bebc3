"""What a page does when its form is valid has one shape: a function of its own, `def command()`."""

import ast
from collections.abc import Iterator

import pytest

from tests.architecture.reading import Module, invented, modules, used


def other_shapes(module: Module) -> Iterator[str]:
    """A command as a lambda without parameters, or as a `partial`."""
    for node in module.nodes:
        if isinstance(node, ast.Lambda) and not ast.unparse(node.args):
            yield module.at(node)
    for name, node in used(module):
        if name == "functools.partial":
            yield module.at(node)


def test_every_command_of_a_page_is_a_function_of_its_own() -> None:
    assert [line for module in modules("casework/routes") for line in other_shapes(module)] == []


@pytest.mark.parametrize(
    "text",
    [
        "command = lambda: notes.add_note(reference, text)",
        "act(head, form, lambda: notes.add_note(reference, text))",
        "from functools import partial\ncommand = partial(notes.add_note, reference, text)",
        "import functools as tools\ncommand = tools.partial(notes.add_note, reference, text)",
    ],
)
def test_a_command_of_another_shape_is_seen(text: str) -> None:
    assert list(other_shapes(invented(text, name="casework.routes.record.newcomer"))) != []
