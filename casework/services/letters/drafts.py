"""Drafts: shared, versioned, with comments, and a lock that says who is editing.

Every command is one of `begin`: permission, case locked, token, activity. A letter belongs to its case and is
seen by whoever sees the case.
"""

import dataclasses
from collections.abc import Collection

from sqlalchemy import select

from casework import clock
from casework.access import Actor, Permission, require
from casework.case_types import PART_TYPES
from casework.errors import Conflict, Invalid, NotFound
from casework.extensions import db
from casework.letters.characters import printable
from casework.models import Case, Letter, LetterVersion, User
from casework.services.letters import locks, preparation, texts
from casework.services.letters.letter_templates import in_force
from casework.services.letters.recipients import Recipient
from casework.services.letters.texts import Text
from casework.services.letters.values import Occasion
from casework.services.record import history, notes, subjects, tasks
from casework.services.record.activities import begin
from casework.services.record.subjects import Address, Subject
from casework.services.record.tokens import Sent
from workflows import letters_ahead
from workflows.activities import Activity
from workflows.letters import LetterKind
from workflows.registry import KINDS, workflow_of

ALREADY_OUT = "This letter has been sent or dropped, and is not changed any more."


def new_draft(occasion: Occasion, kind: LetterKind, recipient: Recipient) -> Letter:
    """A draft from the wording in force. The case is locked. Raises `Conflict` where there is no wording."""
    template = in_force(kind.code, clock.today())
    text, now = texts.merged(template, occasion, recipient), clock.now()
    letter = Letter(
        **occasion.subject.key.columns,
        code=kind.code,
        template=template,
        subject=text.subject,
        body=text.body,
        author_id=occasion.actor.user_id,
        created_at=now,
        edited_by_id=None if kind.by_step else occasion.actor.user_id,
        edited_at=now,
        **address(recipient),
    )
    db.session.add(letter)
    db.session.flush()
    _keep_version(letter)
    preparation.ask_for(occasion.case, letter, preparation.needed(recipient), actor=occasion.actor)
    data = {"letter_id": letter.id, "code": letter.code}
    history.record(history.Kind.LETTER_DRAFTED, actor=occasion.actor, case_id=letter.case_id, data=data)
    return letter


def write(address: Address, code: str, recipient: Recipient, *, sent: Sent, actor: Actor) -> Letter:
    """A letter that goes with no step: an update, a holding reply, word of a hold. Raises `NotFound` for a letter that
    is not of the subject's workflow, `Invalid` about a part of which nobody is told yet, and for one of a step."""
    require(actor, Permission.LETTER_WRITE)
    subject = subjects.find(begin(address.reference, Activity.WRITE_LETTER, sent=sent, actor=actor), address)
    kind = KINDS.get(code)
    if kind is None or kind.automatic or not (kind.on_any_case or workflow_of(code) is subject.workflow):
        raise NotFound
    refusal = PART_TYPES[subject.name].not_written_yet if subject.part is not None else ""
    if refusal and subject.state is subject.workflow.initial:
        raise Invalid("", refusal)
    of_step = letters_ahead.sentence(subject.workflow, subject.state, code)
    if of_step:
        raise Invalid("code", of_step)
    return new_draft(Occasion(subject=subject, actor=actor), kind, recipient)


def take_lock(reference: str, letter_id: int, *, take_over: bool = False, sent: Sent, actor: Actor) -> Letter:
    """Begin to edit. Raises `Conflict` with who is editing, unless `take_over`."""
    _, letter = load(reference, letter_id, sent=sent, actor=actor)
    _require_text(letter)
    if not take_over:
        _require_unlocked(letter, actor)
    letter.locked_by_id, letter.locked_at = actor.user_id, clock.now()
    return letter


def save(reference: str, letter_id: int, text: Text, *, sent: Sent, actor: Actor) -> Letter:
    """Save the text as the next version and let go of the lock. Takes a signature away.

    Raises `Conflict` where somebody else edits or has edited; what was typed is kept by the page.
    """
    _, letter = load(reference, letter_id, sent=sent, actor=actor)
    _require_text(letter)
    _require_unlocked(letter, actor)
    require_version(letter, sent.row_version)
    new = texts.checked(text)
    letter.locked_by_id = letter.locked_at = None
    if (new.subject, new.body) == (letter.subject, letter.body):
        return letter
    letter.edited_by_hand = True
    replace(letter, new, actor=actor)
    return letter


def replace(letter: Letter, text: Text, *, actor: Actor, by_hand: bool = True) -> None:
    """Give a draft a new text: the next version. A signature was for the old one, and so was what somebody prepared.
    What is merged again from the approved wording was written by nobody."""
    voided = void(letter)
    letter.subject, letter.body = text.subject, text.body
    letter.version += 1
    letter.edited_by_id, letter.edited_at = actor.user_id if by_hand else None, clock.now()
    db.session.flush()
    _keep_version(letter)
    preparation.ask_again(letter, actor=actor)
    record_edit(letter, voided=voided, actor=actor)


