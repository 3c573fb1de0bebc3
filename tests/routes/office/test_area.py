"""Whose office it is, on its page: seen, changed, loaded from a file, given out again."""

from io import BytesIO

import pytest
from werkzeug.test import TestResponse

from casework.areas import shipped
from casework.services.record import codes, settings
from casework.transaction import unit_of_work
from tests import areas
from tests.client import PROBE, CheckingClient, Page, read
from tests.routes.conftest import Inside, SignIn

INVENTED = shipped.content(shipped.INVENTED)
PHONE = "01632 960 555"


def typed(client: CheckingClient, **changed: str) -> dict[str, str]:
    """The form as it is, with something else in it."""
    fields = read(client.get("/area/change").text).forms[-1]["fields"]
    return {
        **{
            name: value
            for name, value in fields.items()
            if name.startswith(("office", "body", "area", "privacy", "complaints"))
        },
        **changed,
    }


def confirmed(client: CheckingClient, asked: TestResponse) -> TestResponse:
    assert asked.status_code == 200
    form = Page(asked.text).forms[-1]
    return client.post(asked.request.path, data=form["fields"])


def upload(client: CheckingClient, content: bytes) -> TestResponse:
    return client.send("/area/load", file=(BytesIO(content), "area.toml"))


def test_an_administrator_sees_whose_office_it_is(signed_in: SignIn) -> None:
    page = signed_in("administrator").get("/area").text
    for words in (
        "0113 348 1740",
        "Mayor of West Yorkshire",
        "Bradford; Calderdale",
        "Police and Crime Plan 2024-2028",
        "Version 1",
    ):
        assert words in page
    assert "Missing" not in page
    assert 'href="/administration/lists/district">Change' in page


def test_a_change_is_asked_about_made_and_kept_as_a_version(signed_in: SignIn, inside: Inside) -> None:
    client = signed_in("administrator")
    asked = client.send("/area/change", **typed(client, office_phone=PHONE))
    assert "Change the office&#39;s own details?" in asked.text
    assert "Phone number" in asked.text
    assert "Postal address" not in asked.text
    assert inside(lambda: settings.value("office_phone")) == "0113 348 1740"
    assert confirmed(client, asked).location == "/area"
    page = client.get("/area").text
    assert PHONE in page
    assert "Changed in the browser" in page
    assert f"+phone = &#34;{PHONE}&#34;" in client.get("/area/versions/2").text
    assert "0113 348 1740" in client.get("/area/versions/1/file").text


def test_what_is_wrong_is_said_at_its_field_and_all_that_was_typed_stays(signed_in: SignIn) -> None:
    client = signed_in("administrator")
    answer = client.send("/area/change", **typed(client, office_email="nobody", office_name=PROBE))
    assert answer.status_code == 422
    assert "It should look like name@example.org." in answer.text
    assert "alert(&#39;x&#39;)" in answer.text


def test_nothing_typed_anew_changes_nothing(signed_in: SignIn) -> None:
    client = signed_in("administrator")
    assert client.send("/area/change", **typed(client)).status_code == 303
    assert "Nothing was changed." in client.get("/area").text


def test_a_file_is_shown_before_it_is_loaded_and_loaded_once(signed_in: SignIn, inside: Inside) -> None:
    client = signed_in("administrator")
    asked = upload(client, INVENTED)
    assert "Load this area file?" in asked.text
    assert "Added: Amberton; Northvale; Eelby and the Washes" in asked.text
    assert "Ambershire Constabulary, Professional Standards Department is added, to be verified" in asked.text
    assert inside(lambda: settings.value("office_name")) == areas.of().office.name
    assert confirmed(client, asked).location == "/area"
    assert inside(lambda: settings.value("office_name")) == areas.of(shipped.INVENTED).office.name
    assert inside(lambda: list(codes.labels("district")))[0] == "amberton"
    assert upload(client, INVENTED).location == "/area"
    assert "nothing was changed" in client.get("/area").text


def test_mistakes_of_a_file_are_listed_with_their_lines(signed_in: SignIn) -> None:
    answer = upload(signed_in("administrator"), b'name = 7\n[[issues]]\nname = "A"\n')
    assert answer.status_code == 422
    assert "Line 1: name: Write a text in quotation marks." in answer.text
    assert "Line 2: code is missing." in answer.text


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"a = [", b"x" * 100_100, PROBE.encode()])
def test_what_is_no_area_file_is_refused_and_changes_nothing(signed_in: SignIn, content: bytes) -> None:
    client = signed_in("administrator")
    assert upload(client, content).status_code == 422
    assert "Version 2" not in client.get("/area").text


@pytest.mark.parametrize(
    "given",
    [
        {"file": "text where a file should be"},
        {"content": "text that is no area file"},
        {"file": ""},
        {"content": "\x00", "confirmed": "yes"},
        {"confirmed": "yes"},
    ],
)
def test_a_form_of_another_shape_is_refused(signed_in: SignIn, given: dict[str, object]) -> None:
    assert signed_in("administrator").send("/area/load", **given).status_code == 422


@pytest.mark.parametrize(("field", "name"), [("content", "area.toml"), ("file", "")])
def test_a_file_in_another_place_or_without_a_name_is_refused(signed_in: SignIn, field: str, name: str) -> None:
    assert signed_in("administrator").send("/area/load", **{field: (BytesIO(b"name = 1"), name)}).status_code == 422


def test_what_is_given_out_can_be_loaded_again(signed_in: SignIn) -> None:
    client = signed_in("administrator")
    file = client.get("/area/file")
    assert file.headers["Content-Disposition"] == 'attachment; filename="area.toml"'
    assert upload(client, file.data).status_code == 303
    assert "nothing was changed" in client.get("/area").text


def test_what_is_missing_stands_on_every_page_of_an_administrator_and_of_nobody_else(
    signed_in: SignIn, inside: Inside
) -> None:
    def forget() -> None:
        with unit_of_work():
            areas.forget("office_phone", "privacy_link")

    inside(forget)
    words = "Still missing: phone number, address of the privacy notice."
    client = signed_in("administrator")
    first = client.get("/", follow_redirects=True).text
    assert words in first
    assert 'href="/area/change">Enter what is missing</a>' in first
    assert "Missing" in client.get("/area").text
    assert words not in signed_in("manager").get("/", follow_redirects=True).text
    assert words in signed_in("manager").get("/jobs").text


@pytest.mark.parametrize("path", ["/area/versions/99", "/area/versions/99/file"])
def test_a_version_that_there_is_not_is_not_found(signed_in: SignIn, path: str) -> None:
    assert signed_in("administrator").get(path).status_code == 404
