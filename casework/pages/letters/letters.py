"""Letters as they are read: the list of a case, one letter with everything that was said about it."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from sqlalchemy import select
from sqlalchemy.orm import aliased

from casework import clock
from casework.access import Actor, Permission, can
from casework.case_types import PART_TYPES, PartType
from casework.errors import NotFound
from casework.extensions import db
from casework.letters.blocks import Block, parse
from casework.letters.frame import Frame
from casework.letters.language import gaps
from casework.models import Letter, LetterComment, LetterVersion, Message, User
from casework.pages.record.case import Head
from casework.services.letters import locks, obstacles, of_moves, paper, prepared, signing
from casework.services.letters.values import Occasion
from workflows import letters_ahead
from workflows.engine import Move, Workflow
from workflows.letters import AUDIENCE_LABELS, Audience, LetterKind
from workflows.registry import KINDS

STATES: Mapping[str, tuple[str, str]] = {
    "draft": ("Draft", "grey"),
    "submitted": ("For sign-off", "yellow"),
    "signed": ("Signed off", "turquoise"),
    "sent": ("Sent", "green"),
    "dropped": ("Not sent", "grey"),
}
DELIVERY: Mapping[tuple[str, str], tuple[str, str]] = {
    ("email", "pending"): ("On its way", "blue"),
    ("email", "claimed"): ("On its way", "blue"),
    ("email", "sent"): ("Sent", "green"),
    ("email", "uncertain"): ("May not have arrived", "orange"),
    ("email", "failed"): ("Not delivered", "red"),
    ("email", "given_up"): ("Given up", "grey"),
    ("post", "pending"): ("To be posted", "blue"),
    ("post", "sent"): ("Posted", "green"),
    ("post", "given_up"): ("Given up", "grey"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterRow:
    """One line of the list. `status` and `delivery` are what happened to the draft and to what was sent."""

    id: int
    code: str
    subject: str
    to_name: str
    channel: str
    status: str
    version: int
    edited_at: dt.datetime
    edited_by: str | None
    sent_at: dt.datetime | None
    message_state: str | None
    posted_on: dt.date | None

    @property
    def purpose(self) -> str:
        return KINDS[self.code].purpose

    @property
    def state(self) -> tuple[str, str]:
        """What is shown of it: words and colour."""
        if self.status == "sent" and self.message_state is not None:
            return DELIVERY.get((self.channel, self.message_state), STATES["sent"])
        return STATES[self.status]


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterColumns:
    """What a letter says of itself, and what it was made from."""

    id: int
    code: str
    status: str
    audience: str
    channel: str
    to_name: str
    email: str | None
    postal_address: str | None
    large_print: bool
    subject: str
    body: str
    version: int
    row_version: int
    locked_at: dt.datetime | None
    signed_at: dt.datetime | None
    sent_at: dt.datetime | None
    document_sha256: str | None
    template_version: int
    is_word: bool
    """Made from an office's own Word template, merged when it is sent."""

    @classmethod
    def of(cls, letter: Letter) -> Self:
        own = {name: getattr(letter, name) for name in cls.__dataclass_fields__ if hasattr(letter, name)}
        template = letter.template
        return cls(**own, template_version=template.version, is_word=template.format == "word")


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterToCheck:
    """One letter as it is read before it goes. `obstacles`: why it cannot go out as it is."""

    letter: LetterColumns
    kind: LetterKind
    blocks: Sequence[Block]
    frame: Frame
    obstacles: Sequence[str]
    safe_contact: str | None
    not_to_be_told: Sequence[str]
    """Whom it goes to acts for somebody without authority: why, which keeps nothing back."""
    may_sign: bool
    by_step: bool
    """The reader signs it by making the step."""
    is_stale: bool
    must_sign: bool
    """A manager who did not write it signs it before it goes."""
    asks_harm: bool
    """It tells one person what concerns another (R3.8)."""

    @property
    def state(self) -> tuple[str, str]:
        """What is shown of it: words and colour."""
        return STATES[self.letter.status]

    @property
    def is_open(self) -> bool:
        return self.letter.status in Letter.OPEN

    @property
    def has_gaps(self) -> bool:
        """Something is still to be filled in."""
        return bool(gaps(self.letter.subject + self.letter.body))

    @property
    def wrong(self) -> list[str]:
        """The obstacles that somebody has to put right, besides the signature that it waits for."""
        return [sentence for sentence in self.obstacles if sentence != obstacles.UNSIGNED]

    @property
    def is_word(self) -> bool:
        return self.letter.is_word

    @property
    def audience(self) -> str:
        return AUDIENCE_LABELS[Audience(self.letter.audience)]


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterPage(LetterToCheck):
    """One letter with all that belongs to it."""

    row: LetterRow
    versions: Sequence[Any]
    comments: Sequence[Any]
    part: PartType | None
    """The kind of part of the case that it is about."""
    move: Move | None
    """The step that it goes out with."""
    editing: str | None
    """Who is editing it now, besides the reader."""
    signed_by: str | None
    messages: Sequence[Any]

    @property
    def state(self) -> tuple[str, str]:
        """Also what became of it once it was sent."""
        return self.row.state


_EDITOR = aliased(User)


