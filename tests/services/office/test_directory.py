"""The directory: one force, checked addresses, and entries that are never lost."""

import dataclasses
import datetime as dt
from typing import Any

import pytest
import time_machine

from casework import clock
from casework.access import Actor
from casework.areas import reading
from casework.development import demonstration
from casework.errors import Conflict, Invalid, NotAllowed, NotFound, Replayed
from casework.extensions import db
from casework.models import CaseEvent, Code, DirectoryEntry, User
from casework.pages.office import area
from casework.pages.office import directory as page
from casework.services.deadlines import notices, reminder_rules
from casework.services.office import accounts, area_parts, directory
from casework.services.office import areas as areas_service
from casework.services.office.directory import Details
from casework.services.record.tokens import Sent
from casework.transaction import unit_of_work
from tests import areas, factories

Staff = dict[str, Actor]
FORCE = Details(
    kind="force", name="Invented Police", email="force@invented.example", website="https://invented.example"
)
HELP = Details(kind="support", name="Invented Support", phone="0113 496 0000", district="leeds")

pytestmark = pytest.mark.usefixtures("context")


def add(staff: Staff, details: Details = FORCE, token: str = "") -> DirectoryEntry:
    with unit_of_work():
        return directory.add(details, sent=Sent(token or factories.token()), actor=staff["officer"])


def change(staff: Staff, entry: DirectoryEntry, version: int | None = None, **values: Any) -> list[str]:
    with unit_of_work():
        present = area_parts.details_of(entry)
        details, seen = dataclasses.replace(present, **values), entry.row_version if version is None else version
        return directory.change(entry.id, details, sent=factories.sent(seen), actor=staff["officer"])


def press(staff: Staff, what: str, entry: DirectoryEntry, who: str = "officer") -> None:
    with unit_of_work():
        command = getattr(directory, what)
        where = ("Their website",) if what == "verify" else ()
        command(entry.id, *where, sent=factories.sent(entry.row_version), actor=staff[who])


def test_the_force_and_the_iopc_are_found_while_they_are_in_use(staff: Staff) -> None:
    assert directory.find_force() is None
    force = add(staff)
    iopc = add(staff, Details(kind="iopc", name="Invented Office"))
    assert (directory.find_force(), directory.find_iopc()) == (force, iopc)
    press(staff, "deactivate", force)
    assert directory.find_force() is None
    assert directory.choices("force") == []
    press(staff, "reactivate", force)
    assert directory.find_force() == force


@pytest.mark.parametrize("kind", ["force", "iopc"])
def test_there_is_one_force_and_one_iopc_at_a_time(staff: Staff, kind: str) -> None:
    first = add(staff, dataclasses.replace(FORCE, kind=kind))
    second = dataclasses.replace(FORCE, kind=kind, name="Another")
    with pytest.raises(Invalid, match="in use for this already"):
        add(staff, second)
    other = add(staff, dataclasses.replace(second, kind="partner"))
    with pytest.raises(Invalid):
        change(staff, other, kind=kind)
    press(staff, "deactivate", first)
    change(staff, other, kind=kind)
    with pytest.raises(Invalid):
        press(staff, "reactivate", first)


def test_a_force_moves_on_a_day_and_papers_go_to_the_old_address_until_then(staff: Staff) -> None:
    moves_on = clock.today() + dt.timedelta(days=10)
    own = dataclasses.replace(FORCE, force="west_yorkshire_police")
    old = add(staff, dataclasses.replace(own, valid_to=moves_on - dt.timedelta(days=1)))
    new = add(staff, dataclasses.replace(own, email="new@invented.example", valid_from=moves_on))
    assert directory.find_force(own.force) == old
    assert [code for code, _ in directory.choices("force")] == [str(old.id)]
    kept = reading.read(area.file().encode())
    assert [each.email for each in kept.forces] == [FORCE.email]
    with pytest.raises(Invalid, match="in use for this already"):
        change(staff, old, valid_to=moves_on)
    with time_machine.travel(dt.datetime.combine(moves_on, dt.time(9), clock.LONDON)):
        assert directory.find_force(own.force) == new


