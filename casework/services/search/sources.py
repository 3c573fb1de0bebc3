"""What is searched: of each table the case or mail through which somebody may see a row, its day, and its words."""

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, literal, select
from sqlalchemy.orm import InstrumentedAttribute

from casework import clock
from casework.extensions import read
from casework.models import (
    Allegation,
    Answer,
    Base,
    Case,
    CaseEvent,
    Clock,
    ClockEvent,
    Contact,
    ContactLimit,
    Decision,
    DirectoryEntry,
    Document,
    EnquiryDetail,
    FileText,
    IncomingMail,
    Letter,
    LetterComment,
    LimitDecision,
    Meeting,
    Note,
    Person,
    PersonWay,
    Recommendation,
    Representation,
    ReviewDetail,
    RiskAction,
)

Column = InstrumentedAttribute[Any] | ColumnElement[Any]
More = Mapping[int, Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What one row says. `names` stand in `texts` too."""

    row_id: int
    case_id: int | None
    mail_id: int | None
    on: dt.date
    texts: Sequence[str]
    names: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A table that is searched. `label`: what people call a row of it; `on`: a day, or a moment of one."""

    label: str
    shown_on: str = "timeline"
    """The page of its case that shows it."""
    model: type[Base]
    on: Column
    texts: Sequence[Column]
    case_id: Column | None = None
    mail_id: Column | None = None
    joined: Callable[[Select[*tuple[Any, ...]]], Select[*tuple[Any, ...]]] | None = None
    condition: ColumnElement[bool] | None = None
    more: Callable[[Collection[int]], More] | None = None
    """Words of rows of another table, by the id of this one."""
    names: Callable[[Collection[int]], More] | None = None

    @property
    def is_of_cases(self) -> bool:
        """Every row of it hangs on a case."""
        return self.case_id is not None and self.mail_id is None

    @property
    def key(self) -> Column:
        return self.model.__table__.c.id

    def query(self) -> Select[*tuple[Any, ...]]:
        case_id = literal(None) if self.case_id is None else self.case_id
        mail_id = literal(None) if self.mail_id is None else self.mail_id
        query = select(self.key, case_id, mail_id, self.on, *self.texts).select_from(self.model)
        query = query if self.joined is None else self.joined(query)
        return query if self.condition is None else query.where(self.condition)


def _with_details(query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    query = query.outerjoin(ReviewDetail, ReviewDetail.case_id == Case.id)
    return query.outerjoin(EnquiryDetail, EnquiryDetail.case_id == Case.id)


def _with_letter(query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    return query.join(Letter, Letter.id == LetterComment.letter_id)


def _with_clock(query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    return query.join(Clock, Clock.id == ClockEvent.clock_id)


def _with_event(query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    return query.join(CaseEvent, CaseEvent.id == Answer.event_id)


def _with_case(model: Any) -> Callable[[Select[*tuple[Any, ...]]], Select[*tuple[Any, ...]]]:
    def joined(query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
        return query.join(Case, Case.id == model.case_id)

    return joined


def _gathered(query: Select[*tuple[Any, ...]]) -> More:
    found = dict[int, list[str]]()
    for row in read(query):
        found.setdefault(row[0], []).extend(text for text in row[1:] if text)
    return found


def _ways(ids: Collection[int]) -> More:
    ways = select(PersonWay.person_id, PersonWay.value, PersonWay.postcode).where(PersonWay.person_id.in_(ids))
    return _gathered(ways.order_by(PersonWay.id))


def _decisions(ids: Collection[int]) -> More:
    decided = select(LimitDecision.limit_id, LimitDecision.what, LimitDecision.reasons, LimitDecision.challenge)
    return _gathered(decided.where(LimitDecision.limit_id.in_(ids)).order_by(LimitDecision.id))


def _names(ids: Collection[int]) -> More:
    named = select(PersonWay.person_id, PersonWay.value).where(PersonWay.person_id.in_(ids), PersonWay.kind == "name")
    return _gathered(named.order_by(PersonWay.id))


def _inside(ids: Collection[int]) -> More:
    said = select(Document.id, FileText.words).join(FileText, FileText.sha256 == Document.file_sha256)
    return _gathered(said.where(Document.id.in_(ids), Document.destroyed_at.is_(None)))


_ALL = (
    Source(
        label="Person", model=Person, on=Person.recorded_at,
        texts=(Person.full_name, Person.adjustments, Person.safe_contact),
        condition=Person.merged_into_id.is_(None), more=_ways, names=_names,
    ),
    Source(
        label="Case", shown_on="show", model=Case, on=Case.received_on, case_id=Case.id, joined=_with_details,
        texts=(
            Case.about, Case.reference, Case.old_reference, ReviewDetail.force_reference,
            ReviewDetail.complaint_details, ReviewDetail.force_named, EnquiryDetail.who_will_be_asked,
        ),
    ),
    Source(
        label="Contact", model=Contact, on=Contact.happened_on, case_id=Contact.case_id, texts=(Contact.summary,)
    ),
    Source(label="Note", shown_on="notes", model=Note, on=Note.written_at, case_id=Note.case_id, texts=(Note.text,)),
    Source(
        label="Step", model=Answer, on=CaseEvent.on, case_id=Answer.case_id, texts=(Answer.value,), joined=_with_event
    ),
    Source(
        label="Letter", model=Letter, on=Letter.edited_at, case_id=Letter.case_id,
        texts=(Letter.subject, Letter.body, Letter.to_name, Letter.email, Letter.postal_address),
    ),
    Source(
        label="Comment on a letter", model=LetterComment, on=LetterComment.written_at, case_id=Letter.case_id,
        texts=(LetterComment.text,), joined=_with_letter,
    ),
    Source(
        label="Mail", model=IncomingMail, on=IncomingMail.arrived_at, mail_id=IncomingMail.id,
        texts=(
            IncomingMail.subject, IncomingMail.text, IncomingMail.sender_name, IncomingMail.sender,
            IncomingMail.reply_to_name, IncomingMail.reply_to,
        ),
    ),
    Source(
        label="File", model=Document, on=Document.added_at, case_id=Document.case_id, mail_id=Document.incoming_id,
        texts=(Document.file_name, Document.description), more=_inside,
    ),
    Source(
        label="Allegation", shown_on="review", model=Allegation, on=Case.received_on, case_id=Allegation.case_id,
        joined=_with_case(Allegation), texts=(Allegation.summary, Allegation.reason),
    ),
    Source(
        label="Decision", shown_on="review", model=Decision, on=Decision.drafted_at, case_id=Decision.case_id,
        texts=(Decision.reasons, Decision.learning, Decision.comments),
    ),
    Source(
        label="Recommendation", shown_on="recommendations", model=Recommendation,
        on=Case.received_on, case_id=Recommendation.case_id,
        joined=_with_case(Recommendation),
        texts=(
            Recommendation.text, Recommendation.addressed_to, Recommendation.response_text, Recommendation.evidence,
        ),
    ),
    Source(
        label="Risk", shown_on="show", model=RiskAction, on=RiskAction.done_on, case_id=RiskAction.case_id,
        texts=(RiskAction.words, RiskAction.told, RiskAction.reference),
    ),
    Source(
        label="Who acts for whom", shown_on="people", model=Representation, on=Representation.recorded_at,
        case_id=Representation.case_id, texts=(Representation.scope,), condition=Representation.scope.is_not(None),
    ),
    Source(
        label="Limit on contact", shown_on="show", model=ContactLimit,
        on=ContactLimit.decided_on, case_id=ContactLimit.case_id, more=_decisions,
        texts=(ContactLimit.what, ContactLimit.challenge), condition=ContactLimit.case_id.is_not(None),
    ),
    Source(
        label="Date", shown_on="dates", model=ClockEvent,
        on=ClockEvent.on, case_id=Clock.case_id, texts=(ClockEvent.reason,),
        joined=_with_clock, condition=ClockEvent.reason.is_not(None),
    ),
    Source(
        label="Organisation", model=DirectoryEntry, on=DirectoryEntry.verified_on,
        texts=(
            DirectoryEntry.name, DirectoryEntry.email, DirectoryEntry.phone, DirectoryEntry.address,
            DirectoryEntry.website,
        ),
    ),
    Source(
        label="Meeting", model=Meeting, on=Meeting.held_on, texts=(Meeting.topics, Meeting.website, Meeting.why)
    ),
)  # fmt: skip
SOURCES: Mapping[str, Source] = {source.model.__tablename__: source for source in _ALL}
"""Table -> what is searched of it, in the order in which people choose among them."""


def words_of(source: str, ids: Collection[int]) -> list[Words]:
    """What these rows say now; nothing of one that is not there, or is not searched."""
    of = SOURCES[source]
    rows = read(_by_ids(source), ids=list(ids)).all()
    more = of.more(ids) if of.more else {}
    names = of.names(ids) if of.names else {}
    return [
        Words(
            row_id=row[0],
            case_id=row[1],
            mail_id=row[2],
            on=_day(row[3]),
            texts=[*(text for text in row[4:] if text), *more.get(row[0], ())],
            names=names.get(row[0], ()),
        )
        for row in rows
    ]


@cache
def _by_ids(source: str) -> Select[*tuple[Any, ...]]:
    of = SOURCES[source]
    return of.query().where(of.key.in_(bindparam("ids", expanding=True)))


def _day(when: dt.date | dt.datetime | None) -> dt.date:
    if when is None:
        return clock.today()
    return clock.local(when).date() if isinstance(when, dt.datetime) else when
