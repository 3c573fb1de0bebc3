"""The letters of a step: prepared before it is made, sent together with it, in its transaction.

Preparing keeps the answers, so that a colleague can go on, and drafts every letter that the step's row names for
everybody who gets one. Making the step sends them all, or says why none is sent.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import select

from casework.errors import Conflict, Invalid
from casework.extensions import db
from casework.models import Letter, PreparedMove
from casework.services.letters import addressing, dispatch, drafts, obstacles, prepared, recipients, signing
from casework.services.letters.obstacles import Confirmed
from casework.services.letters.recipients import Recipient
from casework.services.letters.values import Occasion
from casework.services.office import organisations
from casework.services.record import history, notes, tasks
from casework.services.record.tasks import About, Kind
from workflows.engine import Move
from workflows.letters import Audience, LetterKind
from workflows.registry import KINDS

SAY_WHY = "Say why no letter is sent, for example: told on the phone."


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """What the person saw when they made the step: the letters with their versions, and what they confirmed; or why
    no letter goes out (`unsent_reason`; None where they go)."""

    letters: Mapping[int, int] = field(default_factory=dict)
    """id -> row version"""
    confirmed: Confirmed = field(default_factory=Confirmed)
    unsent_reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One letter that a step needs: the kind, the recipient, and the draft where there is one."""

    kind: LetterKind
    recipient: Recipient
    letter: Letter | None


def codes(move: Move, answers: Mapping[str, object]) -> list[str]:
    """The letters of a step with these answers."""
    return [code for code in move.letters if KINDS[code].goes(move.trigger, answers)]


def wanted(occasion: Occasion) -> list[Wanted]:
    """Every letter of a step for everybody who gets one, with its draft. Nobody to write to: no letter; nor to whom
    it was said, since the step was prepared, that this letter is not sent."""
    assert occasion.move is not None  # noqa: S101 (an occasion of a step)
    needed = codes(occasion.move, occasion.answers)
    begun = drafts.open_of(occasion.subject, needed)
    not_sent = left_out(occasion)
    found = []
    for code in needed:
        mine = [letter for letter in begun if letter.code == code]
        for recipient in _recipients(occasion, KINDS[code]):
            letter = next((each for each in mine if _is_to(each, recipient)), None) or _begun_to_another(
                mine, recipient
            )
            if letter is not None:
                mine.remove(letter)
            elif any(each.code == code and _is_to(each, recipient) for each in not_sent):
                continue
            found.append(Wanted(kind=KINDS[code], recipient=recipient, letter=letter))
        found += [Wanted(kind=KINDS[code], recipient=obstacles.recipient_of(each), letter=each) for each in mine]
    return found


def _recipients(occasion: Occasion, kind: LetterKind) -> list[Recipient]:
    """Whoever gets such a letter: the organisation that was chosen in the step, where it is for one."""
    assert occasion.move is not None  # noqa: S101 (an occasion of a step)
    if Audience.PARTNER in kind.audiences:
        asked = (question for question in occasion.move.asks if question.kind == "organisation")
        entries = (organisations.chosen(occasion.answers.get(question.code)) for question in asked)
        found = [recipients.of_entry(Audience.PARTNER, entry) for entry in entries if entry is not None]
        if found:
            return found
        if occasion.subject.part is not None:
            return [recipients.of_part(occasion.subject)]
    return recipients.find(occasion.case, kind)


def left_out(occasion: Occasion) -> list[Letter]:
    """The letters of a step that are not sent to somebody, because it does harm for instance (R3.8): dropped, with the
    reason, since its questions were last answered. Answering them again drafts every letter anew."""
    assert occasion.move is not None  # noqa: S101 (an occasion of a step)
    row = prepared.of(occasion)
    if row is None:
        return []
    query = select(Letter).where(
        occasion.subject.key.owns(Letter),
        Letter.status == "dropped",
        Letter.edited_at >= row.prepared_at,
        Letter.code.in_(codes(occasion.move, occasion.answers)),
    )
    return list(db.session.scalars(query.order_by(Letter.id)))


