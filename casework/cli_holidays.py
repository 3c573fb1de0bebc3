"""The commands of bank holidays: what moves is said before it is moved."""

from typing import TYPE_CHECKING

import click

from casework.commands import needs_office

if TYPE_CHECKING:
    import datetime as dt

bank_holidays = click.Group("bank-holidays", help="Days that are not worked. What moves is said before it is moved.")
ELSEWHERE = click.option(
    "--elsewhere", is_flag=True, help="In Scotland or Northern Ireland alone: for information requests."
)
SURE = click.option("--yes", "sure", is_flag=True, help="Do not ask again.")
DAY = click.argument("day", type=click.DateTime(["%Y-%m-%d"]))


@bank_holidays.command("add")
@DAY
@click.option("--name", required=True, help="What it is called.")
@ELSEWHERE
@SURE
@needs_office
def add_bank_holiday(day: "dt.datetime", *, name: str, elsewhere: bool, sure: bool) -> None:
    """Add a bank holiday on DAY (2026-12-07), and move the dates of open cases."""
    from casework.errors import Invalid
    from casework.jobs import bank_holidays as holidays

    try:
        holidays.add(day.date(), name, everywhere=not elsewhere, sure=sure)
    except Invalid as problem:
        raise click.ClickException(problem.message) from None


@bank_holidays.command("take-away")
@DAY
@click.option("--everywhere", is_flag=True, help="It is no bank holiday at all.")
@click.option("--england-alone", is_flag=True, help="It stays one in Scotland or Northern Ireland.")
@SURE
@needs_office
def take_bank_holiday_away(day: "dt.datetime", *, everywhere: bool, england_alone: bool, sure: bool) -> None:
    """Say that DAY (2026-12-07) is worked, and move the dates of open cases. Of what the office added nothing else need
    be said."""
    from casework.errors import Invalid
    from casework.jobs import bank_holidays as holidays
    from casework.services.deadlines.bank_holidays import ENGLAND_ALONE, EVERYWHERE

    if everywhere and england_alone:
        raise click.UsageError("Say --everywhere or --england-alone, not both.")
    where = EVERYWHERE if everywhere else ENGLAND_ALONE if england_alone else None
    try:
        holidays.take_away(day.date(), where=where, sure=sure)
    except Invalid as problem:
        raise click.ClickException(problem.message) from None


@bank_holidays.command("update")
@click.option("--dry-run", is_flag=True, help="Say what would move and write nothing.")
@needs_office
def update_bank_holidays(dry_run: bool) -> None:
    """Bring in what the installed edition of the list adds and takes back, as `casework setup` does."""
    from casework.jobs import bank_holidays as holidays
    from casework.services.record import shipped_days

    holidays.bring_in(shipped_days.known(), shipped_days.edition(), dry_run=dry_run)
