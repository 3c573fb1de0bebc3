"""The command line: thin commands over services and jobs. `casework --help` lists them."""

from pathlib import Path

import click

from casework import cli_area, cli_search
from casework.areas.shipped import NAMES
from casework.cli_documents import documents
from casework.cli_holidays import bank_holidays
from casework.cli_search import search
from casework.commands import needs_office


@click.group()
def cli() -> None:
    """Casework: public enquiries and complaint reviews."""


@cli.command("setup")
@click.option("--area", "given", metavar="FILE", help=f"Whose office it is: an area file, or {' or '.join(NAMES)}.")
@click.option("--dry-run", is_flag=True, help="Say what the area file would change and write nothing.")
@needs_office
def setup(given: str | None, dry_run: bool) -> None:
    """Bring the database up to date and fill in what is shipped: bank holidays, code lists and the letters. Safe to
    run again."""
    from casework import clock
    from casework.access import SYSTEM
    from casework.errors import Invalid
    from casework.services.letters import letter_templates, texts
    from casework.services.office import area_words, areas
    from casework.services.record import codes, identity
    from casework.transaction import unit_of_work

    area = cli_area.read(given) if given else None
    if dry_run:
        cli_area.foretell(area)
        return
    _bring_up_to_date()
    with unit_of_work():
        found = areas.compare(area, on=clock.today()) if area else None
        said = area_words.said(found) if found else []
        if area:
            try:
                areas.load(area, source="file", actor=SYSTEM)
            except Invalid as problem:
                raise click.ClickException(f"{given} was not loaded.\n{problem}") from None
        values, letters = codes.load_shipped_codes(), letter_templates.load_shipped()
        missing = identity.problem()
    for what, words in said:
        click.echo(f"{what}: {words}")
    without = letter_templates.without_text(clock.today())
    if without:
        raise click.ClickException(f"No text is in force for {', '.join(without)}. A manager must approve one.")
    for sentence in texts.unusable_templates(clock.today()):
        click.echo(sentence)
    click.echo(f"The database is up to date ({values} code values and {letters} letters added).")
    if missing:
        click.echo(f"{missing} Or give them in an area file: casework setup --area FILE.")


def _bring_up_to_date() -> None:
    from flask import current_app

    from casework import cli_keys, schema
    from casework.jobs import bank_holidays as days
    from casework.jobs import sweep
    from casework.services.mail import naming
    from casework.services.record import shipped_days
    from casework.services.search import rebuilding

    Path(current_app.instance_path).mkdir(parents=True, exist_ok=True)
    schema.upgrade()
    days.bring_in(shipped_days.known(), shipped_days.edition())
    sweep.find_and_write(naming.to_name, naming.name)
    cli_keys.bring_up_to_date()
    if rebuilding.is_needed():
        cli_search.rebuild()


@cli.command("worker")
@click.argument("queue")
@needs_office
def worker(queue: str) -> None:
    """Work on one QUEUE until stopped."""
    from casework.jobs.worker import run

    _require_sound()
    run(queue)


def _require_sound() -> None:
    """A worker makes steps: like a web server it does not start on a table of moves that cannot work."""
    from casework.services.steps import definitions

    try:
        definitions.require_sound()
    except definitions.BadDefinition as problem:
        raise click.ClickException(str(problem)) from None


@cli.command("scheduler")
@needs_office
def scheduler() -> None:
    """Start periodic work. However many are started, one is active."""
    from casework.jobs.scheduler import run

    run()


@cli.command("health")
@needs_office
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


workflows = click.Group("workflows", help="The state machines.")
registers = click.Group("import", help="Bring in records from the old way of working.")
clocks = click.Group("clocks", help="The ledger of dates.")
users = click.Group("users", help="People who sign in.")
demonstration = click.Group("demonstration", help="The invented office for trying things out.")
mail = click.Group("mail", help="Mail that comes in.")
for group in (mail, documents, search, workflows, registers, clocks, bank_holidays, users, demonstration):
    cli.add_command(group)


