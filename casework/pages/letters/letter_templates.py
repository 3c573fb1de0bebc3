"""Letter templates as their writers see them: by letter, by version, and as a letter with values in it."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from casework import clock
from casework.case_types import CASE_TYPES, PART_TYPES, CaseType, PartType
from casework.errors import NotFound
from casework.extensions import db
from casework.letters import (
    appointment_fields,
    enquiry_fields,
    recommendation_fields,
    review_fields,
    template_checks,
)
from casework.letters.fields import CATALOGUE, Field
from casework.models import Letter, LetterTemplate, User
from workflows.engine import ANY_CASE
from workflows.letters import AUDIENCE_LABELS, PARAGRAPHS
from workflows.registry import KINDS, WORKFLOWS, workflow_of

GROUP_LABELS: Mapping[str, str] = {
    "": "The letter",
    "case": "The case",
    "recipient": "Who gets it",
    "person": "Who is in touch",
    "sender": "Who writes",
    "office": "The office",
    "body": "The local policing body",
    **appointment_fields.GROUPS,
    **enquiry_fields.GROUPS,
    **review_fields.GROUPS,
    **recommendation_fields.GROUPS,
    "hold": "A case on hold",
    "lists": "Lists",
    "answers": "What the step asks",
    "due": "Days that are due",
    "logged": "What was asked when it was logged",
    "standard": "Standard paragraphs",
}
OF_TYPES = frozenset({"answers", "due", "logged"})
"""First words of the fields that follow from the table of a type of case."""
COUNTED_TO = 1000
PARAGRAPH_GROUP = "Standard paragraphs"
NOT_IN_USE: Mapping[str, tuple[str, str]] = {
    "draft": ("Draft", "blue"),
    "given_up": ("Given up", "grey"),
    "retired": ("Retired", "grey"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version. `standing`: what it is today, in words, with a colour."""

    id: int
    code: str
    number: int
    status: str
    standing: str
    colour: str
    format: str
    file_name: str | None
    what_changed: str | None
    shipped: bool
    author: str
    edited_at: dt.datetime
    effective_on: dt.date | None
    approved_by: str | None
    approved_at: dt.datetime | None
    retired_on: dt.date | None
    is_open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One letter of the list."""

    code: str
    purpose: str
    since: dt.date | None
    version: int | None
    own: bool
    draft_of: str | None
    draft_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One letter: what it is for, who gets it, what it must say, its versions (the newest first)."""

    code: str
    purpose: str
    audiences: Sequence[str]
    musts: Sequence[str]
    facts: Sequence[str]
    versions: Sequence[Version]
    in_force: Version | None
    draft: Version | None
    takes_word: bool
    letters: int
    """That were made from it, counted up to 1,001."""


def index() -> Mapping[str, Sequence[Line]]:
    """Every letter and standard paragraph, in groups."""
    versions: dict[str, list[Version]] = {}
    for version in _read():
        versions.setdefault(version.code, []).append(version)
    workflows = [each for name in CASE_TYPES for each in WORKFLOWS.values() if name in (each.name, each.part_of)]
    workflows += (each for each in WORKFLOWS.values() if each.part_of == ANY_CASE)
    groups: dict[str, list[Line]] = {label: [] for label in (*(each.plural for each in workflows), PARAGRAPH_GROUP)}
    for code in (*KINDS, *PARAGRAPHS):
        groups[_group(code)].append(_line(code, versions.get(code, [])))
    return groups


def find(code: str) -> Page:
    """Raises `NotFound` where there is no such letter."""
    if not template_checks.is_code(code):
        raise NotFound
    versions = _read(code)
    kind = KINDS.get(code)
    facts = []
    if kind is not None:
        facts = [
            "A manager signs it before it goes out." if kind.signed else "",
            "It tells one person what concerns another, so harm is checked first." if kind.copies else "",
            "It goes out by itself." if kind.automatic else "",
        ]
    return Page(
        code=code,
        purpose=purpose(code),
        audiences=[AUDIENCE_LABELS[audience] for audience in kind.audiences] if kind else [],
        musts=[must.label for must in kind.musts] if kind else [],
        facts=[fact for fact in facts if fact],
        versions=versions,
        in_force=next((each for each in versions if each.standing == "In force"), None),
        draft=next((each for each in versions if each.is_open), None),
        takes_word=kind is not None,
        letters=_made(code),
    )


def find_version(template_id: int) -> tuple[LetterTemplate, Version]:
    """One version with its text, and what it is today. Raises `NotFound`."""
    template = db.session.get(LetterTemplate, template_id)
    if template is None:
        raise NotFound
    return template, next(each for each in _read(template.code) if each.id == template_id)


