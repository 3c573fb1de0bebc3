"""Bank holidays from the command line and with each upgrade: what moves is said first, then moved in one transaction.

A job follows each change: what somebody wrote by the days as they were, while the change was under way, is counted
anew.
"""

import datetime as dt
from collections.abc import Sequence

import click

from casework import clock
from casework.errors import Invalid
from casework.jobs.periodic import Figures, periodic
from casework.services.deadlines import bank_holidays, recounting
from casework.services.deadlines.bank_holidays import ELSEWHERE, EVERYWHERE, Change, Moving, Names
from casework.services.record import calendars
from casework.transaction import snapshot, unit_of_work
from casework.words import plural
from workflows.calendars import CalendarName, spoken
from workflows.registry import clock_title

SAY_WHERE = (
    "Say where {day} is worked from now on: --everywhere, or --england-alone where it stays a bank holiday in Scotland "
    "or Northern Ireland, and counts for information requests."
)
FOLLOWS_FOR = dt.timedelta(days=1)
"""Longer than any transaction that began before the change."""
SHOWN = 20
"""Lines of one kind that are said one by one."""
SAID_EVERY = 10_000
"""Cases."""


@periodic
def follow() -> Figures:
    """Count anew what was written by other bank holidays than today's, in short transactions."""
    with snapshot():
        found = _behind() if calendars.changed_since(clock.now() - FOLLOWS_FOR) else []
    return {"cases": len(found), "moved": _move_behind(found)}


def add(day: dt.date, name: str, *, everywhere: bool, sure: bool) -> None:
    """Add one after saying what moves. Raises `Invalid`, and `click.Abort` where the answer is no."""
    where = EVERYWHERE if everywhere else ELSEWHERE
    with snapshot():
        change = bank_holidays.adding(day, name, where=where)
        _say(change, bank_holidays.would_move(change, told=_progress))
    _ask(sure)
    with unit_of_work():
        bank_holidays.lock()
        moving = bank_holidays.apply(bank_holidays.adding(day, name, where=where), told=_progress)
    _done(moving)


def take_away(day: dt.date, *, sure: bool, where: Sequence[CalendarName] | None = None) -> None:
    """Take one away from these calendars, or without them what the office added, after saying what moves. Raises
    `Invalid` and `click.Abort`."""
    with snapshot():
        where = where or bank_holidays.decided_where(day)
        if where is None:
            raise Invalid("where", SAY_WHERE.format(day=spoken(day)))
        change = bank_holidays.taking_away(day, where=where)
        _say(change, bank_holidays.would_move(change, told=_progress))
    _ask(sure)
    with unit_of_work():
        bank_holidays.lock()
        moving = bank_holidays.apply(bank_holidays.taking_away(day, where=where), told=_progress)
    _done(moving)


def bring_in(shipped: Names, edition: str, *, dry_run: bool = False) -> None:
    """What a newer edition of the package adds and takes back, and whatever date is behind the bank holidays."""
    with snapshot():
        change, are_known = bank_holidays.differences(shipped, source=edition), bank_holidays.are_known()
        if are_known:
            _say(change, bank_holidays.would_move(change, told=_progress))
    if dry_run:
        click.echo("This was a dry run: nothing was written.")
        return
    with unit_of_work():
        change, moving = bank_holidays.bring_in(shipped, source=edition, told=_progress)
    if are_known and not change.is_empty:
        _done(moving)
    with snapshot():
        found = _behind()
    repaired = _move_behind(found)
    if repaired:
        click.echo(f"Dates of before a change of the bank holidays are put right in {plural(repaired, 'case')}.")


def _behind() -> list[int]:
    return recounting.cases_behind(calendars.version())


def _move_behind(case_ids: Sequence[int]) -> int:
    """In how many of them a date moved."""
    moved: set[int] = set()
    for start in range(0, len(case_ids), recounting.BATCH):
        with unit_of_work():
            some = case_ids[start : start + recounting.BATCH]
            found = recounting.move(some, calendars.current(), bank_holidays.latest_cause())
        moved |= {each.case_id for each in found}
        _progress(start + len(some), len(case_ids))
    return len(moved)


def _say(change: Change, moving: Moving) -> None:
    names = {day: name for days in change.added.values() for day, name in days.items()}
    added = [f"{spoken(day)}, {name}" for day, name in sorted(names.items())]
    taken = [spoken(day) for day in sorted({day for days in change.taken_away.values() for day in days})]
    _list("Bank holidays that are new", added)
    _list("Bank holidays that are none any more", taken)
    lines = [
        f"{clock_title(each.code)}: {spoken(each.before)} becomes {spoken(each.after)}"
        f" in {plural(len(each.case_ids), 'case')}"
        for each in recounting.alike(moving.clocks)
    ]
    _list("Dates of open cases that move", lines)


def _list(title: str, lines: Sequence[str]) -> None:
    if not lines:
        return
    click.echo(f"{title}: {len(lines):,}")
    for line in lines[:SHOWN]:
        click.echo(f"  {line}")
    if len(lines) > SHOWN:
        click.echo(f"  and {len(lines) - SHOWN:,} more")


def _ask(sure: bool) -> None:
    if not sure:
        click.confirm("Continue?", abort=True)


def _done(moving: Moving) -> None:
    click.echo(f"The bank holidays are changed. Dates were moved in {plural(moving.cases, 'case')}.")


def _progress(done: int, total: int) -> None:
    if done % SAID_EVERY == 0 and total > SAID_EVERY:
        click.echo(f"  {done:,} of {total:,} cases counted anew")
