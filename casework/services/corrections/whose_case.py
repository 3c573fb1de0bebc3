"""Whose case it is, where it was logged for the wrong person; and the parts of others who are in it.

What was said on the case is then said by the right person, for the counts too. Letters not sent yet to somebody
who is not meant are ended, so that they are written anew; what was sent is sent, and is told to whoever puts it right.
"""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, select, update

from casework.access import Actor
from casework.case_types import CASE_TYPES
from casework.errors import Invalid, NotFound
from casework.extensions import db
from casework.letters.characters import printable
from casework.models import Case, Contact, Letter, Party, Person
from casework.services.desk import corrections, drafts_of_case
from casework.services.desk.corrections import Change
from casework.services.letters import drafts
from casework.services.people import people
from casework.services.people.acting import representing
from casework.services.people.parties import PARTS
from casework.services.people.people import PersonEntry
from casework.services.record import notes
from casework.services.record.activities import begin
from casework.services.record.tokens import Sent
from casework.words import plural
from workflows.activities import Activity
from workflows.registry import PERSON_PARTS

PERSON, PART, REMOVED, ENDED = "person", "part", "party_removed", "party_ended"
"""What these corrections are called in their events."""
OFF = "off"
"""In place of a part: they are not in the case at all."""
NOBODY = "nobody named"
IS_SAME = "That is the person who stands there. Choose somebody else, or leave it as it is."
NEEDS_SOMEBODY = "This type of case needs a person. Say who it is."
HAS_LETTERS = (
    "{count} went to them in this case as {part}. Say that they are not in the case (any more), and then add them as "
    "what they are."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Whose:
    """Somebody known (`person_id`), somebody new (`entry`), or nobody named."""

    person_id: int | None = None
    entry: PersonEntry | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PartFollows:
    """Somebody, with their part as it was and as it is, drafts that end, and letters that went to them."""

    name: str
    before: str
    now: str
    drafts: int
    sent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Follows:
    """What comes of it: contacts that are theirs then, drafts that end, letters that went to whoever stood there."""

    before: str
    now: str
    contacts: int
    drafts: int
    sent: int


def foresee(case: Case, whose: Whose, *, actor: Actor) -> Follows:
    """What would follow for a case that the actor sees. Raises `Invalid`, `NotFound`."""
    now = _name_of(case, whose, actor)
    return Follows(
        before=case.person.full_name if case.person is not None else NOBODY,
        now=now,
        contacts=_count(select(func.count()).where(*_theirs(case))),
        drafts=len(_drafts_to(case, case.person_id)),
        sent=_sent_to(case, case.person_id),
    )


def put_right(reference: str, whose: Whose, *, reason: str, sent: Sent, actor: Actor) -> Case:
    """Give a case the person whose it is. Raises `Invalid`, `NotAllowed`, `NotFound`, `Conflict`, `Replayed`."""
    case = begin(reference, Activity.PUT_RIGHT, sent=sent, actor=actor, as_seen=True)
    why = corrections.reason(reason)
    words = (case.person.full_name if case.person is not None else NOBODY, _name_of(case, whose, actor))
    was, person = case.person_id, _person(whose, actor)
    ended = _end_drafts(case, was, why, actor)
    db.session.execute(update(Contact).where(*_theirs(case)).values(person_id=person.id if person else None))
    case.person_id = person.id if person is not None else None
    _keep_part(case, was, person, actor)
    representing.follow_person(case, was, case.person_id)
    db.session.flush()
    db.session.expire(case, ["person"])
    letters = drafts_of_case.renew(case, actor=actor)
    change = Change(name="person_id", old=was, new=case.person_id, label="Whose case it is", words=words)
    data = {"people": [was, case.person_id], "ended": ended, **letters.data}
    corrections.keep(case, PERSON, [change], reason=why, actor=actor, data=data)
    return case


def party_of(case: Case, party_id: int) -> Party:
    """Somebody who is in the case besides whoever it is of. Raises `NotFound`."""
    row = db.session.get(Party, party_id)
    if row is None or row.case_id != case.id or (row.person_id == case.person_id and row.part in PERSON_PARTS):
        raise NotFound
    return row


def check_part(case: Case, party: Party, part: str) -> PartFollows:
    """What would come of another part. Raises `Invalid` at "part" where letters went out because of this one."""
    if part == party.part:
        raise Invalid("part", "That is the part that they have. Choose another, or leave it as it is.")
    if part != OFF and (part not in PARTS or part in PERSON_PARTS):
        raise Invalid("part", "Choose their part in the case.")
    count = _sent_to(case, party.person_id)
    if count and part != OFF:
        raise Invalid(
            "part", HAS_LETTERS.format(count=plural(count, "letter"), part=PARTS.get(party.part, party.part).lower())
        )
    stays = count or part != OFF or _is_hidden_by(case, party)
    return PartFollows(
        name=db.session.get_one(Person, party.person_id).full_name,
        before=PARTS.get(party.part, party.part),
        now=PARTS.get(part, PARTS[Party.FORMER]) if stays else "not in the case",
        drafts=len(_drafts_to(case, party.person_id)),
        sent=count,
    )


def put_part_right(reference: str, party_id: int, part: str, *, reason: str, sent: Sent, actor: Actor) -> Case:
    """Give somebody in a case the part that they have, or take them off it (`OFF`). Once a letter went to them they
    stay in it as somebody who was, so that it can be seen who got it; also where they are known through this restricted
    case alone. Raises as `put_right` does."""
    case = begin(reference, Activity.PUT_RIGHT, sent=sent, actor=actor, as_seen=True)
    why, party = corrections.reason(reason), party_of(case, party_id)
    follows = check_part(case, party, part)
    ended = _end_drafts(case, party.person_id, why, actor)
    data = {"party_id": party.id, "person_id": party.person_id, "ended": ended}
    words = (f"{follows.name}, {follows.before.lower()}", f"{follows.name}, {follows.now.lower()}")
    change = Change(name="part", old=party.part, new=part, label="Part in the case", words=words)
    representing.end(case, party.person_id, actor=actor)
    stays = follows.sent or _is_hidden_by(case, party)
    what = PART if part != OFF else ENDED if stays else REMOVED
    if what == REMOVED:
        db.session.delete(party)
    else:
        party.part = part if part != OFF else Party.FORMER
    db.session.flush()
    data |= drafts_of_case.renew(case, actor=actor).data
    corrections.keep(case, what, [change], reason=why, actor=actor, data=data)
    return case


def _name_of(case: Case, whose: Whose, actor: Actor) -> str:
    """Who it would be. Raises `Invalid`, `NotFound`."""
    if whose.person_id is not None:
        if whose.person_id == case.person_id:
            raise Invalid("who", IS_SAME)
        return people.load_person(whose.person_id, actor=actor).full_name
    if whose.entry is not None:
        people.check_email(whose.entry.email.strip())
        return str(people.columns(whose.entry)["full_name"])
    if CASE_TYPES[case.case_type].is_review:
        raise Invalid("full_name", NEEDS_SOMEBODY)
    if case.person_id is None:
        raise Invalid("nobody", IS_SAME)
    return NOBODY


def _person(whose: Whose, actor: Actor) -> Person | None:
    if whose.person_id is not None:
        return people.load_person(whose.person_id, actor=actor)
    return people.add_person(whose.entry, actor=actor) if whose.entry is not None else None


def _keep_part(case: Case, was: int | None, person: Person | None, actor: Actor) -> None:
    """The part in which whoever stood there was in the case is that of the right person."""
    own = CASE_TYPES[case.case_type].workflow.person_is
    parties = select(Party).where(Party.case_id == case.id, Party.part == own, Party.person_id == was)
    party = db.session.scalar(parties.order_by(Party.id).limit(1)) if was is not None else None
    if party is not None and _is_hidden_by(case, party):
        people.add_party(case, db.session.get_one(Person, was), Party.FORMER, actor=actor)
    if person is None:
        if party is not None:
            db.session.delete(party)
    elif party is not None:
        party.person_id = person.id
    else:
        people.add_party(case, person, own, actor=actor)


def _is_hidden_by(case: Case, party: Party) -> bool:
    """Whether somebody is known through this restricted case alone, so that off it everybody would be shown them."""
    elsewhere = select(Party.id).where(Party.person_id == party.person_id, Party.id != party.id)
    return case.restricted and db.session.scalar(elsewhere.limit(1)) is None


def _theirs(case: Case) -> tuple[ColumnElement[bool], ...]:
    """The contacts of whoever stands on the case."""
    same = Contact.person_id.is_(None) if case.person_id is None else Contact.person_id == case.person_id
    return Contact.case_id == case.id, same


def _drafts_to(case: Case, person_id: int | None) -> list[Letter]:
    return [letter for letter in drafts_of_case.open_of(case) if person_id and letter.person_id == person_id]


def _end_drafts(case: Case, person_id: int | None, why: str, actor: Actor) -> list[int]:
    found = _drafts_to(case, person_id)
    for letter in found:
        drafts.close(letter, actor=actor, note_id=notes.keep(case.id, "reason", printable(why), actor=actor).id)
    return [letter.id for letter in found]


def _sent_to(case: Case, person_id: int | None) -> int:
    if person_id is None:
        return 0
    to_them = (Letter.case_id == case.id, Letter.status == "sent", Letter.person_id == person_id)
    return _count(select(func.count()).where(*to_them))


def _count(query: Select[int]) -> int:
    return db.session.scalar(query) or 0