def find_number(code: str, number: int) -> LetterTemplate:
    """Raises `NotFound`."""
    query = select(LetterTemplate).where(LetterTemplate.code == code, LetterTemplate.version == number)
    found = db.session.scalar(query)
    if found is None:
        raise NotFound
    return found


def purpose(code: str) -> str:
    if code in KINDS:
        return KINDS[code].purpose
    return PARAGRAPHS[code][1]


def field_groups(code: str) -> Mapping[str, Sequence[Field]]:
    """The fields that a template of this code has a use for, in groups."""
    groups: dict[str, list[Field]] = {}
    others, own = _of_others(code), _own_names(code)
    for name, field in CATALOGUE.items():
        root, dot, _ = name.partition(".")
        if root in others or (code in PARAGRAPHS and root == "standard"):
            continue
        if code in KINDS and root in OF_TYPES and name not in own:
            continue
        group = root if dot else "lists" if field.kind == "list" else ""
        groups.setdefault(GROUP_LABELS[group], []).append(field)
    return groups


def _own_names(code: str) -> set[str]:
    """The fields that follow from the table of the letter's own type of case."""
    if code not in KINDS:
        return set()
    workflow = workflow_of(code)
    return {
        *(f"answers.{question.code}" for move in workflow.moves for question in move.asks),
        *(f"due.{name.rpartition('.')[2]}" for name in workflow.clock_rules),
        *(f"logged.{question.code}" for question in workflow.opening_asks),
    }


def _of_others(code: str) -> set[str]:
    """The first words of the fields that only letters of other types of case use."""
    if code not in KINDS:
        return set()
    own = {workflow_of(code).name, workflow_of(code).part_of}
    types: list[CaseType | PartType] = [*CASE_TYPES.values(), *PART_TYPES.values()]
    return {root for each in types if each.name not in own for root in each.fields}


def _group(code: str) -> str:
    if code in PARAGRAPHS:
        return PARAGRAPH_GROUP
    return workflow_of(code).plural


def _line(code: str, versions: Sequence[Version]) -> Line:
    present = next((each for each in versions if each.standing == "In force"), None)
    draft = next((each for each in versions if each.is_open), None)
    return Line(
        code=code,
        purpose=purpose(code),
        since=present.effective_on if present else None,
        version=present.number if present else None,
        own=present is not None and not present.shipped,
        draft_of=draft.author if draft else None,
        draft_id=draft.id if draft else None,
    )


def _made(code: str) -> int:
    limited = select(Letter.id).where(Letter.code == code).limit(COUNTED_TO + 1).subquery()
    return db.session.scalar(select(func.count()).select_from(limited)) or 0


def _read(code: str = "") -> list[Version]:
    """All versions, or those of one code, the newest first."""
    author, approver = aliased(User), aliased(User)
    table = LetterTemplate
    query = (
        select(
            table.id, table.code, table.version, table.status, table.format, table.file_name, table.what_changed,
            table.shipped, table.edited_at, table.effective_on, table.approved_at, table.retired_on,
            author.name.label("author"), approver.name.label("approver"),
        )
        .outerjoin(author, author.id == table.author_id)
        .outerjoin(approver, approver.id == table.approved_by_id)
        .order_by(table.code, table.version.desc())
    )  # fmt: skip
    rows: Sequence[Any] = db.session.execute(query.where(table.code == code) if code else query).all()
    by_code: dict[str, list[Any]] = {}
    for row in rows:
        by_code.setdefault(row.code, []).append(row)
    return [_version(row, of_code) for of_code in by_code.values() for row in of_code]


def _version(row: Any, of_code: Sequence[Any]) -> Version:
    standing, colour = _standing(row, of_code)
    return Version(
        id=row.id, code=row.code, number=row.version, status=row.status, standing=standing, colour=colour,
        format=row.format, file_name=row.file_name, what_changed=row.what_changed, shipped=row.shipped,
        author=row.author or "Casework", edited_at=row.edited_at, effective_on=row.effective_on,
        approved_by=row.approver, approved_at=row.approved_at, retired_on=row.retired_on,
        is_open=standing == "Draft",
    )  # fmt: skip


def _standing(row: Any, of_code: Sequence[Any]) -> tuple[str, str]:
    if row.status in NOT_IN_USE:
        return NOT_IN_USE[row.status]
    today = clock.today()
    if row.effective_on > today:
        return "Approved for later", "purple"
    taken = [(each.effective_on, each.version) for each in of_code if each.status == "approved"]
    newest = max(each for each in taken if each[0] <= today)
    return ("In force", "green") if (row.effective_on, row.version) == newest else ("Replaced", "grey")
