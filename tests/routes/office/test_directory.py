"""The pages of the directory: who reads and who changes, what is asked, what comes back."""

from typing import Any

import pytest

from casework import clock
from casework.access import Actor
from casework.extensions import db
from casework.models import DirectoryEntry
from casework.services.letters import choosing, drafts
from casework.services.office import directory
from casework.services.office.directory import Details
from casework.services.record.subjects import Address
from casework.transaction import unit_of_work
from tests import areas, factories
from tests.client import PROBE, Page, words
from tests.people import STAFF
from tests.routes.conftest import Inside, SignIn

Staff = dict[str, Actor]
VERIFY = -2
"""The form of the button on the page of an entry; the last one takes it out of use."""
FORCE: dict[str, Any] = {"kind": "force", "name": "Invented Police", "email": "force@invented.example"}


@pytest.fixture
def entry_id(inside: Inside, staff: Staff) -> int:
    def make() -> int:
        with unit_of_work():
            return directory.add(Details(**FORCE), sent=factories.sent(), actor=staff["officer"]).id

    return int(inside(make))


def kept(inside: Inside, entry_id: int) -> Any:
    return inside(lambda: db.session.get_one(DirectoryEntry, entry_id))


def test_an_organisation_is_added_shown_and_verified(inside: Inside, signed_in: SignIn) -> None:
    client = signed_in("officer")
    assert "The directory is empty." in client.get("/directory").text
    sent = client.send(
        "/directory/new", **FORCE, address="1 Invented Street\nLeeds", website="https://invented.example"
    )
    assert sent.status_code == 303
    shown = client.get(sent.location).text
    assert "Not verified yet" in shown
    assert 'href="https://invented.example"' in shown
    assert "1 of them is" in client.get("/directory").text
    assert client.send(sent.location, form=VERIFY, source="Their website").status_code == 303
    assert "Verified today" in client.get(sent.location).text
    assert "All of them are verified." in client.get("/directory").text


def test_whoever_verifies_says_where_and_an_entry_says_which_issues_it_is_for(
    inside: Inside, signed_in: SignIn
) -> None:
    client = signed_in("officer")
    given = {"kind": "support", "name": "Invented Support", "issues": ["asb", "traffic"], "source": "Their leaflet"}
    path = client.send("/directory/new", **given).location
    shown = words(client.get(path).text)
    assert "Issues Anti-social behaviour, Traffic issues" in shown
    assert "Source Their leaflet" in shown
    refused = client.send(path, form=VERIFY)
    assert refused.status_code == 422
    assert "Say where you checked it" in refused.text
    client.send(path, form=VERIFY, source="Rang them")
    assert "Source Rang them" in words(client.get(path).text)
    assert "Invented Support" in client.get("/directory?issue=asb").text
    assert "Invented Support" not in client.get("/directory?issue=drugs").text
    changed = {**given, "issues": ["drugs"], "source": "Rang them"}
    asked = words(client.send(f"{path}/change", **changed).text)
    assert "Issues that it is for drugs (before: anti-social behaviour, traffic issues)" in asked


def test_a_change_asks_to_be_verified_anew(entry_id: int, inside: Inside, signed_in: SignIn) -> None:
    client, path = signed_in("reviewer"), f"/directory/{entry_id}"
    client.send(path, form=VERIFY, source="Their website")
    assert kept(inside, entry_id).verified_on == clock.today()
    changed = {**FORCE, "email": "other@invented.example"}
    assert client.send(f"{path}/change", confirmed="yes", **changed).status_code == 303
    assert (kept(inside, entry_id).email, kept(inside, entry_id).verified_on) == ("other@invented.example", None)


def test_a_change_shows_first_what_it_does_and_to_how_many_letters(
    entry_id: int, inside: Inside, signed_in: SignIn, staff: Staff
) -> None:
    def begin() -> None:
        case, officer = factories.enquiry(staff["officer"]), staff["officer"]
        with unit_of_work():
            recipient = choosing.first(case.reference, "L-E07", f"entry:{entry_id}", actor=officer)
            drafts.write(Address(case.reference), "L-E07", recipient, sent=factories.sent(), actor=officer)

    inside(begin)
    client, path = signed_in("officer"), f"/directory/{entry_id}"
    days = {"valid_to-day": "31", "valid_to-month": "3", "valid_to-year": "2031"}
    asked = client.send(f"{path}/change", **{**FORCE, "email": "other@invented.example", **days})
    assert asked.status_code == 200
    for said in (
        "Change Invented Police?", "other@invented.example (before: force@invented.example)",
        "until 31 March 2031 (before: always)", "1: each asks to be looked at again before it goes",
        "To be verified anew",
    ):  # fmt: skip
        assert said in asked.text
    assert kept(inside, entry_id).email == "force@invented.example"
    assert client.post(f"{path}/change", data=Page(asked.text).forms[-1]["fields"]).status_code == 303
    assert kept(inside, entry_id).email == "other@invented.example"
    assert "Until 31 March 2031" in client.get(path).text


