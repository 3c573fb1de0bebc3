"""An area as a file: what `reading` reads gives the same area again."""

import datetime as dt
import json
from collections.abc import Iterator, Mapping

from casework.areas.area import Area
from casework.areas.checks import Key
from casework.areas.reading import LISTS, TABLES, WITHIN

HEAD = """# Whose office it is: an area file of Casework. Load it with `casework setup --area FILE`, after
# `casework setup --area FILE --dry-run` has shown what would change.
"""


def write(area: Area) -> str:
    """The file, with the lines of what is known alone."""
    parts = [HEAD, *_line("name", area.name)]
    for name, keys in TABLES.items():
        said = list(_lines(getattr(area, name), keys))
        if said:
            parts += ["", f"[{name}]", *said]
    for name, (_, keys) in LISTS.items():
        for each in getattr(area, name):
            parts += ["", f"[[{name}]]", *_lines(each, keys)]
            if name in WITHIN:
                key, _, of_each = WITHIN[name]
                for one in getattr(each, key):
                    parts += ["", f"[[{name}.{key}]]", *_lines(one, of_each)]
    return "\n".join(parts) + "\n"


def _lines(given: object, keys: Mapping[str, Key]) -> Iterator[str]:
    for name, key in keys.items():
        yield from _line(name, getattr(given, key.attribute or name))


def _line(name: str, value: object) -> Iterator[str]:
    """Nothing for what is empty, and for a yes, which goes without saying."""
    if isinstance(value, bool):
        if not value:
            yield f"{name} = false"
    elif isinstance(value, dt.date):
        yield f"{name} = {value.isoformat()}"
    elif isinstance(value, tuple) and value:
        yield f"{name} = [{', '.join(_quoted(each) for each in value)}]"
    elif isinstance(value, str) and value:
        yield f"{name} = {_quoted(value)}"


def _quoted(text: str) -> str:
    """A basic string of TOML, whose escapes are JSON's."""
    return json.dumps(text, ensure_ascii=False)
