"""Reading an area file: everything that is wrong with it at once, each with its line."""

import difflib
import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from casework.areas import checks
from casework.areas.area import (
    Area,
    District,
    Entry,
    EqualityQuestion,
    Force,
    Issue,
    MeetingKind,
    Office,
    Partner,
    Plan,
    PolicingBody,
    Priority,
    RouteRow,
)
from casework.areas.checks import Key, NotUsable
from casework.areas.lines import Lines, Path

LARGEST = 100_000
"""Bytes: more than ten times the worked example. Python's reader takes long for what is long and odd."""
LONGEST_LINE = 1000
MOST_PROBLEMS = 20
TABLES: Mapping[str, Mapping[str, Key]] = {"office": checks.OFFICE, "policing_body": checks.POLICING_BODY}
LISTS: Mapping[str, tuple[type[Any], Mapping[str, Key]]] = {
    "forces": (Force, checks.FORCE),
    "districts": (District, checks.DISTRICT),
    "issues": (Issue, checks.ISSUE),
    "tags": (Entry, checks.VALUE),
    "channels": (Entry, checks.VALUE),
    "plans": (Plan, checks.VALUE),
    "meeting_groups": (Entry, checks.VALUE),
    "meetings": (MeetingKind, checks.MEETING),
    "routes": (RouteRow, checks.ROUTE),
    "not_casework": (Entry, checks.VALUE),
    "equality": (EqualityQuestion, checks.QUESTION),
    "partners": (Partner, checks.PARTNER),
}
WITHIN: Mapping[str, tuple[str, type[Any], Mapping[str, Key]]] = {
    "plans": ("priorities", Priority, checks.PRIORITY),
    "equality": ("answers", Entry, checks.ANSWER),
}
"""Lists whose entries have a list of their own in the file: its key, what it is made of, the keys of that."""
NAMED_ELSEWHERE = (
    ("districts", "force", "forces"),
    ("partners", "district", "districts"),
    ("meetings", "group", "meeting_groups"),
)
"""(list, key, list of which the key is a code)"""
AT = re.compile(r"(.*) \(at line (\d+), column (\d+)\)")


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """What is wrong, as a sentence, with its line (0: the whole file)."""

    line: int
    message: str

    def __str__(self) -> str:
        return f"Line {self.line}: {self.message}" if self.line else self.message