def test_what_ends_on_a_day_stays_verified_until_then(staff: Staff) -> None:
    entry, ends_on = add(staff), clock.today() + dt.timedelta(days=30)
    press(staff, "verify", entry)
    assert change(staff, entry, valid_to=ends_on) == ["valid_to"]
    assert entry.verified_on == clock.today()
    assert page.entry(entry.id).when == f"until {ends_on.day} {ends_on:%B %Y}"


def test_a_last_day_before_the_first_is_refused_at_its_field(staff: Staff) -> None:
    today = clock.today()
    with pytest.raises(Invalid) as refused:
        add(staff, dataclasses.replace(FORCE, valid_from=today, valid_to=today - dt.timedelta(days=1)))
    assert refused.value.field == "valid_to"


def test_a_partner_with_days_is_the_same_after_it_was_given_out_and_loaded(staff: Staff) -> None:
    begins, ends = clock.today() + dt.timedelta(days=3), clock.today() + dt.timedelta(days=300)
    add(staff, dataclasses.replace(HELP, valid_from=begins, valid_to=ends))
    kept = reading.read(area.file().encode())
    assert [(each.valid_from, each.valid_to) for each in kept.partners if each.name == HELP.name] == [(begins, ends)]
    assert areas_service.compare(kept, on=clock.today()).entries == []


def test_a_change_is_in_the_history_by_name_and_asks_to_be_verified_anew(staff: Staff) -> None:
    entry = add(staff)
    press(staff, "verify", entry)
    assert (entry.verified_on, entry.verified_by_id) == (clock.today(), staff["officer"].user_id)
    assert change(staff, entry, email="new@invented.example") == ["email"]
    assert (entry.verified_on, entry.verified_by_id) == (None, None)
    events = db.session.query(CaseEvent).filter(CaseEvent.kind.startswith("directory_")).order_by(CaseEvent.id).all()
    assert [event.kind for event in events] == ["directory_added", "directory_verified", "directory_changed"]
    ends = {"email": ["force@invented.example", "new@invented.example"]}
    assert events[-1].data == {"entry_id": entry.id, "changed": ["email"], "changes": ends}


def test_no_change_keeps_the_verification_and_leaves_no_trace(staff: Staff) -> None:
    entry = add(staff)
    press(staff, "verify", entry)
    before = db.session.query(CaseEvent).count()
    assert change(staff, entry) == []
    press(staff, "reactivate", entry)
    assert entry.verified_on == clock.today()
    assert db.session.query(CaseEvent).count() == before


def test_a_stale_page_changes_nothing(staff: Staff) -> None:
    entry = add(staff)
    seen = entry.row_version
    change(staff, entry, phone="0113 496 0001")
    with pytest.raises(Conflict, match="Nothing of yours was saved"):
        change(staff, entry, version=seen, phone="0113 496 0002")
    assert db.session.get_one(DirectoryEntry, entry.id).phone == "0113 496 0001"


def test_the_same_form_counts_once(staff: Staff) -> None:
    token = factories.token()
    add(staff, HELP, token)
    with pytest.raises(Replayed):
        add(staff, HELP, token)


@pytest.mark.parametrize("who", ["auditor", "administrator"])
def test_only_caseworkers_change_it(staff: Staff, who: str) -> None:
    entry = add(staff)
    with pytest.raises(NotAllowed):
        directory.add(HELP, sent=factories.sent(), actor=staff[who])
    for what in ("verify", "deactivate", "reactivate"):
        with pytest.raises(NotAllowed):
            press(staff, what, entry, who)


def test_an_entry_that_is_not_there_is_not_found(staff: Staff) -> None:
    with pytest.raises(NotFound):
        directory.verify(999, "Their website", sent=factories.sent(1), actor=staff["officer"])
    with pytest.raises(NotFound):
        page.entry(999)


def test_an_entry_out_of_use_cannot_be_verified(staff: Staff) -> None:
    entry = add(staff)
    press(staff, "deactivate", entry)
    with pytest.raises(Invalid, match="back into use"):
        press(staff, "verify", entry)


