"""Mail that came back: told apart from what a person sends.

RFC 3464 says how a mail server reports; many servers and gateways report in words of their own.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from casework.incoming.automatic import answers_for_somebody, is_nobody
from casework.incoming.headers import message_ids
from casework.incoming.parsing import ParsedMail
from casework.incoming.text import line


class Fate(StrEnum):
    """What became of the mail that a report is about."""

    FAILED = "failed"
    DELAYED = "delayed"
    DELIVERED = "delivered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounce:
    """`original_ids`: Message-IDs that the report names, the likeliest first. `recipients`: lower case; `reached` are
    those of them that it did not fail for. `subjects`: of the report and of the mail that it is about.
    `names_mail`: it says which mail it is about, so that it is about no other to the same address."""

    fate: Fate
    original_ids: tuple[str, ...]
    recipients: tuple[str, ...]
    reason: str
    reached: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    names_mail: bool = False


ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}")
DAEMON = re.compile(r"(?i)^(mailer-daemon|postmaster|mail-daemon|maildaemon|mdaemon|microsoftexchange[0-9a-f]+)(@|$)")
DAEMON_NAME = re.compile(r"(?i)\b(mail delivery (sub)?system|mail delivery service|mailer-daemon)\b")
CAME_BACK = re.compile(
    r"(?i)^\W*(undeliver(able|ed)|delivery (status notification|has failed|failure|failed|report|unsuccessful)"
    r"|failure notice|returned (mail|to sender)|mail (delivery|system) (failed|failure|error)"
    r"|mail could not be delivered|message (could not be delivered|undeliverable|delivery failure)|non[- ]?delivery"
    r"|rejected:|nondeliverable|mail returned|unzustellbar|non remis|no se puede entregar)"
)
"""What mail servers write, and people now and then."""
SURELY_CAME_BACK = re.compile(
    r"(?i)^\W*(undeliver(able|ed):? |delivery status notification|delivery has failed|mail delivery (failed|failure)"
    r"|returned mail:|non[- ]?delivery (report|notification)|unzustellbar:)"
)
"""What nobody but a mail server writes above a mail that it returns."""
IS_DELAYED = re.compile(
    r"(?i)\b(delayed|delay\)|will (continue to be retried|keep trying|be retried)|not yet been delivered"
    r"|warning: message|no action is required)"
)
QUOTED_ID = re.compile(r"(?im)^[> \t|]*message-id:\s{0,5}(<[^<>\s]{3,298}>)")
QUOTED_SUBJECT = re.compile(r"(?im)^[> \t|]*subject:[ \t]*([^\n]{1,300})")
SAID = re.compile(r"(?<![\d.])[45]\d\d[ -](?=#?[45]\.\d{1,3}\.\d|[^\d\n]{0,20}[A-Za-z])[^\n]{3,}")
"""An error of a mail server. No phone number: behind its digits words must follow."""
FIELD = re.compile(r"(?m)^(?P<name>[A-Za-z-]{3,40}):[ \t]*(?P<value>[^\n]*)$")
REPORTS = ("message/delivery-status", "message/global-delivery-status")
ORIGINALS = ("message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers")
MOST = 20
LOOKED_THROUGH = 50_000
"""Characters of a report's words in which a Message-ID or an address is looked for."""


def find_bounce(mail: ParsedMail) -> Bounce | None:
    """What a report about an earlier mail says; None for mail that is no report. Never raises."""
    report = "\n".join(text for kind, text in mail.parts if kind in REPORTS)
    if report:
        return _by_report(mail, report)
    if mail.header("x-failed-recipients") or (is_daemon(mail) and (CAME_BACK.search(mail.subject) or _refuses(mail))):
        return _by_words(mail)
    returned = bool(SURELY_CAME_BACK.search(mail.subject)) or (is_nobody(mail) and CAME_BACK.search(mail.subject))
    has_original = any(kind in ORIGINALS for kind, _ in mail.parts)
    if returned and not answers_for_somebody(mail) and (is_nobody(mail) or has_original):
        return _by_words(mail)
    return None


def _by_report(mail: ParsedMail, report: str) -> Bounce:
    fields = _fields(report)
    named = [*fields.get("final-recipient", ()), *fields.get("original-recipient", ())]
    said = [*fields.get("diagnostic-code", ()), *(f"Status {value}" for value in fields.get("status", ()))]
    return Bounce(
        fate=_fate(mail, fields),
        original_ids=_original_ids(mail),
        recipients=_addresses(" ".join(named)),
        reason=_reason(said[0] if said else "", mail),
        reached=_reached(mail, report),
        subjects=_subjects(mail),
        names_mail=_names_mail(mail),
    )


