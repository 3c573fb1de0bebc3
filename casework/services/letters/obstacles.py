"""Why a letter cannot go out as it is. Asked on the page before sending, and again in the transaction that sends."""

from dataclasses import dataclass

from casework import clock
from casework.extensions import db
from casework.letters.language import gaps
from casework.models import DirectoryEntry, Letter, LetterTemplate, Person
from casework.services.letters import drafts, locks, moved_days, paper, preparation, recipients, signing, texts
from casework.services.letters.recipients import Recipient
from casework.services.letters.texts import Text
from casework.services.letters.values import Occasion
from casework.services.people import contact_safety
from casework.services.record import tasks
from casework.services.record.codes import labels
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


def find(letter: Letter, occasion: Occasion, *, confirmed: Confirmed | None = None) -> list[str]:
    """Sentences, the most serious first; an empty list when it may go. Without `confirmed` the ticks are not asked."""
    found = [unsafe(letter), *_by_hand(letter), locks.edited_by_another(letter, occasion.actor)]
    missing = gaps(letter.subject + letter.body)
    if missing:
        found.append(_to_fill_in(missing))
    found.append(paper.problem(letter, occasion.case))
    found.append(_unsigned(letter, occasion))
    if is_stale(letter, occasion):
        found.append("The case, a date or who it goes to has changed since it was written. Bring it up to date first.")
    elif letter.edited_by_hand:
        found.append(
            moved_days.problem(letter, _text_now(letter, occasion, present_recipient(letter, letter.channel)).body)
        )
    if confirmed is not None:
        found += _unconfirmed(letter, confirmed)
    return [sentence for sentence in found if sentence]


def _to_fill_in(missing: list[str]) -> str:
    """Where there are many, the marks in the letter say what they are."""
    if len(missing) > FEW:
        return f"Fill in the {len(missing)} marked places first."
    return f"Fill in first: {'; '.join(missing)}."


def _unsigned(letter: Letter, occasion: Occasion) -> str | None:
    if letter.status == "signed" or (occasion.move is not None and signing.is_by_step(letter, occasion.actor)):
        return None
    if KINDS[letter.code].signed:
        return UNSIGNED
    return "It waits for sign-off." if letter.status == "submitted" else None


def unsafe(letter: Letter) -> str | None:
    """Why nothing may go to this address, whatever was planned. Safe contact is enforced here, at send time."""
    address = letter.email if letter.channel == "email" else letter.postal_address
    if letter.directory_entry_id is not None:
        entry = db.session.get_one(DirectoryEntry, letter.directory_entry_id, populate_existing=True)
        return contact_safety.entry_problem(entry, letter.channel, address)
    if letter.person_id is None:
        return "Choose who it goes to."
    if letter.audience == Audience.COMPLAINED_AGAINST:
        return recipients.NO_FORCE
    person = db.session.get_one(Person, letter.person_id, populate_existing=True)
    return contact_safety.problem(person, letter.channel, address)


def safe_contact_note(letter: Letter) -> str | None:
    """What must be read before anything is sent to this person."""
    if letter.person_id is None or letter.directory_entry_id is not None:
        return None
    return contact_safety.needs_reading(db.session.get_one(Person, letter.person_id))


def is_stale(letter: Letter, occasion: Occasion) -> bool:
    """Whether the wording, the recipient's name or what they need would be another now. A text that was edited by
    hand is the writer's own."""
    if letter.status == "sent":
        return False
    present = present_recipient(letter, letter.channel)
    if has_other_recipient(letter, present) or _not_asked_for(letter, present):
        return True
    return not letter.edited_by_hand and has_other_text(letter, occasion, present)


def has_other_recipient(letter: Letter, present: Recipient) -> bool:
    """Whether the person has another name or needs another kind of type, or it is known by now who it goes to."""
    now = drafts.address(present)
    names = ("person_id", "directory_entry_id", "to_name", "large_print")
    return any(now[name] != getattr(letter, name) for name in names)


def has_other_text(letter: Letter, occasion: Occasion, recipient: Recipient) -> bool:
    """Whether the wording says something else with the case as it is now. Word's document has its own date: the one
    of the day on which it goes, whenever it was read."""
    now = _text_now(letter, occasion, recipient)
    return (now.subject, now.body) != (letter.subject, letter.body)


def _text_now(letter: Letter, occasion: Occasion, recipient: Recipient) -> Text:
    template = db.session.get_one(LetterTemplate, letter.template_id)
    return texts.merged(template, occasion, recipient, read_on=clock.local(letter.edited_at).date())


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
    audience = Audience(letter.audience)
    person = db.session.get(Person, letter.person_id, populate_existing=True) if letter.person_id else None
    if letter.directory_entry_id is not None:
        entry = db.session.get_one(DirectoryEntry, letter.directory_entry_id, populate_existing=True)
        found = recipients.through(person, entry) if person is not None else recipients.of_entry(audience, entry)
    elif person is not None:
        against = audience is Audience.COMPLAINED_AGAINST
        found = recipients.through_force(person) if against else recipients.of_person(audience, person)
    elif audience in recipients.NAMES:
        found = recipients.of_office(audience)
    else:
        found = recipient_of(letter)
    is_new = found.directory_entry_id is not None and letter.directory_entry_id is None
    return found if is_new else recipients.by(found, channel)


def concerns_another(letter: Letter) -> bool:
    """Whether it tells one person what concerns another: by its kind, or because it goes to somebody else."""
    return KINDS[letter.code].copies or letter.audience not in KINDS[letter.code].audiences


def _by_hand(letter: Letter) -> list[str]:
    words = labels("adjustment")
    waiting = [task for task in tasks.open_of(letter.case_id, letter_id=letter.id) if task.kind == "letter_to_prepare"]
    return [f"To be prepared by hand first: {words.get(task.detail or '', task.detail)}." for task in waiting]


def _not_asked_for(letter: Letter, present: Recipient) -> set[str]:
    """What the person needs by now and nobody was asked to prepare."""
    return set(preparation.needed(present)) - set(tasks.asked_for(letter.id))


def _unconfirmed(letter: Letter, confirmed: Confirmed) -> list[str]:
    found = []
    if safe_contact_note(letter) is not None and not confirmed.safe_contact:
        found.append("Read the note on safe contact, and confirm that you have.")
    if concerns_another(letter) and not confirmed.harm:
        found.append("Confirm that telling this recipient does no harm to anybody (R3.8).")
    return found
