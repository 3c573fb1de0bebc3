"""The document of a letter: as it was sent, or as it would go out today."""

from dataclasses import dataclass, replace

from sqlalchemy import select

from casework import clock
from casework.access import Actor
from casework.errors import Conflict, NotFound
from casework.extensions import db
from casework.letters import media_types
from casework.models import Case, Letter
from casework.pages.record.case import Head
from casework.services.letters import documents, prepared
from casework.services.record import files


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """`name` is the code with its ending, e.g. L-R01.pdf. `is_new`: of a letter that is out, and not kept yet."""

    name: str
    media_type: str
    content: bytes
    is_new: bool = False


def find(head: Head, letter_id: int, *, as_word: bool, actor: Actor) -> Document:
    """What was sent, byte for byte; for a draft what would be sent. `as_word`: a copy to be prepared by hand.

    Raises `NotFound`, and `Conflict` where no document can be made.
    """
    letter = db.session.scalar(select(Letter).where(Letter.id == letter_id, Letter.case_id == head.id))
    if letter is None:
        raise NotFound
    head.note_opened(letter_id=letter_id)
    case = db.session.get_one(Case, head.id)
    if as_word and letter.template.format == "text":
        return _named(letter, documents.as_word(letter, case), media_types.WORD)
    if letter.document_sha256 is not None:
        return _named(letter, files.content(letter.document_sha256), letter.document_type or "")
    try:
        return _made(letter, actor)
    except documents.CannotBeMade as problem:
        raise Conflict(str(problem)) from None


def _made(letter: Letter, actor: Actor) -> Document:
    frozen = documents.unmade(letter.id)
    if frozen is not None:
        return replace(_named(letter, documents.make(frozen), frozen.media_type), is_new=True)
    draft = documents.as_it_would_go(letter, prepared.occasion_of(letter, actor), on=clock.today())
    return _named(letter, documents.look(draft), draft.media_type)


def _named(letter: Letter, content: bytes, media_type: str) -> Document:
    ending = "docx" if media_type == media_types.WORD else "pdf"
    return Document(name=f"{letter.code}.{ending}", media_type=media_type, content=content)
