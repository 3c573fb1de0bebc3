"""What rows are found by is made by rules of the program, and kept beside them. Where the rules have changed since,
`casework setup` writes it anew, some hundred rows at a time, and goes on where it was broken off.

A new kind of kept keys is one row of `KINDS`, with a version beside its rules.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, bindparam, func, select, update

from casework.extensions import db
from casework.models import IncomingMail, KeyVersion, Person
from casework.services.people import keys, name_sounds, ways
from casework.services.people.doubles import pairs
from casework.services.people.keys import email_key
from casework.services.people.matching import words

AT_ONCE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """`title` says what is kept, within a sentence. `write` makes it anew for rows of `model` with these ids."""

    name: str
    title: str
    version: int
    model: type[Person | IncomingMail]
    write: Callable[[Sequence[int]], None]

    def after(self, last: int) -> Select[int]:
        return select(self.model.id).where(self.model.id > last).order_by(self.model.id).limit(AT_ONCE)


def _write_senders(mail_ids: Sequence[int]) -> None:
    """Where it is not certain who wrote, mail is found by nobody's address, as before."""
    query = select(IncomingMail.id, IncomingMail.sender, IncomingMail.sender_key)
    rows = db.session.execute(query.where(IncomingMail.id.in_(mail_ids), IncomingMail.sender_key != ""))
    made = [(row, email_key(row.sender)) for row in rows]
    changed = [{"mail": row.id, "made": key} for row, key in made if key != row.sender_key]
    if changed:
        change = update(IncomingMail).where(IncomingMail.id == bindparam("mail"))
        db.session.connection().execute(change.values(sender_key=bindparam("made")), changed)


KINDS = (
    Kind(name="ways", title="what people are found by", version=keys.VERSION, model=Person, write=ways.rewrite),
    Kind(
        name="sounds", title="what names sound like", version=words.VERSION, model=Person,
        write=lambda people: name_sounds.rewrite(*people),
    ),
    Kind(
        name="pairs", title="who may be recorded twice", version=pairs.VERSION, model=Person,
        write=lambda people: pairs.compare_again(*people),
    ),
    Kind(name="senders", title="whom mail is from", version=keys.VERSION, model=IncomingMail, write=_write_senders),
)  # fmt: skip


def behind() -> list[Kind]:
    """Those whose kept keys are, at least in part, of another version than the rules."""
    kept = {row.name: row for row in db.session.scalars(select(KeyVersion))}
    return [kind for kind in KINDS if not _is_done(kept.get(kind.name), kind)]


def amount(kind: Kind) -> int:
    """How many rows are to be gone through, those that are done already among them."""
    return db.session.scalar(select(func.count()).select_from(kind.model)) or 0


def write_next(kind: Kind) -> int:
    """Write the next rows anew and note how far it is. Returns how many they were: none once all are done."""
    kept = _begun(kind)
    if _is_done(kept, kind):
        return 0
    # whoever changes one of them meanwhile waits, and then writes by the same rules
    ids = db.session.scalars(kind.after(kept.done_to or 0).with_for_update()).all()
    if ids:
        kind.write(ids)
    kept.done_to = ids[-1] if ids else None
    db.session.flush()
    return len(ids)


def _begun(kind: Kind) -> KeyVersion:
    """How far it is, held by us alone until the commit."""
    kept = db.session.get(KeyVersion, kind.name, with_for_update=True, populate_existing=True)
    if kept is None:
        kept = KeyVersion(name=kind.name, version=kind.version, done_to=0)
        db.session.add(kept)
        db.session.flush()
    elif kept.version != kind.version:
        kept.version, kept.done_to = kind.version, 0
    return kept


def _is_done(kept: KeyVersion | None, kind: Kind) -> bool:
    return kept is not None and kept.version == kind.version and kept.done_to is None
