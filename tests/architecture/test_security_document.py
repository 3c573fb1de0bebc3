"""docs/security.md names tests that exist, and says something of every requirement of its chapters."""

import re
from collections.abc import Iterator

import pytest

from tests.architecture.reading import ROOT

DOCUMENT = ROOT / "docs" / "security.md"
NAMED = re.compile(r"`([a-z_/]+\.py)(?:::(\w+))?`")
ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \| ([12]) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
SECTIONS = {
    "1.1": 2, "1.2": 9, "1.3": 11, "1.4": 3, "1.5": 2, "2.1": 3, "2.2": 3, "2.3": 4, "2.4": 1, "3.2": 2,
    "3.3": 4, "3.4": 6, "3.5": 5, "3.7": 2, "5.1": 1, "5.2": 3, "5.3": 2, "5.4": 3, "6.1": 3, "6.2": 12,
    "6.3": 4, "6.4": 4, "6.5": 5, "6.6": 3, "6.8": 4, "7.1": 3, "7.2": 4, "7.3": 2, "7.4": 5, "7.5": 2,
    "7.6": 2, "8.1": 2, "8.2": 3, "8.3": 1, "8.4": 1, "13.1": 1, "13.2": 5, "13.3": 2, "13.4": 5,
}  # fmt: skip
"""How many requirements of levels 1 and 2 each section of ASVS 5.0.0 has; they stand first in it."""
WORDS = ("`", "Operator:", "Does not apply", "Not met", "Documented")


def missing(text: str) -> Iterator[str]:
    """The tests that are named and do not exist."""
    for path, name in NAMED.findall(text):
        file = ROOT / "tests" / path
        if not file.is_file():
            yield path
        elif name and not re.search(rf"^def {name}\(", file.read_text(), re.MULTILINE):
            yield f"{path}::{name}"


def test_every_test_that_is_named_exists() -> None:
    assert list(missing(DOCUMENT.read_text())) == []


def test_every_requirement_has_its_line() -> None:
    rows = ROW.findall(DOCUMENT.read_text())
    expected = {f"{section}.{number + 1}" for section, many in SECTIONS.items() for number in range(many)}
    assert sorted(number for number, *_ in rows) == sorted(expected)
    assert [number for number, _, _, shown in rows if not any(word in shown for word in WORDS)] == []


@pytest.mark.parametrize(
    "text", ["`routes/test_nobody.py`", "`routes/test_nobody.py::test_it`", "`routes/test_errors.py::test_nobody`"]
)
def test_a_test_that_is_not_there_is_seen(text: str) -> None:
    assert list(missing(text)) != []
