"""A mail that came in, as a row of a list and on its page."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from casework.pages.mail.mail_files import FileRow
from casework.services.mail.mail_sorting import TO_SORT, may_put_back

STATE_LABELS: Mapping[str, str] = {
    "waiting": "To sort",
    "held": "Held back",
    "filed": "Filed",
    "set_aside": "Not casework",
}
STATE_COLOURS: Mapping[str, str] = {"waiting": "blue", "held": "orange", "filed": "green"}


@dataclass(frozen=True, slots=True, kw_only=True)
class MailRow:
    """One mail of a list."""

    id: int
    sender: str
    sender_name: str
    subject: str
    arrived_at: dt.datetime
    kind: str
    state: str
    reference: str | None
    problem: str | None
    not_casework: str | None
    files: int
    row_version: int
    sender_key: str
    is_from_machine: bool

    @property
    def from_whom(self) -> str:
        return self.sender_name or self.sender or "Somebody who does not say who they are"

    @property
    def title(self) -> str:
        return self.subject or "No subject"

    @property
    def is_to_sort(self) -> bool:
        return self.state in TO_SORT

    @property
    def state_label(self) -> str:
        return STATE_LABELS[self.state]

    @property
    def colour(self) -> str:
        return STATE_COLOURS.get(self.state, "grey")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One mail on its page. `noted`: the restricted cases of which it counts as opened."""

    row: MailRow
    text: str
    written_at: dt.datetime | None
    case_id: int | None
    noted: Sequence[int]
    raw_sha256: str
    reply_to: str
    reply_to_name: str
    settled_by: str | None
    settled_at: dt.datetime | None
    matched_by: str | None
    reason: str | None
    files: Sequence[FileRow]

    @property
    def row_version(self) -> int:
        return self.row.row_version

    @property
    def answers_go_to(self) -> str:
        """Where it asks to be answered, if that is elsewhere than it came from."""
        if self.reply_to.casefold() in ("", self.row.sender.casefold()):
            return ""
        return f"{self.reply_to_name} <{self.reply_to}>" if self.reply_to_name else self.reply_to

    @property
    def is_to_sort(self) -> bool:
        return self.row.is_to_sort

    @property
    def can_be_put_back(self) -> bool:
        return may_put_back(self.row.state, self.row.kind)

    @property
    def why(self) -> str:
        """What was found out about it, as a sentence."""
        return _why(self)


def _why(mail: Mail) -> str:
    row = mail.row
    if mail.matched_by == "copy":
        return "It is another copy of a mail that came in before. Nothing was done about it."
    if row.kind == "bounce":
        return mail.reason or "A mail server says that a mail could not be delivered."
    if row.kind == "automatic":
        where = f" It stands in the history of {row.reference}." if row.state == "filed" else ""
        return f"A machine sent it: an automatic answer, or a notice of a mail server. Nobody needs to read it.{where}"
    found = {
        "message_id": f"It answers a mail of ours about {row.reference}",
        "reference": f"Its subject names {row.reference}",
        "several": f"Its subject names {row.reference} and other cases of whoever wrote",
        "mention": f"It mentions {row.reference}, which is restricted, or its sender is known from there alone",
    }.get(mail.matched_by or "")
    if mail.matched_by == "person":
        return f"{mail.settled_by or 'Somebody'} put it on {row.reference}."
    if found is None:
        return "It answers no mail of ours, and its subject names no case."
    if row.state == "filed":
        return f"{found}, and its sender is known there."
    if mail.matched_by in ("reference", "message_id"):
        return f"{found}, but nobody with this address belongs to the case. It is on the case once you file it."
    return f"{found}. It is on a case once you file it."
