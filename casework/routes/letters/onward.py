"""Where one goes on after signing something or sending it back: to the next that waits for the same signature."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from casework.pages.letters.signing import Around, Place


def onward(queue: Around | None, *, done: str, back: str) -> ResponseReturnValue:
    """Say what was done and go back, or on to the next of the queue that it stood in, with the way back beside it."""
    place = queue.onward if queue else None
    if queue is None or place is None:
        flash(done)
        return redirect(back, 303)
    flash(f"{queue.here.reference}: {done} This is the next to sign.", f"back {back}")
    return redirect(_page_of(place), 303)


def _page_of(place: Place) -> str:
    if place.letter_id is None:
        return url_for("moves.next", reference=place.reference)
    return url_for("letters.show", reference=place.reference, letter_id=place.letter_id)
