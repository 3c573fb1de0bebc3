"""What uses a value of a list that the office keeps: cases, contacts, organisations, saved counts, letters."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, or_, select

from casework.extensions import db
from casework.models import Case, CaseTag, Contact, CountFigure, DirectoryEntry, IncomingMail, LetterTemplate, Meeting
from casework.services.record.codes import Value

OF_CASES: Mapping[str, Any] = {
    "issue": Case.issue,
    "district": Case.district,
    "channel": Case.channel,
    "priority": Case.priority,
}
OF_ORGANISATIONS: Mapping[str, Any] = {"district": DirectoryEntry.district, "force": DirectoryEntry.force}
OF_MAIL: Mapping[str, Any] = {"not_casework": IncomingMail.not_casework}
OF_MEETINGS: Mapping[str, Any] = {"meeting": Meeting.kind}


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """How often a value is used, by everybody: `counts` are years that were counted with it, `letters` templates in
    force whose wording has its label."""

    open_cases: int = 0
    cases: int = 0
    contacts: int = 0
    organisations: int = 0
    meetings: int = 0
    mails: int = 0
    counts: int = 0
    letters: int = 0

    @property
    def is_none(self) -> bool:
        used = (self.cases, self.contacts, self.organisations, self.meetings, self.mails, self.counts, self.letters)
        return not any(used)


def usage(list_name: str, value: Value) -> Usage:
    """How many cases, saved counts and letters use a value, whoever may see them."""
    column = OF_CASES.get(list_name)
    every = select(func.count()).select_from(Case)
    if list_name == "tag":
        column, every = CaseTag.tag, every.join(CaseTag, CaseTag.case_id == Case.id)
    cases, current = _count(every, column, value.code), every.where(Case.category != "closed")
    contact = Contact.channel if list_name == "channel" else None
    runs = select(func.count(CountFigure.run_id.distinct())).where(
        CountFigure.breakdown == list_name, CountFigure.value_code == value.code
    )
    return Usage(
        open_cases=_count(current, column, value.code),
        cases=cases,
        contacts=_count(select(func.count()).select_from(Contact), contact, value.code),
        organisations=_count(
            select(func.count()).select_from(DirectoryEntry), OF_ORGANISATIONS.get(list_name), value.code
        ),
        meetings=_count(select(func.count()).select_from(Meeting), OF_MEETINGS.get(list_name), value.code),
        mails=_count(select(func.count()).select_from(IncomingMail), OF_MAIL.get(list_name), value.code),
        counts=db.session.scalar(runs) or 0,
        letters=_letters_that_say(value.label),
    )


def _count(query: Any, column: Any, code: str) -> int:
    return 0 if column is None else db.session.scalar(query.where(column == code)) or 0


def _letters_that_say(label: str) -> int:
    """Letter codes with an approved wording that has these words in it."""
    escaped = label.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    said = or_(*(column.ilike(f"%{escaped}%", escape="\\") for column in (LetterTemplate.body, LetterTemplate.subject)))
    query = select(func.count(LetterTemplate.code.distinct())).where(LetterTemplate.status == "approved", said)
    return db.session.scalar(query) or 0
