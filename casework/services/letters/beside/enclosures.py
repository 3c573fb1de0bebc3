"""Documents of the case that go out with a letter. What has a redacted copy goes out as that copy alone."""

from collections.abc import Collection, Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import aliased
from sqlalchemy.orm.attributes import flag_modified

from casework.access import Actor
from casework.errors import Invalid
from casework.extensions import db
from casework.models import Document, LetterEnclosure
from casework.services.documents import papers
from casework.services.letters import drafts
from casework.services.record import files, history
from casework.services.record.tokens import Sent

MOST_BYTES = 15 * 1024 * 1024
"""Of all enclosures of one letter: mail servers take hardly more, and they are in memory as it goes."""
TOO_LARGE = "Together they are larger than 15 MB, which no mail server takes. Choose fewer, or smaller copies."
HAS_COPY = "“{name}” has a redacted copy: enclose that one."
NOT_SAFE = "“{name}” cannot be enclosed. {why}"


def choose(reference: str, letter_id: int, document_ids: Collection[int], *, sent: Sent, actor: Actor) -> None:
    """Say what goes with a letter that was not sent. A signature was for it without these, and is taken away.

    Raises `Invalid`, `Conflict`, `NotAllowed`, `NotFound`, `Replayed`.
    """
    case, letter = drafts.load(reference, letter_id, sent=sent, actor=actor)
    drafts.require_open(letter)
    drafts.require_version(letter, sent.row_version)
    rows = [papers.find(case, number) for number in sorted(set(document_ids))]
    _check(rows)
    of_letter = LetterEnclosure.letter_id == letter.id
    before = sorted(db.session.scalars(select(LetterEnclosure.document_id).where(of_letter)))
    now = [row.id for row in rows]
    if now == before:
        return
    db.session.execute(delete(LetterEnclosure).where(of_letter))
    db.session.add_all(LetterEnclosure(letter_id=letter.id, document_id=number) for number in now)
    voided = drafts.void(letter)
    # whoever signs has seen what goes with it
    flag_modified(letter, "status")
    db.session.flush()
    data = {"letter_id": letter.id, "code": letter.code, "before": before, "now": now, "voided": voided}
    history.record(history.Kind.LETTER_ENCLOSED, actor=actor, case_id=case.id, data=data)


def of_letter(letter_id: int) -> list[Document]:
    """What goes with it, in the order in which it came to the case."""
    query = select(Document).join(LetterEnclosure, LetterEnclosure.document_id == Document.id)
    return list(db.session.scalars(query.where(LetterEnclosure.letter_id == letter_id).order_by(Document.id)))


def _check(rows: Sequence[Document]) -> None:
    copy = aliased(Document)
    ids = [row.id for row in rows]
    with_copy = set(db.session.scalars(select(copy.redacted_from_id).where(copy.redacted_from_id.in_(ids))))
    for row in rows:
        why = files.reason(row.file_sha256) or row.problem
        if why:
            raise Invalid("documents", NOT_SAFE.format(name=row.file_name, why=why))
        if row.id in with_copy:
            raise Invalid("documents", HAS_COPY.format(name=row.file_name))
    if sum(row.size for row in rows) > MOST_BYTES:
        raise Invalid("documents", TOO_LARGE)
