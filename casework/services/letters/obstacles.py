"""Why a letter cannot go out as it is. Asked on the page before sending, and again in the transaction that sends."""

from collections.abc import Sequence
from dataclasses import dataclass

from casework import clock
from casework.extensions import db
from casework.letters.language import gaps
from casework.models import Case, DirectoryEntry, Letter, Person, Task
from casework.services.letters import drafts, locks, moved_days, paper, preparation, recipients, signing, texts
from casework.services.letters.recipients import Recipient
from casework.services.letters.texts import Text
from casework.services.letters.values import Occasion
from casework.services.office import forces
from casework.services.people import contact_safety
from casework.services.people.acting import authority
from casework.services.record import identity, tasks
from casework.services.record.codes import labels
from workflows import letters_ahead
from workflows.letters import Audience
from workflows.registry import KINDS

FEW = 3
UNSIGNED = "A manager who did not write it must sign it off first."


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmed:
    """What the person who sends says they have looked at."""

    safe_contact: bool = False
    """The note on safe contact was read."""
    harm: bool = False
    """Telling this recipient what concerns another does no harm (R3.8)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiver:
    """Whom a letter goes to, and through which organisation, as both are now."""

    person: Person | None
    entry: DirectoryEntry | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Why a letter cannot go: sentences, the most serious first, and none when it may. `is_stale`: the wording, the
    recipient's name or what they need would be another now."""

    sentences: list[str]
    is_stale: bool


def find(letter: Letter, occasion: Occasion, *, confirmed: Confirmed | None = None) -> Found:
    """Everything that keeps a letter from going out. Without `confirmed` the ticks are not asked."""
    receiver = _receiver(letter)
    present = _recipient(letter, letter.channel, receiver, occasion.case)
    to_prepare = tasks.to_prepare(letter.id)
    stale = _is_stale(letter, occasion, present, to_prepare)
    found = [
        identity.problem(),
        _of_a_step(letter, occasion),
        _unmakable(letter),
        _unsafe(letter, receiver),
        *_by_hand(to_prepare),
        locks.edited_by_another(letter, occasion.actor),
    ]
    found += [*_of_text(letter, occasion), _unsigned(letter, occasion)]
    if stale:
        found.append("The case, a date or who it goes to has changed since it was written. Bring it up to date first.")
    elif letter.edited_by_hand:
        found.append(moved_days.problem(letter, _text_now(letter, occasion, present).body))
    if confirmed is not None:
        found += _unconfirmed(letter, receiver, confirmed)
    return Found(sentences=[sentence for sentence in found if sentence], is_stale=stale)


def of_new(letter: Letter, occasion: Occasion) -> list[str]:
    """The same of a letter that was drafted a moment ago in this transaction, to somebody who was looked at."""
    return [sentence for sentence in (identity.problem(), *_of_text(letter, occasion)) if sentence]


def is_stale(letter: Letter, occasion: Occasion) -> bool:
    """Whether the wording, the recipient's name or what they need would be another now. A text that was edited by
    hand is the writer's own."""
    return _is_stale(letter, occasion, present_recipient(letter, letter.channel), tasks.to_prepare(letter.id))


def _is_stale(letter: Letter, occasion: Occasion, present: Recipient, to_prepare: Sequence[Task]) -> bool:
    if letter.status == "sent":
        return False
    asked = {task.detail for task in to_prepare}
    if has_other_recipient(letter, present) or set(preparation.needed(present)) - asked:
        return True
    return not letter.edited_by_hand and has_other_text(letter, occasion, present)


def _of_text(letter: Letter, occasion: Occasion) -> list[str | None]:
    """What is still to be filled in, and what cannot be printed."""
    missing = gaps(letter.subject + letter.body)
    return [_to_fill_in(missing) if missing else None, paper.problem(letter, occasion.case)]


def _to_fill_in(missing: list[str]) -> str:
    """Where there are many, the marks in the letter say what they are."""
    if len(missing) > FEW:
        return f"Fill in the {len(missing)} marked places first."
    return f"Fill in first: {'; '.join(missing)}."


def _unsigned(letter: Letter, occasion: Occasion) -> str | None:
    if letter.status == "signed" or (occasion.move is not None and signing.is_by_step(letter, occasion.actor)):
        return None
    if signing.must_be_signed(letter, occasion.case):
        return UNSIGNED
    return "It waits for sign-off." if letter.status == "submitted" else None


def _of_a_step(letter: Letter, occasion: Occasion) -> str:
    """A letter that was begun alone, and whose step is still to be made."""
    if occasion.move is not None:
        return ""
    return letters_ahead.sentence(occasion.subject.workflow, occasion.subject.state, letter.code)


def _unmakable(letter: Letter) -> str | None:
    """The draft keeps the version that it was begun with."""
    why = texts.unusable(letter.template)
    return f"{why} Then drop this letter and write it again." if why else None


