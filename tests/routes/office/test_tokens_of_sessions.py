"""What the cookie carries cannot be guessed, and a copy of the database opens no session."""

import base64

from casework.extensions import db
from casework.models import UserSession
from tests.routes.conftest import Inside, SignIn


def test_a_session_is_known_by_a_long_random_word_of_which_the_database_holds_a_hash(
    signed_in: SignIn, inside: Inside
) -> None:
    tokens = []
    for _ in range(3):
        with signed_in("officer").session_transaction() as mine:
            tokens.append(mine["_user_id"])
    assert len(set(tokens)) == 3
    assert [len(base64.urlsafe_b64decode(token + "=")) for token in tokens] == [32, 32, 32]  # bytes
    kept = inside(lambda: [str(vars(row)) for row in db.session.query(UserSession)])
    assert kept
    assert not any(token in row for row in kept for token in tokens)
