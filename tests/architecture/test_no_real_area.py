"""No real place, force, address or office stands in code, settings, templates or the shipped wording: all of that comes
with an area file."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import areas
from tests.architecture.reading import ROOT

POLICE_AREAS = (
    "Avon and Somerset", "Bedfordshire", "Cambridgeshire", "Cheshire", "Cleveland", "Cumbria", "Derbyshire", "Devon",
    "Cornwall", "Dorset", "Durham", "Dyfed", "Powys", "Essex", "Gloucestershire", "Manchester", "Gwent", "Hampshire",
    "Hertfordshire", "Humberside", "Kent", "Lancashire", "Leicestershire", "Lincolnshire", "Merseyside", "Norfolk",
    "Metropolitan Police", "Northamptonshire", "Northumbria", "North Wales", "South Wales", "Nottinghamshire",
    "Staffordshire", "Suffolk", "Surrey", "Sussex", "Thames Valley", "Warwickshire", "West Mercia", "West Midlands",
    "Wiltshire", "Yorkshire",
)  # fmt: skip
FOLDERS = ("casework", "workflows", "templates", "static")
KINDS = (".py", ".html", ".md", ".css", ".js", ".typ", ".json")
NAMES_A_FILE = {"casework/areas/shipped.py": "the name of the worked example"}


def files() -> list[Path]:
    found = (path for folder in FOLDERS for path in (ROOT / folder).rglob("*") if path.suffix in KINDS)
    return [path for path in found if "vendor" not in path.parts]


def names() -> set[str]:
    """What no other office has: of the worked example all but the title, which is a word of many."""
    example = {word for word in areas.words(areas.of()) if not word.startswith("the ")}
    return {*example, *POLICE_AREAS, "westyorks", "Wellington"}


def named(text: str) -> Iterator[str]:
    for name in names():
        if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE):
            yield name


def test_no_real_area_is_named_in_what_every_office_runs() -> None:
    found = {str(path.relative_to(ROOT)): list(named(path.read_text(encoding="utf-8"))) for path in files()}
    assert {path: words for path, words in found.items() if words} == {key: ["Yorkshire"] for key in NAMES_A_FILE}


@pytest.mark.parametrize(
    "text",
    [
        'force = LineField("Force", default="West Yorkshire Police")',
        "policingandcrime@westyorks-ca.gov.uk",
        "the neighbourhood team at LEEDS City Council",
        'NAMES = {"kent": "Kent Police"}',
    ],
)
def test_one_that_is_named_is_seen(text: str) -> None:
    assert list(named(text)) != []


def test_the_files_that_are_read_are_those_of_the_program() -> None:
    read = {str(path.relative_to(ROOT)) for path in files()}
    assert {
        "casework/services/record/settings.py",
        "templates/layout.html",
        "casework/letters/shipped/L-E01.md",
    } <= read
