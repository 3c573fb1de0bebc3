"""The satisfaction sample: drawn of the cases closed in a month, asked about by somebody who is not their owner, and
answered in numbers that stand on no case (source-facts 1.8)."""

import datetime as dt
import hashlib
import math
import secrets
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import and_, or_, select, update

from casework import clock
from casework.access import Actor, Permission, require, visible
from casework.errors import Conflict, Invalid, NotFound
from casework.extensions import db
from casework.models import (
    Case,
    Person,
    SampledCase,
    SatisfactionAnswer,
    SatisfactionSample,
)
from casework.services.people import contact_safety, limits
from casework.services.people.circumstances import DIED
from casework.services.record import history, settings, tokens
from casework.services.record.tokens import Sent
from workflows.registry import CASE_WORKFLOWS

QUESTIONS: Mapping[str, str] = {
    "reach": "How easy was it to reach us?",
    "listen": "How well did we listen and understand?",
    "informed": "How well did we keep you informed?",
    "clear": "How clear was what we told you in the end?",
    "overall": "Overall, how was your experience of our service?",
}
SCORES: Mapping[int, str] = {5: "Very good", 4: "Good", 3: "Neither good nor poor", 2: "Poor", 1: "Very poor"}
OUTCOMES: Mapping[str, str] = {
    "answered": "They answered",
    "declined": "They did not want to answer",
    "not_reached": "They could not be reached",
}
LEFT_OUT: Mapping[str, str] = {
    "restricted": "The case is restricted",
    "at_risk": "Somebody may be at risk of harm",
    "nobody": "Nobody is known who could be asked",
    "organisation": "It came from an organisation",
    "died": "The person has died",
    "someone_acts": "The person is under 18 or lacks capacity",
    "limited": "Their contact is limited",
    "unsafe": "There is no safe way to reach them",
    "asked": "They were asked already in this time",
}
"""Why a closed case is not asked about; of several reasons the first counts."""
CHANNELS = ("phone", "email", "post")
DRAWN = "The sample of this month is drawn already. It is drawn once, so that nobody can choose."
CHANGED = "Somebody else recorded this meanwhile. Look at it as it is now."


def draw(month: dt.date, *, sent: Sent, actor: Actor) -> SatisfactionSample:
    """Draw the sample of a month (its first day) that has ended. Raises `Invalid`, `NotAllowed`, `Replayed`."""
    require(actor, Permission.SATISFACTION_DRAW)
    tokens.use(sent, actor=actor)
    after = next_month(month)
    if month.day != 1 or after > clock.today():
        raise Invalid("month", "Choose a month that has ended.")
    if db.session.scalar(select(SatisfactionSample.id).where(SatisfactionSample.month == month)) is not None:
        raise Invalid("month", DRAWN)
    closed = _closed(month, after)
    reasons = _reasons(closed)
    drawn_from = sorted(case.id for case in closed if case.id not in reasons)
    share, seed = settings.value("satisfaction_share"), secrets.token_hex(16)
    sample = SatisfactionSample(
        month=month,
        share=share,
        seed=seed,
        closed=len(closed),
        left_out=dict(Counter(reasons.values())),
        drawn_from=drawn_from,
        drawn_at=clock.now(),
        drawn_by_id=actor.user_id,
    )
    db.session.add(sample)
    db.session.flush()
    _take(sample, {case.id: case.person_id for case in closed})
    data = {"month": month.isoformat(), "closed": len(closed), "drawn_from": len(drawn_from)}
    history.record(history.Kind.SATISFACTION_DRAWN, actor=actor, data={"sample_id": sample.id, **data})
    return sample


def _take(sample: SatisfactionSample, people: Mapping[int, int | None]) -> None:
    """`people`: the person of each case."""
    for case_id in chosen(sample.seed, sample.drawn_from, size(sample.closed, sample.share)):
        db.session.add(SampledCase(sample_id=sample.id, case_id=case_id, person_id=people[case_id]))


def is_repeatable(sample_id: int) -> bool:
    """Whether it is the same, drawn again from the same cases with the same seed. Raises `NotFound`."""
    sample = db.session.get(SatisfactionSample, sample_id)
    if sample is None:
        raise NotFound
    kept = set(db.session.scalars(select(SampledCase.case_id).where(SampledCase.sample_id == sample_id)))
    return kept == set(chosen(sample.seed, sample.drawn_from, size(sample.closed, sample.share)))


def size(closed: int, share: int) -> int:
    """So many cases are asked about, rounded up."""
    return math.ceil(closed * share / 100)


def chosen(seed: str, drawn_from: Iterable[int], number: int) -> list[int]:
    """The ids whose SHA-256 of seed, colon and id comes first: the same for everybody who has the seed."""
    return sorted(drawn_from, key=lambda case_id: hashlib.sha256(f"{seed}:{case_id}".encode()).hexdigest())[:number]


