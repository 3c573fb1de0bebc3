"""What is wrong with the text of a template before a manager may approve it: its subject and its body."""

import re
from dataclasses import dataclass

from casework.letters.language import BadTemplate, Problem, check, fields_of
from workflows.letters import PARAGRAPHS
from workflows.registry import KINDS

LONGEST_SUBJECT = 200
PRIVATE = ("person.", "recipient.", "answers.", "decision.", "case.about", "review.application", "hold.reason")
"""The subject shows on locked screens and in lists of mail: no name of a person and no matter stands in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A problem and the question of the editor that it belongs to: subject, body or file."""

    field: str
    problem: Problem

    def __str__(self) -> str:
        return f"Subject: {self.problem.message}" if self.field == "subject" else str(self.problem)


def is_code(code: str) -> bool:
    """Whether there is such a letter or standard paragraph."""
    return code in KINDS or code in PARAGRAPHS


def findings(code: str, subject: str, body: str) -> list[Finding]:
    """Everything wrong with a text template. An empty list when it may be approved."""
    found = [Finding(field="subject", problem=problem) for problem in subject_problems(subject)]
    return found + [Finding(field="body", problem=problem) for problem in body_problems(code, body)]


def subject_problems(subject: str) -> list[Problem]:
    if not subject.strip():
        return [Problem(line=0, message="Write a subject.")]
    problems = check(subject)
    if not problems:
        private = sorted(name for name in fields_of(subject) if name.startswith(PRIVATE))
        problems = [_private(name) for name in private]
    return problems


def body_problems(code: str, body: str) -> list[Problem]:
    """Also refuses a standard paragraph inside a standard paragraph, which would never end."""
    problems = check(body, KINDS.get(code))
    if code not in PARAGRAPHS or problems:
        return problems
    nested = sorted(name for name in _fields(body) if name.startswith("standard."))
    return [
        Problem(
            line=line_of(body, name), message=f"A standard paragraph cannot contain another one: take “{name}” out."
        )
        for name in nested
    ]


def line_of(source: str, words: str) -> int:
    """The first line that contains the words, or 0."""
    found = re.search(re.escape(words), source)
    return source.count("\n", 0, found.start()) + 1 if found else 0


def _fields(source: str) -> frozenset[str]:
    try:
        return fields_of(source)
    except BadTemplate:
        return frozenset()


def _private(name: str) -> Problem:
    return Problem(
        line=1, message=f"Take “{name}” out: a subject is seen by others, so it names no person and no matter."
    )
