"""Mail that came back, and mail that a machine wrote: told apart from what a person sends.

RFC 3464 says how a mail server reports; many servers and gateways report in words of their own.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from casework.incoming.parsing import ParsedMail, message_ids
from casework.incoming.text import line


class Fate(StrEnum):
    """What became of the mail that a report is about."""

    FAILED = "failed"
    DELAYED = "delayed"
    DELIVERED = "delivered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounce:
    """`original_ids`: Message-IDs that the report names, the likeliest first. `recipients`: lower case."""

    fate: Fate
    original_ids: tuple[str, ...]
    recipients: tuple[str, ...]
    reason: str


ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}")
DAEMON = re.compile(r"(?i)^(mailer-daemon|postmaster|mail-daemon|maildaemon|mdaemon|microsoftexchange[0-9a-f]+)(@|$)")
DAEMON_NAME = re.compile(r"(?i)\b(mail delivery (sub)?system|mail delivery service|mailer-daemon)\b")
CAME_BACK = re.compile(
    r"(?i)^\W*(undeliver(able|ed)|delivery (status notification|has failed|failure|failed|report|unsuccessful)"
    r"|failure notice|returned (mail|to sender)|mail (delivery|system) (failed|failure|error)"
    r"|mail could not be delivered|message (could not be delivered|undeliverable|delivery failure)|non[- ]?delivery"
    r"|rejected:|nondeliverable|mail returned|unzustellbar|non remis|no se puede entregar)"
)
IS_DELAYED = re.compile(
    r"(?i)\b(delayed|delay\)|will (continue to be retried|keep trying|be retried)|not yet been delivered"
    r"|warning: message|no action is required)"
)
QUOTED_ID = re.compile(r"(?im)^[>\s|]*message-id:\s*(<[^<>\s]{3,298}>)")
SAID = re.compile(r"(?m)(?<![\d.])[45]\d\d[ -](?:#?[45]\.\d{1,3}\.\d{1,3})?[^\n]{3,}")
FIELD = re.compile(r"(?m)^(?P<name>[A-Za-z-]{3,40}):[ \t]*(?P<value>[^\n]*)$")
REPORTS = ("message/delivery-status", "message/global-delivery-status")
ORIGINALS = ("message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers")
MOST = 20
LOOKED_THROUGH = 50_000
"""Characters of a report's words in which a Message-ID or an address is looked for."""

ANSWERS = re.compile(
    r"(?i)^\W*(automatic reply|auto(matic)?[- ]?(reply|response)|out[- ]of[- ](the[- ])?office|on leave|away from|away:"
    r"|ooo\b|automatische antwort|abwesenheit|r.ponse automatique|respuesta autom.tica)"
)


def find_bounce(mail: ParsedMail) -> Bounce | None:
    """What a report about an earlier mail says; None for mail that is no report. Never raises."""
    report = "\n".join(text for kind, text in mail.parts if kind in REPORTS)
    if report:
        return _by_report(mail, report)
    originals = any(kind in ORIGINALS for kind, _ in mail.parts)
    titled = bool(CAME_BACK.search(mail.subject))
    if mail.header("x-failed-recipients") or (_is_daemon(mail) and (titled or _quotes(mail))) or (titled and originals):
        return _by_words(mail)
    return None


def is_automatic(mail: ParsedMail) -> bool:
    """Whether a machine answered for a person: an out-of-office, a receipt.

    Mail is lost to everybody's eyes by this, so that a weak sign (a form on a website is `auto-generated`, a
    newsletter is `bulk`) counts only together with a subject that says so.
    """
    submitted = mail.header("auto-submitted").lower()
    answers_itself = submitted.startswith("auto-replied") or "disposition-notification" in mail.header("content-type")
    if answers_itself or mail.header("x-autoreply") or mail.header("x-autorespond"):
        return True
    precedence = mail.header("precedence").lower()
    if precedence in ("auto_reply", "auto-reply"):
        return True
    weak = precedence in ("bulk", "junk", "list") or submitted.startswith("auto-")
    weak = weak or bool(mail.header("x-auto-response-suppress")) or bool(mail.header("x-autoresponder"))
    return weak and bool(ANSWERS.search(mail.subject))


def _by_report(mail: ParsedMail, report: str) -> Bounce:
    fields = dict[str, list[str]]()
    for found in FIELD.finditer(re.sub(r"\n[ \t]+", " ", report)):
        fields.setdefault(found["name"].lower(), []).append(found["value"].strip())
    named = [*fields.get("final-recipient", ()), *fields.get("original-recipient", ())]
    said = [*fields.get("diagnostic-code", ()), *(f"Status {value}" for value in fields.get("status", ()))]
    return Bounce(
        fate=_fate(mail, [value.lower() for value in fields.get("action", ())], fields.get("status", [])),
        original_ids=_original_ids(mail),
        recipients=_addresses(" ".join(named)),
        reason=_reason(said[0] if said else "", mail),
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
    )


def _fate(mail: ParsedMail, actions: list[str], statuses: list[str]) -> Fate:
    """One recipient to whom it failed is enough."""
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


def _is_daemon(mail: ParsedMail) -> bool:
    """Written by a mail server: by its name, or by the empty address that an answer would go to."""
    nobody = mail.header("return-path").replace(" ", "") == "<>"
    return nobody or bool(DAEMON.search(mail.sender) or DAEMON_NAME.search(mail.sender_name))


def _quotes(mail: ParsedMail) -> bool:
    """Whether it names a Message-ID or an error of a mail server, as a report does and a notice does not."""
    text = mail.text[:LOOKED_THROUGH]
    refused = SAID.search(text) and ADDRESS.search(text)
    return bool(QUOTED_ID.search(text) or refused) or any(kind in ORIGINALS for kind, _ in mail.parts)


def _original_ids(mail: ParsedMail) -> tuple[str, ...]:
    def named() -> Iterator[str]:
        for kind, text in mail.parts:
            if kind in ORIGINALS:
                # the head of the original: what it answered stands further down, or in other headers
                yield from QUOTED_ID.findall(re.sub(r"\n[ \t]+", " ", text[:LOOKED_THROUGH]))[:1]
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
