"""Where things stand in a TOML file: Python's own reader says what a file means and not on which line.

The file has been read already, so it is sound TOML; what is looked for are the heads of its tables and its keys.
"""

import re
from collections.abc import Iterator

HEAD = re.compile(r"(\[\[?)([^\]]*)\]")
KEY = re.compile(r"([\w-]+|\"[^\"]*\"|'[^']*')\s*=")
LONG_QUOTES = ('"""', "'''")
Path = tuple[str | int, ...]


class Lines:
    """The line of each table and key, by its path: ("issues", 2, "name") is the name of the third issue."""

    def __init__(self, source: str) -> None:
        self._of: dict[Path, int] = {}
        self._counted: dict[Path, int] = {}
        table: Path = ()
        for number, line in _outside_long_texts(source):
            head, key = HEAD.match(line.strip()), KEY.match(line.strip())
            if head is not None:
                table = self._table(head[2], is_array=head[1] == "[[")
                self._of.setdefault(table, number)
            elif key is not None:
                self._of.setdefault((*table, key[1].strip("\"'")), number)

    def of(self, path: Path) -> int:
        """Of what has no line of its own, e.g. in a list on one line, that of what it stands in; 0 for the whole."""
        while path and path not in self._of:
            path = path[:-1]
        return self._of.get(path, 0)

    def _table(self, dotted: str, *, is_array: bool) -> Path:
        """The path of a head, with how many tables of its array came before it."""
        path: Path = ()
        names = [name.strip(" \"'") for name in dotted.split(".")]
        for name in names[:-1]:
            path = (*path, name)
            if path in self._counted:
                path = (*path, self._counted[path] - 1)
        path = (*path, names[-1])
        if not is_array:
            return path
        number = self._counted.get(path, 0)
        self._counted[path] = number + 1
        return (*path, number)


def _outside_long_texts(source: str) -> Iterator[tuple[int, str]]:
    """The lines that do not begin within a text of several lines."""
    closing = ""
    for number, line in enumerate(source.splitlines(), start=1):
        if not closing:
            yield number, line
        rest = line
        while True:
            if closing:
                _, found, rest = rest.partition(closing)
                if not found:
                    break
                closing = ""
            places = [(rest.find(mark), mark) for mark in LONG_QUOTES if mark in rest]
            if not places:
                break
            at, closing = min(places)
            rest = rest[at + 3 :]
