"""Whose records they are: people are matched on sure keys, never guessed, so that earlier years can be counted."""

import datetime as dt
from pathlib import Path

import pytest

from casework.access import Actor
from casework.extensions import db
from casework.imports import command
from casework.imports.checking import check
from casework.imports.mapping import Mapping, read_mapping
from casework.models import Case, Contact, Party, Person, PersonWay
from casework.services.people import people
from casework.services.people.people import PersonEntry
from casework.statistics import runs
from casework.statistics.measures import BY_CODE
from casework.statistics.years import ReportingYear
from casework.transaction import unit_of_work
from tests import factories

pytestmark = pytest.mark.usefixtures("context")
HEAD = "Ref,Received,Closed,Name,Mail,Phone,Postcode"
MAPPING = """
case_type = "enquiry"
open_state = "new"
closed_state = "closed"
{more}
[columns]
old_reference = "Ref"
received_on = "Received"
closed_on = "Closed"
person_name = "Name"
person_email = "Mail"
person_phone = "Phone"
person_postcode = "Postcode"
[translate.person_name]
Anonymous = ""
"""


def files(folder: Path, *people: str, more: str = "") -> tuple[Path, Path]:
    """A register with one record of each of these people, answered the next month."""
    rows = [f"A/{number},2015-05-01,2015-06-01,{one}" for number, one in enumerate(people, start=1)]
    register, toml = folder / "old.csv", folder / "mapping.toml"
    register.write_text("\n".join([HEAD, *rows]) + "\n", encoding="utf-8")
    toml.write_text(MAPPING.replace("{more}", more), encoding="utf-8")
    return register, toml


def people_of(folder: Path, *people: str, more: str = "") -> list[int]:
    """Import them: which record is of which person, numbered as they come."""
    assert command.run(*files(folder, *people, more=more), dry_run=False, report=None) == 0
    ids = [
        case.person_id
        for case in db.session.query(Case).filter(Case.import_batch_id.is_not(None)).order_by(Case.number)
    ]
    return [list(dict.fromkeys(ids)).index(one) for one in ids]


ONE = (
    ("Pat Known,pat@known.example,,", "PAT  KNOWN,Pat@Known.Example,,"),
    ("Pat Known,,0113 496 0000,", "Pat Known,,+44 113 4960000,"),
    ("Pat Known,,,LS1 4AA", "Pat Known,,,ls14aa"),
    ("Pat Known,pat@known.example,,", "Pat Known,pat@known.example,0113 496 0000,", "Pat Known,,0113 496 0000,"),
    ("Pat Known,,0113 496 0000,", "Pat Known,pat@known.example,,", "Pat Known,pat@known.example,0113 496 0000,"),
    ("Pat Known,pat@known.example,,", ",pat@known.example,,"),
    (",pat@known.example,,", ",pat@known.example,,"),
    ("Ann Smith-Jones,ann@known.example,,", "Ann Smith Jones,ann@known.example,,"),
)
TWO = (
    ("Pat Known,,,", "Pat Known,,,"),
    ("Pat Known,pat@known.example,,", "Sam Known,pat@known.example,,"),
    ("Pat Known,,0113 496 0000,", "Sam Known,,0113 496 0000,"),
    (",,0113 496 0000,", ",,0113 496 0000,"),
    ("Pat Known,old@known.example,,LS1 4AA", "Pat Known,young@known.example,,LS1 4AA"),
    ("Pat Known,,0113 496 0000,LS1 4AA", "Pat Known,,0113 496 0001,LS1 4AA"),
    ("Pat Known,,,LS1 4AA", "Sam Known,,,LS1 4AA"),
)


@pytest.mark.parametrize("people", ONE)
def test_records_with_a_sure_key_in_common_are_of_one_person(tmp_path: Path, people: tuple[str, ...]) -> None:
    assert set(people_of(tmp_path, *people)) == {0}
    assert db.session.query(Person).count() == 1


@pytest.mark.parametrize("people", TWO)
def test_nobody_is_guessed_to_be_another(tmp_path: Path, people: tuple[str, ...]) -> None:
    assert people_of(tmp_path, *people) == [0, 1]


def test_an_address_of_two_people_is_nobodys_without_a_name(tmp_path: Path) -> None:
    people = ("Pat Known,us@known.example,,", "Sam Known,us@known.example,,", ",us@known.example,,")
    assert len(set(people_of(tmp_path, *people))) == 3


def test_what_the_records_say_of_one_person_is_put_together(tmp_path: Path) -> None:
    people_of(tmp_path, "Pat Known,pat@known.example,,", "Pat Known,pat@known.example,0113 496 0000,LS1 4AA")
    person = db.session.query(Person).one()
    assert (person.full_name, person.email, person.phone, person.postcode) == (
        "Pat Known", "pat@known.example", "0113 496 0000", "LS1 4AA"
    )  # fmt: skip
    phone = db.session.query(PersonWay).filter_by(kind="phone").one()
    assert (phone.key, phone.person_id, person.invented) == ("01134960000", person.id, False)


def test_they_are_the_person_of_their_case_and_in_its_contacts(tmp_path: Path) -> None:
    people_of(tmp_path, "Pat Known,pat@known.example,,", "Anonymous,,,")
    person = db.session.query(Person).one()
    known, anonymous = db.session.query(Case).order_by(Case.number)
    assert (known.person_id, anonymous.person_id) == (person.id, None)
    party, contact = db.session.query(Party).one(), db.session.query(Contact).one()
    assert (party.case_id, party.person_id, party.part) == (known.id, person.id, "enquirer")
    assert (contact.case_id, contact.person_id, contact.direction) == (known.id, person.id, "in")
    assert (contact.happened_on, contact.channel) == (dt.date(2015, 5, 1), "import")


