"""Passwords: what makes one good enough, and checking one, which takes long on purpose."""

import itertools
import re
import threading
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from casework.errors import Invalid
from casework.writing import refuse_while_writing

SHORTEST, LONGEST = 12, 200
SHORTEST_WORD = 4
"""Letters. What is shorter stands in too many good passwords by chance."""
LEAST_OF_ONES_OWN = 8
"""So many characters must be left where words that anybody knows of the office and the person are taken out."""
FEWEST_SIGNS = 5
"""Different ones."""
AT_ONCE = 2
"""Checks of one process at the same time: each needs 19 MB and a processor."""
COMMON_WORDS = frozenset(
    {"password", "passwort", "welcome", "letmein", "qwerty", "qwertyuiop", "administrator", "changeme"}
)
COMMON = Path(__file__).parent / "common_passwords.txt"

_turns = threading.BoundedSemaphore(AT_ONCE)


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


@cache
def _unused_hash() -> str:
    """Checked when there is no such account, so that the time taken does not tell who has one."""
    return _hasher().hash("nobody has this password")


def matches(password_hash: str, password: str) -> bool:
    """Whether this is the password. The hash is empty where there is no account, or no password yet.

    Nobody may wait for it: it is called with no transaction open that writes (`writing.Waiting`).
    """
    refuse_while_writing("A check of a password")
    with _turns:
        try:
            _hasher().verify(password_hash or _unused_hash(), password)
        except (VerificationError, InvalidHashError):
            return False
    return bool(password_hash)


def make_hash(password: str) -> str:
    """What is kept of a password. Called like `matches`."""
    refuse_while_writing("The hash of a password")
    with _turns:
        return _hasher().hash(password)


def check(password: str, known: Iterable[str]) -> None:
    """Raise `Invalid` for a password that is too short, too common, or made of what anybody knows: `known` are the
    names and addresses of the person and of the office."""
    if len(password) < SHORTEST:
        raise Invalid("password", f"Choose a password of at least {SHORTEST} characters.")
    if len(password) > LONGEST:
        raise Invalid("password", f"Choose a password of at most {LONGEST} characters.")
    lowered = password.lower()
    if lowered in _common() or _is_simple(lowered):
        raise Invalid("password", "Many people have this password, or it is easily guessed. Choose another one.")
    left = _without(lowered, _words(known))
    if len(left) < LEAST_OF_ONES_OWN or _core(left) in COMMON_WORDS:
        raise Invalid(
            "password",
            "This is made of the names of the office, of this service or of you, which anybody knows. "
            "Choose other words.",
        )


@cache
def _common() -> frozenset[str]:
    return frozenset(line for line in COMMON.read_text().splitlines() if line and not line.startswith("#"))


def _is_simple(password: str) -> bool:
    """Few signs, one piece again and again, a common one twice or with figures behind it."""
    if len(set(password)) < FEWEST_SIGNS or re.fullmatch(r"(.{1,8})\1+.{0,5}", password):
        return True
    steps = {ord(after) - ord(before) for before, after in itertools.pairwise(password)}
    return steps <= {0, 1} or steps <= {0, -1} or _core(password) in COMMON_WORDS


def _core(password: str) -> str:
    """Without the figures and signs at both ends, with the usual letters for signs."""
    return re.sub(r"^[\W\d_]+|[\W\d_]+$", "", password).translate(str.maketrans("@4310$5!7", "aaeiossit"))


def _words(known: Iterable[str]) -> Sequence[str]:
    """The longest first, so that a whole name goes before a part of it."""
    found = {"casework"}
    for text in known:
        lowered = text.lower()
        words = [word for word in re.split(r"[\W_]+", lowered) if len(word) >= SHORTEST_WORD]
        found |= {lowered.strip(), re.sub(r"[\W_]+", "", lowered), *words}
    return sorted((word for word in found if len(word) >= SHORTEST_WORD), key=len, reverse=True)


def _without(password: str, words: Sequence[str]) -> str:
    for word in words:
        password = password.replace(word, "")
    return re.sub(r"[\W_]+", "", password)