@workflows.command("check")
@needs_office
def check_workflows() -> None:
    """Report unreachable states, dead ends, missing letters and labels, and letters without a text that can be used."""
    from sqlalchemy.exc import SQLAlchemyError

    from casework import clock
    from casework.services.letters import letter_templates, texts
    from casework.services.steps import definitions
    from workflows.registry import WORKFLOWS

    problems = definitions.problems()
    try:
        problems += [f"{code}: no text is in force" for code in letter_templates.without_text(clock.today())]
        problems += texts.unusable_templates(clock.today())
    except SQLAlchemyError:
        problems.append("The letters cannot be read. Look whether `casework setup` has been run.")
    for problem in problems:
        click.echo(problem, err=True)
    if problems:
        raise SystemExit(1)
    click.echo(f"{len(WORKFLOWS)} workflows checked: no unreachable state, no dead end, nothing missing.")


@clocks.command("check")
@needs_office
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
@needs_office
def add_user(name: str, email: str, roles: tuple[str, ...]) -> None:
    """Add somebody, by default the first administrator, and print the link by which they set their password."""
    from casework.access import SYSTEM
    from casework.errors import Invalid
    from casework.services.office import account_links, accounts
    from casework.transaction import unit_of_work
    from workflows.roles import Role

    try:
        chosen = [Role(role) for role in roles]
        with unit_of_work():
            user = accounts.add_user(name=name, email=email, roles=chosen, team_id=None, actor=SYSTEM)
            link = account_links.make(user, actor=SYSTEM).id
    except ValueError:
        raise click.ClickException(f"Roles are: {', '.join(role for role in Role if role != 'system')}.") from None
    except Invalid as problem:
        raise click.ClickException(problem.message) from None
    _print_link(name, link)


@users.command("link")
@click.argument("email")
@needs_office
def make_link(email: str) -> None:
    """Print a link by which the person with this EMAIL address sets a new password, e.g. the only administrator."""
    from casework.access import SYSTEM
    from casework.services.office import account_links, accounts
    from casework.transaction import unit_of_work

    found = accounts.find_credentials(email)
    if found.user_id is None or not found.is_enabled:
        raise click.ClickException(f"There is no open account with the address {email}.")
    with unit_of_work():
        link = account_links.make(accounts.load_user(found.user_id), actor=SYSTEM).id
    _print_link(found.name, link)


def _print_link(name: str, link: int) -> None:
    from flask import current_app

    from casework.services.office import account_links

    path = account_links.path_of(link, current_app.config["SECRET_KEY"])
    click.echo(f"{name} sets a password with this link, once, within three days:")
    click.echo(f"{current_app.config['BASE_URL']}{path}")


@registers.command("register")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--mapping", required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would happen and write nothing.")
@click.option("--report", type=click.Path(dir_okay=False, path_type=Path), help="Write the refused rows to this CSV.")
@needs_office
def import_register(file: Path, mapping: Path, dry_run: bool, report: Path | None) -> None:
    """Import a spreadsheet register (CSV or XLSX) as MAPPING says."""
    from casework.imports.command import run

    raise SystemExit(run(file, mapping, dry_run=dry_run, report=report))


@mail.command("receive")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@needs_office
def receive_mail(file: Path) -> None:
    """Take in one mail (.eml). The same mail again changes nothing."""
    from casework.jobs.incoming import receive_file

    click.echo(f"The mail is kept under number {receive_file(file)}.")


@demonstration.command("load")
@needs_office
def load_demonstration() -> None:
    """Load the invented office, once: a database that has users already is left alone."""
    from flask import current_app

    from casework.development import demonstration as office
    from casework.transaction import unit_of_work

    if current_app.config["CASEWORK_ENV"] == "production":
        raise click.ClickException(
            "The demonstration is for trying out: its people are invented and their password is published. It is not "
            "loaded in production. Set CASEWORK_ENV=development, with a database of its own."
        )
    with unit_of_work():
        loaded = office.load()
    click.echo("The demonstration office is loaded." if loaded else "There are users already: nothing was loaded.")


def main() -> None:
    """Entry point of the `casework` command."""
    from casework.private import keep_files_private

    keep_files_private()
    cli.main(prog_name="casework")
