"""The commands of search."""

from typing import TYPE_CHECKING

import click

from casework.commands import needs_office

if TYPE_CHECKING:
    from casework.services.search.rebuilding import Progress

search = click.Group("search", help="Finding what people wrote.")


@search.command("rebuild")
@needs_office
def rebuild_search() -> None:
    """Make everything findable anew, while people work. What was interrupted goes on where it was."""
    goes_on = rebuild()
    click.echo("Everything is findable again" + (", the part before the interruption included." if goes_on else "."))


def rebuild() -> bool:
    """With a line for every tenth of it. Returns whether it went on with what was interrupted."""
    from casework.jobs import searching

    tenths = list[int]()

    def tell(progress: "Progress") -> None:
        tenth = 10 * progress.done // max(progress.total, 1)
        if tenth and tenth not in tenths:
            tenths.append(tenth)
            click.echo(f"{progress.done:,} of {progress.total:,} people, cases, mails and organisations are findable.")

    return searching.rebuild(tell)