def prepare(occasion: Occasion) -> PreparedMove:
    """Keep the answers, draft what is missing, bring up to date what nobody has edited. The case is locked."""
    row = prepared.keep(occasion)
    occasion = replace(occasion, prepared=row)
    for each in wanted(occasion):
        if each.letter is None:
            drafts.new_draft(occasion, each.kind, each.recipient)
        else:
            if each.recipient.directory_entry_id not in (None, each.letter.directory_entry_id):
                addressing.give(each.letter, each.recipient, occasion.case, actor=occasion.actor, is_another=True)
            addressing.refresh(each.letter, own_occasion(each.letter, occasion))
    case, data = occasion.case, {"trigger": row.trigger}
    history.record(history.Kind.MOVE_PREPARED, actor=occasion.actor, case_id=case.id, data=data)
    return row


def ready(occasion: Occasion, sending: Sending | None) -> list[Letter]:
    """The letters that go with a step, each found fit to go; none where it was said why none is sent.

    Asked before the step is made. Raises `Invalid` where a letter is not ready or nothing was said about it, and where
    the reason is none, and `Conflict` where one was changed, added or left out after the person read them.
    """
    needed = wanted(occasion)
    given = sending or Sending()
    if given.unsent_reason is not None:
        notes.reason(given.unsent_reason, field="unsent_reason", needed=SAY_WHY)
        return []
    if set(given.letters) - {each.letter.id for each in needed if each.letter is not None}:
        raise Conflict("A letter that you read was dropped or sent after you opened the page. Read it again.")
    found = []
    for each in needed:
        letter = each.letter
        if letter is None:
            raise Invalid("letters", f"First prepare the letter that {each.kind.purpose}, or say why none is sent.")
        if given.letters.get(letter.id) != letter.row_version:
            raise Conflict(f"The letter {letter.code} was changed or added after you opened the page. Read it again.")
        dispatch.require_ready(letter, own_occasion(letter, occasion), given.confirmed)
        found.append(letter)
    return found


def send_all(letters: Sequence[Letter], occasion: Occasion, *, event_id: int) -> None:
    """Send what was found ready, now that the step is made."""
    for letter in letters:
        signing.sign_by_step(letter, occasion.actor)
        dispatch.send(letter, own_occasion(letter, occasion), event_id=event_id)


def close_drafts(occasion: Occasion) -> None:
    """End what was drafted for a step that was made without a letter, so that nobody is asked to sign it later."""
    assert occasion.move is not None  # noqa: S101 (an occasion of a step)
    for letter in drafts.open_of(occasion.subject, codes(occasion.move, occasion.answers)):
        drafts.close(letter, actor=occasion.actor)


def own_occasion(letter: Letter, occasion: Occasion) -> Occasion:
    """The same with the letter's author as its sender."""
    return replace(occasion, actor=drafts.author_of(letter, occasion.actor))


def leave_to_owner(occasion: Occasion) -> None:
    """A step that no person makes sends nothing: the letter is drafted and becomes a task for the owner."""
    for each in wanted(occasion):
        letter = each.letter or drafts.new_draft(occasion, each.kind, each.recipient)
        tasks.open_task(Kind.LETTER_TO_WRITE, occasion.case, About(letter_id=letter.id, detail=letter.code))


def _begun_to_another(letters: Sequence[Letter], recipient: Recipient) -> Letter | None:
    """A letter that was drafted before another organisation was chosen in the step, and that nobody wrote in."""
    if recipient.audience is not Audience.PARTNER or recipient.directory_entry_id is None:
        return None
    same = (each for each in letters if each.audience == recipient.audience and not each.edited_by_hand)
    return next(same, None)


def _is_to(letter: Letter, recipient: Recipient) -> bool:
    """Also where the directory did not have, or does not have, the organisation that it goes to."""
    if letter.audience != recipient.audience:
        return False
    if letter.directory_entry_id is None or recipient.directory_entry_id is None:
        return None in (letter.person_id, recipient.person_id) or letter.person_id == recipient.person_id
    return obstacles.recipient_of(letter).key == recipient.key
