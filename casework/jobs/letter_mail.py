"""The mail that a letter to the public goes out with: its text and its document, and a subject that says nothing."""

from collections.abc import Iterator

from casework.errors import CaseworkError
from casework.sending.adapter import Enclosure, Mail
from casework.services.letters import documents
from casework.services.letters.beside import enclosures
from casework.services.mail import letters_under_way, threads
from casework.services.mail.claims import Outgoing
from casework.services.mail.letters_under_way import Blocked
from casework.services.record import files, settings
from workflows.registry import KINDS

DAMAGED_ENCLOSURE = "What goes with it is not what was kept, or cannot be read. Ask whoever runs Casework."
SEE_DOCUMENT = "Please see the letter that comes with this e-mail."


def compose(message: Outgoing) -> Mail:
    """The same message always makes the same mail. Raises `letters_under_way.Blocked`.

    Neither the subject nor the file's name says who it is to or what it is about: both show on a locked screen.
    """
    assert message.letter_id is not None  # noqa: S101 (who calls this has a letter)
    content = letters_under_way.content(message.letter_id, message.to_address)
    reference, office = content.case.reference, " ".join(str(settings.value("office_name")).split())
    enclosure = Enclosure(file_name=content.file_name, media_type=content.media_type, content=content.document)
    return Mail(
        to=message.to_address,
        subject=f"{reference}: a letter from {office}",
        text=documents.as_text(content.letter, content.case) or f"{SEE_DOCUMENT}\n\n{office}\n",
        message_id=message.message_id,
        written_at=message.created_at,
        attachments=(enclosure, *_enclosed(message.letter_id, reference)),
        reference=reference,
        is_automatic=KINDS[content.letter.code].automatic,
        answers=threads.answered_by(content.case.id, message.to_address, before=message.created_at),
    )


def _enclosed(letter_id: int, reference: str) -> Iterator[Enclosure]:
    """The documents that go with it, by names that say nothing. Raises `Blocked`."""
    for number, document in enumerate(enclosures.of_letter(letter_id), start=1):
        extension = document.file_name.rpartition(".")[2]
        try:
            with files.opened_for_somebody(document.file_sha256) as file:
                content = file.read()
        except CaseworkError:
            raise Blocked(DAMAGED_ENCLOSURE) from None
        name = f"{reference}-enclosure-{number}.{extension}"
        yield Enclosure(file_name=name, media_type=document.media_type, content=content)
