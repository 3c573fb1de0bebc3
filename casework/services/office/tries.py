"""How often somebody may try a password. The tries that failed are rows, so that all web servers count the same ones
and nothing depends on the queue's server.

Within an hour ten may fail for an account from one address, twenty for it from all of them, and thirty from an address
over all accounts; after that each further one makes whoever it is wait twice as long, from a minute on. Whoever waits
as they are told makes fewer than twenty in an hour: one stranger keeps nobody out who comes from elsewhere. A device on
which the account signed in before is counted by itself, and kept out by nobody.

Strangers at several addresses can make somebody wait on a device that is new to them; right after the upgrade that
brought this every device is new. An administrator's link lets them in meanwhile (`forgive`).
"""

import datetime as dt
import hashlib
import ipaddress
import re
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
WITH_PORT = re.compile(r"\[([^\]]*)\](?::\d+)?|(\d+(?:\.\d+){3}):\d+")
"""As some proxies write an address: [2001:db8::1]:443, 203.0.113.5:20001."""
ONE_AT_A_TIME = 5_190_117
"""The lock of PostgreSQL under which a try is counted: any number that nothing else here takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """Somebody types a password. `account`: what they typed as the address; empty on the page of changing one's own.
    `device`: the mark of a device on which this account signed in before. `since`: when the account last signed in;
    what failed before then is forgiven."""

    address: str
    account: str = ""
    device: str | None = None
    user_id: int | None = None
    since: dt.datetime | None = None

    @property
    def key(self) -> str:
        """A digest, because people type a password where the address belongs. One's own password is counted by itself:
        no text that anybody types has its first byte."""
        typed = self.account.strip().lower().encode()
        return hashlib.sha256(typed or b"\xffown password of %d" % (self.user_id or 0)).hexdigest()

    @property
    def network(self) -> str:
        """Whoever has one address of IPv6 has the whole network; the port changes with each connection."""
        ported = WITH_PORT.fullmatch(self.address)
        address = (ported[1] or ported[2]) if ported else self.address
        try:
            known = ipaddress.ip_address(address)
        except ValueError:
            return address[:45]
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


def begin(of: Try) -> int:
    """Count a try as one that failed, before its password is looked at: of many at once none slips through. Whoever
    was right forgets it again. Returns its id; raises `TooManyTries`."""
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(select(func.pg_advisory_xact_lock(ONE_AT_A_TIME)))
    require_patience(of)
    row = SignInFailure(at=clock.now(), account=of.key, user_id=of.user_id, address=of.network, device=of.device)
    db.session.add(row)
    db.session.flush()
    return row.id


def forgive(account: str) -> None:
    """What failed for an account is forgiven: it has a new password, set by a link that its owner alone has."""
    key = Try(address="", account=account).key
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
