"""The jobs that ask a carrier what became of letters: of those that may not have arrived, and of those that it took."""

from collections.abc import Callable, Sequence

import structlog
from flask import current_app

from casework import clock
from casework.jobs import stopping
from casework.sending.adapter import Adapter, Outcome, Result
from casework.sending.choose import choose
from casework.services.mail import letter_sending, sending
from casework.services.mail.sending import Outgoing, Receipt
from casework.transaction import unit_of_work

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
    with unit_of_work():
        messages = letter_sending.in_state(ids, state)
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
    pace = sending.PACE.faster(current_app.config["SENDING_PACE"])
    if result is not None and result.outcome is not Outcome.SENT:
        log.info("letter_came_to_nothing", message=message.id, outcome=result.outcome.value)
        letter_sending.fail_after_all(message, result.reason)
    elif result is not None and result.is_final:
        letter_sending.ask_again(message, at=now + letter_sending.UNDER_WAY_FOR)
    else:
        letter_sending.ask_again(message, at=now + pace.pauses[-1])


def _settle(message: Outgoing, result: Result | None, adapter: Adapter) -> None:
    now = clock.now()
    pace = sending.PACE.faster(current_app.config["SENDING_PACE"])
    log.info("letter_looked_up", message=message.id, outcome=result.outcome.value if result else "unknown")
    if result is None or result.outcome is Outcome.UNCERTAIN:
        letter_sending.leave_uncertain(message, now=now, pace=pace)
    elif result.outcome is Outcome.SENT:
        receipt = Receipt(adapter=adapter.name, provider_id=result.provider_id)
        letter_sending.settle_sent(message, receipt)
    elif result.outcome is Outcome.REFUSED or sending.is_exhausted(message, pace=pace):
        letter_sending.fail_uncertain(message, result.reason)
    else:
        letter_sending.settle_later(message, result.reason, now=now, pace=pace)
