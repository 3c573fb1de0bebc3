"""The words of a search, kept under a token so that no name stands in an address. Private to who typed them."""

import datetime as dt
import secrets

from sqlalchemy import delete, select

from casework import clock
from casework.access import Actor, Permission, require
from casework.errors import Invalid, NotFound
from casework.extensions import db
from casework.models import SavedSearch

KEPT_FOR = dt.timedelta(days=30)
LONGEST = 200


def keep(words: str, *, actor: Actor) -> str:
    """Keep the words and return their token. Raises `Invalid` for none or too many."""
    require(actor, Permission.CASE_READ)
    tidy = " ".join(words.split())
    if not tidy:
        raise Invalid("words", "Type a reference, a name, a phone number or an e-mail address to search for.")
    if len(tidy) > LONGEST:
        raise Invalid("words", f"Search for fewer words: {LONGEST} characters at most.")
    too_old = clock.now() - KEPT_FOR
    mine = SavedSearch.user_id == actor.user_id
    db.session.execute(delete(SavedSearch).where(mine, SavedSearch.searched_at < too_old))
    token = secrets.token_urlsafe(24)
    db.session.add(SavedSearch(token=token, user_id=actor.user_id, words=tidy, searched_at=clock.now()))
    return token


def words_of(token: str, *, actor: Actor) -> str:
    """Raises `NotFound` for a search that is no longer kept or is somebody else's."""
    mine = select(SavedSearch.words).where(SavedSearch.token == token, SavedSearch.user_id == actor.user_id)
    words = db.session.scalar(mine)
    if words is None:
        raise NotFound("This search is no longer kept. Type the words into the search box again.")
    return words
