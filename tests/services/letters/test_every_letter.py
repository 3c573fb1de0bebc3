"""Every letter drafted on a real case, with everything known and with next to nothing."""

import pytest

from casework import clock
from casework.access import Actor
from casework.letters.frozen import to_bytes
from casework.letters.language import gaps
from casework.models import Letter
from casework.services.letters import documents, obstacles, prepared
from tests import areas
from tests.letters.shipped_cases import BY_HAND
from tests.letters.test_shipped import assert_well_made
from tests.services.letters import every_letter
from workflows.letters import Audience
from workflows.registry import KINDS

pytestmark = pytest.mark.usefixtures("context")
FULL_AND_SPARSE = pytest.mark.parametrize("full", [True, False], ids=["full", "sparse"])
EVERY_LETTER = pytest.mark.parametrize("codes", every_letter.groups(), ids="+".join)


@FULL_AND_SPARSE
@EVERY_LETTER
def test_nothing_is_empty_and_nothing_is_left_open(
    staff: dict[str, Actor], codes: tuple[str, ...], full: bool, area_name: str
) -> None:
    look_at(codes, staff, full=full, area_name=area_name)


@pytest.mark.one_database("the words of an area are the same from both")
@pytest.mark.parametrize("area_name", areas.NAMES[1:])
@FULL_AND_SPARSE
@EVERY_LETTER
def test_nothing_is_empty_and_nothing_is_left_open_in_another_area(
    staff: dict[str, Actor], codes: tuple[str, ...], full: bool, area_name: str
) -> None:
    look_at(codes, staff, full=full, area_name=area_name)


def look_at(codes: tuple[str, ...], staff: dict[str, Actor], *, full: bool, area_name: str) -> None:
    letters = every_letter.draft(codes, staff, full=full)
    assert {letter.code for letter in letters} == set(codes)
    for letter in letters:
        assert len(gaps(letter.subject + letter.body)) == BY_HAND.get(letter.code, 0)
        assert_well_made(letter.body)
        occasion = prepared.occasion_of(letter, staff["reviewer"])
        assert not obstacles.is_stale(letter, occasion)
        given = documents.as_it_would_go(letter, occasion, on=clock.today())
        assert (documents.make(given)[:4], given.media_type) == (b"%PDF", "application/pdf")
        assert areas.of_others(area_name, to_bytes(given.frozen).decode()) == []
        if full and letter.status != "sent":
            assert others(letter, obstacles.find(letter, occasion).sentences) == []


def others(letter: Letter, found: list[str]) -> list[str]:
    """What stands in the way besides what a person does with every such letter."""
    usual = {
        "Fill in": letter.code in BY_HAND,
        "Choose who it goes to": Audience.PARTNER in KINDS[letter.code].audiences,
    }
    usual["A manager who did not write it"] = KINDS[letter.code].signed
    return [each for each in found if not each.startswith(tuple(words for words, is_so in usual.items() if is_so))]
