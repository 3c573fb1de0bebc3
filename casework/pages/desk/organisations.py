"""Whom a case can be asked of, or signposted to: the organisations of the directory, the likely ones first."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select, union

from casework.access import Actor, scope
from casework.extensions import db
from casework.models import Case, EnquiryDetail, PartnerQuestion
from casework.pages.office import directory
from casework.pages.office.directory import EntryRow
from casework.pages.record.case import Head
from workflows.engine import Question

LOOKED_THROUGH = 300
"""Cases of the same issue of which it is asked whom we chose."""
CHOSEN = (
    (PartnerQuestion.entry_id, PartnerQuestion.case_id),
    (EnquiryDetail.signposted_entry_id, EnquiryDetail.case_id),
)
"""Where an organisation that was chosen stands, and of which case."""
ASKED = "partner_entry"


def choices(head: Head, questions: Iterable[Question], *, actor: Actor) -> list[tuple[str, str]]:
    """What can be chosen today; nothing, and no query, where no question asks for an organisation."""
    return listed(head, actor=actor) if any(question.kind == "organisation" for question in questions) else []


def listed(head: Head, *, actor: Actor) -> list[tuple[str, str]]:
    """All of them for a case, as (id, words)."""
    before = _chosen_before(head, actor) if head.issue else set()
    rows = [row for group in directory.listing().groups for row in group.entries if row.is_in_use]
    rows.sort(key=lambda row: (row.id not in before, *_how_far(row, head), row.name.casefold()))
    return [(str(row.id), _words(row, head, before)) for row in rows]


def given(head: Head, questions: Iterable[Question], answers: Mapping[str, Any]) -> Mapping[str, Any]:
    """What stands in the form: whom we asked last, where nothing is answered yet; the name of an organisation that was
    chosen is not typed besides."""
    asked = [question for question in questions if question.kind == "organisation"]
    found = dict(answers)
    if not answers and any(question.code == ASKED for question in asked):
        query = select(PartnerQuestion.entry_id).where(PartnerQuestion.case_id == head.id)
        found[ASKED] = db.session.scalar(query.order_by(PartnerQuestion.number.desc()).limit(1))
    for question in asked:
        if answers.get(question.code):
            found.pop(question.names, None)
    return found


def _chosen_before(head: Head, actor: Actor) -> set[int]:
    """Whom we chose on the last cases of this issue that the reader may see."""
    of_issue = scope(select(Case.id).where(Case.issue == head.issue), actor)
    last = of_issue.order_by(Case.received_on.desc(), Case.id.desc()).limit(LOOKED_THROUGH).cte()
    chosen = (select(entry).join(last, last.c.id == case_id).where(entry.is_not(None)) for entry, case_id in CHOSEN)
    return set(db.session.scalars(union(*chosen)))


def _is_for(row: EntryRow, head: Head) -> bool:
    return row.district is not None and row.district == head.district


def _is_for_issue(row: EntryRow, head: Head) -> bool:
    return head.issue in row.issues


def _how_far(row: EntryRow, head: Head) -> tuple[bool, bool, bool]:
    """Those of the issue first, then those of the district; last of all those of other issues or another district."""
    of_others = bool(row.issues) and not _is_for_issue(row, head)
    elsewhere = row.district is not None and not _is_for(row, head)
    return of_others or elsewhere, not _is_for_issue(row, head), not _is_for(row, head)


def _words(row: EntryRow, head: Head, before: set[int]) -> str:
    """Its name, why it stands first, and that what we know of it may not be right any more."""
    notes = [
        "chosen before about this issue" if row.id in before else "",
        "for this issue" if _is_for_issue(row, head) else "",
        "for this district" if _is_for(row, head) else "",
        row.verified if row.is_due else "",
    ]
    said = "; ".join(note for note in notes if note)
    return f"{row.name} ({said})" if said else row.name
