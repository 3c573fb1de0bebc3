"""Drafts: shared, versioned, with comments, and a lock that says who is editing.

Every command is one of `begin`: permission, case locked, token, activity. A letter belongs to its case and is
seen by whoever sees the case.
"""

import dataclasses
import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select

from casework import clock
from casework.access import Actor, Permission, require
from casework.errors import Conflict, Invalid, NotFound
from casework.extensions import db
from casework.letters.characters import printable
from casework.letters.language import LONGEST, merge, tidy
from casework.models import Case, Letter, LetterComment, LetterTemplate, LetterVersion, Note, Recommendation, User
from casework.services import adjustments, history, tasks
from casework.services.activities import begin
from casework.services.letter_templates import in_force
from casework.services.letters import values
from casework.services.letters.recipients import Recipient
from casework.services.letters.values import Occasion
from casework.services.tasks import Kind, Subject
from workflows.activities import Activity
from workflows.letters import KINDS, LetterKind

LOCK = dt.timedelta(minutes=15)
"""How long somebody who edits is not disturbed. An editor who went home keeps nobody waiting."""
OPEN = ("draft", "submitted", "signed")
LONGEST_COMMENT = 4000
ALREADY_OUT = "This letter has been sent or dropped, and is not changed any more."


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """What was typed as the text of a letter."""

    subject: str
    body: str


def new_draft(occasion: Occasion, kind: LetterKind, recipient: Recipient) -> Letter:
    """A draft from the wording in force. The case is locked. Raises `Conflict` where there is no wording."""
    template = in_force(kind.code, clock.today())
    text, now = merged(template, occasion, recipient), clock.now()
    letter = Letter(
        case_id=occasion.case.id,
        recommendation_id=occasion.recommendation.id if occasion.recommendation else None,
        code=kind.code,
        template_id=template.id,
        subject=text.subject,
        body=text.body,
        author_id=occasion.actor.user_id,
        created_at=now,
        edited_by_id=occasion.actor.user_id,
        edited_at=now,
        **_address(recipient),
    )
    db.session.add(letter)
    db.session.flush()
    _keep_version(letter)
    _ask_for_preparation(occasion, letter, recipient)
    data = {"letter_id": letter.id, "code": letter.code}
    history.record(history.Kind.LETTER_DRAFTED, actor=occasion.actor, case_id=letter.case_id, data=data)
    return letter


def merged(template: LetterTemplate, occasion: Occasion, recipient: Recipient) -> Text:
    """The wording with the case in it. An office's own Word template is merged when it is sent: no text here."""
    given = values.of(occasion, recipient)
    body = "" if template.format == "word" else merge(template.body, given)
    return Text(subject=" ".join(merge(template.subject, given).split())[:200], body=body)


def write(reference: str, code: str, recipient: Recipient, *, token: str, actor: Actor) -> Letter:
    """A letter that goes with no step: an update, a holding reply, word of a hold."""
    require(actor, Permission.LETTER_WRITE)
    case = begin(reference, Activity.WRITE_LETTER, token=token, actor=actor)
    kind = KINDS.get(code)
    if kind is None or kind.automatic:
        raise NotFound
    return new_draft(Occasion(case=case, actor=actor), kind, recipient)


def take_lock(reference: str, letter_id: int, *, take_over: bool = False, token: str, actor: Actor) -> Letter:
    """Begin to edit. Raises `Conflict` with who is editing, unless `take_over`."""
    _, letter = load(reference, letter_id, token=token, actor=actor)
    require_open(letter)
    if not take_over:
        _require_unlocked(letter, actor)
    letter.locked_by_id, letter.locked_at = actor.user_id, clock.now()
    return letter


def save(reference: str, letter_id: int, text: Text, *, row_version: int, token: str, actor: Actor) -> Letter:
    """Save the text as the next version and let go of the lock. Takes a signature away.

    Raises `Conflict` where somebody else edits or has edited; what was typed is kept by the page.
    """
    _, letter = load(reference, letter_id, token=token, actor=actor)
    require_open(letter)
    _require_unlocked(letter, actor)
    require_version(letter, row_version)
    new = _checked(text)
    letter.locked_by_id = letter.locked_at = None
    if (new.subject, new.body) == (letter.subject, letter.body):
        return letter
    letter.edited_by_hand = True
    replace(letter, new, actor=actor)
    return letter


def replace(letter: Letter, text: Text, *, actor: Actor) -> None:
    """Give a draft a new text: the next version. A signature was for the old one."""
    voided = letter.status in ("submitted", "signed")
    letter.subject, letter.body = text.subject, text.body
    letter.version += 1
    letter.status = "draft"
    letter.signed_by_id = letter.signed_at = None
    letter.edited_by_id, letter.edited_at = actor.user_id, clock.now()
    db.session.flush()
    _keep_version(letter)
    data = {"letter_id": letter.id, "code": letter.code, "version": letter.version, "voided": voided}
    history.record(history.Kind.LETTER_EDITED, actor=actor, case_id=letter.case_id, data=data)


def readdress(
    reference: str, letter_id: int, recipient: Recipient, *, row_version: int, token: str, actor: Actor
) -> Letter:
    """Send it another way, or to the address that is right now. The text stays."""
    _, letter = load(reference, letter_id, token=token, actor=actor)
    require_open(letter)
    require_version(letter, row_version)
    for name, value in _address(recipient).items():
        setattr(letter, name, value)
    data = {"letter_id": letter.id, "code": letter.code, "version": letter.version, "channel": letter.channel}
    history.record(history.Kind.LETTER_EDITED, actor=actor, case_id=letter.case_id, data=data)
    return letter


