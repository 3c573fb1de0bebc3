"""Letter templates: drafts that anybody writes, versions that a manager approves, which one is in force on a day.

A version is never changed once it was approved. A draft that was given up stays, and nobody goes on with it.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import select

from casework import clock
from casework.access import Actor, Permission, require
from casework.errors import Conflict, Invalid, NotAllowed, NotFound
from casework.extensions import db
from casework.letters import late, shipped, template_checks
from casework.letters.language import Problem
from casework.letters.own_word.markup import Refused
from casework.letters.template_checks import Finding
from casework.models import CaseEvent, LetterTemplate, User
from casework.services.record import files, history, tokens
from casework.services.record.tokens import Sent
from workflows.letters import PARAGRAPHS
from workflows.registry import KINDS

NEWER = "Came with a newer version of Casework."
SHIPPED_SINCE = dt.date(2020, 1, 1)
WROTE = (history.Kind.TEMPLATE_DRAFTED, history.Kind.TEMPLATE_EDITED)
LONGEST_FILE_NAME = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftEntry:
    """What the editor sends. `body` is left alone where the draft is an office's Word file."""

    subject: str
    body: str
    what_changed: str


def load_shipped() -> int:
    """Add the shipped text of every code that has no version at all, and as its next version where the program has a
    newer one and the office none of its own, open, approved or to come. Returns how many were added."""
    present = {code: _versions(code) for code in shipped.texts()}
    added = [text for code, text in shipped.texts().items() if shipped.is_wanted(text, present[code])]
    for text in added:
        since, why = (clock.today(), NEWER) if present[text.code] else (SHIPPED_SINCE, None)
        db.session.add(
            LetterTemplate(
                code=text.code, version=len(present[text.code]) + 1, status="approved", subject=text.subject,
                body=text.body, shipped=True, effective_on=since, what_changed=why, edited_at=clock.now(),
                approved_at=clock.now(),
            )
        )  # fmt: skip
    db.session.flush()
    return len(added)


def without_text(on: dt.date) -> list[str]:
    """The letters and standard paragraphs that have no version in force on the day: none may be missing."""
    query = select(LetterTemplate.code).where(LetterTemplate.status == "approved", LetterTemplate.effective_on <= on)
    present = set(db.session.scalars(query.distinct()))
    return [code for code in (*KINDS, *PARAGRAPHS) if code not in present]


def in_force(code: str, on: dt.date) -> LetterTemplate:
    """The approved version with the latest day of effect that is not after `on`. Raises `Conflict` without one."""
    found = _in_force(code, on)
    if found is None:
        raise Conflict(f"No text of {code} is in force. A manager must approve one first.")
    return found


def findings(template: LetterTemplate) -> list[Finding]:
    """What must be put right before it can be approved."""
    if template.file_sha256 is None:
        return template_checks.findings(template.code, template.subject, template.body)
    found = [Finding(field="subject", problem=each) for each in template_checks.subject_problems(template.subject)]
    return found + [Finding(field="file", problem=each) for each in _tried_out(template.file_sha256, template.code)]


def try_out(template_id: int) -> None:
    """Fill in an office's own Word file, so that what is wrong with it is known in the transaction that approves it:
    this takes a second, and nobody should wait for it."""
    template = db.session.get(LetterTemplate, template_id)
    if template is not None and template.file_sha256 is not None:
        _tried_out(template.file_sha256, template.code)


@lru_cache(maxsize=256)
def _tried_out(file_sha256: str, code: str) -> Sequence[Problem]:
    """What is wrong with a file, which never changes under its hash."""
    return late.word_template.problems(files.content(file_sha256), KINDS[code])


def start_draft(code: str, *, instead_of: int | None = None, sent: Sent, actor: Actor) -> LetterTemplate:
    """A copy of the text in force as the next version. `instead_of`: the open draft that is given up for it.

    Raises `NotFound`, `Replayed`, and `Conflict` where a draft is open already.
    """
    draft = _next_version(code, instead_of=instead_of, sent=sent, actor=actor)
    source = in_force(code, clock.today())
    if source.file_sha256 is not None:
        draft.format, draft.file_sha256, draft.file_name = "word", source.file_sha256, source.file_name
    draft.subject, draft.body = source.subject, source.body
    return _drafted(draft, instead_of, actor=actor)


