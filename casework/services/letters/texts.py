"""The text of a letter: merged from its wording, or as somebody typed it."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select

from casework.errors import Conflict, Invalid
from casework.extensions import db
from casework.letters import blocks, late
from casework.letters.characters import printable
from casework.letters.language import LONGEST, fields_of, merge, tidy
from casework.letters.own_word.markup import Refused
from casework.models import LetterTemplate
from casework.services.letters import values
from casework.services.letters.recipients import Recipient
from casework.services.letters.values import Occasion
from casework.services.record import files


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """What was typed as the text of a letter."""

    subject: str
    body: str


def merged(
    template: LetterTemplate, occasion: Occasion, recipient: Recipient, *, read_on: dt.date | None = None
) -> Text:
    """The wording with the case in it. Of an office's own Word template the words of its document, so that they are
    read, compared and looked through for gaps like any other; `read_on` is its date where that is not today.

    Raises `Conflict` for a Word template that can no longer be used.
    """
    is_word = template.format == "word"
    file = files.content(template.file_sha256 or "") if is_word else b""
    used = fields_of(template.subject) | (word_fields(template) if is_word else fields_of(template.body))
    given = values.of(occasion, recipient, used=used)
    subject = blocks.words([run for block in blocks.parse(merge(template.subject, given)) for run in block.runs])
    if is_word:
        dated = {**given, "today": values.day(read_on)} if read_on else given
        body = late.word_template.words(file, dated)
    else:
        body = merge(template.body, given)
    return Text(subject=" ".join(subject.split())[:200], body=body)


def word_fields(template: LetterTemplate) -> frozenset[str]:
    """The fields that an office's own Word template uses. Raises `Conflict` for one that was approved when more was
    allowed, or cannot be opened any more."""
    why = "The file is damaged."
    try:
        return late.word_template.fields(files.content(template.file_sha256 or ""))
    except Refused as refused:
        why = str(refused)
    except late.word_template.BROKEN:
        pass
    raise Conflict(
        f"The Word template of {template.code}, version {template.version}, can no longer be used. {why} A manager can "
        "approve a new version of it, or retire it so that the text before it counts again."
    )


def unusable(template: LetterTemplate) -> str | None:
    """Why a letter of this version cannot be made any more, in sentences."""
    if template.file_sha256 is None:
        return None
    try:
        word_fields(template)
    except Conflict as conflict:
        return conflict.message
    return None


def unusable_templates(on: dt.date) -> list[str]:
    """The Word templates in force on the day, or later, of which no letter can be made: each with the reason."""
    query = select(LetterTemplate).where(LetterTemplate.status == "approved")
    found = db.session.scalars(query.order_by(LetterTemplate.code, LetterTemplate.effective_on, LetterTemplate.version))
    present: dict[str, LetterTemplate] = {}
    to_come: list[LetterTemplate] = []
    for each in found:
        if each.effective_on is not None and each.effective_on > on:
            to_come.append(each)
        else:
            present[each.code] = each
    return [said for each in (*present.values(), *to_come) if (said := unusable(each)) is not None]


def checked(text: Text) -> Text:
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
