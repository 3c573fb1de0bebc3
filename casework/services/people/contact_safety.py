"""Whether something may be sent to a person: asked when a letter is written, signed and, above all, right before
it goes. Somebody who lives with the person they fear reads their post; so nothing is ever sent by default
(source facts, section 6). Pure functions over the row: they ask the database nothing.
"""

import re

from casework import clock
from casework.models import DirectoryEntry, Person
from casework.services.people import adjustments
from casework.services.people.circumstances import DIED, NOTHING_IS_SENT
from casework.services.people.keys import address_key, email_key, is_email, is_phone_known, phone_key

SHORTEST_PHONE = 5
"""Digits. Fewer cannot be a number that somebody answers."""

NAMES = {"email": "E-mail", "post": "Post", "phone": "The phone"}
UNSAFE = "{name} is not safe for this person. Read their safe-contact note and choose another way."
NO_LETTERS_HOME = "This person asked for no letters at home. Choose e-mail or the phone."
MISSING = {
    "email": "There is no e-mail address for this person. Add one or choose another way.",
    "post": "There is no postal address for this person. Add one or choose another way.",
    "phone": "There is no phone number for this person. Add one or choose another way.",
}
MALFORMED = {
    "email": "The e-mail address cannot be right. Correct it before anything is sent.",
    "post": "The postal address is not complete: it needs a street and a town. Complete it before anything is sent.",
    "phone": "The phone number cannot be right. Correct it before anybody rings.",
}
ADDRESS_CHANGED = (
    "The address has changed since the letter was written. Check which is right. "
    "For a draft, choose again how it goes; a letter that went out already is written again, and the old one given up."
)
CHANGED = {
    "email": ADDRESS_CHANGED,
    "post": ADDRESS_CHANGED,
    "phone": "The phone number has changed. Look at the number that is there now.",
}
NOT_TAKEN_OVER = "The person has an address now, and the letter does not have it yet. Choose again how it goes."
ENTRY_MOVED = "{name} is not reached at this address any more. Choose the way it goes again."


def problem(person: Person, channel: str, address: str | None) -> str | None:
    """Why nothing may go to this person by `channel` (email, post or phone) at `address`, as a sentence; else None.

    `address` is the one that the letter was written for: an e-mail address, the lines of a postal address, or a
    phone number. Raises ValueError for a channel that there is not: nothing goes a way that nobody checked.
    """
    if channel not in NAMES:
        raise ValueError(f"No channel {channel!r}.")
    if DIED in (person.circumstances or ()):
        return NOTHING_IS_SENT
    if getattr(person, f"{channel}_unsafe"):
        return UNSAFE.format(name=NAMES[channel])
    if adjustments.blocks(person.adjustment_codes or (), channel):
        return NO_LETTERS_HOME
    present = present_address(person, channel)
    if present is None:
        return MISSING[channel]
    if not (address or "").strip():
        return MISSING[channel] if channel == "phone" else NOT_TAKEN_OVER
    if not _is_present(person, channel, str(address)):
        return CHANGED[channel]
    return None if is_well_formed(channel, str(address)) else MALFORMED[channel]


def entry_problem(entry: DirectoryEntry, channel: str, address: str | None) -> str | None:
    """The same of an organisation: it has an office and no home, and so nothing but another address can be wrong."""
    present = {"email": entry.email, "post": entry.address}.get(channel)
    if not entry.is_in_use(clock.today()) or not present or present != address:
        return ENTRY_MOVED.format(name=entry.name)
    return None


def present_address(person: Person, channel: str) -> str | None:
    """Where this person is reached today, or None. A postal address ends with the postcode."""
    if channel == "email":
        return (person.email or "").strip() or None
    if channel == "phone":
        return (person.phone or "").strip() or None
    street, postcode = (person.address or "").strip(), (person.postcode or "").strip()
    if not street or not postcode or address_key(postcode) in address_key(street):
        return street or None
    return f"{street}\n{postcode}"


def is_well_formed(channel: str, address: str) -> bool:
    """Whether something could arrive there at all. Nobody is asked."""
    kept = address.strip()
    if channel == "email":
        return is_email(kept)
    if channel == "phone":
        return len(phone_key(kept)) >= SHORTEST_PHONE
    return len([line for line in re.split(r"[\n,]", kept) if line.strip()]) > 1


def needs_reading(person: Person) -> str | None:
    """The safe-contact note, which must be read and confirmed before anything is sent by hand; None without one."""
    return (person.safe_contact or "").strip() or None


def may_be_automatic(person: Person, channel: str) -> bool:
    """Whether something may go by itself, without anybody looking: an acknowledgement for instance. Never to
    somebody with a safe-contact note, any unsafe channel, or an adjustment that a person has to see to first, and
    never where somebody else may act for them (R2.9)."""
    if person.circumstances:
        return False
    if needs_reading(person) is not None or person.email_unsafe or person.post_unsafe or person.phone_unsafe:
        return False
    if (person.adjustments or "").strip() or adjustments.wait_for_a_person(person.adjustment_codes or ()):
        return False
    return problem(person, channel, present_address(person, channel)) is None


def _is_present(person: Person, channel: str, address: str) -> bool:
    if channel == "email":
        return email_key(address) == email_key(person.email or "")
    if channel == "phone":
        known = (person.phone or "").strip()
        return address.strip() == known or (bool(phone_key(address)) and is_phone_known(address, known))
    return address_key(address) in {
        address_key(person.address or ""),
        address_key(present_address(person, "post") or ""),
    }
