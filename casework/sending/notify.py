"""Mail through GOV.UK Notify, whose template holds ((subject)), ((body)) and ((file)).

The Message-ID is Notify's `reference`, by which it can be asked later what became of a mail; Notify remembers for
seven days. A document goes as a link to a file that Notify keeps ("send a file by email"), of 2 MB at most.
"""

import datetime as dt
import logging
import ssl
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any, Self

from notifications_python_client.errors import APIError, InvalidResponse
from notifications_python_client.notifications import NotificationsAPIClient
from notifications_python_client.utils import DOCUMENT_UPLOAD_SIZE_LIMIT, prepare_upload
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

from casework.sending.adapter import Enclosure, Mail, Outcome, Result

TIMEOUT_SECONDS = 30
"""For one request, the file included: well within the lease of a claim."""
OUR_SETTINGS = frozenset({401, 403, 404, 429})
"""A key or an address that is wrong, a limit that is reached: not this mail's fault, so it waits."""
STATUSES = {
    "created": Outcome.SENT,
    "sending": Outcome.SENT,
    "delivered": Outcome.SENT,
    "permanent-failure": Outcome.REFUSED,
    "temporary-failure": Outcome.LATER,
    "technical-failure": Outcome.LATER,
}
ON_ITS_WAY = frozenset({"created", "sending"})
CLOCKS_DIFFER = dt.timedelta(seconds=30)
"""At most: with more Notify does not take our key."""
NEVER_CONNECTED = (NewConnectionError, ConnectTimeoutError, ssl.SSLCertVerificationError)

# it would write what Notify said, which may quote an address, into our log
logging.getLogger("notifications_python_client").setLevel(logging.ERROR)


class NotifyAdapter:
    """One session with Notify for a batch of mails."""

    name = "notify"
    can_ask = True

    def __init__(self, api_key: str, template_id: str, base_url: str, *, timeout: float = TIMEOUT_SECONDS) -> None:
        self._template_id = template_id
        self._client = NotificationsAPIClient(api_key, base_url=base_url, timeout=timeout)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.request_session.close()

    def open(self) -> None:
        """Nothing to do: the first request connects."""

    def send(self, mail: Mail) -> Result:
        problem = _problem(mail.attachments)
        if problem:
            return Result(outcome=Outcome.REFUSED, reason=problem)
        personalisation = {"subject": mail.subject, "body": mail.text, "file": _file(mail.attachments)}
        try:
            answer = self._client.send_email_notification(
                mail.to, self._template_id, personalisation=personalisation, reference=mail.message_id
            )
        except APIError as refused:
            return _refusal(refused)
        return Result(outcome=Outcome.SENT, provider_id=_text(answer, "id"))

    def find(self, message_id: str, since: dt.datetime) -> Result | None:
        """What Notify knows by this reference. Where it was handed over twice, that one of them went out counts, and
        of those that did not the ones of the last time."""
        try:
            answer = self._client.get_all_notifications(reference=message_id)
        except APIError:
            return None
        known = answer.get("notifications") if isinstance(answer, dict) else None
        results = [(each, _result(each)) for each in known or []]
        sent = (result for _, result in results if result is not None and result.outcome is Outcome.SENT)
        last = (result for each, result in results if result is not None and not _is_older(each, since))
        return next(sent, None) or next(last, None)


def _file(attachments: Sequence[Enclosure]) -> Any:
    """The document as Notify wants it. Empty where there is none: the template asks for the field all the same."""
    for each in attachments:
        return prepare_upload(BytesIO(each.content), filename=each.file_name)
    return ""


def _problem(attachments: Sequence[Enclosure]) -> str | None:
    if len(attachments) > 1:
        return "GOV.UK Notify takes one document with a mail. Send the letter by post, or as one document."
    if any(len(each.content) > DOCUMENT_UPLOAD_SIZE_LIMIT for each in attachments):
        return "The document is larger than the 2 MB that GOV.UK Notify takes. Make it smaller, or send it by post."
    return None


def _result(notification: dict[str, Any]) -> Result | None:
    status = _text(notification, "status") or ""
    outcome = STATUSES.get(status)
    if outcome is None:
        return None
    reason = "" if outcome is Outcome.SENT else f"GOV.UK Notify says: {status.replace('-', ' ')}."
    is_final = status not in ON_ITS_WAY
    return Result(outcome=outcome, reason=reason, provider_id=_text(notification, "id"), is_final=is_final)


def _is_older(notification: dict[str, Any], since: dt.datetime) -> bool:
    """Whether it was made before that time. One that does not say when is taken for the last one."""
    try:
        made = dt.datetime.fromisoformat(_text(notification, "created_at") or "")
    except ValueError:
        return False
    return made.replace(tzinfo=made.tzinfo or dt.UTC) < since - CLOCKS_DIFFER


def _refusal(problem: APIError) -> Result:
    """What an answer that is no acceptance means for the mail."""
    if isinstance(problem, InvalidResponse) or problem.response is None:
        return _no_answer(problem)
    code = int(problem.status_code)
    reason = f"GOV.UK Notify said: {code} {_message(problem)}"[:300]
    if code >= 500:
        # it may have taken the mail before it failed
        return Result(outcome=Outcome.UNCERTAIN, reason=reason)
    return Result(outcome=Outcome.LATER if code in OUR_SETTINGS else Outcome.REFUSED, reason=reason)


def _no_answer(problem: APIError) -> Result:
    if any(isinstance(each, NEVER_CONNECTED) for each in _causes(problem)):
        return Result(outcome=Outcome.LATER, reason="GOV.UK Notify cannot be reached.")
    return Result(
        outcome=Outcome.UNCERTAIN,
        reason="GOV.UK Notify did not answer as it should: it may have taken the mail.",
    )


def _causes(problem: BaseException) -> Iterator[BaseException]:
    """What lies behind an error: requests and urllib3 wrap each other's as arguments and reasons."""
    seen: list[BaseException] = [problem]
    while seen:
        each = seen.pop()
        yield each
        wrapped = (each.__cause__, getattr(each, "reason", None), *each.args)
        seen += [inner for inner in wrapped if isinstance(inner, BaseException)]


def _message(problem: APIError) -> str:
    """Notify's sentences: a list of errors, or whatever stands in front of it said."""
    said = problem.message
    if isinstance(said, list):
        said = "; ".join(str(each.get("message", "")) if isinstance(each, dict) else str(each) for each in said)
    return " ".join(str(said).split())


def _text(answer: Any, key: str) -> str | None:
    found = answer.get(key) if isinstance(answer, dict) else None
    return str(found)[:100] if found else None
