"""The permission table: whoever looks for an endpoint finds it by its name."""

import itertools
import re
from collections.abc import Iterable

from casework.endpoints import ENDPOINTS

NO_BLUEPRINT = "static"


def out_of_order(names: Iterable[str]) -> list[str]:
    """The endpoints that stand before one that comes earlier by blueprint and verb."""
    listed = [tuple(name.split(".")) for name in names if name != NO_BLUEPRINT]
    return [".".join(one) for one, other in itertools.pairwise(listed) if one > other]


def test_the_table_is_sorted_by_blueprint_and_verb() -> None:
    assert out_of_order(ENDPOINTS) == []


def test_an_endpoint_is_a_noun_and_a_verb() -> None:
    assert [name for name in ENDPOINTS if not re.fullmatch(r"[a-z_]+\.[a-z_]+|static", name)] == []


def test_an_endpoint_that_stands_elsewhere_is_seen() -> None:
    assert out_of_order(["static", "cases.index", "case.show"]) == ["cases.index"]
    assert out_of_order(["letters.show", "letters.edit"]) == ["letters.show"]
    assert out_of_order(["case.show", "cases.index", "letters.edit"]) == []