def upload_word(
    code: str, file_name: str, content: bytes, *, instead_of: int | None = None, sent: Sent, actor: Actor
) -> LetterTemplate:
    """An office's own .docx as the next version of a letter. Raises as `start_draft`, and `Invalid` where the file
    cannot be used at all; what is missing in it is said before approval."""
    require(actor, Permission.TEMPLATE_WRITE)
    if code not in KINDS:
        raise NotFound
    taken = look_at(file_name, content)
    draft = _next_version(code, instead_of=instead_of, sent=sent, actor=actor)
    draft.format, draft.file_name = "word", file_name[-LONGEST_FILE_NAME:]
    draft.file_sha256 = files.keep(taken)
    draft.subject, draft.body = in_force(code, clock.today()).subject, ""
    return _drafted(draft, instead_of, actor=actor)


def look_at(file_name: str, content: bytes) -> bytes:
    """A Word file that may be taken, as it is kept. Asks the database nothing, and so can be done before anybody waits.
    Raises `Invalid`."""
    try:
        return late.word_template.taken(file_name, content)
    except Refused as refused:
        raise Invalid("file", str(refused)) from None


def as_kept(template: LetterTemplate) -> bytes:
    """An office's own Word file, for whoever goes on with it: saved anew, also where it was kept before that was done.
    Raises `Conflict` for a file that may not be used any more."""
    try:
        return late.word_template.saved_again(files.content(template.file_sha256 or ""))
    except Refused as refused:
        raise Conflict(f"This file is not given out. {refused}") from None


def save_draft(template_id: int, entry: DraftEntry, *, sent: Sent, actor: Actor) -> LetterTemplate:
    """Keep what was written, also with problems in it: approval refuses them, saving loses nothing.

    Raises `NotFound`, `Replayed`, and `Conflict` where somebody saved it meanwhile or it is no open draft any more.
    """
    require(actor, Permission.TEMPLATE_WRITE)
    template = _open_draft(template_id, sent=sent, actor=actor)
    if len(entry.subject) > template_checks.LONGEST_SUBJECT:
        raise Invalid("subject", f"Shorten the subject to {template_checks.LONGEST_SUBJECT} characters or fewer.")
    template.subject, template.what_changed = entry.subject, entry.what_changed or None
    if template.format == "text":
        template.body = entry.body
    template.edited_at = clock.now()
    _record(history.Kind.TEMPLATE_EDITED, template, actor=actor)
    return template


def give_up(template_id: int, *, sent: Sent, actor: Actor) -> LetterTemplate:
    """Close a draft that nobody goes on with. It stays in the list, and its number is not used again.

    Raises `NotFound`, `Replayed`, and `Conflict` where somebody saved it meanwhile or it is no open draft any more.
    """
    require(actor, Permission.TEMPLATE_WRITE)
    template = _open_draft(template_id, sent=sent, actor=actor)
    template.status = "given_up"
    _record(history.Kind.TEMPLATE_GIVEN_UP, template, actor=actor)
    return template


def approve(template_id: int, effective_on: dt.date | None, *, sent: Sent, actor: Actor) -> LetterTemplate:
    """Put a draft into force from a day on, by a manager who did not write any of it.

    Raises `NotAllowed`, `NotFound`, `Replayed`, `Conflict`, and `Invalid` while something is wrong with the text.
    """
    require(actor, Permission.TEMPLATE_APPROVE)
    template = _open_draft(template_id, sent=sent, actor=actor)
    if actor.user_id in writers(template):
        raise NotAllowed("You wrote part of this draft. Another manager has to approve it.")
    if effective_on is None or effective_on < clock.today():
        raise Invalid("effective_on", "Give a day from today on: letters that went out keep the text they had.")
    found = findings(template)
    if found:
        raise Invalid("", f"Put right what is wrong with the text first. {found[0]}")
    template.status, template.effective_on = "approved", effective_on
    template.approved_by_id, template.approved_at = actor.user_id, clock.now()
    _record(history.Kind.TEMPLATE_APPROVED, template, actor=actor, effective_on=effective_on.isoformat())
    return template


def retire(template_id: int, *, sent: Sent, actor: Actor) -> LetterTemplate:
    """Take an approved version out of use. Raises `Conflict` where no other would be in force today."""
    require(actor, Permission.TEMPLATE_APPROVE)
    template = _load(template_id, sent=sent, actor=actor)
    if template.status != "approved":
        raise Conflict("Only an approved version can be retired. Look at the list of versions as it is now.")
    if _in_force(template.code, clock.today(), but_not=template.id) is None:
        raise Conflict(f"This is the only text of {template.code} in force. Approve another one first.")
    template.status, template.retired_on = "retired", clock.today()
    _record(history.Kind.TEMPLATE_RETIRED, template, actor=actor)
    return template


