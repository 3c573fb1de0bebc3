"""Mail about somebody's own account goes out over a real mail server, at once and whatever the day."""

import datetime as dt

import pytest
import time_machine

from casework.access import SYSTEM, Actor
from casework.extensions import db
from casework.jobs import mail, sweep
from casework.models import Message
from casework.services.office import account_links, accounts
from casework.services.office.accounts import UserEntry
from casework.services.record import settings
from casework.services.record.tokens import Sent
from casework.transaction import unit_of_work
from tests.jobs.post_office import PostOffice
from workflows.roles import Role

pytestmark = pytest.mark.usefixtures("context", "queue")
A_SUNDAY = dt.datetime(2026, 11, 29, 11, tzinfo=dt.UTC)


def about_accounts() -> list[int]:
    return [row.id for row in db.session.query(Message.id).filter_by(kind="account").order_by(Message.id)]


def test_a_link_goes_to_its_owner_alone_and_its_row_and_the_log_know_nothing_of_it(
    post_office: PostOffice, staff: dict[str, Actor]
) -> None:
    with unit_of_work():
        account_links.send(accounts.load_user(staff["officer"].user_id or 0), actor=SYSTEM)
    mail.send(*about_accounts())
    (arrived,) = post_office.mails
    assert (arrived["To"], arrived["Subject"]) == ("officer@test.example", "Set a new password")
    assert "https://casework.example/set-password/" in arrived.get_content()
    assert arrived["Auto-Submitted"] == "auto-generated"
    (row,) = db.session.query(Message).filter_by(kind="account")
    assert row.state == "sent"
    assert "set-password" not in repr(vars(row))


def test_whoever_may_not_sign_in_any_more_is_told_so(post_office: PostOffice, staff: dict[str, Actor]) -> None:
    user = accounts.load_user(staff["officer"].user_id or 0)
    entry = UserEntry(
        name=user.name, email=user.email, roles=[Role.CASEWORK_OFFICER], team_id=user.team_id, enabled=False
    )
    with unit_of_work():
        accounts.change_user(user.id, entry, sent=Sent.fresh(user.row_version), actor=staff["administrator"])
    sweep.remind()
    mail.send(*about_accounts())
    assert [each["Subject"] for each in post_office.mails] == ["Your account was closed"]


def test_nobody_waits_for_a_link_over_a_quiet_day(post_office: PostOffice, staff: dict[str, Actor]) -> None:
    with time_machine.travel(A_SUNDAY, tick=False):
        with unit_of_work():
            settings.change("quiet_days", True, actor=SYSTEM)
            account_links.send(accounts.load_user(staff["officer"].user_id or 0), actor=SYSTEM)
        sweep.remind()
        mail.send(*about_accounts())
    assert len(post_office.mails) == 1
