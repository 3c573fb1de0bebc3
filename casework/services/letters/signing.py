"""Sign-off: a manager who did not write the letter reads it and signs, or sends it back with comments (R1.9)."""

from sqlalchemy import select

from casework import clock
from casework.access import Actor, Permission, can
from casework.errors import Conflict, Invalid
from casework.extensions import db
from casework.letters.language import gaps
from casework.models import Case, Letter, LetterVersion
from casework.services.letters import drafts
from casework.services.letters.beside import comments
from casework.services.people.acting import standing
from casework.services.record import history, tasks
from casework.services.record.tasks import About, Kind
from casework.services.record.tokens import Sent
from workflows.registry import KINDS

WROTE_IT = "You wrote or edited this letter yourself: another manager must sign it."


def submit(reference: str, letter_id: int, *, sent: Sent, actor: Actor) -> Letter:
    """Ask for sign-off. Raises `Invalid` while something is still to be filled in."""
    _, letter = drafts.load(reference, letter_id, sent=sent, actor=actor)
    _require(letter, sent.row_version, "draft")
    missing = gaps(letter.subject + letter.body)
    if missing:
        raise Invalid("", f"Fill in first: {'; '.join(missing)}.")
    letter.status = "submitted"
    letter.locked_by_id = letter.locked_at = None
    _answered(letter, actor)
    _record(history.Kind.LETTER_SUBMITTED, letter, actor)
    return letter


def sign(reference: str, letter_id: int, *, sent: Sent, actor: Actor) -> Letter:
    """Sign the version that was read. Raises `NotAllowed`, `Conflict` when it was edited since, `Invalid`."""
    _, letter = drafts.load(reference, letter_id, sent=sent, actor=actor, permission=Permission.LETTER_SIGN)
    _require(letter, sent.row_version, "draft", "submitted")
    if wrote(letter, actor):
        raise Invalid("", WROTE_IT)
    missing = gaps(letter.subject + letter.body)
    if missing:
        raise Invalid("", f"Send it back: something is still to be filled in ({'; '.join(missing)}).")
    _give_signature(letter, actor)
    return letter


def send_back(reference: str, letter_id: int, text: str, *, sent: Sent, actor: Actor) -> Letter:
    """Leave it with whoever writes, and say what should be changed: a task tells the owner of the case."""
    case, letter = drafts.load(reference, letter_id, sent=sent, actor=actor, permission=Permission.LETTER_SIGN)
    _require(letter, sent.row_version, "submitted", "signed")
    comments.add_comment(letter, text, kind="sent_back", actor=actor)
    letter.status = "draft"
    letter.signed_by_id = letter.signed_at = None
    _record(history.Kind.LETTER_SENT_BACK, letter, actor)
    tasks.open_task(Kind.LETTER_SENT_BACK, case, About(letter_id=letter.id, detail=letter.code), actor=actor)
    return letter


def must_be_signed(letter: Letter, case: Case) -> bool:
    """Whether a manager who did not write it signs it before it goes (R1.9, R7.7)."""
    kind = KINDS[letter.code]
    return kind.signed or (kind.signed_if_sensitive and standing.needs_approval(case))


def is_by_step(letter: Letter, actor: Actor) -> bool:
    """Whether they sign it by making the step that it goes out with."""
    return KINDS[letter.code].by_step and can(actor, Permission.LETTER_SIGN) and not wrote(letter, actor)


def sign_by_step(letter: Letter, actor: Actor) -> None:
    """Sign what was read on the last page of the step, in its transaction."""
    if letter.status != "signed" and is_by_step(letter, actor):
        _give_signature(letter, actor)


def wrote(letter: Letter, actor: Actor) -> bool:
    """Whether they began it, or edited any of its versions by hand. What a step merges is begun by nobody."""
    edited = select(LetterVersion.id).where(LetterVersion.letter_id == letter.id)
    edited = edited.where(LetterVersion.edited_by_id == actor.user_id).limit(1)
    began = actor.user_id == letter.author_id and not KINDS[letter.code].by_step
    return began or db.session.scalar(edited) is not None


def _give_signature(letter: Letter, actor: Actor) -> None:
    letter.status, letter.signed_by_id, letter.signed_at = "signed", actor.user_id, clock.now()
    letter.locked_by_id = letter.locked_at = None
    _answered(letter, actor)
    _record(history.Kind.LETTER_SIGNED, letter, actor)


def _answered(letter: Letter, actor: Actor) -> None:
    """What it was sent back for is done once it is put forward again, or signed all the same."""
    tasks.end(Kind.LETTER_SENT_BACK, letter_id=letter.id, actor=actor)


def _require(letter: Letter, row_version: int, *states: str) -> None:
    drafts.require_version(letter, row_version)
    if letter.status not in states:
        raise Conflict("The letter is not at this point any more. Look at it as it is now.")


def _record(kind: history.Kind, letter: Letter, actor: Actor) -> None:
    data = {"letter_id": letter.id, "code": letter.code, "version": letter.version}
    history.record(kind, actor=actor, case_id=letter.case_id, data=data)