def test_members_of_the_public_of_an_earlier_year_are_counted(tmp_path: Path) -> None:
    people_of(
        tmp_path, "Pat Known,pat@known.example,,", "Pat Known,pat@known.example,,", "Sam Other,,0113 496 0001,", "Anonymous,,,"
    )  # fmt: skip
    (contacted,) = [
        each for each in runs.figures(BY_CODE["people_contacted"], ReportingYear(2015)) if not each.breakdown
    ]
    assert len(contacted.record_ids) == 2


def test_somebody_who_is_in_the_files_is_found_and_nothing_of_theirs_is_changed(
    tmp_path: Path, staff: dict[str, Actor]
) -> None:
    case = factories.enquiry(staff["officer"])
    known = db.session.get_one(Person, case.person_id)
    factories.known_by(known.id, full_name="Pat Known", email="pat@known.example")
    db.session.commit()
    people_of(tmp_path, "Pat Known,pat@known.example,0113 496 0000,")
    imported = db.session.query(Case).filter(Case.import_batch_id.is_not(None)).one()
    assert imported.person_id == known.id
    assert (known.full_name, known.phone) == ("Pat Known", None)
    assert db.session.query(Person).count() == 1


def test_a_register_learns_nothing_of_somebody_known_through_a_restricted_case_alone(
    tmp_path: Path, staff: dict[str, Actor]
) -> None:
    case = factories.enquiry(staff["officer"])
    known = db.session.get_one(Person, case.person_id)
    factories.known_by(known.id, full_name="Pat Known", email="pat@known.example")
    factories.restrict(case.reference, staff["officer"], staff["manager"])
    people_of(tmp_path, "Pat Known,pat@known.example,,")
    imported = db.session.query(Case).filter(Case.import_batch_id.is_not(None)).one()
    assert imported.person_id not in (None, case.person_id)


def test_rows_of_one_record_may_name_several_people(tmp_path: Path) -> None:
    register, toml = files(tmp_path, "Pat Known,pat@known.example,,", more='repeats = "merge"')
    text = register.read_text(encoding="utf-8")
    register.write_text(
        text + "A/1,2015-05-01,2015-06-01,Sam Other,,,\nA/1,2015-05-01,2015-06-01,Pat Known,pat@known.example,,\n", encoding="utf-8"
    )  # fmt: skip
    assert command.run(register, toml, dry_run=False, report=None) == 0
    case = db.session.query(Case).one()
    assert db.session.query(Party).filter_by(case_id=case.id).count() == 2
    assert db.session.get_one(Person, case.person_id).full_name == "Pat Known"


def test_a_second_run_makes_nobody_twice(tmp_path: Path) -> None:
    given = files(tmp_path, "Pat Known,pat@known.example,,", "Sam Other,,,")
    assert command.run(*given, dry_run=False, report=None) == 0
    assert command.run(*given, dry_run=False, report=None) == 0
    assert (db.session.query(Person).count(), db.session.query(Contact).count()) == (2, 2)


@pytest.mark.parametrize(
    ("person", "column"), [("Pat,pat@known,,", "Mail"), ("Pat,,12,", "Phone"), ("Pat,,,LS1 4AA and more", "Postcode"), ("#N/A,,,", "Name")]
)  # fmt: skip
def test_what_cannot_be_a_key_is_refused_or_left_out_as_the_mapping_says(
    tmp_path: Path, person: str, column: str
) -> None:
    plan = check(*_read(files(tmp_path, person)))
    assert [(one.line, one.column) for one in plan.refusals] == [(2, column)]
    names = 'keep_without = ["person_name", "person_email", "person_phone", "person_postcode"]'
    kept = check(*_read(files(tmp_path, person, more=names)))
    assert (kept.refusals, len(kept.cases), len(kept.kept_without)) == ([], 1, 1)


def _read(given: tuple[Path, Path]) -> tuple[Path, Mapping]:
    return given[0], read_mapping(given[1])


def test_the_dry_run_says_how_many_people_and_how_many_by_a_name_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = files(tmp_path, "Pat Known,pat@known.example,,", "Pat Known,pat@known.example,,", "Sam Other,,,")
    assert command.run(*given, dry_run=True, report=None) == 0
    said = capsys.readouterr().out
    assert "2  people, 0 of them in the files already" in said
    assert "1    of them by a name alone" in said
    assert "Pat" not in said
    assert db.session.query(Person).count() == 0


def test_the_dry_run_says_who_may_be_in_the_files_already_and_why(
    tmp_path: Path, staff: dict[str, Actor], capsys: pytest.CaptureFixture[str]
) -> None:
    with unit_of_work():
        known = people.add_person(PersonEntry(full_name="Ann Smith", phone="07700 900123"), actor=staff["officer"])
        hidden = people.add_person(PersonEntry(full_name="Bo Hidden", phone="07700 900456"), actor=staff["officer"])
    case = factories.enquiry(staff["manager"])
    with unit_of_work():
        people.add_party(db.session.get_one(Case, case.id), hidden, "witness", actor=staff["manager"])
    factories.restrict(case.reference, staff["manager"])
    rows = files(tmp_path, "Ann Smyth,,+44 7700 900123,", "Bo Hiden,,07700 900456,", "Olga Petrova,,,")
    assert command.run(*rows, dry_run=True, report=None) == 0
    said = capsys.readouterr().out
    assert "1    of them may be in the files already" in said
    assert f"line 2: person {known.id} in the files. Same phone; a name that sounds alike" in said
    assert f"person {hidden.id} in the files" not in said
    assert "Smith" not in said
