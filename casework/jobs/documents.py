"""The job that makes the documents of letters that went out: in no transaction that others wait for."""

import structlog

from casework import clock
from casework.jobs import stopping
from casework.services.letters import documents
from casework.services.letters.documents import CannotBeMade
from casework.services.mail import letters_under_way
from casework.services.mail.pace import PAUSES
from casework.transaction import snapshot, unit_of_work

log = structlog.get_logger(__name__)


def make(*letter_ids: int) -> None:
    """Make and keep the document of each of these letters that has none yet."""
    for letter_id in letter_ids:
        if stopping.is_asked():
            return  # the sweep offers the rest again
        make_one(letter_id)


def make_one(letter_id: int) -> bool:
    """Whether the letter has a document now. Where none can be made it does not go, and the owner of its case has a
    task with the reason."""
    with snapshot():
        given = documents.unmade(letter_id)
    if given is None:
        return True
    try:
        content = documents.make(given)
    except CannotBeMade as problem:
        log.warning("document_not_made", letter=letter_id)
        with unit_of_work():
            letters_under_way.fail_without_document(letter_id, str(problem), again_at=clock.now() + PAUSES[-1])
        return False
    with unit_of_work():
        documents.keep(letter_id, content)
    return True
