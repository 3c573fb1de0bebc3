"""The text of a letter: merged from its wording, or as somebody typed it."""

import datetime as dt
from dataclasses import dataclass

from casework.errors import Invalid
from casework.letters import blocks, late
from casework.letters.characters import printable
from casework.letters.language import LONGEST, fields_of, merge, tidy
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
    read, compared and looked through for gaps like any other; `read_on` is its date where that is not today."""
    is_word = template.format == "word"
    file = files.content(template.file_sha256 or "") if is_word else b""
    used = fields_of(template.subject) | (late.word_template.fields(file) if is_word else fields_of(template.body))
    given = values.of(occasion, recipient, used=used)
    subject = blocks.words([run for block in blocks.parse(merge(template.subject, given)) for run in block.runs])
    if is_word:
        dated = {**given, "today": values.day(read_on)} if read_on else given
        body = late.word_template.words(file, dated)
    else:
        body = merge(template.body, given)
    return Text(subject=" ".join(subject.split())[:200], body=body)


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
