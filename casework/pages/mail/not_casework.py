"""Mail that is not casework: its kinds, what was just set aside, and how much came in a month."""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, func, select

from casework import clock
from casework.access import Actor
from casework.errors import NotFound
from casework.extensions import db
from casework.models import Case, IncomingMail
from casework.pages.mail import incoming
from casework.pages.mail.mail_rows import MailRow
from casework.services.mail import disposal, not_casework
from casework.services.mail.mail_sight import scope_mail
from casework.services.mail.not_casework import BY_SOMEBODY, LIST, Ticked
from casework.services.record import codes
from casework.statistics.years import ReportingYear, year_of
from casework.words import number_in

MACHINE = "automatic"
UNSAID = "not-said"
"""Stands for no kind in an address."""
NOT_SAID = "Not said"
MOST = 50
WHAT_GOES = [
    (
        "What goes",
        "What they say, who wrote them, and the files that came with them, from the search too. Nobody gets it back.",
    ),
    ("What stays", "That so many came in each month, of which kind, and in the history who disposed of them and when."),
]
"""What is read before mail is disposed of."""
FIRST_MONTH = dt.date(2000, 4, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """How much came in one month: `amounts` by kind, in the order of the columns."""

    first: dt.date
    amounts: Sequence[int]

    @property
    def text(self) -> str:
        return f"{self.first:%B %Y}"

    @property
    def total(self) -> int:
        return sum(self.amounts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """The mails of one figure, the newest first; `older`: the id to go on from."""

    title: str
    first: dt.date
    code: str
    mails: Sequence[MailRow]
    older: int | None
    disposed: int
    """How many more there were: they are disposed of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """`kinds`: code and words of each column. `before` and `after`: years that can be looked at, too."""

    year: ReportingYear
    kinds: Sequence[tuple[str, str]]
    months: Sequence[Month]
    before: ReportingYear
    after: ReportingYear | None

    @property
    def totals(self) -> list[int]:
        return [sum(month.amounts[place] for month in self.months) for place in range(len(self.kinds))]


def kinds() -> list[tuple[str, str]]:
    """What can be chosen: (code, words)."""
    return codes.choices(LIST, clock.today())


def words() -> Mapping[str, str]:
    """Code -> words, of all that ever could."""
    return codes.labels(LIST)


def guesses(mails: Iterable[MailRow], *, actor: Actor) -> dict[int, str]:
    """What kind a mail is taken for, by id: as the last one from the same address was called, or a machine's notice."""
    known = dict(kinds())
    waiting = [mail for mail in mails if mail.is_to_sort]
    senders = {mail.sender_key for mail in waiting if mail.sender_key}
    last = db.session.execute(_last(senders, known, actor)).all() if senders and known else []
    called = {row.sender_key: row.not_casework for row in last}
    machine = MACHINE if MACHINE in known else ""
    return {mail.id: called.get(mail.sender_key, machine if mail.is_from_machine else "") for mail in waiting}


def _last(senders: Collection[str], known: Collection[str], actor: Actor) -> Select[*tuple[Any, ...]]:
    """What the last mail of each sender was called that the reader may see."""
    named = (IncomingMail.sender_key.in_(senders), BY_SOMEBODY, IncomingMail.not_casework.in_(known))
    query = select(func.max(IncomingMail.id)).outerjoin(Case, Case.id == IncomingMail.case_id).where(*named)
    latest = scope_mail(query, actor).group_by(IncomingMail.sender_key)
    return select(IncomingMail.sender_key, IncomingMail.not_casework).where(IncomingMail.id.in_(latest))


def just_now(ids: str, *, actor: Actor) -> list[MailRow]:
    """Of these mails (ids with dots between them) those that are set aside and that the reader may see."""
    numbers = [number for each in ids.split(".")[:MOST] if (number := number_in(each)) is not None]
    if not numbers:
        return []
    return incoming.listed(and_(IncomingMail.id.in_(numbers), BY_SOMEBODY), actor=actor)[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """Mail that has had its time. `last_day`: whatever was marked up to then; None where it is kept for good."""

    mails: Sequence[MailRow]
    has_more: bool
    last_day: dt.date | None


def read_ticked(values: Iterable[str]) -> list[Ticked]:
    """What a page sent: the id and the version of each mail, with a dot between them."""
    found = []
    for value in list(values)[:MOST]:
        mail_id, version = map(number_in, value.partition(".")[::2])
        if mail_id is not None and version is not None:
            found.append(Ticked(mail_id, version))
    return found


def counted(start_year: int | None) -> Counted:
    """By the month in which it came, in the reporting year that begins in `start_year`, or this one. One query."""
    now = year_of(clock.today())
    year = (
        ReportingYear(start_year)
        if start_year is not None and FIRST_MONTH.year <= start_year <= now.start_year
        else now
    )
    months = list(_months(year))
    found = not_casework.amounts(months)
    columns = [each for each in words().items() if any(found.get(each[0], ()))]
    columns += [("", NOT_SAID)] if any(found.get("", ())) else []
    return Counted(
        year=year,
        kinds=columns,
        months=[
            Month(
                first=first,
                amounts=[found[code][place] if code in found else 0 for code, _ in columns],
            )
            for place, first in enumerate(months)
        ],
        before=ReportingYear(year.start_year - 1),
        after=ReportingYear(year.start_year + 1) if year < now else None,
    )


def of_month(year: int, month: int, code: str, *, actor: Actor, before: int | None) -> Behind:
    """The mails behind one figure that the reader may see. Raises `NotFound` for a month or kind there is not."""
    first = _first_of(year, month)
    if code != UNSAID and code not in words():
        raise NotFound
    of_kind = IncomingMail.not_casework.is_(None) if code == UNSAID else IncomingMail.not_casework == code
    condition = and_(BY_SOMEBODY, of_kind, not_casework.in_month(first))
    mails, older = incoming.listed(condition, actor=actor, before=before)
    title = f"{words().get(code, NOT_SAID)}, {first:%B %Y}"
    disposed = disposal.amount(condition)
    return Behind(title=title, first=first, code=code, mails=mails, older=older, disposed=disposed)


def past_its_time(*, actor: Actor) -> Due:
    """What the reader may dispose of, the newest of it first."""
    today = clock.today()
    mails, older = incoming.listed(disposal.is_due(today), actor=actor)
    return Due(mails=mails, has_more=older is not None, last_day=disposal.last_day(today))


def _months(year: ReportingYear) -> Iterator[dt.date]:
    """The first days of its months that have begun."""
    first = year.first
    while first < year.end and first <= clock.today():
        yield first
        first = not_casework.next_month(first)


def _first_of(year: int, month: int) -> dt.date:
    try:
        first = dt.date(year, month, 1)
    except ValueError:
        raise NotFound from None
    if not FIRST_MONTH <= first <= clock.today():
        raise NotFound
    return first
