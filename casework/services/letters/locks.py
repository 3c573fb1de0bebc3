"""The lock of a draft: who is editing it just now."""

import datetime as dt

from sqlalchemy import select

from casework import clock
from casework.access import Actor
from casework.extensions import db
from casework.models import Letter, User

LOCK = dt.timedelta(minutes=15)
"""How long somebody who edits is not disturbed. An editor who went home keeps nobody waiting."""


def is_locked_for(letter: Letter, actor: Actor, now: dt.datetime) -> bool:
    """Whether somebody else is editing it."""
    held = letter.locked_at is not None and letter.locked_at > now - LOCK
    return held and letter.locked_by_id != actor.user_id


def edited_by_another(letter: Letter, actor: Actor) -> str | None:
    """That somebody else is editing it just now, as a sentence."""
    if not is_locked_for(letter, actor, clock.now()):
        return None
    who = db.session.scalar(select(User.name).where(User.id == letter.locked_by_id)) or "A colleague"
    since = clock.local(letter.locked_at or clock.now()).strftime("%-I:%M%p").lower()
    return f"{who} is editing this letter since {since}. Ask them, or take over if they are away."
