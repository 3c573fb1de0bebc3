"""How often somebody may try a password. The tries that failed are rows, so that all web servers count the same ones
and nothing depends on the queue's server.

Within an hour ten may fail for an account from one address, twenty for it from all of them, and thirty from an address
over all accounts; after that each further one makes whoever it is wait twice as long, from a minute on. Whoever waits
as they are told makes fewer than twenty in an hour: one stranger keeps nobody out who comes from elsewhere. A device on
which the account signed in before is counted by itself, and kept out by nobody.
"""

import datetime as dt
import hashlib
import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, delete, func, select

from casework import clock
from casework.errors import TooManyTries
from casework.extensions import db
from casework.models import SignInFailure

COUNTED = dt.timedelta(hours=1)
KEPT_FOR = dt.timedelta(days=90)
FREE_FROM_ONE = 10
FREE_FOR_ACCOUNT = 20
FREE_FROM_ADDRESS = 30
FIRST_WAIT = dt.timedelta(minutes=1)
LONGEST_WAIT = dt.timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """Somebody types a password. `account`: what they typed as the address. `device`: the mark of a device on which
    this account signed in before. `since`: when the account last signed in; what failed before then is forgiven."""

    account: str
    address: str
    device: str | None = None
    user_id: int | None = None
    since: dt.datetime | None = None

    @property
    def key(self) -> str:
        """A digest, because people type a password where the address belongs."""
        return hashlib.sha256(self.account.strip().lower().encode()).hexdigest()

    @property
    def network(self) -> str:
        """Whoever has one address of IPv6 has the whole network."""
        try:
            known = ipaddress.ip_address(self.address)
        except ValueError:
            return self.address[:45]
        known = getattr(known, "ipv4_mapped", None) or known
        return str(known) if known.version == 4 else str(ipaddress.ip_network((known, 64), strict=False))


def require_patience(of: Try) -> None:
    """Raise `TooManyTries` while this one has to wait."""
    of_account = SignInFailure.account == of.key
    if of.device is not None:
        _wait(FREE_FROM_ONE, of_account, SignInFailure.device == of.device)
        return
    strange = [of_account, SignInFailure.device.is_(None)]
    if of.since is not None:
        strange.append(SignInFailure.at > of.since)
    from_here = SignInFailure.address == of.network
    _wait(FREE_FROM_ONE, *strange, from_here)
    _wait(FREE_FOR_ACCOUNT, *strange)
    _wait(FREE_FROM_ADDRESS, from_here)


def note_failure(of: Try) -> None:
    """Count a try that failed."""
    db.session.add(
        SignInFailure(at=clock.now(), account=of.key, user_id=of.user_id, address=of.network, device=of.device)
    )


def forgive(account: str) -> None:
    """What failed for an account is forgiven: it has a new password, set by a link that its owner alone has."""
    key = Try(account=account, address="").key
    db.session.query(SignInFailure).filter(
        SignInFailure.account == key, SignInFailure.at > clock.now() - COUNTED
    ).update({"account": ""})


def old_ids() -> list[int]:
    """What an auditor need not see any more."""
    return list(db.session.scalars(select(SignInFailure.id).where(SignInFailure.at < clock.now() - KEPT_FOR)))


def forget(ids: Sequence[int]) -> None:
    db.session.execute(delete(SignInFailure).where(SignInFailure.id.in_(ids)))


def _wait(free: int, *counted: ColumnElement[bool]) -> None:
    now = clock.now()
    query = select(func.count(), func.max(SignInFailure.at)).where(SignInFailure.at > now - COUNTED, *counted)
    failed, last = db.session.execute(query).one()
    if failed < free:
        return
    until = last + min(FIRST_WAIT * 2 ** min(failed - free, 10), LONGEST_WAIT)
    if until > now:
        raise TooManyTries(int((until - now).total_seconds()) + 1)
