"""`casework import register`: reads, checks, says what would happen, and writes unless it is a dry run."""

import csv
from pathlib import Path

import click
from sqlalchemy.exc import DBAPIError, IntegrityError

from casework.access import SYSTEM
from casework.errors import Conflict
from casework.extensions import db
from casework.imports.checking import check
from casework.imports.mapping import BadMapping, read_mapping
from casework.imports.plan import Plan
from casework.imports.reading import BadFile
from casework.imports.writing import MEANWHILE, write
from casework.transaction import unit_of_work

SHOWN = 50
NOT_REACHED = "The database is busy, out of reach or not set up. Nothing was imported: run the same command again."


def run(file: Path, mapping: Path, *, dry_run: bool, report: Path | None) -> int:
    """The exit status: 0 when all went in or could, 1 when the file, the mapping or a row is refused."""
    try:
        plan = check(file, read_mapping(mapping), progress=_say)
        db.session.rollback()
    except (BadFile, BadMapping) as problem:
        return _refuse(str(problem))
    except DBAPIError:
        return _refuse(NOT_REACHED)
    _describe(plan)
    try:
        if report is not None:
            _write_report(plan, report)
    except OSError as problem:
        return _refuse(f"The report {report} cannot be written: {problem.strerror}. Nothing was imported.")
    if plan.is_refused:
        return _refuse(
            "Nothing was imported. Mend the rows, or say skip_refused = true in the mapping to leave them out."
        )
    if dry_run:
        click.echo("This was a dry run: nothing was written.")
        return 0
    return _write(plan)


def _write(plan: Plan) -> int:
    _say(f"Writing {len(plan.cases):,} cases")
    try:
        with unit_of_work():
            made = write(plan, actor=SYSTEM)
    except Conflict as problem:
        return _refuse(problem.message)
    except IntegrityError:
        return _refuse(MEANWHILE)
    except DBAPIError:
        return _refuse(NOT_REACHED)
    click.echo(f"{made:,} cases imported." if made else "Nothing new: every record is here already.")
    return 0


def _describe(plan: Plan) -> None:
    click.echo(f"{plan.file_name}, by the mapping “{plan.mapping.name}”")
    click.echo(f"  {plan.rows:>8,}  rows")
    click.echo(f"  {len(plan.cases):>8,}  new cases")
    click.echo(f"  {plan.known:>8,}  imported before, left as they are")
    click.echo(
        f"  {plan.repeats:>8,}  repeats of a reference, {'merged' if plan.mapping.repeats == 'merge' else 'refused'}"
    )
    for name, count in sorted(plan.contradictions.items()):
        if count:
            click.echo(f"  {count:>8,}    of them with another “{name}”")
    click.echo(f"  {len(plan.refusals):>8,}  rows refused")
    if plan.left_out:
        click.echo(f"  {plan.left_out:>8,}  records left out, because another row of theirs is refused")
    for label, counts in (("state", plan.states), ("year of receipt", plan.years)):
        listed = ", ".join(f"{value} {count:,}" for value, count in sorted(counts.items()))
        click.echo(f"  by {label}: {listed or 'none'}")
    for refusal in plan.refusals[:SHOWN]:
        click.echo(f"  line {refusal.line}, column “{refusal.column}”: {refusal.reason}")
    if len(plan.refusals) > SHOWN:
        click.echo(f"  and {len(plan.refusals) - SHOWN:,} more refused rows: --report FILE lists them all")


def _write_report(plan: Plan, report: Path) -> None:
    with report.open("w", newline="", encoding="utf-8") as text:
        writer = csv.writer(text)
        writer.writerow(["line", "column", "reason"])
        writer.writerows((refusal.line, refusal.column, refusal.reason) for refusal in plan.refusals)


def _say(words: str) -> None:
    click.echo(words, err=True)


def _refuse(words: str) -> int:
    click.echo(words, err=True)
    return 1