class BadArea(Exception):
    """An area file that cannot be used. `problems` says why, in the order of its lines."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = sorted(problems)[:MOST_PROBLEMS]
        super().__init__("\n".join(map(str, self.problems)))


def read(raw: bytes) -> Area:
    """The area that a file describes. Raises `BadArea`."""
    if not raw.strip():
        raise BadArea([Problem(0, "There is nothing in it. Choose an area file.")])
    if len(raw) > LARGEST:
        raise BadArea([Problem(0, f"This is no area file: it is larger than {LARGEST // 1000} kilobytes.")])
    try:
        source = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise BadArea([Problem(line, "Save the file as UTF-8: there is a character here that is none.")]) from None
    for number, text in enumerate(source.splitlines(), start=1):
        if len(text) > LONGEST_LINE:
            raise BadArea([Problem(number, f"Shorten this line to {LONGEST_LINE:,} characters or fewer.")])
    try:
        given = tomllib.loads(source)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise BadArea([_syntax(error)]) from None
    reader = _Reader(Lines(source))
    area = reader.area(given)
    if not reader.problems:  # what was left out would move the numbers of the rest
        reader.problems += [Problem(reader.lines.of(path), said) for path, said in _contradictions(area)]
    if reader.problems:
        raise BadArea(reader.problems)
    return area


def _syntax(error: Exception) -> Problem:
    found = AT.fullmatch(str(error))
    said = found[1] if found else str(error)
    where = f" ({said}, column {found[3]})" if found else f" ({said})"
    return Problem(int(found[2]) if found else 0, f"This cannot be read as TOML{where}.")


class _Reader:
    """Reads what it can and keeps what it cannot use in `problems`."""

    def __init__(self, lines: Lines) -> None:
        self.lines = lines
        self.problems: list[Problem] = []

    def area(self, given: Mapping[str, Any]) -> Area:
        name = self._table(
            {"name": given["name"]} if "name" in given else {}, {"name": Key(reads=checks.line(100))}, ()
        )
        self._refuse_unknown(given, ["name", *TABLES, *LISTS], ())
        office = Office(**self._one(given, "office"))
        body = PolicingBody(**self._one(given, "policing_body"))
        lists: dict[str, Any] = {key: tuple(self._list(given, key)) for key in LISTS}
        return Area(name=name.get("name", ""), office=office, policing_body=body, **lists)

    def _one(self, given: Mapping[str, Any], key: str) -> dict[str, Any]:
        table = given.get(key, {})
        if not isinstance(table, dict):
            self._say((key,), f"Write it as a table that begins with [{key}].")
            return {}
        self._refuse_unknown(table, TABLES[key], (key,))
        return self._table(table, TABLES[key], (key,))

    def _list(self, given: Mapping[str, Any], key: str) -> Iterator[Any]:
        made, keys = LISTS[key]
        for number, row in enumerate(self._rows(given, key, ())):
            at: Path = (key, number)
            within = WITHIN.get(key)
            self._refuse_unknown(row, [*keys, within[0]] if within else list(keys), at)
            read = self._table(row, keys, at)
            if within is not None:
                read[within[0]] = tuple(self._within(row, at, *within))
            if all(attribute in read for attribute in _needed(keys)):
                yield made(**read)

    def _within(
        self, given: Mapping[str, Any], at: Path, key: str, made: type[Any], keys: Mapping[str, Key]
    ) -> Iterator[Any]:
        for number, row in enumerate(self._rows(given, key, at)):
            place = (*at, key, number)
            self._refuse_unknown(row, keys, place)
            read = self._table(row, keys, place)
            if all(attribute in read for attribute in _needed(keys)):
                yield made(**read)

    def _rows(self, given: Mapping[str, Any], key: str, at: Path) -> list[Mapping[str, Any]]:
        rows = given.get(key, [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            head = ".".join([str(each) for each in at if isinstance(each, str)] + [key])
            self._say((*at, key), f"Write each of them as a table that begins with [[{head}]].")
            return []
        return rows

    def _table(self, table: Mapping[str, Any], keys: Mapping[str, Key], at: Path) -> dict[str, Any]:
        read: dict[str, Any] = {}
        for name, key in keys.items():
            if name in table:
                try:
                    read[key.attribute or name] = key.reads(table[name])
                except NotUsable as problem:
                    self._say((*at, name), f"{name}: {problem}")
            if key.needed and not table.get(name):
                self._say((*at, name), f"{name} is missing.")
        return read

    def _refuse_unknown(self, table: Mapping[str, Any], known: Mapping[str, Any] | Sequence[str], at: Path) -> None:
        for name in table:
            if name not in known:
                near = difflib.get_close_matches(name, list(known), n=1)
                meant = f"Did you mean {near[0]}?" if near else f"There may stand: {', '.join(known)}."
                self._say((*at, name), f"“{name[:40]}” is not known here. {meant}")

    def _say(self, path: Path, message: str) -> None:
        self.problems.append(Problem(self.lines.of(path), message))


def _needed(keys: Mapping[str, Key]) -> list[str]:
    return [name for name, key in keys.items() if key.needed]


def _contradictions(area: Area) -> Iterator[tuple[Path, str]]:
    """What each part of the file says well and the parts say against each other."""
    lists = [key for key in LISTS if key != "partners"]
    for key in lists:
        yield from _twice([((key, number, "code"), each.code) for number, each in enumerate(getattr(area, key))])
    yield from _twice([(path, each.code) for path, each in _all_priorities(area)])
    yield from _twice([(("partners", n, "name"), f"{each.kind}: {each.name}") for n, each in enumerate(area.partners)])
    for key in (*lists, "partners"):
        for number, each in enumerate(getattr(area, key)):
            if each.valid_from and each.valid_to and each.valid_to < each.valid_from:
                yield (key, number, "to"), "It ends before it begins."
    for key, name, of in NAMED_ELSEWHERE:
        known = {each.code for each in getattr(area, of)}
        for number, each in enumerate(getattr(area, key)):
            code = getattr(each, name)
            if code and code not in known:
                yield (key, number, name), f"There is no {name} with the code {code} here."
    yield from _unknown_issues(area)
    yield from _within_rows(area)
    for number, _ in [each for each in enumerate(area.partners) if each[1].kind == "iopc"][1:]:
        yield ("partners", number, "kind"), "There is one Independent Office for Police Conduct. Take one of them out."


def _within_rows(area: Area) -> Iterator[tuple[Path, str]]:
    for number, question in enumerate(area.equality):
        given = enumerate(question.answers)
        yield from _twice([(("equality", number, "answers", place, "code"), each.code) for place, each in given])
    for number, route in enumerate(area.routes):
        yield from ((("routes", number, key), said) for key, said in checks.wrong_with_route(route, area))


def _unknown_issues(area: Area) -> Iterator[tuple[Path, str]]:
    """A file without a list of issues goes by the one that is there."""
    issues = {each.code for each in area.issues}
    for path, priority in _all_priorities(area):
        for unknown in sorted(set(priority.issues) - issues if issues else ()):
            yield (*path[:-1], "issues"), f"There is no issue with the code {unknown} in this file."
    for number, partner in enumerate(area.partners):
        for unknown in sorted(set(partner.issues) - issues if issues else ()):
            yield ("partners", number, "issues"), f"There is no issue with the code {unknown} in this file."


def _all_priorities(area: Area) -> Iterator[tuple[Path, Priority]]:
    for number, plan in enumerate(area.plans):
        for place, priority in enumerate(plan.priorities):
            yield ("plans", number, "priorities", place, "code"), priority


def _twice(found: Sequence[tuple[Path, str]]) -> Iterator[tuple[Path, str]]:
    often = Counter(value for _, value in found)
    seen: set[str] = set()
    for path, value in found:
        if often[value] > 1 and value in seen:
            yield path, f"“{value}” stands in this file twice."
        seen.add(value)
