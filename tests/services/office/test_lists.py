"""The lists that an office keeps itself: values come, change their names, end and are replaced, and what was recorded
stays what it was."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from casework import clock
from casework.access import Actor
from casework.areas import reading
from casework.errors import Conflict, Invalid, NotAllowed, NotFound, Replayed
from casework.extensions import db
from casework.models import AreaVersion, Case, CaseEvent, Code, CountFigure, CountRun, LetterTemplate
from casework.services.office import areas as office_areas
from casework.services.office import forces, list_usage, lists
from casework.services.office.lists import Entry
from casework.services.record import codes
from casework.services.record.codes import Value
from casework.services.record.tokens import Sent
from casework.statistics import runs
from casework.statistics.measures import MEASURES
from casework.statistics.years import ReportingYear
from casework.transaction import unit_of_work
from tests import areas, factories

pytestmark = pytest.mark.usefixtures("context")
Staff = dict[str, Actor]
TRAFFIC = "traffic"
LAST_DAY = dt.date(2026, 12, 31)


@pytest.fixture(autouse=True)
def november() -> Any:
    with time_machine.travel(dt.datetime(2026, 11, 29, 12, tzinfo=clock.LONDON), tick=False):
        yield


def add(staff: Staff, label: str, list_name: str = "issue", **given: Any) -> Value:
    with unit_of_work():
        return lists.add(list_name, Entry(label=label, **given), sent=Sent.fresh(), actor=staff["administrator"])


def change(staff: Staff, code: str = TRAFFIC, list_name: str = "issue", **given: Any) -> list[str]:
    """As from a page that was opened just now, with everything else as it is."""
    value = lists.load(list_name, code)
    names = ("label", "valid_from", "valid_to", "relates_to_policing")
    same = {name: getattr(value, name) for name in names} | {"belongs_to": value.belongs_to or ""}
    with unit_of_work():
        sent = Sent.fresh(lists.seen(value))
        return lists.change(list_name, code, Entry(**{**same, **given}), sent=sent, actor=staff["administrator"])


def offered(list_name: str = "issue", on: dt.date | None = None) -> dict[str, str]:
    return dict(codes.choices(list_name, on or clock.today()))


def issue_of(case: Case) -> str | None:
    db.session.expire_all()
    return db.session.scalar(select(Case.issue).where(Case.id == case.id))


def traffic_in(year: int) -> str:
    """What the issue is called in a count of the year that starts on 1 April."""
    (measure,) = (each for each in MEASURES if each.code == "enquiries_received")
    made = runs.figures(measure, ReportingYear(year))
    return next(figure.value_label for figure in made if figure.value_code == TRAFFIC)


def test_a_new_value_is_offered_at_the_end_and_has_a_code_of_its_own(staff: Staff) -> None:
    value = add(staff, "  E-scooters  and e-bikes ")
    assert (value.code, value.label) == ("e_scooters_and_e_bikes", "E-scooters and e-bikes")
    assert list(offered())[-1] == value.code
    with unit_of_work():
        db.session.query(Code).filter_by(code=value.code).update({"valid_to": clock.today()})
    assert add(staff, "E-scooters and e-bikes", valid_from=dt.date(2027, 4, 1)).code == "e_scooters_and_e_bikes_2"


@pytest.mark.parametrize("label", ["Überfälle", "ਟ੍ਰੈਫਿਕ", "***", "x" * 200])
def test_whatever_it_is_called_it_has_a_code_that_fits(staff: Staff, label: str) -> None:
    value = add(staff, label)
    assert value.code.isascii()
    assert 0 < len(value.code) <= 30
    assert offered()[value.code] == label


def test_a_value_is_offered_from_its_first_day_to_its_last(staff: Staff) -> None:
    change(staff, valid_to=LAST_DAY)
    assert TRAFFIC in offered(on=LAST_DAY)
    assert TRAFFIC not in offered(on=LAST_DAY + dt.timedelta(days=1))
    value = add(staff, "From April on", valid_from=dt.date(2027, 4, 1))
    assert value.code not in offered()
    assert value.code in offered(on=dt.date(2027, 4, 1))


def test_an_ended_value_stays_on_what_was_recorded_with_it(staff: Staff) -> None:
    case = factories.enquiry(staff["officer"], issue=TRAFFIC)
    change(staff, valid_to=dt.date(2026, 11, 28))
    assert issue_of(case) == TRAFFIC
    assert codes.labels("issue")[TRAFFIC] == "Traffic issues"


def test_a_year_that_has_ended_is_counted_in_the_words_of_that_year(staff: Staff) -> None:
    for received in (dt.date(2026, 2, 2), dt.date(2026, 5, 5)):
        factories.enquiry(staff["officer"], issue=TRAFFIC, received_on=received)
    change(staff, label="Roads and traffic")
    assert (traffic_in(2025), traffic_in(2026)) == ("Traffic issues", "Roads and traffic")
    with time_machine.travel(dt.datetime(2027, 5, 1, 12, tzinfo=clock.LONDON), tick=False):
        change(staff, label="Everything on wheels")
        assert (traffic_in(2025), traffic_in(2026)) == ("Traffic issues", "Roads and traffic")


def test_a_slip_in_a_name_is_put_right_for_every_year(staff: Staff) -> None:
    factories.enquiry(staff["officer"], issue=TRAFFIC, received_on=dt.date(2026, 2, 2))
    change(staff, label="Traffic matters", corrects=True)
    assert traffic_in(2025) == "Traffic matters"


def test_a_count_that_is_kept_keeps_its_words(staff: Staff) -> None:
    with unit_of_work():
        at = clock.now()
        run = CountRun(start_year=2025, state="done", definitions_version="1", requested_at=at, finished_at=at)
        db.session.add(run)
        db.session.flush()
        figure = CountFigure(
            run_id=run.id, position=1, measure="enquiries_received", breakdown="issue", value_code=TRAFFIC,
            value_label="Traffic issues", amount=1, record_kind="case", record_ids=[1],
        )  # fmt: skip
        db.session.add(figure)
    change(staff, label="Traffic matters", corrects=True)
    assert db.session.scalar(select(CountFigure.value_label)) == "Traffic issues"
    assert list_usage.usage("issue", lists.load("issue", TRAFFIC)).counts == 1


def test_the_open_cases_get_what_replaces_a_value_and_the_closed_keep_it(staff: Staff) -> None:
    current, closed = (factories.enquiry(staff["officer"], issue=TRAFFIC) for _ in range(2))
    factories.move(closed, "signpost", staff["officer"], signposted_to="Somebody invented")
    seen = current.row_version
    change(staff, valid_to=clock.today(), replaced_by="roads", recodes=True)
    assert (issue_of(current), issue_of(closed)) == ("roads", TRAFFIC)
    event = db.session.scalars(select(CaseEvent).where(CaseEvent.kind == "case_edited")).one()
    assert (event.case_id, event.data["changes"]) == (current.id, {"issue": [TRAFFIC, "roads"]})
    assert db.session.get_one(Case, current.id).row_version == seen + 1
    assert lists.replacements("issue") == {TRAFFIC: "roads"}


def test_without_being_asked_no_case_is_changed(staff: Staff) -> None:
    case = factories.enquiry(staff["officer"], issue=TRAFFIC)
    change(staff, valid_to=clock.today(), replaced_by="roads")
    assert issue_of(case) == TRAFFIC


@pytest.mark.parametrize(
    ("given", "field", "sentence"),
    [
        ({"label": "  "}, "label", "what it is called"),
        ({"label": "x" * 201}, "label", "at most 200 characters"),
        ({"label": "DRUGS"}, "label", "“Drugs” is in this list already"),
        ({"valid_from": LAST_DAY, "valid_to": dt.date(2026, 1, 1)}, "valid_to", "not be before the first"),
        ({"replaced_by": "roads"}, "valid_to", "Enter the last day"),
        ({"valid_to": LAST_DAY, "replaced_by": "traffic"}, "replaced_by", "Choose a value that may be chosen on"),
        ({"valid_to": LAST_DAY, "replaced_by": "none"}, "replaced_by", "Choose a value that may be chosen on"),
        ({"recodes": True}, "replaced_by", "Choose the value that the open cases get"),
        ({"belongs_to": "wyp"}, "belongs_to", "belong to nothing"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(staff: Staff, given: dict[str, Any], field: str, sentence: str) -> None:
    with pytest.raises(Invalid, match=sentence) as refused:
        change(staff, **given)
    assert refused.value.field == field


def test_what_the_program_records_itself_cannot_end_and_can_be_called_otherwise(staff: Staff) -> None:
    with pytest.raises(Invalid, match="The program itself records this value"):
        change(staff, "email", "channel", valid_to=LAST_DAY)
    assert change(staff, "email", "channel", label="By e-mail") == ["label"]


def test_a_district_belongs_to_a_force_that_there_is(staff: Staff) -> None:
    force = codes.values("force")[0].code
    value = add(staff, "An invented district", "district", belongs_to=force)
    assert value.belongs_to == force
    with pytest.raises(Invalid, match="Choose one of the list “Police forces”"):
        add(staff, "Another invented district", "district", belongs_to="none")


def test_each_change_is_in_the_history_and_in_the_area_file(staff: Staff) -> None:
    value = add(staff, "E-scooters", relates_to_policing=False)
    events = db.session.scalars(select(CaseEvent).where(CaseEvent.kind == "list_changed")).all()
    assert events[-1].data == {"list": "issue", "code": "e_scooters", "changed": ["added"]}
    content = db.session.scalars(select(AreaVersion.content).order_by(AreaVersion.id.desc())).first()
    (found,) = (each for each in reading.read((content or "").encode()).issues if each.code == value.code)
    assert (found.name, found.relates_to_policing) == ("E-scooters", False)


def test_nothing_changed_leaves_nothing_behind(staff: Staff) -> None:
    before = db.session.query(CaseEvent).count(), db.session.query(AreaVersion).count()
    assert change(staff) == []
    assert (db.session.query(CaseEvent).count(), db.session.query(AreaVersion).count()) == before


def test_the_order_is_the_offices_own(staff: Staff) -> None:
    before = list(offered())
    with unit_of_work():
        lists.move("issue", before[1], up=True, sent=Sent.fresh(), actor=staff["administrator"])
        lists.move("issue", before[-1], up=False, sent=Sent.fresh(), actor=staff["administrator"])
    assert list(offered()) == [before[1], before[0], *before[2:]]


def test_usage_counts_what_stands_on_a_value(staff: Staff) -> None:
    district = areas.district()
    case = factories.enquiry(staff["officer"], issue=TRAFFIC, channel="phone", district=district)
    closed = factories.enquiry(staff["officer"], issue=TRAFFIC, channel="phone", district=district)
    factories.move(closed, "signpost", staff["officer"], signposted_to="Somebody invented")
    factories.restrict(case.reference)
    with unit_of_work():
        wording = {"subject": "x", "body": "About Traffic Issues.", "effective_on": clock.today()}
        letter = LetterTemplate(
            code="L-E99", version=1, status="approved", shipped=True, edited_at=clock.now(), **wording
        )
        db.session.add(letter)
    found = list_usage.usage("issue", lists.load("issue", TRAFFIC))
    assert (found.open_cases, found.cases, found.letters) == (1, 2, 1)
    found = list_usage.usage("channel", lists.load("channel", "phone"))
    assert (found.open_cases, found.cases, found.contacts) == (1, 2, 2)
    assert list_usage.usage("issue", lists.load("issue", "vetting")).is_none


def test_two_who_change_one_value_at_once_do_not_overwrite_each_other(staff: Staff) -> None:
    seen = lists.seen(lists.load("issue", TRAFFIC))
    change(staff, label="By the first")
    with pytest.raises(Conflict, match="Somebody changed this value"):
        lists.change(
            "issue", TRAFFIC, Entry(label="By the second"), sent=Sent.fresh(seen), actor=staff["administrator"]
        )


def test_the_same_form_twice_counts_once(staff: Staff) -> None:
    said = Sent.fresh()
    with unit_of_work():
        lists.add("issue", Entry(label="Once"), sent=said, actor=staff["administrator"])
    with pytest.raises(Replayed):
        lists.add("issue", Entry(label="Twice"), sent=said, actor=staff["administrator"])


@pytest.mark.parametrize("who", ["officer", "reviewer", "manager", "auditor"])
def test_only_an_administrator_changes_a_list(staff: Staff, who: str) -> None:
    with pytest.raises(NotAllowed):
        lists.add("issue", Entry(label="Nothing"), sent=Sent.fresh(), actor=staff[who])
    with pytest.raises(NotAllowed):
        lists.change("issue", TRAFFIC, Entry(label="Nothing"), sent=Sent.fresh(), actor=staff[who])
    with pytest.raises(NotAllowed):
        lists.move("issue", TRAFFIC, up=True, sent=Sent.fresh(), actor=staff[who])


@pytest.mark.parametrize(("list_name", "code"), [("finding", "outcome_rp"), ("none", "x"), ("issue", "none")])
def test_lists_of_the_law_are_nobodys_to_change(staff: Staff, list_name: str, code: str) -> None:
    with pytest.raises(NotFound):
        lists.load(list_name, code)


def test_a_review_is_still_about_its_force_after_the_force_is_called_otherwise(staff: Staff) -> None:
    add(staff, "Second Invented Police", "force")
    reviews = [factories.review(staff["reviewer"], force_named=name) for name in ("Fens Police", "Slip Police")]
    for case, corrects in zip(reviews, (False, True), strict=True):
        code = add(staff, "FENS police" if not corrects else "Slip Police", "force").code
        change(staff, code, "force", label=f"New Police {code}", corrects=corrects)
        assert forces.of(case) == code


def test_a_value_that_has_not_begun_goes_with_the_file_that_leaves_it_out(staff: Staff) -> None:
    later = add(staff, "From April on", valid_from=dt.date(2027, 4, 1))
    used = add(staff, "From May on", valid_from=dt.date(2027, 5, 1))
    today = add(staff, "From today on", valid_from=clock.today())
    case = factories.enquiry(staff["officer"], issue=TRAFFIC)
    with unit_of_work():
        db.session.get_one(Case, case.id).issue = used.code
        codes.keep("issue", [lists.load("issue", TRAFFIC)], on=clock.today())
    with pytest.raises(NotFound):
        lists.load("issue", later.code)
    for value in (used, today):
        assert lists.load("issue", value.code).valid_to == value.valid_from
    assert codes.changes("issue", [lists.load("issue", TRAFFIC)], on=clock.today()) == []


def test_a_priority_belongs_to_a_plan(staff: Staff) -> None:
    with pytest.raises(Invalid, match="Choose the plan") as refused:
        add(staff, "Invented priority", "priority")
    assert refused.value.field == "belongs_to"


@pytest.mark.parametrize(("list_name", "longest"), [("force", 100), ("plan", 200), ("district", 200), ("issue", 200)])
def test_the_file_of_whatever_the_lists_allow_can_be_loaded_again(staff: Staff, list_name: str, longest: int) -> None:
    add(staff, "é" * longest, list_name)
    for label in ("x" * (longest + 1), "Zero\u200bwidth"):
        with pytest.raises(Invalid) as refused:
            add(staff, label, list_name)
        assert refused.value.field == "label"
    plan = add(staff, "Invented plan", "plan", valid_from=LAST_DAY)
    add(staff, "Invented priority", "priority", belongs_to=plan.code)
    content = db.session.scalars(select(AreaVersion.content).order_by(AreaVersion.id.desc())).first()
    area = reading.read((content or "").encode())
    changed = office_areas.compare(area, on=clock.today())
    assert [each for each in changed.values if each.list_name == list_name] == []