def void(letter: Letter) -> bool:
    """Take a signature away, and the wish for one. True where there was one."""
    voided = letter.status in ("submitted", "signed")
    letter.status = "draft"
    letter.signed_by_id = letter.signed_at = None
    return voided


def record_edit(letter: Letter, *, voided: bool, actor: Actor) -> None:
    data = {"letter_id": letter.id, "code": letter.code, "version": letter.version, "voided": voided}
    history.record(history.Kind.LETTER_EDITED, actor=actor, case_id=letter.case_id, data=data)


def drop(reference: str, letter_id: int, reason: str, *, sent: Sent, actor: Actor) -> Letter:
    """Do not send this draft. It stays on the case, with the reason."""
    case, letter = load(reference, letter_id, sent=sent, actor=actor)
    require_open(letter)
    require_version(letter, sent.row_version)
    needed = "Say why it is not sent, for example: told on the phone."
    kept = notes.reason(printable(reason), field="reason", needed=needed)
    note = notes.keep(case.id, "reason", kept, actor=actor)
    close(letter, actor=actor, note_id=note.id)
    return letter


def close(letter: Letter, *, actor: Actor, note_id: int | None = None) -> None:
    """End a draft that is not sent, and its tasks. Its case is locked. The reason stands in the note, or with the step
    that was made without it."""
    letter.status, letter.edited_by_id, letter.edited_at = "dropped", actor.user_id, clock.now()
    letter.locked_by_id = letter.locked_at = None
    tasks.end(letter_id=letter.id, actor=actor)
    data = {"letter_id": letter.id, "code": letter.code}
    history.record(history.Kind.LETTER_DROPPED, actor=actor, case_id=letter.case_id, note_id=note_id, data=data)


def load(
    reference: str, letter_id: int, *, sent: Sent, actor: Actor, permission: Permission = Permission.LETTER_WRITE
) -> tuple[Case, Letter]:
    """The case, locked, and one letter of it. Raises `NotAllowed`, `NotFound`, `Replayed`."""
    require(actor, permission)
    case = begin(reference, Activity.WRITE_LETTER, sent=sent, actor=actor)
    letter = db.session.scalar(
        select(Letter)
        .where(Letter.id == letter_id, Letter.case_id == case.id)
        .execution_options(populate_existing=True)
    )
    if letter is None:
        raise NotFound
    return case, letter


def open_of(subject: Subject, codes: Collection[str]) -> list[Letter]:
    """The subject's letters of these codes that are not out yet, in the order they were begun."""
    query = select(Letter).where(subject.key.owns(Letter), Letter.code.in_(codes), Letter.status.in_(Letter.OPEN))
    return list(db.session.scalars(query.order_by(Letter.id)))


def address(recipient: Recipient) -> dict[str, object]:
    """Who it goes to and how, as columns of the letter."""
    return {
        "audience": recipient.audience.value,
        "person_id": recipient.person_id,
        "directory_entry_id": recipient.directory_entry_id,
        "channel": recipient.channel,
        "to_name": recipient.name[:200],
        "email": recipient.email,
        "postal_address": recipient.postal_address,
        "large_print": recipient.large_print,
    }


def _keep_version(letter: Letter) -> None:
    db.session.add(
        LetterVersion(
            letter_id=letter.id,
            number=letter.version,
            subject=letter.subject,
            body=letter.body,
            edited_by_id=letter.edited_by_id,
            edited_at=letter.edited_at,
        )
    )
    db.session.flush()


def require_open(letter: Letter) -> None:
    if letter.status not in Letter.OPEN:
        raise Conflict(ALREADY_OUT)


def _require_text(letter: Letter) -> None:
    require_open(letter)
    if letter.template.format == "word":
        raise Conflict("This letter is made from the office's own Word template. Change the template, or the case.")


def _require_unlocked(letter: Letter, actor: Actor) -> None:
    held = locks.edited_by_another(letter, actor)
    if held is not None:
        raise Conflict(held)


def require_version(letter: Letter, seen: int) -> None:
    if letter.row_version != seen:
        who = db.session.scalar(select(User.name).where(User.id == letter.edited_by_id)) or "A colleague"
        raise Conflict(f"{who} changed this letter after you opened it. Look at it as it is now.")


def author_of(letter: Letter, actor: Actor) -> Actor:
    """Whoever wrote the letter signs it with their name, whoever else sends it."""
    if letter.author_id in (None, actor.user_id):
        return actor
    name = db.session.scalar(select(User.name).where(User.id == letter.author_id))
    return dataclasses.replace(actor, name=name) if name else actor
