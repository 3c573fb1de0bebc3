"""An area file makes it that area's office; what people changed is compared, kept in versions and given out again."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask

from casework import clock
from casework.access import SYSTEM, Actor
from casework.areas import reading
from casework.areas.area import Area, District, Force, Office
from casework.errors import Invalid, NotAllowed
from casework.extensions import db
from casework.models import AreaVersion, Case, DirectoryEntry
from casework.pages.office import area as page
from casework.services.office import area_words, areas, directory, forces
from casework.services.record import codes, settings
from casework.services.record.identity_settings import IDENTITY
from casework.transaction import unit_of_work
from tests import areas as given
from tests import factories
from tests.services.letters import offices

pytestmark = pytest.mark.usefixtures("context")
Staff = dict[str, Actor]
INVENTED = given.NAMES[1]


def load(area: Area, *, actor: Actor = SYSTEM) -> areas.Changes:
    with unit_of_work():
        return areas.load(area, source="file", actor=actor)


def versions() -> list[str]:
    return [row.source for row in db.session.query(AreaVersion).order_by(AreaVersion.id)]


SUPPORT = {
    "Victim Support": "0808 168 9111", "Victim Support, West Yorkshire": "0300 303 1971", "Rape Crisis": "",
    "Citizens Advice": "", "Samaritans": "116 123", "Childline": "0800 1111", "Mind": "0300 123 3393",
    "Crimestoppers": "0800 555 111",
}  # fmt: skip
"""The numbers as they are, by hand: a child who rings a wrong one gets no help."""


def test_the_numbers_of_the_worked_example_are_right_and_nobody_has_verified_them(context: Flask) -> None:
    with unit_of_work():
        given.load(with_directory=True)
    rows = db.session.query(DirectoryEntry).filter_by(kind="support")
    assert {row.name: row.phone or "" for row in rows} == SUPPORT
    assert {row.verified_on for row in rows} == {None}
    assert all(row.source for row in rows if row.phone)
    assert not any(row.email or row.address for row in rows), "no letter goes there by itself"


@pytest.mark.parametrize("name", given.NAMES)
def test_what_was_loaded_is_what_is_given_out_again(name: str) -> None:
    load(given.of(name))
    kept = reading.read(page.file().encode())
    assert (kept.office, kept.policing_body, kept.name) == (
        given.of(name).office,
        given.of(name).policing_body,
        given.of(name).name,
    )
    for part in ("forces", "districts", "issues", "plans", "partners"):
        assert [each for each in getattr(kept, part) if each in getattr(given.of(name), part)] == list(
            getattr(given.of(name), part)
        )


def test_the_same_file_again_changes_nothing_and_makes_no_version() -> None:
    load(given.of(INVENTED))
    before = versions()
    assert areas.compare(given.of(INVENTED), on=clock.today()).is_empty
    assert load(given.of(INVENTED)).is_empty
    assert versions() == before
    assert load(reading.read(page.file().encode())).is_empty


def test_what_would_change_is_said_before_it_does(staff: Staff) -> None:
    factories.enquiry(staff["officer"])
    area = Area(
        office=Office(phone="01632 960 555"),
        districts=(District(code="leeds", name="City of Leeds"), District(code="new", name="Newtown")),
    )
    today = clock.today()
    said = area_words.said(areas.compare(area, on=today))
    assert ("Phone number", "01632 960 555 (before: 0113 348 1740)") in said
    assert ("Districts", "Changed: City of Leeds (before: Leeds)") in said
    assert ("Districts", "Added: Newtown") in said
    yesterday = today - dt.timedelta(days=1)
    (ended,) = [words for heading, words in said if words.startswith("End")]
    assert ended == (
        f"End on {yesterday:%A} {yesterday.day} {yesterday:%B %Y}, and the cases that they stand on keep them: "
        "Bradford; Calderdale; Kirklees; Wakefield; West Yorkshire-wide; Out of area; Not known"
    )
    assert settings.value("office_phone") == "0113 348 1740"


def test_what_a_file_leaves_out_stays_as_it_is() -> None:
    before = settings.value("office_address"), codes.values("issue")
    load(Area(office=Office(phone="01632 960 555")))
    assert (settings.value("office_address"), codes.values("issue")) == before
    assert settings.value("office_phone") == "01632 960 555"


def test_an_entry_of_the_directory_is_completed_and_is_to_be_verified_anew(staff: Staff) -> None:
    load(given.of(INVENTED))
    entry = db.session.query(DirectoryEntry).filter_by(name="Fen Rivers Board").one()
    with unit_of_work():
        directory.verify(entry.id, "Their website", sent=factories.sent(entry.row_version), actor=staff["officer"])
    assert areas.compare(given.of(INVENTED), on=clock.today()).is_empty
    partners = tuple(
        replace(each, phone="01632 960 900") for each in given.of(INVENTED).partners if each.name == "Fen Rivers Board"
    )
    load(Area(districts=given.of(INVENTED).districts, forces=given.of(INVENTED).forces, partners=partners))
    db.session.refresh(entry)
    assert (entry.phone, entry.email, entry.verified_on) == ("01632 960 900", "hello@fenrivers.example", None)


def test_the_force_that_an_office_has_already_is_not_there_twice() -> None:
    offices.add_directory()
    load(given.of())
    (force,) = db.session.query(DirectoryEntry).filter_by(kind="force", valid_to=None)
    assert (force.force, force.email) == ("west_yorkshire_police", None)
    (iopc,) = db.session.query(DirectoryEntry).filter_by(kind="iopc", valid_to=None)
    assert iopc.email == "iopc@invented.example"


def test_the_papers_of_one_force_do_not_go_to_the_e_mail_of_another() -> None:
    offices.add_directory()
    kentshire = Force(code="kentshire", name="Kentshire", department="Kentshire Police", address=("1 High Street",))
    for email, reached in (("", "without an e-mail address"), ("a@k.example", "with the e-mail address a@k.example")):
        said = area_words.said(areas.compare(Area(forces=(replace(kentshire, email=email),)), on=clock.today()))
        assert said[-1] == (
            "Directory",
            f"Invented Police, standards department becomes Kentshire Police, {reached}, to be verified anew",
        )
    load(Area(forces=(kentshire,)))
    entry = directory.find_force("kentshire")
    assert entry is not None
    assert (entry.name, entry.address, entry.email) == ("Kentshire Police", "1 High Street", None)


def test_only_an_administrator_says_whose_office_it_is(staff: Staff) -> None:
    for who in ("officer", "reviewer", "manager", "auditor"):
        with pytest.raises(NotAllowed):
            load(given.of(INVENTED), actor=staff[who])
    load(given.of(INVENTED), actor=staff["administrator"])
    assert versions() == ["file", "file"]


def test_what_is_changed_on_the_page_is_a_version_with_what_differs(staff: Staff) -> None:
    typed = {name: settings.value(name) for name in IDENTITY} | {"office_phone": "01632 960 777"}
    with unit_of_work():
        assert areas.change_identity(typed, actor=staff["administrator"]) == ["office_phone"]
        assert areas.change_identity(typed, actor=staff["administrator"]) == []
    (number,) = [row.id for row in db.session.query(AreaVersion).filter_by(source="page")]
    assert [line for line in page.version(number).changed_lines if line[0] in "+-"] == [
        '-phone = "0113 348 1740"',
        '+phone = "01632 960 777"',
    ]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("office_email", "nobody"),
        ("office_phone", ""),
        ("office_phone", "ring us"),
        ("body_title", " "),
        ("office_name", "x" * 101),
        ("office_address", ", ".join("abcdefghi")),
        ("office_address", "x" * 101),
        ("body_office", "x" * 101),
    ],
)
def test_a_detail_of_the_wrong_shape_is_refused_at_its_field(staff: Staff, name: str, value: str) -> None:
    typed = {each: settings.value(each) for each in IDENTITY} | {name: value}
    for command in (areas.check_identity, lambda typed: areas.change_identity(typed, actor=staff["administrator"])):
        with pytest.raises(Invalid) as refused:
            command(typed)
        assert refused.value.field == name


def test_a_detail_that_letters_can_do_without_may_be_taken_away(staff: Staff) -> None:
    typed = {name: settings.value(name) for name in IDENTITY} | {"body_deputy": ""}
    with unit_of_work():
        assert areas.change_identity(typed, actor=staff["administrator"]) == ["body_deputy"]


Makes = Callable[[Staff], Case]


@pytest.fixture
def two_forces(context: Flask) -> None:
    load(given.of(INVENTED))


@pytest.mark.usefixtures("two_forces")
@pytest.mark.parametrize(
    ("make", "department"),
    [
        (lambda staff: factories.review(staff["reviewer"], force_named="Fenland Invented Police"), "Fenland Invented Police, Professional Standards Unit"),
        (lambda staff: factories.review(staff["reviewer"], force_named="ambershire CONSTABULARY"), "Ambershire Constabulary, Professional Standards Department"),
        (lambda staff: factories.enquiry(staff["officer"], district="eelby"), "Fenland Invented Police, Professional Standards Unit"),
        (lambda staff: factories.review(staff["reviewer"], force_named="", district="eelby"), None),
        (lambda staff: factories.enquiry(staff["officer"], district="out_of_area"), None),
    ],
)  # fmt: skip
def test_of_two_forces_the_one_that_the_case_is_about_is_written_to(
    staff: Staff, make: Makes, department: str | None
) -> None:
    case = make(staff)
    found = forces.department(case)
    assert (found.name if found else None) == department
    if department is None:
        assert forces.problem(case) == (
            "It is not known which force this is about: say so on the case, by its force or its district "
            "(Ambershire Constabulary or Fenland Invented Police)."
        )


@pytest.mark.usefixtures("two_forces")
def test_a_force_of_two_that_is_not_in_the_directory_is_named(staff: Staff) -> None:
    entry = directory.find_force("fens")
    assert entry is not None
    with unit_of_work():
        directory.deactivate(entry.id, sent=factories.sent(entry.row_version), actor=staff["officer"])
    case = factories.review(staff["reviewer"], force_named="Fenland Invented Police")
    assert forces.department(case) is None
    assert forces.problem(case) == "Fenland Invented Police is not in the directory. Add it there, with its address."


def test_with_one_force_it_is_always_the_one(staff: Staff) -> None:
    offices.add_directory()
    for force_named in ("", "Some force or other"):
        found = forces.department(factories.review(staff["reviewer"], force_named=force_named))
        assert found is not None
        assert found.name == "Invented Police, standards department"


def test_a_department_belongs_to_a_force_alone(staff: Staff) -> None:
    details = directory.Details(kind="partner", name="Invented council", force="west_yorkshire_police")
    with pytest.raises(Invalid) as refused:
        directory.add(details, sent=factories.sent(), actor=staff["officer"])
    assert refused.value.field == "force"


def test_forces_without_a_department_are_no_entries() -> None:
    load(Area(forces=(Force(code="a", name="A"), Force(code="b", name="B"))))
    assert db.session.query(DirectoryEntry).filter_by(kind="force").count() == 0


def test_a_second_force_does_not_take_over_the_department_of_the_first() -> None:
    offices.add_directory()
    load(given.of(INVENTED))
    found = {entry.name: entry.force for entry in db.session.query(DirectoryEntry).filter_by(kind="force")}
    assert found == {
        "Invented Police, standards department": None,
        "Ambershire Constabulary, Professional Standards Department": "ambershire",
        "Fenland Invented Police, Professional Standards Unit": "fens",
    }


def test_of_two_forces_a_department_of_neither_is_written_to_for_none(staff: Staff) -> None:
    offices.add_directory()
    load(Area(forces=tuple(replace(each, department="") for each in given.of(INVENTED).forces)))
    case = factories.review(staff["reviewer"], force_named="Fenland Invented Police")
    assert forces.department(case) is None
    assert forces.problem(case) == "Fenland Invented Police is not in the directory. Add it there, with its address."
    assert forces.department(factories.review(staff["reviewer"], force_named="Somebody else")) is None