def test_an_entry_goes_out_of_use_and_comes_back(entry_id: int, signed_in: SignIn) -> None:
    client, path = signed_in("manager"), f"/directory/{entry_id}"
    assert client.send(path).status_code == 303
    assert "Out of use" in client.get(path).text
    assert "Invented Police" not in client.get("/directory").text
    assert "Invented Police" in client.get("/directory?show=all").text
    assert client.send(path).status_code == 303
    assert "Invented Police" in client.get("/directory").text


def test_a_second_force_is_refused_at_the_kind(entry_id: int, inside: Inside, signed_in: SignIn) -> None:
    refused = signed_in("officer").send("/directory/new", **{**FORCE, "name": "Another Police"})
    assert refused.status_code == 422
    assert "Invented Police is in use for this already." in refused.text
    assert "Another Police" in refused.text
    assert inside(lambda: db.session.query(DirectoryEntry).count()) == 1


def test_a_stale_page_and_a_form_sent_twice_change_nothing(entry_id: int, inside: Inside, signed_in: SignIn) -> None:
    client, path = signed_in("officer"), f"/directory/{entry_id}/change"
    fields = Page(client.get(path).text).forms[-1]["fields"]
    first = {
        **{name: fields[name] for name in ("csrf_token", "token", "row_version")},
        **FORCE,
        "phone": "0113 496 0000",
        "confirmed": "yes",
    }
    assert client.post(path, data=first).status_code == 303
    assert client.post(path, data=first).status_code == 409
    late = client.post(path, data={**first, "token": factories.token(), "phone": "0113 496 0009"})
    assert late.status_code == 409
    assert "0113 496 0009" in late.text
    assert kept(inside, entry_id).phone == "0113 496 0000"


@pytest.mark.parametrize("who", STAFF)
def test_casework_roles_change_it_auditors_read_it_and_administrators_do_not(
    entry_id: int, signed_in: SignIn, who: str
) -> None:
    client, changes = signed_in(who), who not in ("auditor", "administrator")
    assert client.get("/directory").status_code == (403 if who == "administrator" else 200)
    assert client.get("/directory/new").status_code == (200 if changes else 403)
    data = {"csrf_token": client.csrf("/password"), "token": factories.token(), "row_version": "1"}
    data["source"] = "Their website"
    assert client.post(f"/directory/{entry_id}/verify", data=data).status_code == (303 if changes else 403)
    if who == "auditor":
        assert "still right" not in client.get(f"/directory/{entry_id}").text


def test_the_list_is_filtered_by_what_stands_in_the_address(inside: Inside, signed_in: SignIn) -> None:
    def load() -> None:
        with unit_of_work():
            areas.load(with_directory=True)

    inside(load)
    client = signed_in("officer")
    everything = client.get("/directory").text
    assert all(title in everything for title in directory.KINDS.values())
    leeds = client.get("/directory?kind=partner&district=leeds").text
    assert "Leeds City Council" in leeds
    assert "Crown Prosecution Service" in leeds
    assert "Kirklees Council" not in leeds
    assert "Victim Support" not in leeds


@pytest.mark.parametrize("asked", ["?kind=circus", "?district=%00&show=due%27", "?kind=force&kind=iopc", "?show="])
def test_odd_filters_are_no_filters(signed_in: SignIn, asked: str) -> None:
    assert signed_in("officer").get(f"/directory{asked}").status_code == 200


def test_odd_text_is_shown_as_text(inside: Inside, signed_in: SignIn) -> None:
    client = signed_in("officer")
    sent = client.send("/directory/new", kind="support", name=PROBE, address=PROBE, phone=PROBE[:40])
    assert sent.status_code == 303
    for path in (sent.location, f"{sent.location}/change", "/directory"):
        assert client.get(path).status_code == 200


@pytest.mark.parametrize("website", ["javascript:alert(1)", "invented.example", "ftp://invented.example"])
def test_a_website_is_a_website(signed_in: SignIn, website: str) -> None:
    refused = signed_in("officer").send("/directory/new", **FORCE, website=website)
    assert refused.status_code == 422
    assert "Enter the whole address of the website" in refused.text


def test_an_entry_that_is_not_there_is_not_found(signed_in: SignIn) -> None:
    client = signed_in("officer")
    for path in ("/directory/999", "/directory/999/change", "/directory/99999999999"):
        assert client.get(path).status_code == 404
