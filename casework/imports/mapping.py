"""The mapping: a TOML file that says what the columns of a register mean."""

import datetime as dt
import re
import tomllib
from collections.abc import Mapping as Items
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from casework.case_types import CASE_TYPES
from workflows.engine import Category
from workflows.registry import WORKFLOWS

NEEDED_COLUMNS = ("old_reference", "received_on")
PERSON = ("person_name", "person_email", "person_phone", "person_postcode")
"""Columns that say whose record it is."""
COLUMNS = (
    *NEEDED_COLUMNS, "closed_on", "decided_on", "issue", "issue_label", "district", "channel", "about", "finding",
    "investigating_body", "invalid_reason", "status", *PERSON,
)  # fmt: skip
CODED = ("issue", "district", "channel", "finding", "investigating_body", "invalid_reason")
"""Columns whose values become codes of the list of the same name."""
TRANSLATED = (*CODED, "status", "person_name")
ORDERED = ("finding", "issue", "district", "investigating_body")
"""Columns of which one record may say several things: an order says which of them it is."""
DATES = ("closed_on", "decided_on")
REPEATS = ("merge", "refuse")


class BadMapping(Exception):
    """The mapping cannot be used. One sentence that names the key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """`columns` is our name -> the register's; `translate` our name -> their value -> our code ("" means empty).

    `order`: our name -> values, of theirs or of ours, of which the first counts where the rows of one record disagree.
    `keep_without`: columns whose value is left out where it cannot be used; the record comes in.
    `leading_zeros_count`: 00123 is another record than the 123 that is here already.
    """

    name: str
    case_type: str
    columns: Items[str, str]
    open_state: str
    closed_state: str
    states: Items[str, str] = field(default_factory=dict)
    date_formats: tuple[str, ...] = ("%Y-%m-%d", "%d/%m/%Y")
    translate: Items[str, Items[str, str]] = field(default_factory=dict)
    constants: Items[str, str] = field(default_factory=dict)
    order: Items[str, tuple[str, ...]] = field(default_factory=dict)
    keep_without: tuple[str, ...] = ()
    office_bodies: tuple[str, ...] | None = None
    repeats: str = "refuse"
    create_codes: bool = False
    skip_refused: bool = False
    decision_without_finding: bool = False
    leading_zeros_count: bool = False
    sheet: str | None = None


_PLAIN: dict[str, type] = {
    "name": str, "case_type": str, "open_state": str, "closed_state": str, "date_formats": list, "office_bodies": list,
    "keep_without": list, "repeats": str, "create_codes": bool, "skip_refused": bool, "decision_without_finding": bool,
    "leading_zeros_count": bool, "sheet": str,
}  # fmt: skip
_TABLES = ("columns", "states", "translate", "constants", "order")


def read_mapping(path: Path) -> Mapping:
    """Raises `BadMapping`."""
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise BadMapping(f"{path.name} is not a TOML file that can be read: {problem}.") from None
    except OSError as problem:
        raise BadMapping(f"{path.name} cannot be opened: {problem.strerror}.") from None
    _check_keys(given)
    _check_texts(given)
    values: dict[str, Any] = {key: given[key] for key in (*_PLAIN, *_TABLES) if key in given}
    for key in ("case_type", "open_state", "closed_state", "columns"):
        if key not in values:
            raise BadMapping(f"The mapping needs “{key}”.")
    values.setdefault("name", path.stem)
    for key in ("date_formats", "office_bodies", "keep_without"):
        if key in values:
            values[key] = tuple(str(one) for one in values[key])
    values["order"] = {name: tuple(listed) for name, listed in values.get("order", {}).items()}
    mapping = Mapping(**values)
    _check_columns(mapping)
    _check_states(mapping)
    return mapping


def _check_keys(given: dict[str, Any]) -> None:
    for key, value in given.items():
        if key not in _PLAIN and key not in _TABLES:
            raise BadMapping(f"The mapping has an unknown key “{key}”. Known are: {', '.join((*_PLAIN, *_TABLES))}.")
        wanted = _PLAIN.get(key, dict)
        if not isinstance(value, wanted):
            raise BadMapping(f"“{key}” in the mapping must be a {_WORDS[wanted]}.")


def _check_texts(given: dict[str, Any]) -> None:
    """Names, codes and states are texts, also inside the tables; TOML would allow anything there."""
    tables = {name: given.get(name, {}) for name in ("columns", "states", "constants")}
    tables |= {f"translate.{name}": values for name, values in given.get("translate", {}).items()}
    for table, values in tables.items():
        for key, value in values.items() if isinstance(values, dict) else ():
            if not isinstance(value, str):
                raise BadMapping(f"“{table}.{key}” in the mapping must be a text in quotation marks.")
    for name, listed in given.get("order", {}).items():
        if not isinstance(listed, list) or not all(isinstance(one, str) for one in listed) or name not in ORDERED:
            raise BadMapping(f"“order.{name}” is not a list of values of one of: {', '.join(ORDERED)}.")


_WORDS = {str: "text", bool: "true or false", list: "list", dict: "table"}


def _check_columns(mapping: Mapping) -> None:
    if mapping.case_type not in CASE_TYPES:
        raise BadMapping(f"“case_type” must be one of: {', '.join(CASE_TYPES)}.")
    if mapping.repeats not in REPEATS:
        raise BadMapping(f"“repeats” must be one of: {', '.join(REPEATS)}.")
    for name in NEEDED_COLUMNS:
        if name not in mapping.columns:
            raise BadMapping(f"“columns” needs “{name}”.")
    for table in (mapping.columns, mapping.constants):
        unknown = sorted(set(table) - set(COLUMNS))
        if unknown:
            raise BadMapping(f"There is no field “{unknown[0]}” to fill. Known are: {', '.join(COLUMNS)}.")
    _check_meaning(mapping)


def _check_meaning(mapping: Mapping) -> None:
    """What is well formed and could still not be meant."""
    filled = {*mapping.columns, *mapping.constants}
    own = CASE_TYPES[mapping.case_type]
    foreign = sorted(filled & {column for each in CASE_TYPES.values() for column in each.columns - own.columns})
    if foreign:
        raise BadMapping(f"{own.workflow.it_is.capitalize()} has no “{foreign[0]}”: leave it out of the mapping.")
    if mapping.office_bodies is not None and "investigating_body" not in filled:
        raise BadMapping("“office_bodies” needs “columns.investigating_body”: which column says who investigated?")
    dated = sorted(set(mapping.constants) & {*NEEDED_COLUMNS, *DATES})
    if dated:
        raise BadMapping(f"“constants.{dated[0]}” cannot be the same for all rows: name its column under “columns”.")
    optional = [name for name in COLUMNS if name not in NEEDED_COLUMNS]
    for name in mapping.keep_without:
        if name not in optional:
            raise BadMapping(f"“keep_without”: “{name}” is none of: {', '.join(optional)}.")
    for pattern in mapping.date_formats:
        if not _is_date_format(pattern):
            raise BadMapping(f"“date_formats”: “{pattern}” does not give a day, a month and a year, as %d/%m/%Y does.")
    for name, values in mapping.translate.items():
        if name not in TRANSLATED or not isinstance(values, dict):
            raise BadMapping(f"“translate.{name}” is not a table of values for one of: {', '.join(TRANSLATED)}.")


def _is_date_format(pattern: str) -> bool:
    moment = dt.datetime(2001, 2, 3, 12, tzinfo=dt.UTC)
    try:
        return dt.datetime.strptime(moment.strftime(pattern), pattern).date() == moment.date()  # noqa: DTZ007
    except (ValueError, re.error):
        return False


def _check_states(mapping: Mapping) -> None:
    workflow = WORKFLOWS[mapping.case_type]
    categories = {state.value: workflow.category(state) for state in workflow.states}
    for key, state in (
        ("open_state", mapping.open_state),
        ("closed_state", mapping.closed_state),
        *mapping.states.items(),
    ):
        if state not in categories:
            raise BadMapping(f"“{key}”: there is no state “{state}”. Known are: {', '.join(categories)}.")
    if categories[mapping.open_state] is Category.CLOSED:
        raise BadMapping("“open_state” must be a state that is not closed.")
    for state in (mapping.closed_state, *mapping.states.values()):
        if categories[state] is not Category.CLOSED:
            raise BadMapping(f"“{state}” is not a closed state: rows without an end become “open_state” by themselves.")
