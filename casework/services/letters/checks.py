"""Why a letter cannot go out as it is. Asked on the page before sending, and again in the transaction that sends."""

from dataclasses import dataclass

from casework.extensions import db
from casework.letters.language import gaps
from casework.models import DirectoryEntry, Letter, LetterTemplate, Person
from casework.services import contact_safety, tasks
from casework.services.codes import labels
from casework.services.letters import drafts, recipients
from casework.services.letters.recipients import Recipient
from casework.services.letters.values import Occasion
from workflows.letters import KINDS, Audience


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmed:
    """What the person who sends says they have looked at."""

    safe_contact: bool = False
    """The note on safe contact was read."""
    harm: bool = False
    """Telling this recipient what concerns another does no harm (R3.8)."""


def obstacles(letter: Letter, occasion: Occasion, *, confirmed: Confirmed | None = None) -> list[str]:
    """Sentences, the most serious first; an empty list when it may go. Without `confirmed` the ticks are not asked."""
    found = [unsafe(letter), *_by_hand(letter)]
    missing = gaps(letter.subject + letter.body)
    if missing:
        found.append(f"Fill in first: {'; '.join(missing)}.")
    if KINDS[letter.code].signed and letter.status != "signed":
        found.append("A manager who did not write it must sign it off first.")
    elif letter.status == "submitted":
        found.append("It waits for sign-off.")
    if is_stale(letter, occasion):
        found.append("The case or a date has changed since it was written. Bring it up to date first.")
    if confirmed is not None:
        found += _unconfirmed(letter, confirmed)
    return [sentence for sentence in found if sentence]


def unsafe(letter: Letter) -> str | None:
    """Why nothing may go to this address, whatever was planned. Safe contact is enforced here, at send time."""
    address = letter.email if letter.channel == "email" else letter.postal_address
    if letter.directory_entry_id is not None:
        entry = db.session.get_one(DirectoryEntry, letter.directory_entry_id, populate_existing=True)
        return contact_safety.entry_problem(entry, letter.channel, address)
    if letter.person_id is None:
        return "Choose who it goes to."
    person = db.session.get_one(Person, letter.person_id, populate_existing=True)
    return contact_safety.problem(person, letter.channel, address)


def safe_contact_note(letter: Letter) -> str | None:
    """What must be read before anything is sent to this person."""
    if letter.person_id is None or letter.directory_entry_id is not None:
        return None
    return contact_safety.needs_reading(db.session.get_one(Person, letter.person_id))


def is_stale(letter: Letter, occasion: Occasion) -> bool:
    """Whether the wording would say something else now. A text that was edited by hand is the writer's own."""
    if letter.edited_by_hand or letter.status == "sent":
        return False
    template = db.session.get_one(LetterTemplate, letter.template_id)
    now = drafts.merged(template, occasion, recipient_of(letter))
    return (now.subject, now.body) != (letter.subject, letter.body)


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
    """The same recipient by another way, or at the address that is right now."""
    audience = Audience(letter.audience)
    if letter.directory_entry_id is not None:
        entry = db.session.get_one(DirectoryEntry, letter.directory_entry_id, populate_existing=True)
        found = recipients.of_entry(audience, entry, name=letter.to_name, person_id=letter.person_id)
    else:
        found = recipients.of_person(audience, db.session.get_one(Person, letter.person_id, populate_existing=True))
    return recipients.by(found, channel)


def _by_hand(letter: Letter) -> list[str]:
    words = labels("adjustment")
    waiting = [task for task in tasks.open_of(letter.case_id, letter_id=letter.id) if task.kind == "letter_to_prepare"]
    return [f"To be prepared by hand first: {words.get(task.detail or '', task.detail)}." for task in waiting]


def _unconfirmed(letter: Letter, confirmed: Confirmed) -> list[str]:
    found = []
    if safe_contact_note(letter) is not None and not confirmed.safe_contact:
        found.append("Read the note on safe contact, and confirm that you have.")
    if KINDS[letter.code].copies and not confirmed.harm:
        found.append("Confirm that telling this recipient does no harm to anybody (R3.8).")
    return found
