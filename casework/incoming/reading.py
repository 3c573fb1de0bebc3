"""A mail as it is sorted: what it says, whether a machine wrote it, which cases it names."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from casework.incoming import automatic, bounces, parsing, references
from casework.incoming.attachments import ParsedAttachment
from casework.incoming.bounces import Bounce
from casework.incoming.parsing import ParsedMail
from casework.incoming.text import shown

MOST_REFERENCES = 200
MOST_FILES = 400
LONGEST_PART = 200_000
"""Characters of each part in which a reference is looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """All that is asked of a mail once it has been read. `named`: the references in its subject, in their order;
    `mentioned`: those anywhere in it. `answered`: the Message-IDs that it is about."""

    mail: ParsedMail
    bounce: Bounce | None = None
    is_automatic: bool = False
    is_to_be_looked_at: bool = False
    """It counts as automatic, and a person may have written it."""
    is_from_machine: bool = False
    """Nobody is answered by a machine."""
    answered: Sequence[str] = ()
    named: Sequence[str] = ()
    mentioned: Sequence[str] = ()


def read(raw: bytes, *, believed: str = "") -> Reading:
    """Never raises, unless there is no memory left. `believed`: as for `parsing.parse`."""
    return _about(parsing.parse(raw, believed=believed))


def as_it_came(raw: bytes, problem: str, *, believed: str = "") -> Reading:
    """Without taking it apart: its first lines, and its bytes as text. Never raises."""
    return _about(parsing.as_it_came(raw[: parsing.AS_IT_CAME], problem, believed=believed))


def _about(mail: ParsedMail) -> Reading:
    bounce = bounces.find_bounce(mail)
    is_automatic = bounce is None and automatic.is_automatic(mail)
    of_machine = bounce is not None or bounces.is_daemon(mail) or automatic.may_not_be_answered(mail)
    whole = mail if bounce is not None or is_automatic else with_its_mails(mail)
    names = (file.file_name for file in whole.attachments)
    texts = (whole.subject, whole.text, *(text for _, text in mail.parts), *names)
    mentioned = dict.fromkeys(one for text in texts for one in references.named_in(text[:LONGEST_PART]))
    return Reading(
        mail=replace(whole, parts=(), headers={}, mails=()),
        bounce=bounce,
        is_automatic=is_automatic,
        is_to_be_looked_at=is_automatic and not automatic.is_surely_automatic(mail),
        is_from_machine=of_machine,
        answered=automatic.ids_answered(mail),
        named=tuple(dict.fromkeys(references.named_in(mail.subject))),
        mentioned=tuple(mentioned)[:MOST_REFERENCES],
    )


def with_its_mails(mail: ParsedMail) -> ParsedMail:
    """The words and files of a mail, and those of the mails that came with it as files."""
    text, files = mail.text, list[ParsedAttachment](mail.attachments)
    for name, inner in mail.mails:
        whole = with_its_mails(inner)
        text = f"{text}\n\n{_headed(name, whole)}".strip()
        files += whole.attachments
    return replace(mail, text=shown(text), attachments=tuple(files[:MOST_FILES]))


def _headed(name: str, mail: ParsedMail) -> str:
    writer = f"{mail.sender_name} <{mail.sender}>" if mail.sender_name else mail.sender
    written = f"{mail.written_at:%-d %B %Y, %H:%M} UTC" if mail.written_at is not None else ""
    told = (("From", writer), ("Written", written), ("Subject", mail.subject))
    head = "\n".join(f"{field}: {value}" for field, value in told if value)
    return f"[The mail that came with it as {name}]\n{head}\n\n{mail.text}"
