"""What people are found by is kept beside them: where its rules have changed it is made anew, and nobody is lost."""

import hashlib
import json
import re
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import delete, update

from casework import cli_keys as command
from casework.access import Actor
from casework.extensions import db
from casework.models import IncomingMail, KeyVersion, NameSound, Person, PersonWay
from casework.pages.running import jobs
from casework.services.people import keys, people, ways
from casework.services.people.matching import words
from casework.services.people.people import PersonEntry
from casework.services.running import kept_keys
from casework.transaction import unit_of_work
from tests import factories
from tests.benchmarks import twice
from tests.incoming import mails, taking_in

Staff = dict[str, Actor]
INPUTS = Path(__file__).parents[2] / "inputs"
KEPT = {"ways": (1, "7c6255aa6562c320"), "sounds": (2, "24a755ab179223b5")}
"""Version of the rules -> what they made then of the names and numbers below."""


def digest(found: object) -> str:
    return hashlib.sha256(json.dumps(found).encode()).hexdigest()[:16]


def made_by_the_rules() -> dict[str, tuple[int, str]]:
    """Of names in every way that we know of, each also written with signs for its letters, and of numbers."""
    of_file = re.findall(r'"(.*?)"', (INPUTS / "names.json").read_text(encoding="utf-8"))
    given, family = twice.GIVEN, [*twice.FAMILY, *twice.TWO_PARTS]
    names = [*of_file, *(f"{given[at % len(given)]} {name}" for at, name in enumerate(family))]
    names += [changed for _, change in twice.CHANGES for name in names if (changed := change(name, Random(1)))]
    phones = re.findall(r'"(.*?)"', (INPUTS / "phones.json").read_text(encoding="utf-8"))
    addresses = ["12 Mill Lane, Leeds\nLS1 4AA", "Flat 2, 12 mill lane", "ann@known.example", "ANN@Known.Example"]
    said = [(kind, text) for kind in ways.KEYS for text in (*names, *phones, *addresses)]
    made = [ways.keys_of(kind, text, text) for kind, text in said]
    return {
        "ways": (keys.VERSION, digest(made)),
        "sounds": (words.VERSION, digest([*map(sorted, map(words.sounds, names))])),
    }


def test_rules_that_make_other_keys_have_another_version() -> None:
    """Where this fails, a rule or a library makes other keys than before: raise `VERSION` beside the rules (`keys.py`,
    `matching/words.py`), so that offices write theirs anew, and put the new pair here."""
    assert made_by_the_rules() == KEPT


def add(officer: Actor, name: str) -> Person:
    with unit_of_work():
        return people.add_person(PersonEntry(full_name=name, phone="07700 900123"), actor=officer)


def found(officer: Actor, **typed: Any) -> list[str]:
    db.session.rollback()
    return sorted(person.full_name for person in factories.likely(PersonEntry(**typed), actor=officer))


def as_an_older_version_left_it(name: str) -> None:
    """Without sounds and with other keys, and nothing says that they are of today's rules."""
    with unit_of_work():
        db.session.execute(delete(NameSound))
        db.session.execute(update(PersonWay).values(key="of old", ending=None, postcode_key=None))
        db.session.execute(update(Person).values(name_key="of old"))
        db.session.execute(update(KeyVersion).where(KeyVersion.name == name).values(version=0))


@pytest.mark.usefixtures("context")
@pytest.mark.parametrize(("name", "title"), [("ways", "what people are found by"), ("sounds", "what names sound like")])
def test_that_keys_are_old_is_said_until_the_setup_has_run(staff: Staff, name: str, title: str) -> None:
    add(staff["officer"], "Ann Smith")
    sentence = f"An older version wrote {title}, so that not everything is found. Run “casework setup” again."
    assert sentence not in jobs.find_troubles()
    as_an_older_version_left_it(name)
    assert sentence in jobs.find_troubles()
    command.bring_up_to_date()
    assert sentence not in jobs.find_troubles()


@pytest.mark.usefixtures("context")
def test_somebody_is_found_again_by_number_and_name_once_the_setup_has_run(staff: Staff) -> None:
    add(staff["officer"], "Ann Smith")
    as_an_older_version_left_it("ways")
    as_an_older_version_left_it("sounds")
    assert found(staff["officer"], full_name="Anne Smyth") == found(staff["officer"], phone="07700 900123") == []
    command.bring_up_to_date()
    assert found(staff["officer"], full_name="Anne Smyth") == ["Ann Smith"]
    assert found(staff["officer"], phone="07700 900123") == ["Ann Smith"]
    assert db.session.query(Person).one().name_key == "ann smith"


@pytest.mark.usefixtures("context")
def test_a_setup_that_was_broken_off_goes_on_where_it_was(staff: Staff) -> None:
    first, _ = add(staff["officer"], "Ann Smith"), add(staff["officer"], "Ann Smyth")
    as_an_older_version_left_it("sounds")
    with unit_of_work():
        of_sounds = KeyVersion.name == "sounds"
        db.session.execute(update(KeyVersion).where(of_sounds).values(version=words.VERSION, done_to=first.id))
    assert [kind.name for kind in kept_keys.behind()] == ["sounds"]
    command.bring_up_to_date()
    assert found(staff["officer"], full_name="Anne Smithe") == ["Ann Smyth"]
    assert kept_keys.behind() == []


@pytest.mark.usefixtures("context")
def test_a_setup_that_finds_everything_up_to_date_writes_nothing(
    staff: Staff, capsys: pytest.CaptureFixture[str]
) -> None:
    add(staff["officer"], "Ann Smith")
    command.bring_up_to_date()
    assert capsys.readouterr().out == ""
    as_an_older_version_left_it("sounds")
    command.bring_up_to_date()
    assert capsys.readouterr().out == "Made anew by the rules of this version: what names sound like (1 record).\n"


@pytest.mark.usefixtures("context")
def test_mail_is_known_again_by_who_wrote_it_and_not_where_that_is_uncertain() -> None:
    for sender, key in (("Ann@Known.example", "of old"), ("Bea@Known.example", "")):
        mail = taking_in.receive(mails.plain("Hello", sender=sender, message_id=f"<{sender}>"))
        with unit_of_work():
            db.session.get_one(IncomingMail, mail.id).sender_key = key
    with unit_of_work():
        db.session.execute(delete(KeyVersion))
    command.bring_up_to_date()
    keys_there = {mail.sender: mail.sender_key for mail in db.session.query(IncomingMail)}
    assert keys_there == {"Ann@Known.example": "ann@known.example", "Bea@Known.example": ""}
