"""What colleagues say about a draft."""

from casework import clock
from casework.access import Actor
from casework.errors import Invalid
from casework.extensions import db
from casework.letters.characters import printable
from casework.models import Letter, LetterComment
from casework.services.letters import drafts
from casework.services.record import history
from casework.services.record.tokens import Sent

LONGEST_COMMENT = 4000


def comment(reference: str, letter_id: int, text: str, *, sent: Sent, actor: Actor) -> LetterComment:
    """Say something about a draft to the colleagues."""
    _, letter = drafts.load(reference, letter_id, sent=sent, actor=actor)
    drafts.require_open(letter)
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