def comment(reference: str, letter_id: int, text: str, *, token: str, actor: Actor) -> LetterComment:
    """Say something about a draft to the colleagues."""
    _, letter = load(reference, letter_id, token=token, actor=actor)
    require_open(letter)
    written = add_comment(letter, text, kind="comment", actor=actor)
    data = {"letter_id": letter.id, "code": letter.code}
    history.record(history.Kind.LETTER_COMMENTED, actor=actor, case_id=letter.case_id, data=data)
    return written


def add_comment(letter: Letter, text: str, *, kind: str, actor: Actor) -> LetterComment:
    kept = printable(text).strip()
    if not kept:
        raise Invalid("text", "Write what should be changed, or what is good.")
    if len(kept) > LONGEST_COMMENT:
        raise Invalid("text", f"Shorten the comment to {LONGEST_COMMENT:,} characters or fewer.")
    row = LetterComment(letter_id=letter.id, kind=kind, text=kept, written_by_id=actor.user_id, written_at=clock.now())
    db.session.add(row)
    db.session.flush()
    return row


def drop(reference: str, letter_id: int, reason: str, *, row_version: int, token: str, actor: Actor) -> Letter:
    """Do not send this draft. It stays on the case, with the reason."""
    case, letter = load(reference, letter_id, token=token, actor=actor)
    require_open(letter)
    require_version(letter, row_version)
    if not reason.strip():
        raise Invalid("reason", "Say why it is not sent, for example: told on the phone.")
    note = Note(
        case_id=case.id,
        kind="reason",
        text=printable(reason).strip(),
        written_at=clock.now(),
        written_by_id=actor.user_id,
    )
    db.session.add(note)
    db.session.flush()
    letter.status = "dropped"
    letter.locked_by_id = letter.locked_at = None
    for task in tasks.open_of(case.id, letter_id=letter.id):
        tasks.close(task, actor=actor)
    data = {"letter_id": letter.id, "code": letter.code}
    history.record(history.Kind.LETTER_DROPPED, actor=actor, case_id=case.id, note_id=note.id, data=data)
    return letter


def load(
    reference: str, letter_id: int, *, token: str, actor: Actor, permission: Permission = Permission.LETTER_WRITE
) -> tuple[Case, Letter]:
    """The case, locked, and one letter of it. Raises `NotAllowed`, `NotFound`, `Replayed`."""
    require(actor, permission)
    case = begin(reference, Activity.WRITE_LETTER, token=token, actor=actor)
    letter = db.session.scalar(
        select(Letter)
        .where(Letter.id == letter_id, Letter.case_id == case.id)
        .execution_options(populate_existing=True)
    )
    if letter is None:
        raise NotFound
    return case, letter


def open_of(case_id: int, codes: tuple[str, ...], *, recommendation_id: int | None = None) -> list[Letter]:
    """The letters of these codes that are not out yet, in the order they were begun."""
    query = select(Letter).where(Letter.case_id == case_id, Letter.code.in_(codes), Letter.status.in_(OPEN))
    if recommendation_id is not None:
        query = query.where(Letter.recommendation_id == recommendation_id)
    return list(db.session.scalars(query.order_by(Letter.id)))


def is_locked_for(letter: Letter, actor: Actor, now: dt.datetime) -> bool:
    """Whether somebody else is editing it."""
    held = letter.locked_at is not None and letter.locked_at > now - LOCK
    return held and letter.locked_by_id != actor.user_id


def _address(recipient: Recipient) -> dict[str, object]:
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


def _ask_for_preparation(occasion: Occasion, letter: Letter, recipient: Recipient) -> None:
    """What a person must prepare by hand (Easy Read, a translation) is a task before the letter goes."""
    if recipient.directory_entry_id is not None:
        return
    for code in adjustments.by_hand(recipient.adjustment_codes):
        subject = Subject(letter_id=letter.id, detail=code)
        tasks.open_task(Kind.LETTER_TO_PREPARE, occasion.case, subject, actor=occasion.actor)


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


def _checked(text: Text) -> Text:
    subject = " ".join(printable(text.subject).split())
    body = printable(text.body.replace("\r\n", "\n").replace("\r", "\n"))
    if not subject:
        raise Invalid("subject", "Give the letter a heading.")
    if len(subject) > 200:
        raise Invalid("subject", "Shorten the heading to 200 characters or fewer.")
    if not body.strip():
        raise Invalid("body", "Write the text of the letter.")
    if len(body) > 10 * LONGEST:
        raise Invalid("body", f"Shorten the letter to {10 * LONGEST:,} characters or fewer.")
    return Text(subject=subject, body=tidy(body))


def require_open(letter: Letter) -> None:
    if letter.status not in OPEN:
        raise Conflict(ALREADY_OUT)


def _require_unlocked(letter: Letter, actor: Actor) -> None:
    if is_locked_for(letter, actor, clock.now()):
        who = db.session.scalar(select(User.name).where(User.id == letter.locked_by_id)) or "A colleague"
        since = clock.local(letter.locked_at or clock.now()).strftime("%-I:%M%p").lower()
        raise Conflict(f"{who} is editing this letter since {since}. Ask them, or take over if they are away.")


def require_version(letter: Letter, seen: int) -> None:
    if letter.row_version != seen:
        who = db.session.scalar(select(User.name).where(User.id == letter.edited_by_id)) or "A colleague"
        raise Conflict(f"{who} changed this letter after you opened it. Look at it as it is now.")


def recommendation_of(letter: Letter) -> Recommendation | None:
    return db.session.get(Recommendation, letter.recommendation_id) if letter.recommendation_id else None


def author_of(letter: Letter, actor: Actor) -> Actor:
    """Whoever wrote the letter signs it with their name, whoever else sends it."""
    name = db.session.scalar(select(User.name).where(User.id == letter.author_id))
    return dataclasses.replace(actor, name=name) if name else actor
