"""What a template is given: values and columns, never a row of the database that could load more, or be changed."""

import dataclasses
from collections.abc import Iterator, Mapping, Set
from typing import Any

from flask import Flask
from jinja2 import Template
from sqlalchemy import inspect
from sqlalchemy.orm import InstanceState

LOOKED_INTO = ("casework.pages", "casework.services", "casework.statistics")
"""Where objects come from whose attributes a template may read."""


def rows_in(value: object, name: str, seen: set[int]) -> Iterator[str]:
    """The names of mapped instances anywhere in what a template is given."""
    if id(value) in seen or isinstance(value, str | bytes):
        return
    seen.add(id(value))
    if isinstance(inspect(value, raiseerr=False), InstanceState):
        yield f"{name} is a row of {type(value).__name__}"
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield from rows_in(each, f"{name}[{key!r}]", seen)
    elif isinstance(value, list | tuple | Set):
        for each in value:
            yield from rows_in(each, f"{name}[]", seen)
    elif dataclasses.is_dataclass(value) or type(value).__module__.startswith(LOOKED_INTO):
        for each in (*getattr(value, "__dataclass_fields__", ()), *getattr(value, "__dict__", ())):
            yield from rows_in(getattr(value, each), f"{name}.{each}", seen)


def check(sender: Flask, template: Template, context: dict[str, Any], **_: object) -> None:
    """Before a template is drawn. Raises `AssertionError`."""
    found = [row for name, value in context.items() for row in rows_in(value, name, set())]
    assert found == [], f"{template.name}: {found}"
