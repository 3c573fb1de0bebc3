"""The triage of an enquiry: optional words under the headings, tags and lead, each change from what to what."""

from typing import Any

import pytest

from casework.access import Actor
from casework.errors import Conflict, Invalid
from casework.extensions import db
from casework.models import Answer, Case, CaseEvent, CaseTag, DirectoryEntry
from casework.services.desk import opening
from casework.services.record import cases
from casework.services.triage import sorting
from casework.services.triage.sorting import Triage
from casework.transaction import unit_of_work
from tests import factories

pytestmark = pytest.mark.usefixtures("ambershire")
Staff = dict[str, Actor]


@pytest.fixture
def case(staff: Staff) -> Case:
    return factories.enquiry(staff["officer"], issue="asb", district="amberton")


def triage(staff: Staff, case: Case, *, reason: str = "", who: str = "officer", **given: Any) -> list[str]:
    with unit_of_work():
        row = cases.load(case.reference, actor=staff[who])
        same = {name: getattr(row, name) or "" for name in ("issue", "district", "district_source", "concerns")}
        sent = factories.sent(row.row_version)
        found = Triage(**{**same, "lead_id": row.lead_id, **given})
        return sorting.record(case.reference, found, reason=reason, sent=sent, actor=staff[who])


def edits(case: Case) -> list[CaseEvent]:
    query = db.session.query(CaseEvent).filter_by(case_id=case.id, kind="case_edited")
    return query.order_by(CaseEvent.id).all()


def test_a_few_words_are_kept_with_who_wrote_them_and_stand_in_no_event(staff: Staff, case: Case) -> None:
    assert triage(staff, case, words={"threat": "Her neighbour", "harm": " "}) == ["headings"]
    (row,) = sorting.notes(case.id).values()
    assert (row.heading, row.words, row.recorded_by_id) == ("threat", "Her neighbour", staff["officer"].user_id)
    assert edits(case)[0].data["changes"] == {"headings": [[], ["threat"]]}
    assert db.session.query(Answer).filter_by(event_id=edits(case)[0].id).all() == []


def test_words_are_put_right_with_a_reason_and_both_stay(staff: Staff, case: Case) -> None:
    triage(staff, case, words={"threat": "Her neighbour"})
    with pytest.raises(Invalid, match="Say why") as refused:
        triage(staff, case, words={"threat": "Her brother"})
    assert refused.value.field == "reason"
    triage(staff, case, words={"threat": "Her brother"}, reason="She rang again.", who="manager")
    row = sorting.notes(case.id)["threat"]
    assert (row.words, row.recorded_by_id) == ("Her brother", staff["manager"].user_id)
    said = db.session.query(Answer.label, Answer.value).filter_by(event_id=edits(case)[-1].id).order_by(Answer.id)
    assert [tuple(each) for each in said] == [
        ("Threat before", "Her neighbour"),
        ("Threat now", "Her brother"),
        ("Why", "She rang again."),
    ]


def test_words_that_are_too_long_are_refused_at_their_heading(staff: Staff, case: Case) -> None:
    with pytest.raises(Invalid, match="Shorten it to 300") as refused:
        triage(staff, case, words={"vulnerability": "x" * 301})
    assert refused.value.field == "vulnerability"


def test_tags_are_put_on_and_taken_off_without_a_reason_and_with_an_event(staff: Staff, case: Case) -> None:
    assert triage(staff, case, tags=["surgery", "harvest", "harvest"]) == ["tags"]
    assert triage(staff, case, tags=["surgery"]) == ["tags"]
    assert [event.data["changes"]["tags"] for event in edits(case)] == [
        [[], ["harvest", "surgery"]],
        [["harvest", "surgery"], ["surgery"]],
    ]
    row = db.session.query(CaseTag).filter_by(case_id=case.id).one()
    assert (row.tag, row.put_on_by_id) == ("surgery", staff["officer"].user_id)


def test_a_tag_that_has_ended_is_not_put_on_and_stays_where_it_is(staff: Staff, case: Case) -> None:
    with pytest.raises(Invalid, match="Choose tags of the list"):
        triage(staff, case, tags=["floods_2024"])
    with unit_of_work():
        db.session.add(CaseTag(case_id=case.id, tag="floods_2024", put_on_at=case.logged_at))
    assert triage(staff, case, tags=["floods_2024", "surgery"]) == ["tags"]


def test_the_lead_is_an_organisation_and_is_read_by_its_name(staff: Staff, case: Case) -> None:
    council = db.session.query(DirectoryEntry).filter_by(name="Amberton Council, community safety").one().id
    assert triage(staff, case, lead_id=council) == ["lead_id"]
    assert cases.load(case.reference, actor=staff["officer"]).lead_id == council
    said = db.session.query(Answer.value).filter_by(event_id=edits(case)[-1].id).order_by(Answer.id)
    assert [value for (value,) in said] == ["This office", "Amberton Council, community safety"]
    with pytest.raises(Invalid, match="organisation of the directory"):
        triage(staff, case, lead_id=999_999)


def test_what_it_concerns_is_changed_with_a_reason(staff: Staff, case: Case) -> None:
    assert triage(staff, case, concerns="officer") == ["concerns"]
    with pytest.raises(Invalid, match="Say why"):
        triage(staff, case, concerns="our_staff")
    assert triage(staff, case, concerns="our_staff", reason="It was our own officer.") == ["concerns"]


def test_nothing_that_differs_leaves_no_event(staff: Staff, case: Case) -> None:
    assert triage(staff, case) == []
    assert edits(case) == []


def test_a_page_that_is_old_changes_nothing(staff: Staff, case: Case) -> None:
    old = factories.sent(case.row_version)
    triage(staff, case, tags=["surgery"])
    with pytest.raises(Conflict), unit_of_work():
        sorting.record(case.reference, Triage(issue="traffic"), reason="x", sent=old, actor=staff["officer"])


def test_tags_and_lead_go_on_with_the_case_that_is_made_of_it(staff: Staff, case: Case) -> None:
    council = db.session.query(DirectoryEntry).filter_by(name="Amberton Council, community safety").one().id
    triage(staff, case, tags=["surgery"], lead_id=council, words={"threat": "Her neighbour"})
    with unit_of_work():
        source = cases.load(case.reference, actor=staff["officer"])
        made = opening.open_linked(source, "complaint_review", actor=staff["officer"])
        assert made.lead_id == council
        assert [row.tag for row in db.session.query(CaseTag).filter_by(case_id=made.id)] == ["surgery"]
        assert sorting.notes(made.id) == {}, "they are read on the enquiry alone"
