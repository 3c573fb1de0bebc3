"""The words of mail to staff: a reference, a date, a link, and nothing about a person or a matter."""

import datetime as dt
from collections.abc import Mapping, Sequence
from itertools import groupby

from flask import current_app

from casework.jobs import account_mail
from casework.sending.adapter import Mail
from casework.services.deadlines import digests
from casework.services.deadlines.digests import Line
from casework.services.mail.claims import Outgoing
from casework.services.office.account_mail import KIND as ACCOUNT
from casework.words import plural
from workflows.calendars import written

MOST_LINES = 100
"""Of one kind in one digest; the pages that it links to have the rest."""
NOTICES: Mapping[str, tuple[str, str, str]] = {
    "letter_unsigned": ("A letter of {reference} waits for a signature", "Open the case", "/cases/{reference}"),
    "come_back": ("You are to come back to {reference}", "Open the case", "/cases/{reference}"),
    "authority_ends": (
        "A written authority in {reference} ends soon",
        "Open the people of the case",
        "/cases/{reference}/people",
    ),
    "papers_to_return": (
        "Papers in {reference} are to be returned or destroyed",
        "Open the documents of the case",
        "/cases/{reference}/documents",
    ),
    "limit_review": ("A limit on contact is to be looked at again", "Open the list", "/limits-on-contact"),
    "message_failed": ("A message did not go out", "See which", "/messages"),
    "directory_entry": ("An entry of the directory is to be verified", "Open the directory", "/directory"),
}
"""Rule -> what is said, and the words and path of the link."""


def compose(message: Outgoing) -> Mail:
    """The mail of a reminder, a notice or a digest. A digest tells what is still wanted now."""
    if message.kind == ACCOUNT:
        return _mail(message, *account_mail.words(message))
    if message.kind == "digest":
        return _mail(message, *_digest(message))
    if message.kind == "notice":
        said, link = _notice(message.rule or "", message.reference)
        return _mail(message, said, f"{said}.\n\n{link}")
    said = _due(message.reference, message.due_on, is_past=message.is_past)
    why = "You manage this work." if message.is_escalation else "The case is yours to look after."
    return _mail(message, said, f"{said}. {why}\n\nOpen the case: {_case(message.reference)}")


def _mail(message: Outgoing, subject: str, text: str) -> Mail:
    return Mail(
        to=message.to_address,
        subject=subject,
        text=f"{text}\n\n{current_app.config['OFFICE_NAME']}\n",
        message_id=message.message_id,
        written_at=message.created_at,
    )


def _digest(message: Outgoing) -> tuple[str, str]:
    lines = list(dict.fromkeys(digests.take_lines(message.id, message.due_on)))
    dated = [line for line in lines if line.rule not in NOTICES]
    others = sorted((line for line in lines if line.rule in NOTICES), key=lambda line: line.rule)
    parts = [
        _part("The dates of your cases:", [line for line in dated if not line.is_escalation]),
        _part("Dates of work that you manage:", [line for line in dated if line.is_escalation]),
        *(_of_one_rule(rule, list(some)) for rule, some in groupby(others, key=lambda line: line.rule)),
    ]
    return f"{plural(len(lines), 'thing')} to look at on {written(message.due_on)}", "\n\n".join(
        part for part in parts if part
    )


def _part(title: str, lines: Sequence[Line]) -> str:
    said = [f"{_due(line.reference, line.due_on, is_past=line.is_past)}\n{_case(line.reference)}" for line in lines]
    return "\n".join([title, *said[:MOST_LINES], *_rest(lines)]) if lines else ""


def _of_one_rule(rule: str, lines: Sequence[Line]) -> str:
    """One line for each case; what links to a page of its own is one line with its number."""
    if "{reference}" in NOTICES[rule][0]:
        each = ["\n".join(_notice(rule, line.reference)) for line in lines]
        return "\n".join([*each[:MOST_LINES], *_rest(lines)])
    said, link = _notice(rule, "")
    return f"{said}{f' ({len(lines)} in all)' if len(lines) > 1 else ''}.\n{link}"


def _rest(lines: Sequence[Line]) -> list[str]:
    return [f"and {len(lines) - MOST_LINES} more"] if len(lines) > MOST_LINES else []


def _notice(rule: str, reference: str) -> tuple[str, str]:
    said, words, path = NOTICES[rule]
    link = f"{current_app.config['BASE_URL']}{path.format(reference=reference)}"
    return said.format(reference=reference), f"{words}: {link}"


def _due(reference: str, due_on: dt.date, *, is_past: bool) -> str:
    return f"{reference} {'was' if is_past else 'is'} due on {written(due_on)}"


def _case(reference: str) -> str:
    return f"{current_app.config['BASE_URL']}/cases/{reference}"
