"""Whom somebody was signposted to, where it was recorded wrongly. The letter that went out stays as it was."""

from casework.access import Actor
from casework.errors import Invalid
from casework.extensions import db
from casework.models import Case, EnquiryDetail
from casework.services.desk import corrections
from casework.services.desk.corrections import Change
from casework.services.office import organisations
from casework.services.record.activities import begin
from casework.services.record.tokens import Sent
from workflows.activities import Activity

SIGNPOSTED = "signposted"
"""What this correction is called in its event."""
NOBODY = "Nobody was signposted to on this case."
WHO = "Choose who can help, or say who it is."
SAME = "That is what stands there. Choose another one, or leave it as it is."


def foresee(case: Case, entry: str, name: str) -> list[Change]:
    """What would be another. `entry`: the id of an organisation of the directory, or "" where `name` says who it is.
    Raises `Invalid`."""
    return _changes(_detail(case), *_right(entry, name))


def put_right(reference: str, entry: str, name: str, *, reason: str, sent: Sent, actor: Actor) -> None:
    """Raises as `foresee` does, and `NotAllowed`, `NotFound`, `Conflict`, `Replayed`."""
    case = begin(reference, Activity.PUT_RIGHT, sent=sent, actor=actor, as_seen=True)
    why, detail = corrections.reason(reason), _detail(case)
    entry_id, words = _right(entry, name)
    changes = _changes(detail, entry_id, words)
    detail.signposted_to, detail.signposted_entry_id = words, entry_id
    corrections.keep(case, SIGNPOSTED, changes, reason=why, actor=actor, data={"entry_id": entry_id})


def _detail(case: Case) -> EnquiryDetail:
    detail = db.session.get(EnquiryDetail, case.id)
    if detail is None or detail.signposted_to is None:
        raise Invalid("", NOBODY)
    return detail


def _right(entry: str, name: str) -> tuple[int | None, str]:
    found = organisations.chosen(entry)
    words = organisations.in_words(found) if found is not None else name.strip()
    if not words:
        raise Invalid("entry", WHO)
    return (found.id if found is not None else None), words


def _changes(detail: EnquiryDetail, entry_id: int | None, words: str) -> list[Change]:
    before = detail.signposted_to or ""
    if (before, detail.signposted_entry_id) == (words, entry_id):
        raise Invalid("entry", SAME)
    return [Change(name="signposted_to", old=before, new=words, label="Who can help", words=(before, words))]
