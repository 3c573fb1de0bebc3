"""`casework import register`: reads, checks, says what would happen, and writes unless it is a dry run."""

import csv
from collections.abc import Sequence
from pathlib import Path

import click
from sqlalchemy.exc import DBAPIError, IntegrityError

from casework.access import SYSTEM
from casework.errors import Conflict
from casework.extensions import db
from casework.imports.bad_file import BadFile
from casework.imports.checking import check
from casework.imports.mapping import BadMapping, read_mapping
from casework.imports.plan import Plan, Refusal
from casework.imports.writing import MEANWHILE, write
from casework.services.desk import bulk_likely
from casework.transaction import unit_of_work

SHOWN = 50
IN_REPORT = "--report FILE lists all refused rows and cells"
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
    if dry_run:
        _describe_likely(plan)
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
    _describe_people(plan)
    for label, counts in (("state", plan.states), ("year of receipt", plan.years)):
        listed = ", ".join(f"{value} {count:,}" for value, count in sorted(counts.items()))
        click.echo(f"  by {label}: {listed or 'none'}")
    for name in dict.fromkeys(name for name, _ in plan.codes):
        added = [f"“{label}”" for (of, _), label in plan.codes.items() if of == name]
        click.echo(f"  new in the list “{name}”: {', '.join(added[:SHOWN])}{' and more' if len(added) > SHOWN else ''}")
    _list(f"refused rows: {IN_REPORT}", [f"{_place(one)}: {one.reason}" for one in plan.refusals])
    _list(f"cells: {IN_REPORT}", [f"{_place(one)}: {one.reason}. Kept without it" for one in plan.kept_without])
    _list(f"groups of references: {IN_REPORT}", [_double(plan, each) for each in plan.doubles])


def _describe_people(plan: Plan) -> None:
    if not plan.people.entries:
        return
    click.echo(f"  {len(plan.people.entries):>8,}  people, {len(plan.people.known):,} of them in the files already")
    alone = plan.people.by_name_alone
    if alone:
        click.echo(f"  {alone:>8,}    of them by a name alone: each counts as somebody of their own")


def _describe_likely(plan: Plan) -> None:
    """Nobody is merged by an import: whoever is likely is said, and can be merged afterwards."""
    likely = bulk_likely.likely(plan.people)
    references = [case.old_reference for case in plan.cases for _ in case.people]
    if likely.found:
        click.echo(
            f"  {len(likely.found):>8,}    of them may be in the files already, and come in as somebody of their own:"
        )
    _list(
        "people who may be in the files: after the import they are listed under “Recorded twice”",
        [
            f"line {plan.lines[references[place]]}: person {person_id} in the files. {reason}"
            for place, (person_id, reason) in likely.found.items()
        ],
    )
    if likely.left:
        click.echo(
            f"  {likely.left:>8,}    of them were not looked for in this way: a dry run looks for the first 2,000"
        )


def _list(what: str, lines: Sequence[str]) -> None:
    for line in lines[:SHOWN]:
        click.echo(f"  {line}")
    if len(lines) > SHOWN:
        click.echo(f"  and {len(lines) - SHOWN:,} more {what}")


def _place(refusal: Refusal) -> str:
    return f"line {refusal.line}, column “{refusal.column}”"


def _double(plan: Plan, references: Sequence[str]) -> str:
    """References that may be one: which, and where they stand. Nothing is merged that is spelt in two ways."""
    said = [f"“{one}” ({f'line {plan.lines[one]}' if one in plan.lines else 'here already'})" for one in references]
    return f"{', '.join(said[:-1])} and {said[-1]} look like one reference: are they one record?"


def _write_report(plan: Plan, report: Path) -> None:
    with report.open("w", newline="", encoding="utf-8") as text:
        writer = csv.writer(text)
        writer.writerow(["line", "column", "reason"])
        writer.writerows((refusal.line, refusal.column, refusal.reason) for refusal in plan.refusals)
        writer.writerows((one.line, one.column, f"{one.reason} (kept without it)") for one in plan.kept_without)


def _say(words: str) -> None:
    click.echo(words, err=True)


def _refuse(words: str) -> int:
    click.echo(words, err=True)
    return 1
