"""The document of a letter that goes out. What it is made of is frozen in the transaction that sends it; the PDF or
Word file is made outside of any transaction that writes, by the job that sends the mail, by one that makes what goes
by post, or by the first who opens it, and then kept: nothing is made a second time."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select, update

from casework import clock
from casework.extensions import db
from casework.letters import blocks, late, media_types, pdf, plain
from casework.letters.fields import Value
from casework.letters.frozen import Frozen, of_bytes, to_bytes
from casework.letters.own_word.markup import Refused
from casework.models import Case, Letter, Message
from casework.services.letters import obstacles, paper, texts, values
from casework.services.letters.values import Occasion
from casework.services.record import files

MAKE_JOB = "casework.jobs.documents.make"
NO_PDF = "The PDF of this letter cannot be made. Take unusual characters out of the text, the name and the address."
NO_WORD = "The office's own Word template cannot be filled in. Look at it on the page of letter templates."


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmade:
    """What a document is to be made of. `word_file`: the bytes of an office's own Word template."""

    letter_id: int
    frozen: Frozen
    word_file: bytes | None

    @property
    def media_type(self) -> str:
        return media_types.PDF if self.word_file is None else media_types.WORD


class CannotBeMade(Exception):
    """There is no document of this letter that could go out. The message is a sentence for a person."""


def freeze(letter: Letter, occasion: Occasion, *, on: dt.date) -> None:
    """Keep what the document of a letter is made of, which goes out on this day."""
    letter.frozen_sha256 = files.keep(to_bytes(_frozen(letter, occasion, on=on)))
    letter.document_type = media_types.WORD if letter.template.format == "word" else media_types.PDF


def as_it_would_go(letter: Letter, occasion: Occasion, *, on: dt.date) -> Unmade:
    """What the document of a draft would be made of on a day."""
    return _unmade(letter.id, _frozen(letter, occasion, on=on))


def unmade(letter_id: int) -> Unmade | None:
    """What the document of a letter is still to be made of; None where there is one, or the letter is none that
    goes out."""
    query = select(Letter.frozen_sha256).where(Letter.id == letter_id, Letter.document_sha256.is_(None))
    frozen = db.session.scalar(query)
    return None if frozen is None else _unmade(letter_id, of_bytes(files.content(frozen)))


def waiting_for_print(now: dt.datetime, *, limit: int) -> list[int]:
    """Letters for the post whose document is still to be made."""
    query = (
        select(Letter.id)
        .join(Message, Message.letter_id == Letter.id)
        .where(Message.state == "pending", Message.channel == "post", Message.next_attempt_at <= now)
        .where(Letter.document_sha256.is_(None), Letter.frozen_sha256.is_not(None))
    )
    return list(db.session.scalars(query.order_by(Letter.id).limit(limit)))


def make(given: Unmade) -> bytes:
    """The document, from nothing but what was frozen. Raises `CannotBeMade` where somebody could not read it."""
    if given.word_file is not None:
        try:
            return late.word_template.render(given.word_file, given.frozen.values)
        except (Refused, *late.word_template.BROKEN):
            raise CannotBeMade(NO_WORD) from None
    try:
        made = pdf.make(given.frozen.frame, blocks.parse(given.frozen.body))
    except pdf.CannotBeMade:
        raise CannotBeMade(NO_PDF) from None
    if made.boxed:
        raise CannotBeMade(paper.unprintable(made.boxed))
    return made.content


def look(given: Unmade) -> bytes:
    """The document of a draft, to be looked at: what cannot be printed shows as a box. Raises `CannotBeMade`."""
    if given.word_file is not None:
        return make(given)
    try:
        return pdf.render(given.frozen.frame, blocks.parse(given.frozen.body))
    except pdf.CannotBeMade:
        raise CannotBeMade(NO_PDF) from None


def keep(letter_id: int, content: bytes) -> bytes:
    """Keep the document of a letter, and give what is kept: whoever was first made it."""
    sha256 = files.keep(content)
    first = update(Letter).where(Letter.id == letter_id, Letter.document_sha256.is_(None))
    db.session.execute(first.values(document_sha256=sha256).execution_options(synchronize_session=False))
    kept = db.session.scalar(select(Letter.document_sha256).where(Letter.id == letter_id))
    return content if kept == sha256 else files.content(kept or "")


def as_word(letter: Letter, case: Case) -> bytes:
    """A letter as a Word document, for whoever prepares it by hand."""
    frozen = _text(letter, case)
    return late.word.render(frozen.frame, blocks.parse(frozen.body))


def as_text(letter: Letter, case: Case) -> str:
    """The text of the e-mail; empty for a letter that was made from an office's own Word template, whose words are in
    the document alone."""
    if letter.document_type == media_types.WORD:
        return ""
    frozen = _text(letter, case)
    return plain.render(frozen.frame, blocks.parse(frozen.body))


def _text(letter: Letter, case: Case) -> Frozen:
    """As it was frozen, or as it stands."""
    if letter.frozen_sha256 is not None:
        return of_bytes(files.content(letter.frozen_sha256))
    on = clock.local(letter.sent_at).date() if letter.sent_at else clock.today()
    return Frozen(wording="", frame=paper.frame_of(letter, case, on=on), body=letter.body)


def _frozen(letter: Letter, occasion: Occasion, *, on: dt.date) -> Frozen:
    template = letter.template
    return Frozen(
        wording=f"{template.code} {template.version}",
        frame=paper.frame_of(letter, occasion.case, on=on),
        body=letter.body,
        word_file=template.file_sha256 or "",
        values=_values(letter, occasion, on) if template.file_sha256 else {},
    )


def _values(letter: Letter, occasion: Occasion, on: dt.date) -> Mapping[str, Value]:
    """What stands in an office's own Word file: the fields that it uses, on this day. Raises `Conflict`."""
    used = texts.word_fields(letter.template)
    given = {**values.of(occasion, obstacles.recipient_of(letter), used=used), "today": values.day(on)}
    return {name: said for name, said in given.items() if name in used}


def _unmade(letter_id: int, frozen: Frozen) -> Unmade:
    word_file = files.content(frozen.word_file) if frozen.word_file else None
    return Unmade(letter_id=letter_id, frozen=frozen, word_file=word_file)
