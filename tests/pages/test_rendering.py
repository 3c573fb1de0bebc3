"""The environment of all pages answers as Jinja's own does."""

from typing import Any

import pytest
from flask import Flask
from jinja2 import DictLoader, Environment, StrictUndefined, UndefinedError

from casework.rendering import QuickEnvironment

TEMPLATES = {
    "macro": "{% macro words(given) %}{{ office }}/{{ given.items is mapping }}/{{ given.label }}{% endmacro %}",
    "page": "{% macro all(given) %}{% from 'macro' import words %}{{ words(given) }}{% endmacro %}{{ all(given) }}",
}


def rendered(kind: type[Environment], **given: object) -> str:
    arguments: dict[str, Any] = {"loader": DictLoader(TEMPLATES), "undefined": StrictUndefined}
    if issubclass(kind, QuickEnvironment):
        environment: Environment = kind(Flask("invented"), **arguments)
    else:
        environment = kind(**arguments)
    environment.globals["office"] = "Invented office"
    return environment.get_template("page", globals={"given": given}).render()


@pytest.mark.parametrize("kind", [Environment, QuickEnvironment])
def test_a_component_reads_parameters_and_global_names(kind: type[Environment]) -> None:
    assert rendered(kind, label="What was said", items=[1]) == "Invented office/False/What was said"


@pytest.mark.parametrize("kind", [Environment, QuickEnvironment])
def test_a_parameter_that_nobody_gave_is_an_error(kind: type[Environment]) -> None:
    with pytest.raises(UndefinedError, match="label"):
        rendered(kind)
