"""Who a draft goes to and how, and bringing it up to date with the case and with what is known of that person."""

from casework.access import Actor
from casework.errors import Invalid
from casework.models import Case, Letter
from casework.services.letters import drafts, obstacles, preparation, prepared, texts
from casework.services.letters.recipients import Recipient
from casework.services.letters.values import Occasion
from casework.services.record import tasks
from casework.services.record.tasks import Kind
from casework.services.record.tokens import Sent

WRITTEN_FOR = "The text was written by hand for {name}. Write a new letter to whoever gets it instead."


def readdress(reference: str, letter_id: int, recipient: Recipient, *, sent: Sent, actor: Actor) -> Letter:
    """Send it to somebody else, another way, or to the address that is right now. Takes a signature away: it was for
    a letter to that person at that address. The text is merged for whoever gets it.

    Raises `Invalid` for another person where somebody has edited the text, which may name or tell of the first.
    """
    case, letter = drafts.load(reference, letter_id, sent=sent, actor=actor)
    drafts.require_open(letter)
    drafts.require_version(letter, sent.row_version)
    is_another = (recipient.person_id, recipient.directory_entry_id) != (letter.person_id, letter.directory_entry_id)
    if is_another and letter.edited_by_hand and (letter.person_id or letter.directory_entry_id):
        raise Invalid("to", WRITTEN_FOR.format(name=letter.to_name))
    give(letter, recipient, case, actor=actor, is_another=is_another)
    if not letter.edited_by_hand:
        occasion = prepared.occasion_of(letter, actor)
        if obstacles.has_other_text(letter, occasion, recipient):
            _merge(letter, occasion, recipient)
    return letter


def bring_up_to_date(reference: str, letter_id: int, *, sent: Sent, actor: Actor) -> Letter:
    """Merge a draft that nobody edited again with the case as it is now, and look again at what the person needs."""
    _, letter = drafts.load(reference, letter_id, sent=sent, actor=actor)
    drafts.require_version(letter, sent.row_version)
    drafts.require_open(letter)
    refresh(letter, prepared.occasion_of(letter, actor))
    return letter


def refresh(letter: Letter, occasion: Occasion) -> bool:
    """Bring a draft up to date with the case, its text only where nobody has edited it. True where it changed.

    A letter that no person began is from now on from whoever does this.
    """
    if not obstacles.is_stale(letter, occasion):
        return False
    if letter.author_id is None:
        letter.author_id = occasion.actor.user_id
    present = obstacles.present_recipient(letter, letter.channel)
    if obstacles.has_other_recipient(letter, present):
        give(letter, present, occasion.case, actor=occasion.actor, is_another=letter.directory_entry_id is None)
    preparation.ask_for(
        occasion.case, letter, set(preparation.needed(present)) - set(tasks.asked_for(letter.id)), actor=occasion.actor
    )
    if not letter.edited_by_hand and obstacles.has_other_text(letter, occasion, present):
        _merge(letter, occasion, present)
    return True


def give(letter: Letter, recipient: Recipient, case: Case, *, actor: Actor, is_another: bool) -> None:
    """Write down who it goes to and how. What was prepared by hand was prepared for somebody else (`is_another`)."""
    given = drafts.address(recipient)
    needed = preparation.needed(recipient)
    for task in tasks.open_of(case.id, letter_id=letter.id):
        if task.kind == Kind.LETTER_TO_PREPARE and task.detail not in needed:
            tasks.close(task, actor=actor)
    asked = set() if is_another else set(tasks.asked_for(letter.id))
    preparation.ask_for(case, letter, [code for code in needed if code not in asked], actor=actor)
    if all(getattr(letter, name) == value for name, value in given.items()):
        return
    for name, value in given.items():
        setattr(letter, name, value)
    drafts.record_edit(letter, voided=drafts.void(letter), actor=actor)


def _merge(letter: Letter, occasion: Occasion, recipient: Recipient) -> None:
    drafts.replace(letter, texts.merged(letter.template, occasion, recipient), actor=occasion.actor, by_hand=False)
