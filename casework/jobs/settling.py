"""The job that finds out what became of letters that may not have arrived."""

import structlog
from flask import current_app

from casework import clock
from casework.sending.adapter import Adapter, Outcome, Result
from casework.sending.choose import choose
from casework.services import letter_sending, sending
from casework.services.sending import Outgoing, Receipt
from casework.transaction import unit_of_work

log = structlog.get_logger(__name__)


def settle(*ids: int) -> None:
    """Ask the carrier about those of `ids` that are still uncertain. Where it cannot say, a person finds out.

    Nothing is sent here: a letter goes out again only where the carrier says that nobody has it.
    """
    with unit_of_work():
        messages = letter_sending.uncertain(ids)
    if not messages:
        return
    with choose(current_app.config) as adapter:
        for message in messages:
            result = adapter.find(message.message_id) if adapter.can_ask else None
            with unit_of_work():
                _settle(message, result, adapter)


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
        letter_sending.fail(message, result.reason)
    else:
        letter_sending.settle_later(message, result.reason, now=now, pace=pace)