@pytest.mark.parametrize(
    ("field", "value"),
    [("kind", "circus"), ("name", "  "), ("email", "force at invented"), ("website", "invented.example"),
     ("website", "javascript:alert(1)"), ("website", "https://invented"), ("website", "http://[invented.example"),
     ("name", "Zero\u200bwidth"), ("name", "x" * 201), ("address", "\n".join("abcdefghi")), ("address", "x" * 101)],
)  # fmt: skip
def test_what_cannot_be_is_refused_at_its_field(staff: Staff, field: str, value: str) -> None:
    given: dict[str, Any] = {field: value}
    with pytest.raises(Invalid) as refused:
        add(staff, dataclasses.replace(FORCE, **given))
    assert refused.value.field == field


def test_the_area_file_with_the_longest_entry_can_be_loaded_again(staff: Staff) -> None:
    address = "\n".join(letter * 100 for letter in "abcdefgh")
    entry = add(staff, dataclasses.replace(HELP, name="é" * 200, address=address, phone="1" * 40))
    kept = reading.read(area.file().encode())
    assert [each.address for each in kept.partners if each.name == entry.name] == [tuple(address.splitlines())]


def test_an_address_from_before_does_not_keep_the_rest_from_being_changed(staff: Staff) -> None:
    entry = add(staff)
    with unit_of_work():
        entry.address = "x" * 150
    assert change(staff, entry, email="new@invented.example") == ["email"]


def test_the_list_shows_what_fits_and_what_is_to_be_verified(staff: Staff) -> None:
    force, support = add(staff), add(staff, HELP)
    for name in ("Elsewhere", "Gone"):
        add(staff, Details(kind="partner", name=name, district="bradford"))
    gone = db.session.query(DirectoryEntry).filter_by(name="Gone").one()
    press(staff, "deactivate", gone)
    press(staff, "verify", support)

    def names(**asked: str) -> list[str]:
        return [entry.name for group in page.listing(**asked).groups for entry in group.entries]

    assert names() == [force.name, "Elsewhere", support.name]
    assert names(district="leeds") == [force.name, support.name]
    assert names(kind="partner") == ["Elsewhere"]
    assert names(kind="partner", show="all") == ["Elsewhere", "Gone"]
    assert names(show="due") == [force.name, "Elsewhere"]
    assert (page.listing().due, page.listing().total) == (2, 3)


def test_after_the_days_of_the_setting_it_is_to_be_verified_again(staff: Staff) -> None:
    entry = add(staff)
    press(staff, "verify", entry)
    assert page.entry(entry.id).verified == "verified today"
    noon = clock.now().replace(hour=12)
    for days, due, words in ((179, False, "5 months"), (180, True, "6 months")):
        with time_machine.travel(noon + dt.timedelta(days=days), tick=False):
            assert page.entry(entry.id).is_due == due
            assert page.listing().due == due
            assert page.entry(entry.id).verified == f"verified {words} ago"
            assert bool(list(notices.stale_entries(reminder_rules.load(), clock.today()))) == due


@pytest.mark.parametrize(
    ("days", "words"),
    [(0, "today"), (1, "yesterday"), (5, "5 days ago"), (13, "13 days ago"), (14, "2 weeks ago"), (30, "1 month ago"),
     (95, "3 months ago"), (364, "12 months ago"), (365, "1 year ago"), (800, "2 years ago")],
)  # fmt: skip
def test_how_long_ago_as_one_would_say_it(days: int, words: str) -> None:
    assert page.ago(days) == words


def test_the_demonstration_office_writes_to_plainly_invented_addresses() -> None:
    with unit_of_work():
        areas.load(with_directory=True)
        officer = db.session.query(User).filter_by(email="officer@test.example").one()
        demonstration.set_addresses(accounts.to_actor(officer))
    for entry in (directory.find_force(), directory.find_iopc()):
        assert entry is not None
        assert (entry.email or "").endswith("@invented.example")
        assert entry.verified_on == clock.today()


def test_every_kind_has_words_and_the_district_is_a_code() -> None:
    kinds = {"force", "iopc", "policing_body", "partner", "support"}
    assert set(directory.KINDS) == kinds
    assert db.session.query(Code).filter_by(list_name="district", code=HELP.district).count() == 1
