"""A small invented office, so that a newcomer can try every page. All people and matters are made up and say so."""

import datetime as dt

from sqlalchemy import exists, select

from casework import clock
from casework.access import SYSTEM, Actor
from casework.areas import reading, shipped
from casework.development import demonstration_mail
from casework.development.officers import OFFICERS, PASSWORD_HASH
from casework.extensions import db
from casework.models import AreaVersion, Case, Person, Team, User
from casework.services.desk import applications, opening
from casework.services.desk.applications import ApplicationEntry
from casework.services.desk.opening import CaseEntry
from casework.services.letters.of_moves import Sending
from casework.services.office import accounts, areas, directory
from casework.services.office.directory import Details
from casework.services.people import people
from casework.services.record import codes, settings
from casework.services.record.subjects import Address
from casework.services.record.tokens import Sent
from casework.services.steps import moves
from casework.services.steps.moves import MoveRequest
from workflows.enquiry import WORKFLOW as ENQUIRY

AREA = reading.read(shipped.content(shipped.EXAMPLE))
DISTRICTS = [each.code for each in AREA.districts if each.force]
ENQUIRIES = (
    ("Wilma Invented", "response_times", "phone", 1, "Waited 40 minutes on 101 (invented)"),
    ("Barney Madeup", "roads", "email", 4, "Speeding on an invented street"),
    ("Pebbles Fictitious", "asb", "form", 9, "Noise from a made-up park"),
    ("Fred Pretend", "crime_update", "post", 16, "No news about an invented burglary"),
    ("Betty Imaginary", "victim_services", "email", 0, "Asks who pays for invented services"),
)

AT_ONCE = ("quiet_days", "reminder_digest")
"""Off, so that reminders come at any hour of any day: whoever tries the office out waits for no morning."""
TOLD = Sending(unsent_reason="Acknowledged on the phone, for the demonstration.")


def load() -> bool:
    """Load the office. Where it is there from before there were area files, load its area alone. False, and nothing
    done, when the database has other users already, or everything."""
    if db.session.scalar(select(exists().where(User.id.is_not(None)))):
        return _complete()
    areas.load(AREA, source="trial", actor=SYSTEM)
    codes.load_shipped_codes()
    team = accounts.add_team(settings.value("office_name"), actor=SYSTEM)
    staff = {user.email.partition("@")[0]: accounts.to_actor(user) for user in _staff(team)}
    reference_of = {
        entry[0]: _enquiry(*entry, district=district, officer=staff["officer"]).reference
        for entry, district in zip(ENQUIRIES, DISTRICTS, strict=False)
    }
    _reviews(staff)
    set_addresses(staff["officer"])
    demonstration_mail.load(reference_of, staff)
    for name in AT_ONCE:
        settings.change(name, new=False, actor=SYSTEM)
    return True


def _complete() -> bool:
    """Whose office it is, for a demonstration that does not know: letters would wait, and mail not stay here."""
    its_own = exists().where(User.email.in_([email for _, email, _ in OFFICERS]))
    has_version = exists().where(AreaVersion.id.is_not(None))
    if db.session.scalar(select(has_version)) or not db.session.scalar(select(its_own)):
        return False
    areas.load(AREA, source="trial", actor=SYSTEM)
    set_addresses(SYSTEM)
    return True


def _staff(team: Team) -> list[User]:
    staff = [
        accounts.add_user(name=name, email=email, roles=roles, team_id=team.id, actor=SYSTEM)
        for name, email, roles in OFFICERS
    ]
    for user in staff:
        user.password_hash = PASSWORD_HASH
    return staff


def set_addresses(officer: Actor) -> None:
    """Addresses for the force and the IOPC that lead nowhere, so that letters to them can be tried out."""
    for entry, email in (
        (directory.find_force(), "standards.force@invented.example"),
        (directory.find_iopc(), "iopc@invented.example"),
    ):
        if entry is None or entry.email:
            continue
        given = Details(
            kind=entry.kind,
            name=entry.name,
            email=email,
            address="1 Invented Street\nInventon\nZZ1 1ZZ",
            website=entry.website or "",
            district=entry.district or "",
            force=entry.force or "",
        )
        version = entry.row_version
        directory.change(entry.id, given, sent=Sent.fresh(version), actor=officer)
        db.session.flush()
        version = entry.row_version
        directory.verify(entry.id, "Invented, for the trial", sent=Sent.fresh(version), actor=officer)


def _enquiry(name: str, issue: str, channel: str, days_ago: int, about: str, *, district: str, officer: Actor) -> Case:
    entry = CaseEntry(
        person=_person(name, officer),
        received_on=clock.today() - dt.timedelta(days=days_ago),
        channel=channel,
        about=about,
        details=f"{about}. This enquiry was invented for the demonstration.",
        issue=issue,
        district=district,
    )
    return opening.open_case(ENQUIRY.name, entry, sent=Sent.fresh(), actor=officer)


def _reviews(staff: dict[str, Actor]) -> None:
    waiting = _review("Dino Notreal", "CO/00001/INVENTED", 2, staff["reviewer"])
    late = _review("Hoppy Invented", "CO/00002/INVENTED", 45, staff["reviewer"])
    for case in (waiting, late):
        request = MoveRequest(trigger="acknowledge", sent=Sent.fresh(case.row_version), sending=TOLD)
        moves.make(Address(case.reference), request, actor=staff["officer"])


def _review(name: str, force_reference: str, provided_days_ago: int, reviewer: Actor) -> Case:
    today = clock.today()
    provided = today - dt.timedelta(days=provided_days_ago)
    entry = ApplicationEntry(
        person=_person(name, reviewer),
        received_on=today,
        channel="form",
        about="Outcome of an invented complaint about a phone call",
        details="I do not think my invented complaint was looked at properly.",
        complaint_made_on=provided - dt.timedelta(days=60),
        complaint_details="An invented complaint about how a call was answered.",
        force_named=AREA.forces[0].name,
        force_reference=force_reference,
        letter_dated_on=provided,
        outcome_channel="email",
        outcome_sent_on=provided,
        provided_on=provided,
        review_type="p6a_non_inv",
        letter_named_body="lpb",
        district=DISTRICTS[0],
    )
    return applications.open_review(entry, sent=Sent.fresh(), actor=reviewer)


def _person(name: str, actor: Actor) -> Person:
    address = name.lower().replace(" ", ".") + "@invented.example"
    return people.add_person(people.PersonEntry(full_name=name, email=address, invented=True), actor=actor)