def of_case(head: Head) -> list[LetterRow]:
    """All letters of a case, the newest first. One query."""
    names = ("id", "code", "subject", "to_name", "channel", "status", "version", "edited_at", "sent_at")
    query = (
        select(
            *(getattr(Letter, name) for name in names),
            _EDITOR.name.label("edited_by"),
            Message.state.label("message_state"),
            Message.posted_on,
        )
        .outerjoin(_EDITOR, _EDITOR.id == Letter.edited_by_id)
        .outerjoin(Message, Message.letter_id == Letter.id)
        .where(Letter.case_id == head.id)
        .order_by(Letter.id.desc())
    )
    return [LetterRow(**row) for row in db.session.execute(query).mappings()]


def find(head: Head, letter_id: int, *, actor: Actor) -> LetterPage:
    """One letter of a case that the reader has opened. Raises `NotFound`."""
    letter = db.session.scalar(select(Letter).where(Letter.id == letter_id, Letter.case_id == head.id))
    if letter is None:
        raise NotFound
    head.note_opened(letter_id=letter_id)
    occasion = prepared.occasion_of(letter, actor)
    return LetterPage(
        **_read(letter, occasion, actor),
        row=next(row for row in of_case(head) if row.id == letter.id),
        versions=_versions(letter_id),
        comments=_comments(letter_id),
        part=PART_TYPES.get(occasion.subject.name),
        move=occasion.move if letter.status in Letter.OPEN else None,
        editing=_editing(letter, actor),
        signed_by=letter.signed_by.name if letter.signed_by else None,
        messages=_messages(letter_id),
    )


def to_check(letter: Letter, occasion: Occasion, *, actor: Actor) -> LetterToCheck:
    """One letter of a step, on its last page."""
    return LetterToCheck(**_read(letter, of_moves.own_occasion(letter, occasion), actor))


def _read(letter: Letter, occasion: Occasion, actor: Actor) -> dict[str, Any]:
    is_open = letter.status in Letter.OPEN
    found = obstacles.find(letter, occasion) if is_open else None
    may_sign = can(actor, Permission.LETTER_SIGN) and not signing.wrote(letter, actor)
    sent_on = clock.local(letter.sent_at).date() if letter.sent_at else clock.today()
    kind = KINDS[letter.code]
    return {
        "letter": LetterColumns.of(letter),
        "kind": kind,
        "blocks": parse(letter.body),
        "frame": paper.frame_of(letter, occasion.case, on=sent_on),
        "obstacles": found.sentences if found else [],
        "is_stale": found is not None and found.is_stale,
        "safe_contact": obstacles.safe_contact_note(letter) if is_open else None,
        "not_to_be_told": obstacles.without_authority(letter, occasion.case) if is_open else [],
        "asks_harm": obstacles.concerns_another(letter),
        "may_sign": may_sign,
        "must_sign": is_open and signing.must_be_signed(letter, occasion.case),
        "by_step": is_open and occasion.move is not None and kind.by_step and may_sign,
    }


def version(letter_id: int, number: int) -> tuple[Any, Sequence[Block]]:
    """A draft as it was saved, and its text in blocks. The caller has found the letter visible. Raises `NotFound`."""
    query = select(*LetterVersion.__table__.columns, User.name.label("edited_by"))
    query = query.outerjoin(User, User.id == LetterVersion.edited_by_id)
    query = query.where(LetterVersion.letter_id == letter_id, LetterVersion.number == number)
    found = db.session.execute(query).first()
    if found is None:
        raise NotFound
    return found, parse(found.body)


def choices(workflow: Workflow, state: str) -> list[tuple[str, str]]:
    """The letters that can be written outside the steps of a workflow in this state: code and purpose."""
    of_steps = letters_ahead.steps(workflow, workflow.states(state))
    kinds = [kind for kind in workflow.letters if not kind.automatic and kind.code not in of_steps]
    return [(kind.code, kind.purpose[:1].upper() + kind.purpose[1:]) for kind in kinds]


def of_steps(workflow: Workflow, state: str) -> list[tuple[str, str]]:
    """The letters that go out with a step which is still to be made: purpose and step."""
    ahead = letters_ahead.steps(workflow, workflow.states(state))
    return [(KINDS[code].purpose, move.label) for code, move in ahead.items()]


def _versions(letter_id: int) -> Sequence[Any]:
    query = (
        select(LetterVersion.number, LetterVersion.edited_at, User.name)
        .outerjoin(User, User.id == LetterVersion.edited_by_id)
        .where(LetterVersion.letter_id == letter_id)
        .order_by(LetterVersion.number.desc())
    )
    return db.session.execute(query).all()


def _messages(letter_id: int) -> Sequence[Any]:
    query = select(Message.state, Message.last_error).where(Message.letter_id == letter_id)
    return db.session.execute(query.order_by(Message.id)).all()


def _comments(letter_id: int) -> Sequence[Any]:
    query = (
        select(LetterComment.kind, LetterComment.text, LetterComment.written_at, User.name)
        .outerjoin(User, User.id == LetterComment.written_by_id)
        .where(LetterComment.letter_id == letter_id)
        .order_by(LetterComment.id)
    )
    return db.session.execute(query).all()


def _editing(letter: Letter, actor: Actor) -> str | None:
    if not locks.is_locked_for(letter, actor, clock.now()):
        return None
    return letter.locked_by.name if letter.locked_by else "A colleague"
