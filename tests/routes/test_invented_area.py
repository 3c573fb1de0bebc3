"""In the office of another area no page and no letter has a word of West Yorkshire, whoever opens it."""

from contextlib import closing

import pytest
from flask import Flask

from casework.access import Actor
from casework.areas import shipped
from casework.letters.shipped import texts
from casework.transaction import unit_of_work
from tests import areas, factories
from tests.incoming import mails, taking_in
from tests.routes.conftest import Inside, SignIn
from tests.routes.test_getting_writes_nothing import addresses
from tests.services.letters import offices

pytestmark = pytest.mark.parametrize("area_name", [shipped.INVENTED])
STAFF = ("officer", "reviewer", "manager", "administrator", "auditor")


@pytest.fixture
def references(inside: Inside, staff: dict[str, Actor]) -> list[str]:
    """A case of each kind with letters, and a mail that waits."""

    def make() -> list[str]:
        with unit_of_work():
            areas.load(shipped.INVENTED, with_directory=True)
        taking_in.receive(mails.plain())
        enquiry = factories.enquiry(staff["officer"])
        offices.give_address(enquiry)
        offices.prepare(enquiry, "acknowledge", staff["officer"], who_will_be_asked="The council.")
        return [factories.review_decided(staff).reference, enquiry.reference]

    return [str(each) for each in inside(make)]


@pytest.mark.one_database("the words of a page are the same from both")
@pytest.mark.parametrize("who", STAFF)
def test_no_page_has_a_word_of_another_area(app: Flask, references: list[str], signed_in: SignIn, who: str) -> None:
    client, opened, found = signed_in(who), 0, dict[str, list[str]]()
    for path in dict.fromkeys(path for reference in references for path in addresses(app, reference)):
        with closing(client.get(path)) as answer:
            opened += answer.status_code == 200
            if (answer.mimetype or "").startswith("text/") and (
                others := areas.of_others(shipped.INVENTED, answer.text)
            ):
                found[path] = others
    assert found == {}
    assert opened > 10


def test_the_words_of_another_area_would_be_found(area_name: str) -> None:
    said = "Ring 0113 348 1740, or write to LEEDS. The Mayor answers."
    assert areas.of_others(area_name, said) == ["0113 348 1740", "Leeds", "the Mayor"]


def test_no_wording_that_is_shipped_names_an_area(app: Flask, area_name: str) -> None:
    for text in texts().values():
        assert areas.of_others("", text.subject + text.body) == [], text.code
