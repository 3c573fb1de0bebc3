"""The commands of the files that are kept."""

import click

from casework.commands import needs_office

documents = click.Group("documents", help="The files that are kept.")


@documents.command("check")
@needs_office
def check() -> None:
    """Compare every kept file with its hash, and the folder and bucket of documents with the
    database. Ends with 1 where a file is
    damaged, missing or left over."""
    from casework.jobs import stored_files

    found = 0
    for sentence in stored_files.check():
        click.echo(sentence)
        found += 1
    if found:
        raise SystemExit(1)
    click.echo("Every file is the one that was kept, and none is left over.")


@documents.command("move")
@needs_office
def move() -> None:
    """Put each file into the database, the folder or the bucket of documents, as the settings say now. People may go on
    working."""
    from casework.errors import CaseworkError
    from casework.jobs import stored_files

    try:
        moved = stored_files.move()
    except CaseworkError as problem:
        raise click.ClickException(problem.message) from None
    click.echo(f"{moved} files were moved.")