def writers(template: LetterTemplate) -> set[int | None]:
    """Everybody who wrote in this version."""
    query = select(CaseEvent.actor_id).where(
        CaseEvent.case_id.is_(None),
        CaseEvent.kind.in_(WROTE),
        CaseEvent.data["code"].as_string() == template.code,
        CaseEvent.data["version"].as_integer() == template.version,
    )
    return {template.author_id, *db.session.scalars(query)}


def _in_force(code: str, on: dt.date, *, but_not: int = 0) -> LetterTemplate | None:
    query = select(LetterTemplate).where(
        LetterTemplate.code == code,
        LetterTemplate.status == "approved",
        LetterTemplate.effective_on <= on,
        LetterTemplate.id != but_not,
    )
    latest = query.order_by(LetterTemplate.effective_on.desc(), LetterTemplate.version.desc())
    return db.session.scalar(latest.limit(1))


def _versions(code: str) -> Sequence[LetterTemplate]:
    """All versions of a code, locked until the transaction ends, so that two people do not start the same one."""
    query = select(LetterTemplate).where(LetterTemplate.code == code).order_by(LetterTemplate.version)
    locked = query.with_for_update(of=LetterTemplate).execution_options(populate_existing=True)
    return db.session.scalars(locked).all()


def _next_version(code: str, *, instead_of: int | None, sent: Sent, actor: Actor) -> LetterTemplate:
    require(actor, Permission.TEMPLATE_WRITE)
    versions = _versions(code)
    if not template_checks.is_code(code) or not versions:
        raise NotFound
    tokens.use(sent, actor=actor)
    last = versions[-1]
    if last.status == "draft" and last.id != instead_of:
        raise Conflict(f"{_name(last.author_id)} has a draft of {code} open. Go on with it, or give it up first.")
    if instead_of is not None and (last.status != "draft" or last.id != instead_of):
        raise Conflict("That draft is not open any more. Look at the list of versions as it is now.")
    if last.status == "draft":
        last.status = "given_up"
    return LetterTemplate(
        code=code, version=last.version + 1, status="draft", author_id=actor.user_id, edited_at=clock.now()
    )


def _drafted(draft: LetterTemplate, instead_of: int | None, *, actor: Actor) -> LetterTemplate:
    db.session.add(draft)
    db.session.flush()
    _record(history.Kind.TEMPLATE_DRAFTED, draft, actor=actor, instead_of=instead_of)
    return draft


def _load(template_id: int, *, sent: Sent, actor: Actor) -> LetterTemplate:
    template = db.session.get(LetterTemplate, template_id)
    if template is None:
        raise NotFound
    _versions(template.code)
    tokens.use(sent, actor=actor)
    if sent.row_version != template.row_version:
        raise Conflict(_who_changed(template))
    return template


def _open_draft(template_id: int, *, sent: Sent, actor: Actor) -> LetterTemplate:
    template = _load(template_id, sent=sent, actor=actor)
    if template.status != "draft":
        raise Conflict("This is no open draft any more. Look at the list of versions as it is now.")
    return template


def _who_changed(template: LetterTemplate) -> str:
    query = select(CaseEvent.actor_id).where(
        CaseEvent.case_id.is_(None),
        CaseEvent.kind.like("template_%"),
        CaseEvent.data["code"].as_string() == template.code,
    )
    last = db.session.scalar(query.order_by(CaseEvent.id.desc()).limit(1))
    return (
        f"{_name(last)} changed version {template.version} of {template.code} after you opened the page. Nothing of "
        "yours was saved. Copy what you typed, look at the version as it is now, and put it in again."
    )


def _name(user_id: int | None) -> str:
    user = db.session.get(User, user_id) if user_id is not None else None
    return user.name if user else "Casework"


def _record(kind: history.Kind, template: LetterTemplate, *, actor: Actor, **more: str | int | None) -> None:
    data = {"code": template.code, "version": template.version}
    extra = {name: value for name, value in more.items() if value is not None}
    history.record(kind, actor=actor, data={**data, **extra})
