"""Two records of one person made one, and taken apart again: nothing is lost, and whoever is merged leaves a trace."""

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import CompoundSelect, select, union

from casework import clock
from casework.access import Actor, Permission, require, scope_people, visible
from casework.errors import Conflict, Invalid, NotAllowed, NotFound
from casework.extensions import db
from casework.models import (
    Case,
    Contact,
    IncomingMail,
    Letter,
    Merge,
    Party,
    Person,
    PersonWay,
    Representation,
    TwoPeople,
)
from casework.services.people import changes, name_sounds, people, ways
from casework.services.people.doubles import named_rows, pairs
from casework.services.record import history, tokens
from casework.services.record.tokens import Sent

FILLED = ("email", "phone", "postcode", "address")
UNSAFE = ("email_unsafe", "post_unsafe", "phone_unsafe")
TEXTS = ("adjustments", "safe_contact")
LISTS = ("adjustment_codes", "circumstances")
NAMES = ("full_name", "name_key", "unnamed")
SAID = (*NAMES, *FILLED, *TEXTS, *UNSAFE, *LISTS)
NOT_OPEN = "These two cannot be merged from your account. Ask a colleague to look at them."
SAME = "This is one and the same record. Choose another one to merge it with."
CHANGED = (
    "Somebody changed the details of one of these two after you opened the page. Nothing was merged. "
    "Look at them as they are now, then do it again if it is still right."
)