def record(
    sampled_id: int, outcome: str, scores: Mapping[str, int], *, reason: str = "", sent: Sent, actor: Actor
) -> SampledCase:
    """Record that somebody was asked and what they answered, or put it right with a reason. Raises `Invalid`,
    `NotAllowed`, `NotFound`, `Conflict`, `Replayed`."""
    row = load(sampled_id, actor=actor, lock=True)
    tokens.use(sent, actor=actor)
    if row.row_version != sent.row_version:
        raise Conflict(CHANGED)
    if outcome not in OUTCOMES:
        raise Invalid("outcome", "Say whether they answered.")
    if outcome == "answered" and not scores:
        raise Invalid("overall", "Record the answer to one question at least.")
    if row.outcome is not None and not reason.strip():
        raise Invalid("reason", "This is recorded already. Say why it changes.")
    before = row.outcome
    row.outcome, row.asked_on = outcome, clock.today()
    replaced = update(SatisfactionAnswer).where(SatisfactionAnswer.sampled_id == row.id).values(is_replaced=True)
    db.session.execute(replaced)
    if outcome == "answered":
        now = clock.now()
        db.session.add_all(
            SatisfactionAnswer(sampled_id=row.id, question=question, score=score, recorded_at=now)
            for question, score in scores.items()
            if question in QUESTIONS and score in SCORES
        )
    data = {"sample_id": row.sample_id, **({"because": reason.strip()} if before else {})}
    history.record(history.Kind.SATISFACTION_RECORDED, actor=actor, data=data)
    return row


def load(sampled_id: int, *, actor: Actor, lock: bool = False) -> SampledCase:
    """One that the actor may ask about: never of a case of their own. Raises `NotAllowed`, `NotFound`."""
    require(actor, Permission.SATISFACTION_ASK)
    mine = and_(visible(actor), or_(Case.owner_id.is_(None), Case.owner_id != actor.user_id))
    query = select(SampledCase).join(Case, Case.id == SampledCase.case_id).where(SampledCase.id == sampled_id, mine)
    row = db.session.scalar(query.with_for_update(of=SampledCase) if lock else query)
    if row is None:
        raise NotFound
    return row


def next_month(month: dt.date) -> dt.date:
    return (month.replace(day=1) + dt.timedelta(days=32)).replace(day=1)


def _closed(month: dt.date, after: dt.date) -> Sequence[Case]:
    """Closed for the first time in the month, and closed still. What was logged by mistake is none."""
    days = (Case.first_closed_on >= month, Case.first_closed_on < after)
    by_index = Case.case_type.in_(CASE_WORKFLOWS)
    query = select(Case).where(by_index, *days, Case.category == "closed", Case.logged_by_mistake.is_(False))
    return db.session.scalars(query.order_by(Case.id)).all()


def _reasons(closed: Sequence[Case]) -> dict[int, str]:
    """Why each case that is left out is. Of one person one case alone is asked about: the first that was closed."""
    ids = {case.person_id for case in closed if case.person_id is not None}
    people = {person.id: person for person in db.session.scalars(select(Person).where(Person.id.in_(ids)))}
    limited = limits.of_people(ids)
    asked = _asked_lately(ids)
    found: dict[int, str] = {}
    for case in closed:
        person = people.get(case.person_id or 0)
        reason = _of_case(case) or _of_person(person)
        if reason is None and person is not None:
            reason = "limited" if person.id in limited else "asked" if person.id in asked else None
        if reason is not None:
            found[case.id] = reason
        elif person is not None:
            asked.add(person.id)
    return found


def _asked_lately(ids: Iterable[int]) -> set[int]:
    """Who was in a sample within the pause, whatever came of it."""
    since = clock.now() - dt.timedelta(days=settings.value("satisfaction_pause_days"))
    query = select(SampledCase.person_id).join(SatisfactionSample, SatisfactionSample.id == SampledCase.sample_id)
    return set(db.session.scalars(query.where(SampledCase.person_id.in_(ids), SatisfactionSample.drawn_at > since)))


def _of_case(case: Case) -> str | None:
    if case.restricted:
        return "restricted"
    return "at_risk" if case.urgent or case.risk_open else None


def _of_person(person: Person | None) -> str | None:
    if person is None:
        return "nobody"
    if person.kind != "individual":
        return "organisation"
    if person.circumstances:
        return "died" if DIED in person.circumstances else "someone_acts"
    can = [contact_safety.problem(person, way, contact_safety.present_address(person, way)) is None for way in CHANNELS]
    return None if any(can) else "unsafe"