def _by_words(mail: ParsedMail) -> Bounce:
    failed = mail.header("x-failed-recipients")
    delayed = IS_DELAYED.search(mail.subject) or (not failed and IS_DELAYED.search(mail.text[:2000]))
    said = SAID.search(mail.text[:LOOKED_THROUGH])
    return Bounce(
        fate=Fate.DELAYED if delayed else Fate.FAILED,
        original_ids=_original_ids(mail),
        recipients=_addresses(failed or mail.text[:LOOKED_THROUGH]),
        reason=_reason(said.group() if said else "", mail),
        subjects=_subjects(mail),
        names_mail=_names_mail(mail),
    )


def _fields(report: str) -> dict[str, list[str]]:
    fields = dict[str, list[str]]()
    for found in FIELD.finditer(re.sub(r"\n[ \t]+", " ", report)):
        fields.setdefault(found["name"].lower(), []).append(found["value"].strip())
    return fields


def _fate(mail: ParsedMail, fields: dict[str, list[str]]) -> Fate:
    """One recipient to whom it failed is enough."""
    actions, statuses = [value.lower() for value in fields.get("action", ())], fields.get("status", [])
    if any(action.startswith("failed") for action in actions):
        return Fate.FAILED
    if any(action.startswith("delayed") for action in actions):
        return Fate.DELAYED
    if any(action.startswith(("delivered", "relayed", "expanded")) for action in actions):
        return Fate.DELIVERED
    if any(status.startswith("2.") for status in statuses):
        return Fate.DELIVERED
    is_delay = any(status.startswith("4.") for status in statuses) or IS_DELAYED.search(mail.subject)
    return Fate.DELAYED if is_delay else Fate.FAILED


def _reached(mail: ParsedMail, report: str) -> tuple[str, ...]:
    """Who got it, or still may, of a report about several: a block of fields tells of each."""
    reached, failed = list[str](), set[str]()
    for block in re.split(r"\n[ \t]*\n", report):
        fields = _fields(block)
        found = _addresses(" ".join((*fields.get("final-recipient", ()), *fields.get("original-recipient", ()))))
        if found and _fate(mail, fields) is Fate.FAILED:
            failed.update(found)
        else:
            reached.extend(found)
    return tuple(address for address in reached if address not in failed)


def is_daemon(mail: ParsedMail) -> bool:
    """Written by a mail server, by its name."""
    return bool(DAEMON.search(mail.sender) or DAEMON_NAME.search(mail.sender_name))


def _refuses(mail: ParsedMail) -> bool:
    """Whether it names a Message-ID or an error of a mail server, as a report does and a notice does not."""
    text = mail.text[:LOOKED_THROUGH]
    refused = SAID.search(text) and ADDRESS.search(text)
    return bool(QUOTED_ID.search(text) or refused) or any(kind in ORIGINALS for kind, _ in mail.parts)


def _heads(mail: ParsedMail) -> Iterator[str]:
    """The heads of the mails that came back with it."""
    for kind, text in mail.parts:
        if kind in ORIGINALS:
            yield re.sub(r"\n[ \t]+", " ", text[:LOOKED_THROUGH].lstrip().partition("\n\n")[0])


def _names_mail(mail: ParsedMail) -> bool:
    return bool(QUOTED_ID.search(mail.text[:LOOKED_THROUGH])) or any(map(QUOTED_ID.search, _heads(mail)))


def _subjects(mail: ParsedMail) -> tuple[str, ...]:
    quoted = QUOTED_SUBJECT.findall(mail.text[:LOOKED_THROUGH])[:MOST]
    return (mail.subject, *(found[1] for found in map(QUOTED_SUBJECT.search, _heads(mail)) if found), *quoted)


def _original_ids(mail: ParsedMail) -> tuple[str, ...]:
    def named() -> Iterator[str]:
        for head in _heads(mail):
            # what it answered stands further down, or in other headers
            yield from QUOTED_ID.findall(head)[:1]
        yield from QUOTED_ID.findall(mail.text[:LOOKED_THROUGH])
        yield from mail.answers
        yield from message_ids(mail.text[:LOOKED_THROUGH])

    return tuple(dict.fromkeys(named()))[:MOST]


def _addresses(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found.lower() for found in ADDRESS.findall(text)))[:MOST]


def _reason(said: str, mail: ParsedMail) -> str:
    """What the server said, in one line."""
    words = re.sub(r"(?i)^\s*(smtp|x-[a-z0-9-]+)\s*;\s*", "", said)
    return line(words, 250) or line(mail.text[:1000], 250) or "The mail server did not say why."