def merge(stands_id: int, merged_id: int, reason: str, *, sent: Sent, actor: Actor) -> Merge:
    """Make `merged_id` part of the record that stands. `seen` is the `fingerprint` of both.

    Every row that names the merged one follows in this transaction and is remembered. Warnings and adjustments of both
    hold from now on; an address or number is filled in where none was known. Raises `NotFound`, `NotAllowed` where a
    case of theirs is not open to the actor, `Conflict` where one of them was changed or merged meanwhile, `Invalid`.
    """
    require(actor, Permission.CASE_WRITE)
    tokens.use(sent, actor=actor)
    stands, merged = _locked(stands_id, merged_id, actor)
    if not reason.strip():
        raise Invalid("reason", "Say how you know that they are one person. It stands in the history.")
    if sent.row_version != fingerprint(stands, merged):
        raise Conflict(CHANGED)
    before = _said(stands)
    after = _both(before, _said(merged))
    row = Merge(
        stands_id=stands.id, merged_id=merged.id, reason=reason.strip(), before=before, after=after,
        marks=named_rows.marks(), merged_at=clock.now(), merged_by_id=actor.user_id,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    touched = _cases_of(merged.id)
    named_rows.move(row)
    for name, value in after.items():
        setattr(stands, name, value)
    merged.merged_into_id = stands.id
    _finish(row, touched, history.Kind.PEOPLE_MERGED, actor)
    return row


def undo(merge_id: int, given: Mapping[str, list[int]], *, sent: Sent, actor: Actor) -> Merge:
    """Take two records apart again. `given`: table -> ids of the rows that came meanwhile and are of the one who was
    merged; the others stay. Raises as `merge`, and `Invalid` where the one that stands was merged itself since."""
    require(actor, Permission.CASE_WRITE)
    row = load(merge_id)
    tokens.use(sent, actor=actor)
    stands, merged = _lock(row.stands_id, row.merged_id)
    db.session.refresh(row)
    refuse_hidden(stands.id, merged.id, actor=actor)
    if row.undone_at is not None:
        raise Conflict("Somebody has undone this merge meanwhile. Nothing was done again.")
    if stands.merged_into_id is not None:
        raise Invalid("", f"{stands.full_name} has been merged into another record since. Undo that merge first.")
    touched = _cases_of(stands.id)
    came = {(table, values["id"]) for table, values in named_rows.since(row)}
    named_rows.put_back(row)
    for table, ids in given.items():
        named_rows.give(row, table, [number for number in ids if (table, number) in came])
    merged.merged_into_id = None
    _take_back(row, stands)
    _settle_ways(given.get(named_rows.PLACE_OF_WAYS, ()), stands, merged)
    row.undone_at, row.undone_by_id = clock.now(), actor.user_id
    _finish(row, touched, history.Kind.PEOPLE_TAKEN_APART, actor)
    return row


def say_two(first_id: int, second_id: int, *, sent: Sent, actor: Actor) -> None:
    """Remember that two records that seem alike are two people. Saying it again changes nothing."""
    require(actor, Permission.CASE_WRITE)
    tokens.use(sent, actor=actor)
    first, second = sorted(
        (people.load_person(first_id, actor=actor).id, people.load_person(second_id, actor=actor).id)
    )
    if first == second:
        raise Invalid("", SAME)
    if db.session.get(TwoPeople, (first, second)) is None:
        db.session.add(TwoPeople(first_id=first, second_id=second, said_at=clock.now(), said_by_id=actor.user_id))
        db.session.flush()
    pairs.forget(first, second)


def fingerprint(*both: Person) -> int:
    """Another number when what is known of either was changed, whichever comes first."""
    ordered = sorted(both, key=lambda person: person.id)
    return sum((at + 1) * changes.fingerprint(person) for at, person in enumerate(ordered)) % 1_000_000_000


def load(merge_id: int) -> Merge:
    row = db.session.get(Merge, merge_id)
    if row is None:
        raise NotFound
    return row


def refuse_hidden(*people_ids: int, actor: Actor) -> None:
    """Raise `NotAllowed` where one of them is named in a case that the actor may not see, without saying so."""
    if hidden_people(people_ids, actor=actor):
        raise NotAllowed(NOT_OPEN)


def hidden_people(people_ids: Collection[int], *, actor: Actor) -> set[int]:
    """Those of them who are named in a case that the actor may not see, themselves or in the record that stands."""
    stands = {number: number for number in people_ids}
    query = select(Person.id, Person.merged_into_id).where(Person.merged_into_id.is_not(None))
    while into := {row.id: row for row in db.session.execute(query.where(Person.id.in_(set(stands.values()))))}:
        stands = {number: into[at].merged_into_id if at in into else at for number, at in stands.items()}
    cases = _naming(set(stands.values())).subquery()
    named = select(cases.c.person_id).join(Case, Case.id == cases.c.case_id).where(~visible(actor))
    hidden = set(db.session.scalars(named))
    return {number for number, at in stands.items() if at in hidden}


def days_of(person_id: int) -> set[dt.date]:
    """The days on which somebody was in touch: what the figures of people rest on."""
    query = select(Contact.happened_on).where(Contact.person_id == person_id, Contact.direction == "in")
    return set(db.session.scalars(query))


def cases_moved(row: Merge) -> set[int]:
    """The cases that were of the one who was merged, or in which they had a part."""
    rows = named_rows.moved(row)
    parties = select(Party.case_id).where(Party.id.in_(rows.get("party.person_id", [])))
    return {*rows.get("cases.person_id", []), *db.session.scalars(parties)}


def _locked(stands_id: int, merged_id: int, actor: Actor) -> tuple[Person, Person]:
    """Both, locked, open to the actor and merged with nobody."""
    if stands_id == merged_id:
        raise Invalid("", SAME)
    seen = scope_people(select(Person.id).where(Person.id.in_((stands_id, merged_id))), actor)
    if len(db.session.scalars(seen).all()) < 2:
        raise NotFound
    both = _lock(stands_id, merged_id)
    refuse_hidden(stands_id, merged_id, actor=actor)
    for person in both:
        if person.merged_into_id is not None:
            into = db.session.get_one(Person, person.merged_into_id)
            raise Conflict(
                f"{person.full_name} has been merged into {into.full_name} meanwhile. Nothing was done again: "
                "look at the record that stands."
            )
    return both


def _lock(stands_id: int, merged_id: int) -> tuple[Person, Person]:
    query = select(Person).where(Person.id.in_((stands_id, merged_id))).order_by(Person.id).with_for_update()
    found = {person.id: person for person in db.session.scalars(query.execution_options(populate_existing=True))}
    if len(found) < 2:
        raise NotFound
    return found[stands_id], found[merged_id]


def _both(stands: Mapping[str, Any], merged: Mapping[str, Any]) -> dict[str, Any]:
    """What the one that stands says from now on."""
    said = {name: stands[name] or merged[name] for name in FILLED}
    said |= {name: stands[name] or merged[name] for name in UNSAFE}
    said |= {name: "\n".join(dict.fromkeys(filter(None, (stands[name], merged[name])))) or None for name in TEXTS}
    said |= {name: list(dict.fromkeys([*stands[name], *merged[name]])) for name in LISTS}
    named = merged if stands["unnamed"] and not merged["unnamed"] else stands
    return said | {name: named[name] for name in NAMES}


def _said(person: Person) -> dict[str, Any]:
    return {name: getattr(person, name) for name in SAID}


def _take_back(row: Merge, stands: Person) -> None:
    """What nobody changed since is as before. What another record that is still part of it says holds on."""
    back = [name for name, value in row.before.items() if getattr(stands, name) == row.after[name] != value]
    for name in back:
        setattr(stands, name, row.before[name])
    db.session.flush()
    for other in db.session.scalars(select(Person).where(Person.merged_into_id == stands.id).order_by(Person.id)):
        said = _both(_said(stands), _said(other))
        for name in back:
            setattr(stands, name, said[name])
    stands.name_key = ways.key_of_name(stands.full_name, unnamed=stands.unnamed)


def _settle_ways(given: Collection[int], *both: Person) -> None:
    """Neither is reached any more at what was said to be the other's."""
    db.session.flush()
    kinds = set(db.session.scalars(select(PersonWay.kind).where(PersonWay.id.in_(given))))
    for person in both:
        for kind in sorted(kinds):
            ways.settle(person, kind)


def _naming(people_ids: Collection[int]) -> CompoundSelect[int, int]:
    """(person, case): the cases in which each of them is named in any way."""
    own = select(Case.person_id.label("person_id"), Case.id.label("case_id")).where(Case.person_id.in_(people_ids))
    named = (
        select(model.person_id, model.case_id).where(model.person_id.in_(people_ids), model.case_id.is_not(None))
        for model in (Party, Contact, Letter, IncomingMail)
    )
    acts = (
        select(column.label("person_id"), Representation.case_id).where(column.in_(people_ids))
        for column in (Representation.person_id, Representation.for_person_id)
    )
    return union(own, *named, *acts)


def _cases_of(person_id: int) -> list[int]:
    return sorted({row.case_id for row in db.session.execute(_naming([person_id]))})


def _finish(row: Merge, touched: list[int], kind: history.Kind, actor: Actor) -> None:
    db.session.flush()
    name_sounds.rewrite(row.stands_id, row.merged_id)
    pairs.forget_all_of(row.merged_id)
    pairs.compare_again(row.stands_id, row.merged_id)
    data = {"merge_id": row.id, "stands_id": row.stands_id, "merged_id": row.merged_id}
    for case_id in touched:
        history.record(kind, actor=actor, case_id=case_id, data=data)
