"""The jobs that ask a carrier what became of letters: of those that may not have arrived, and of those that it took."""

from collections.abc import Callable, Sequence

import structlog
from flask import current_app

from casework import clock
from casework.jobs import stopping
from casework.sending.adapter import Adapter, Outcome, Result
from casework.sending.choose import choose
from casework.services.mail import claims, letters_under_way
from casework.services.mail.claims import Outgoing, Receipt
from casework.services.mail.pace import PACE
from casework.transaction import snapshot, unit_of_work

log = structlog.get_logger(__name__)


def settle(*ids: int) -> None:
    """Ask the carrier about those of `ids` that are still uncertain. Where it cannot say, a person finds out.

    Nothing is sent here: a letter goes out again only where the carrier says that nobody has it.
    """
    _go_through(ids, "uncertain", _settle)


def follow_up(*ids: int) -> None:
    """Ask whether letters that the carrier took have arrived. Over SMTP a bounce says so; others have to be asked."""
    _go_through(ids, "sent", _follow_up)


def _go_through(ids: Sequence[int], state: str, write: Callable[[Outgoing, Result | None, Adapter], None]) -> None:
    with snapshot():
        messages = letters_under_way.in_state(ids, state)
    if not messages:
        return
    with choose(current_app.config) as adapter:
        for message in messages:
            if stopping.is_asked():
                break  # the sweep offers the rest again
            result = _ask(adapter, message)
            with unit_of_work():
                write(message, result, adapter)


def _ask(adapter: Adapter, message: Outgoing) -> Result | None:
    if not adapter.can_ask:
        return None
    return adapter.find(message.message_id, message.claimed_at or message.created_at)


def _follow_up(message: Outgoing, result: Result | None, _adapter: Adapter) -> None:
    now = clock.now()
    pace = PACE.faster(current_app.config["SENDING_PACE"])
    if result is not None and result.outcome is not Outcome.SENT:
        log.info("letter_came_to_nothing", message=message.id, outcome=result.outcome.value)
        letters_under_way.fail_after_all(message, result.reason)
    elif result is not None and result.is_final:
        letters_under_way.ask_again(message, at=now + letters_under_way.UNDER_WAY_FOR)
    else:
        letters_under_way.ask_again(message, at=now + pace.pauses[-1])


def _settle(message: Outgoing, result: Result | None, adapter: Adapter) -> None:
    now = clock.now()
    pace = PACE.faster(current_app.config["SENDING_PACE"])
    log.info("letter_looked_up", message=message.id, outcome=result.outcome.value if result else "unknown")
    if result is None or result.outcome is Outcome.UNCERTAIN:
        letters_under_way.leave_uncertain(message, now=now, pace=pace)
    elif result.outcome is Outcome.SENT:
        receipt = Receipt(adapter=adapter.name, provider_id=result.provider_id)
        letters_under_way.settle_sent(message, receipt)
    elif result.outcome is Outcome.REFUSED or claims.is_exhausted(message, pace=pace):
        letters_under_way.fail_uncertain(message, result.reason)
    else:
        letters_under_way.settle_later(message, result.reason, now=now, pace=pace)