def _unsafe(letter: Letter, receiver: Receiver) -> str | None:
    """Why nothing may go to this address, whatever was planned. Safe contact is enforced here, at send time."""
    address = letter.email if letter.channel == "email" else letter.postal_address
    if receiver.entry is not None:
        return contact_safety.entry_problem(receiver.entry, letter.channel, address)
    if receiver.person is None:
        return "Choose who it goes to."
    if letter.audience == Audience.COMPLAINED_AGAINST:
        return forces.problem(db.session.get_one(Case, letter.case_id))
    return contact_safety.problem(receiver.person, letter.channel, address)


def safe_contact_note(letter: Letter) -> str | None:
    """What must be read before anything is sent to this person."""
    if letter.person_id is None or letter.directory_entry_id is not None:
        return None
    return contact_safety.needs_reading(db.session.get_one(Person, letter.person_id))


def without_authority(letter: Letter, case: Case) -> list[str]:
    """What stands against telling whoever it goes to, where they act for somebody else in the case."""
    if letter.person_id is None or letter.directory_entry_id is not None or letter.person_id == case.person_id:
        return []
    return authority.warnings(case.id, [letter.person_id])


def has_other_recipient(letter: Letter, present: Recipient) -> bool:
    """Whether the person has another name or needs another kind of type, or it is known by now who it goes to."""
    now = drafts.address(present)
    names = ("person_id", "directory_entry_id", "to_name", "large_print")
    return any(now[name] != getattr(letter, name) for name in names)


def has_other_text(letter: Letter, occasion: Occasion, recipient: Recipient) -> bool:
    """Whether the wording says something else with the case as it is now. Word's document has its own date: the one
    of the day on which it goes, whenever it was read. A template that can no longer be used says nothing else."""
    if texts.unusable(letter.template) is not None:
        return False
    now = _text_now(letter, occasion, recipient)
    return (now.subject, now.body) != (letter.subject, letter.body)


def _text_now(letter: Letter, occasion: Occasion, recipient: Recipient) -> Text:
    return texts.merged(letter.template, occasion, recipient, read_on=clock.local(letter.edited_at).date())


def recipient_of(letter: Letter) -> Recipient:
    """The recipient of a letter as it stands on the letter."""
    return Recipient(
        audience=Audience(letter.audience),
        name=letter.to_name,
        person_id=letter.person_id,
        directory_entry_id=letter.directory_entry_id,
        channel=letter.channel,
        email=letter.email,
        postal_address=letter.postal_address,
        large_print=letter.large_print,
    )


def present_recipient(letter: Letter, channel: str) -> Recipient:
    """The same recipient by this way, with the name and at the address that are right now."""
    return _recipient(letter, channel, _receiver(letter), db.session.get_one(Case, letter.case_id))


def _receiver(letter: Letter) -> Receiver:
    person = db.session.get(Person, letter.person_id, populate_existing=True) if letter.person_id else None
    number = letter.directory_entry_id
    entry = db.session.get(DirectoryEntry, number, populate_existing=True) if number is not None else None
    return Receiver(person=person, entry=entry)


def _recipient(letter: Letter, channel: str, receiver: Receiver, case: Case) -> Recipient:
    audience, person, entry = Audience(letter.audience), receiver.person, receiver.entry
    if entry is not None:
        found = recipients.through(person, entry) if person is not None else recipients.of_entry(audience, entry)
    elif person is not None:
        against = audience is Audience.COMPLAINED_AGAINST
        found = recipients.through_force(person, case) if against else recipients.of_person(audience, person)
    elif audience in recipients.NAMES:
        found = recipients.of_office(audience, case)
    else:
        found = recipient_of(letter)
    is_new = found.directory_entry_id is not None and letter.directory_entry_id is None
    return found if is_new else recipients.by(found, channel)


def concerns_another(letter: Letter) -> bool:
    """Whether it tells one person what concerns another: by its kind, or because it goes to somebody else."""
    return KINDS[letter.code].copies or letter.audience not in KINDS[letter.code].audiences


def _by_hand(to_prepare: Sequence[Task]) -> list[str]:
    waiting = [task.detail or "" for task in to_prepare if task.done_at is None]
    words = labels("adjustment") if waiting else {}
    return [f"To be prepared by hand first: {words.get(detail, detail)}." for detail in waiting]


def _unconfirmed(letter: Letter, receiver: Receiver, confirmed: Confirmed) -> list[str]:
    found = []
    person = receiver.person if receiver.entry is None else None
    if person is not None and contact_safety.needs_reading(person) is not None and not confirmed.safe_contact:
        found.append("Read the note on safe contact, and confirm that you have.")
    if concerns_another(letter) and not confirmed.harm:
        found.append("Confirm that telling this recipient does no harm to anybody (R3.8).")
    return found
