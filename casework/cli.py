"""The command line: thin commands over services and jobs. `casework --help` lists them."""

from pathlib import Path

import click
from flask import Flask
from flask.cli import AppGroup, FlaskGroup, NoAppException

from casework.config import BadSetting


def _create_app() -> Flask:
    from casework import create_app
    from casework.services.steps.definitions import BadDefinition

    try:
        return create_app()
    except (BadSetting, BadDefinition) as problem:
        # the one error that Flask's command line prints as a sentence
        raise NoAppException(str(problem)) from None


@click.group(cls=FlaskGroup, create_app=_create_app, add_version_option=False)
def cli() -> None:
    """Casework: public enquiries and complaint reviews."""


@cli.command("setup")
def setup() -> None:
    """Bring the database up to date and fill in what is shipped: bank holidays, code lists, the directory and the
    letters. Safe to run again."""
    from flask_migrate import upgrade

    from casework import clock
    from casework.services.letters import letter_templates
    from casework.services.office import shipped_directory
    from casework.services.record import calendars, codes
    from casework.transaction import unit_of_work

    upgrade()
    with unit_of_work():
        days, values = calendars.load_shipped_days(), codes.load_shipped_codes()
        entries, letters = shipped_directory.load(), letter_templates.load_shipped()
    without = letter_templates.without_text(clock.today())
    if without:
        raise click.ClickException(f"No text is in force for {', '.join(without)}. A manager must approve one.")
    added = f"{days} bank holidays, {values} code values, {entries} directory entries and {letters} letters added"
    click.echo(f"The database is up to date ({added}).")


@cli.command("worker")
@click.argument("queue")
def worker(queue: str) -> None:
    """Work on one QUEUE until stopped."""
    from casework.jobs.worker import run

    run(queue)


@cli.command("scheduler")
def scheduler() -> None:
    """Start periodic work. However many are started, one is active."""
    from casework.jobs.scheduler import run

    run()


@cli.command("health")
def health() -> None:
    """Say what is wrong, and end with 1 where anything is: for whoever watches the office's programs."""
    from sqlalchemy.exc import SQLAlchemyError

    from casework.pages.running import jobs

    try:
        troubles = jobs.find_troubles()
    except SQLAlchemyError:
        troubles = ["The database cannot be used. Look whether it runs, and whether `casework setup` has been run."]
    for sentence in troubles:
        click.echo(sentence)
    if troubles:
        raise SystemExit(1)
    click.echo("All is well: database, queues, scheduler and mail.")


workflows = AppGroup("workflows", help="The state machines.")
registers = AppGroup("import", help="Bring in records from the old way of working.")
clocks = AppGroup("clocks", help="The ledger of dates.")
users = AppGroup("users", help="People who sign in.")
demonstration = AppGroup("demonstration", help="The invented office for trying things out.")
mail = AppGroup("mail", help="Mail that comes in.")
for group in (mail, workflows, registers, clocks, users, demonstration):
    cli.add_command(group)


@workflows.command("check")
def check_workflows() -> None:
    """Report unreachable states, dead ends, missing letters and labels, and letters without a text in force."""
    from sqlalchemy.exc import SQLAlchemyError

    from casework import clock
    from casework.services.letters import letter_templates
    from casework.services.steps import definitions
    from workflows.registry import WORKFLOWS

    problems = definitions.problems()
    try:
        problems += [f"{code}: no text is in force" for code in letter_templates.without_text(clock.today())]
    except SQLAlchemyError:
        problems.append("The letters cannot be read. Look whether `casework setup` has been run.")
    for problem in problems:
        click.echo(problem, err=True)
    if problems:
        raise SystemExit(1)
    click.echo(f"{len(WORKFLOWS)} workflows checked: no unreachable state, no dead end, nothing missing.")


@clocks.command("check")
def check_clocks() -> None:
    """Compare every stored due date with what its ledger says."""
    from casework.services.deadlines.clocks import count_drift

    drifted = count_drift()
    if drifted:
        raise click.ClickException(f"{drifted} due dates differ from their ledger.")
    click.echo("Every due date agrees with its ledger.")


@users.command("add")
@click.option("--name", prompt=True)
@click.option("--email", prompt="E-mail address")
@click.option("--role", "roles", multiple=True, default=["administrator"], show_default=True)
@click.password_option()
def add_user(name: str, email: str, roles: tuple[str, ...], password: str) -> None:
    """Add somebody who may sign in, by default the first administrator."""
    from casework.access import SYSTEM
    from casework.errors import Invalid
    from casework.services.office import accounts
    from casework.transaction import unit_of_work
    from workflows.roles import Role

    try:
        chosen = [Role(role) for role in roles]
        with unit_of_work():
            accounts.add_user(name=name, email=email, password=password, roles=chosen, team_id=None, actor=SYSTEM)
    except ValueError:
        raise click.ClickException(f"Roles are: {', '.join(role for role in Role if role != 'system')}.") from None
    except Invalid as problem:
        raise click.ClickException(problem.message) from None
    click.echo(f"{name} may sign in now.")


@registers.command("register")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--mapping", required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would happen and write nothing.")
@click.option("--report", type=click.Path(dir_okay=False, path_type=Path), help="Write the refused rows to this CSV.")
def import_register(file: Path, mapping: Path, dry_run: bool, report: Path | None) -> None:
    """Import a spreadsheet register (CSV or XLSX) as MAPPING says."""
    from casework.imports.command import run

    raise SystemExit(run(file, mapping, dry_run=dry_run, report=report))


@mail.command("receive")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def receive_mail(file: Path) -> None:
    """Take in one mail (.eml). The same mail again changes nothing."""
    from casework.jobs.incoming import receive_file

    click.echo(f"The mail is kept under number {receive_file(file)}.")


@demonstration.command("load")
def load_demonstration() -> None:
    """Load the invented office, once: a database that has users already is left alone."""
    from casework.development import demonstration as office
    from casework.transaction import unit_of_work

    with unit_of_work():
        loaded = office.load()
    click.echo("The demonstration office is loaded." if loaded else "There are users already: nothing was loaded.")


def main() -> None:
    """Entry point of the `casework` command."""
    cli.main(prog_name="casework")
