"""The briefing pack of a day: who comes when, what they want to talk about, what is known, in the order of the times.

It has what the reader may see: of an appointment that is not theirs to see, that its time is taken.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select

from casework import clock, openings
from casework.access import Actor, scope
from casework.extensions import db
from casework.letters import late, media_types, pdf
from casework.letters.blocks import Block, Run
from casework.letters.frame import Frame
from casework.models import Answer, Case, Contact, Party
from casework.pages.people import strips
from casework.pages.people.strips import Strip
from casework.pages.surgeries.surgeries import SurgeryRow, TimeRow
from casework.services.letters import values
from casework.services.types.surgery_times import at_clock
from workflows.calendars import spoken
from workflows.registry import CASE_WORKFLOWS
from workflows.surgery_rules import ACCESS, BRIEFING

MOST_CASES = 10
"""Other cases of one person that are named, the newest first."""
NOT_RECORDED = "No briefing is recorded yet."
HIDDEN = "Somebody has this time. You may not see their case: ask a manager who is named on it."
NO_WAY_ROUND = "Nobody here can change the outcome of a complaint, a review or a court case. Write down what is agreed."


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What the pack says of one appointment."""

    about: str
    said: str
    access: str
    briefing: str
    strip: Strip | None
    others: Sequence[str]


def as_pdf(surgery: SurgeryRow, times: Sequence[TimeRow], *, actor: Actor) -> bytes:
    """Tagged, with title and language. What our typefaces do not have shows as a box."""
    return pdf.render(_frame(surgery), list(_blocks(surgery, times, actor)))


def as_word(surgery: SurgeryRow, times: Sequence[TimeRow], *, actor: Actor) -> bytes:
    """The same for whoever writes on it."""
    return late.word.render(_frame(surgery), list(_blocks(surgery, times, actor)))


def media_type(*, is_word: bool) -> str:
    return media_types.WORD if is_word else "application/pdf"


def _frame(surgery: SurgeryRow) -> Frame:
    """Within the office: without what a letter tells the public of it."""
    office = replace(values.office.frame(), adjustments="", privacy_link="", address="", contact="")
    return Frame(
        office=office,
        recipient=surgery.host,
        address="",
        reference=surgery.title,
        dated_on=clock.today(),
        title=f"Briefing pack, {spoken(surgery.held_on)}",
        marking="OFFICIAL-SENSITIVE",
    )


def _blocks(surgery: SurgeryRow, times: Sequence[TimeRow], actor: Actor) -> Iterator[Block]:
    place = surgery.place if surgery.way == "in_person" else f"{surgery.way_label}: {surgery.place}"
    yield _line("Where", place)
    yield _line("Getting in and taking part", surgery.access)
    yield Block(kind="paragraph", runs=(Run(text=NO_WAY_ROUND),))
    known = _known({time.reference for time in times if time.reference}, actor)
    for time in times:
        if not time.is_free:
            yield from _appointment(time, known.get(time.reference))
    free = ", ".join(at_clock(time.begins) for time in times if time.is_free)
    yield _line("Free", free or "No time is left")


def _appointment(time: TimeRow, known: _Known | None) -> Iterator[Block]:
    whose = f"{time.person}, {time.reference}" if known else "taken"
    yield Block(kind="heading", level=2, runs=(Run(text=f"{at_clock(time.begins)}: {whose}"),))
    if known is None:
        yield Block(kind="paragraph", runs=(Run(text=HIDDEN),))
        return
    yield _line("State", time.state_label)
    if known.strip is not None:
        yield _line("Take care", known.strip.in_words)
    yield _line("What it is about", known.about)
    yield _line("What they said", known.said)
    yield _line("What they need to take part", known.access or "Nothing is recorded")
    yield _line("Briefing", known.briefing or NOT_RECORDED)
    if known.others:
        yield Block(kind="heading", level=3, runs=(Run(text="Their other cases"),))
        items = tuple((Block(kind="paragraph", runs=(Run(text=one),)),) for one in known.others)
        yield Block(kind="bullets", items=items)


def _line(label: str, text: str) -> Block:
    """A label in bold, and what was written behind it, line by line."""
    pieces = [Run(text=f"{label}: ", bold=True)]
    for number, line in enumerate(text.splitlines()):
        pieces += ([Run(text="\n")] if number else []) + [Run(text=line)]
    return Block(kind="paragraph", runs=tuple(pieces))


def _known(references: Collection[str], actor: Actor) -> Mapping[str, _Known]:
    """What is known of these cases, as far as the actor may see them. A few queries, however many."""
    query = scope(select(Case).where(Case.reference.in_(references)), actor)
    found = list(db.session.scalars(query)) if references else []
    for case in found:
        if case.restricted:
            openings.mark_opened(case.id)
    ids = [case.id for case in found]
    people = {case.person_id for case in found if case.person_id is not None}
    said, answers, warned = _first_words(ids), _answers(ids), strips.of_people(people)
    others = others_of(people, but=ids, actor=actor)
    return {
        case.reference: _Known(
            about=case.about,
            said=said.get(case.id, ""),
            access=answers.get((case.id, ACCESS.code), ""),
            briefing=answers.get((case.id, BRIEFING.code), ""),
            strip=warned.get(case.person_id or 0),
            others=others.get(case.person_id or 0, ()),
        )
        for case in found
    }


def _first_words(ids: Sequence[int]) -> dict[int, str]:
    query = select(Contact.case_id, Contact.summary).where(Contact.case_id.in_(ids), Contact.direction == "in")
    first: dict[int, str] = {}
    for row in db.session.execute(query.order_by(Contact.id)):
        first.setdefault(row.case_id, row.summary)
    return first


def _answers(ids: Sequence[int]) -> dict[tuple[int, str], str]:
    """The latest answer to each question that the pack tells."""
    query = select(Answer.case_id, Answer.code, Answer.value).where(Answer.case_id.in_(ids))
    rows = db.session.execute(query.where(Answer.code.in_((ACCESS.code, BRIEFING.code))).order_by(Answer.id))
    return {(row.case_id, row.code): row.value for row in rows}


def others_of(people: Collection[int], *, but: Sequence[int], actor: Actor) -> Mapping[int, Sequence[str]]:
    """Person -> their other cases that the actor may see, each in a line."""
    query = select(Party.person_id, Case).join(Case, Case.id == Party.case_id)
    query = query.where(Party.person_id.in_(people), Party.part != Party.FORMER, Case.id.not_in(but))
    rows = db.session.execute(scope(query, actor).order_by(Case.id.desc())).all() if people else []
    found: dict[int, list[str]] = defaultdict(list)
    for person_id, case in rows:
        if len(found[person_id]) < MOST_CASES:
            if case.restricted:
                openings.mark_opened(case.id)
            found[person_id].append(_in_a_line(case))
    return found


def _in_a_line(case: Any) -> str:
    """E-2027-00001, enquiry, closed: Street lights"""
    workflow = CASE_WORKFLOWS[case.case_type]
    state = workflow.labels[workflow.states(case.state)]
    return f"{case.reference}, {workflow.label.lower()}, {state.lower()}: {case.about}"
