"""What putting something right brings with it, in sentences that are read before it is done."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from casework import clock
from casework.extensions import db
from casework.models import CountRun
from casework.pages.record import changed
from casework.pages.record.changed import FromTo
from casework.services.corrections import day_of_answer, day_of_step, whose_case
from casework.services.corrections.day_of_receipt import Follows, clocks_of
from casework.services.deadlines.putting_right import Shift
from casework.services.desk.corrections import Change, plain
from casework.services.types.complaint_review_facts import window_of
from casework.statistics.years import ReportingYear, year_of
from casework.words import plural
from workflows.calendars import spoken, written

NOTHING_FOLLOWS = "Nothing else changes."
BREACH = "What the wrong person got may be a breach of personal data: tell whoever looks after that today."
LETTER_WENT = "A letter went out with this step on the day on which it was recorded. That day stays."
RENEWED = (
    "Letters of this case that are not sent yet are brought up to date; one that was edited by hand asks for a look."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The page that asks once more: what was and will be, what follows, and what somebody has to see to themselves."""

    lines: Sequence[FromTo]
    follows: Sequence[str]
    warnings: Sequence[str] = ()


def of_changes(changes: Sequence[Change], follows: Iterable[str] = (), warnings: Sequence[str] = ()) -> Asked:
    said = [
        FromTo(label=change.label, before=change.words[0], now=change.words[1])
        for change in changes
        if change.words is not None
    ]
    sentences = list(follows) or [NOTHING_FOLLOWS]
    return Asked(lines=[*changed.lines({"changes": plain(changes)}), *said], follows=sentences, warnings=warnings)


def of_receipt(before: dt.date, after: dt.date, follows: Follows) -> Asked:
    """Of another day of receipt."""
    sentences = [*of_clocks(follows.shifts), *of_years(before, after, "It counts as received in")]
    if follows.made_with_it:
        sentences.append("The application counts as made on that day too, as it did.")
    if follows.others:
        sentences.append(f"{' and '.join(follows.others)}, made of this case, gets the same day.")
    if follows.drafts:
        sentences.append(RENEWED)
    return of_changes([Change(name="received_on", old=before, new=after)], sentences)


def of_step(day: dt.date, follows: day_of_step.Follows) -> Asked:
    """Of another day of a step."""
    before = follows.step.on
    sentences = [*of_clocks(follows.shifts)]
    counted = "It counts as closed in" if follows.closes else "What is counted by this day counts in"
    sentences += of_years(before, day, counted) if follows.days else []
    if follows.drafts:
        sentences.append(RENEWED)
    return of_changes([Change(name="day", old=before, new=day)], sentences, [LETTER_WENT] if follows.letter else [])


def of_answer(day: dt.date, follows: day_of_answer.Follows) -> Asked:
    """Of another day on which something came. The day of the step that recorded it stays."""
    sentences = [*of_clocks(follows.shifts), *([RENEWED] if follows.drafts else [])]
    return of_changes([Change(name="day", old=follows.was, new=day)], sentences)


def of_person(follows: whose_case.Follows) -> Asked:
    """Of another person on a case."""
    change = Change(name="person_id", old=0, new=1, label="Whose case it is", words=(follows.before, follows.now))
    sentences = []
    if follows.contacts:
        sentences.append(f"{plural(follows.contacts, 'contact')} of this case: theirs from now on, in the counts too.")
    if follows.drafts:
        sentences.append(f"{plural(follows.drafts, 'letter')} to {follows.before} not sent yet: ended.")
    wrong = f"{plural(follows.sent, 'letter')} of this case went to {follows.before}. {BREACH}"
    return of_changes([change], sentences, [wrong] if follows.sent else [])


def of_part(follows: whose_case.PartFollows) -> Asked:
    """Of another part of somebody in a case."""
    change = Change(name="part", old=0, new=1, label=follows.name, words=(follows.before, follows.now))
    sentences = [f"{plural(follows.drafts, 'letter')} to them not sent yet: ended."] if follows.drafts else []
    wrong = f"{plural(follows.sent, 'letter')} of this case went to them. {BREACH}"
    return of_changes([change], sentences, [wrong] if follows.sent else [])


def of_application(before: dt.date | None, after: dt.date, columns: Mapping[str, Any]) -> Asked:
    """Of another day on which an application was made: in time or late, by the columns of the review."""
    window = window_of({**columns, "made_on": after})
    last_day = columns["extended_last_day_on"] or (window.last_day if window is not None else None)
    verdict = "Whether it is in time cannot be told before it is known when the outcome was provided."
    if last_day is not None:
        verdict = (
            f"The last day to apply is {spoken(last_day)}: it is then {'late' if after > last_day else 'in time'}."
        )
    return of_changes([Change(name="made_on", old=before, new=after)], [verdict])


def of_clocks(shifts: Sequence[Shift]) -> list[str]:
    """What is due, or counts as done, on another day."""
    return [f"{sentence}." for sentence in changed.moved({"clocks": clocks_of(shifts)}) if sentence]


def of_years(before: dt.date, after: dt.date, verb: str) -> Iterator[str]:
    """What the annual counts make of it: nothing within one year."""
    then, now = year_of(before), year_of(after)
    if then == now:
        return
    yield f"{verb} {now.label} and not in {then.label}."
    for year, at in _counted((then, now)):
        made = clock.local(at)
        yield (
            f"The counts of {year.label} that were made on {written(made)} stay as they were made, and name it "
            "among what was put right since."
        )


def _counted(years: Sequence[ReportingYear]) -> Iterator[tuple[ReportingYear, dt.datetime]]:
    """The latest counts of each of these years that were made."""
    for year in sorted(years):
        query = select(CountRun.finished_at).where(CountRun.start_year == year.start_year, CountRun.state == "done")
        at = db.session.scalar(query.order_by(CountRun.id.desc()).limit(1))
        if at is not None:
            yield year, at
