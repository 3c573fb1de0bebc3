"""The header: on every page of the office its folded entry says that one is there."""

import pytest

from casework.extensions import db
from casework.models import LetterTemplate
from tests.routes.conftest import Inside, SignIn

FOLDED = '<button class="cw-menu__button" type="button" popovertarget="menu-office">Office</button>'
HERE = FOLDED.replace("cw-menu__button", "cw-menu__button cw-menu__button--here")


@pytest.mark.parametrize(
    "address",
    ["/messages", "/messages/resend-all", "/reminders", "/reminders?show=list", "/directory", "/directory/new",
     "/letter-templates", "/absences", "/jobs", "/audit"],
)  # fmt: skip
def test_pages_of_the_office_are_under_office(signed_in: SignIn, address: str) -> None:
    answer = signed_in("manager").get(address)
    assert (answer.status_code, HERE in answer.text) == (200, True)


def test_the_page_of_one_template_is_under_office(signed_in: SignIn, inside: Inside) -> None:
    code = inside(lambda: db.session.query(LetterTemplate).limit(1).one().code)
    answer = signed_in("manager").get(f"/letter-templates/{code}")
    assert (answer.status_code, HERE in answer.text) == (200, True)


@pytest.mark.parametrize("address", ["/", "/work", "/cases", "/post", "/password", "/no-such-page"])
def test_other_pages_are_not(signed_in: SignIn, address: str) -> None:
    page = signed_in("manager").get(address, follow_redirects=True).text
    assert FOLDED in page
    assert HERE not in page


def test_a_short_list_is_not_folded(signed_in: SignIn) -> None:
    assert 'popovertarget="menu-office"' not in signed_in("administrator").get("/password").text
