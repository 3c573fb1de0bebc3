"""The area file that is given to `casework setup`."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from casework.areas.shipped import NAMES

if TYPE_CHECKING:
    from casework.areas.area import Area


def read(given: str) -> "Area":
    """The area of a file, or of an example by its name."""
    from casework.areas import reading, shipped

    try:
        raw = shipped.content(given) if given in NAMES else Path(given).read_bytes()
        return reading.read(raw)
    except OSError:
        raise click.ClickException(f"{given} cannot be read. Give an area file, or {' or '.join(NAMES)}.") from None
    except reading.BadArea as problem:
        raise click.ClickException(f"{given} was not loaded.\n{problem}") from None


def foretell(area: "Area | None") -> None:
    """What the area would change, a line for each."""
    from sqlalchemy.exc import SQLAlchemyError

    from casework import clock
    from casework.services.office import area_words, areas

    if area is None:
        raise click.ClickException("Give the area file too: casework setup --area FILE --dry-run.")
    try:
        said = area_words.said(areas.compare(area, on=clock.today()))
    except SQLAlchemyError:
        raise click.ClickException("The database is not set up yet. Run `casework setup` first.") from None
    for what, words in said:
        click.echo(f"{what}: {words}")
    if not said:
        click.echo("The office is as this file says: nothing would change.")
