"""The page on which an enquiry is triaged, and what of it is read where."""

import pytest
from flask import Flask

from casework.access import Actor
from casework.extensions import db
from casework.models import DirectoryEntry
from casework.transaction import unit_of_work
from tests import areas, factories
from tests.routes.conftest import Inside, SignIn
from tests.routes.desk.test_export import exported

Staff = dict[str, Actor]
WORDS = "Her neighbour shouts at night"
TICKED = {"issue": "asb", "district": "amberton", "district_source": "matter"}


@pytest.fixture
def reference(app: Flask, staff: Staff) -> str:
    with app.app_context():
        with unit_of_work():
            areas.load("ambershire", with_directory=True)
        return factories.enquiry(staff["officer"], issue="asb", district="amberton").reference


def council(inside: Inside) -> str:
    name = "Amberton Council, community safety"
    return str(inside(lambda: db.session.query(DirectoryEntry).filter_by(name=name).one().id))


def test_all_of_it_is_saved_at_once_and_read_on_the_overview(inside: Inside, signed_in: SignIn, reference: str) -> None:
    client, path = signed_in("officer"), f"/cases/{reference}"
    page = client.get(f"{path}/sorting").text
    for words in ("Nothing here must be answered", "Who or what threatens whom", "The issue suggests"):
        assert words in page
    typed = {**TICKED, "concerns": "officer", "priority": "", "lead_id": council(inside), "tags": "surgery"}
    saved = client.send(f"{path}/sorting", **typed, threat=WORDS)
    assert (saved.status_code, saved.location.rpartition("/cases/")[2]) == (303, reference)
    page = client.get(path).text
    for words in (
        WORDS,
        "Officer (invented)",
        "For the Commissioner&#39;s surgery",
        "Amberton Council, community safety",
        "Policing that is close by",
        "Where it happened",
        "An officer or member of staff of the force",
    ):
        assert words in page
    story = client.get(f"{path}/timeline").text
    assert WORDS not in story, "they are folded up on the overview"
    assert "Written under: from not recorded to threat" in story
    assert "Tags: from not recorded to For the Commissioner" in story


def test_the_words_stand_in_no_list_no_mail_and_no_letter(inside: Inside, signed_in: SignIn, reference: str) -> None:
    client, path = signed_in("officer"), f"/cases/{reference}"
    client.send(f"{path}/sorting", **TICKED, threat=WORDS)
    listed = client.get("/cases").text + client.get("/").text + str(exported(client))
    assert reference in listed
    assert WORDS not in listed
    client.send(f"{path}/moves/acknowledge", who_will_be_asked="The council")
    assert WORDS not in client.get(f"{path}/moves/acknowledge/letters").text


def test_what_is_recorded_asks_for_a_reason_at_its_field(signed_in: SignIn, reference: str) -> None:
    client, path = signed_in("officer"), f"/cases/{reference}/sorting"
    client.send(path, **TICKED, threat=WORDS)
    refused = client.send(path, **TICKED, threat="Her brother shouts")
    assert refused.status_code == 422
    assert "Say why it is put right" in refused.text
    assert "Her brother shouts" in refused.text
    assert client.send(path, **TICKED, threat="Her brother shouts", reason="She rang again.").status_code == 303


def test_a_review_has_tags_lead_and_priority_and_no_headings(app: Flask, staff: Staff, signed_in: SignIn) -> None:
    with app.app_context():
        with unit_of_work():
            areas.load("ambershire", with_directory=True)
        reference = factories.review(staff["reviewer"]).reference
    client = signed_in("reviewer")
    assert "Priority, lead and tags" in client.get(f"/cases/{reference}").text
    page = client.get(f"/cases/{reference}/sorting").text
    assert "threatens" not in page
    assert "What it concerns" not in page
    given = {"issue": "asb", "tags": "harvest", "reason": "It was a slip."}
    assert client.send(f"/cases/{reference}/sorting", **given).status_code == 303
    assert "Harvest thefts" in client.get(f"/cases/{reference}").text


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("tag=harvest", "with the tag Harvest thefts"),
        ("priority=close_by", "under the priority Policing that is close by"),
        ("lead={council}", "led by Amberton Council, community safety"),
    ],
)
def test_the_list_is_limited_to_a_tag_a_priority_or_a_lead(
    inside: Inside, staff: Staff, signed_in: SignIn, reference: str, query: str, sentence: str
) -> None:
    other = inside(lambda: factories.enquiry(staff["officer"], issue="traffic", district="amberton").reference)
    client = signed_in("officer")
    client.send(f"/cases/{reference}/sorting", **TICKED, lead_id=council(inside), tags="harvest")
    page = client.get(f"/cases?{query.format(council=council(inside))}").text
    assert sentence in page
    assert reference in page
    assert other not in page


def test_the_file_of_a_list_says_where_a_case_belongs(inside: Inside, signed_in: SignIn, reference: str) -> None:
    client = signed_in("officer")
    client.send(f"/cases/{reference}/sorting", **TICKED, lead_id=council(inside), tags="harvest")
    (line,) = exported(client)
    names = ("Primary issue", "District", "Plan priority", "Lead", "Tags")
    assert [line[name] for name in names] == [
        "Anti-social behaviour",
        "Amberton",
        "Policing that is close by",
        "Amberton Council, community safety",
        "Harvest thefts",
    ]


def test_an_auditor_reads_it_and_does_not_change_it(signed_in: SignIn, reference: str) -> None:
    signed_in("officer").send(f"/cases/{reference}/sorting", **TICKED, threat=WORDS)
    client = signed_in("auditor")
    page = client.get(f"/cases/{reference}").text
    assert WORDS in page
    assert f"/cases/{reference}/sorting" not in page
