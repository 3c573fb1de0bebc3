"""Bringing what rows are found by up to the rules of the version that runs: a part of `casework setup`."""

import click

from casework.services.running import kept_keys
from casework.services.running.kept_keys import Kind
from casework.transaction import snapshot, unit_of_work
from casework.words import plural

SAID_EVERY = 10_000
"""Rows."""


def bring_up_to_date() -> None:
    """Each part in a transaction of its own. What is up to date is left alone, and what was broken off goes on."""
    with snapshot():
        waiting = [(kind, kept_keys.amount(kind)) for kind in kept_keys.behind()]
    for kind, amount in waiting:
        done = _write(kind, amount)
        if done:
            records = plural(done, "record")
            click.echo(f"Made anew by the rules of this version: {kind.title} ({records}).")


def _write(kind: Kind, amount: int) -> int:
    done, said = 0, SAID_EVERY
    while written := _write_next(kind):
        done += written
        if done >= said:
            said += SAID_EVERY
            click.echo(f"  {kind.title}: {done:,} of {amount:,}")
    return done


def _write_next(kind: Kind) -> int:
    with unit_of_work():
        return kept_keys.write_next(kind)
