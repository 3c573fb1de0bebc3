"""Passwords are set by their owners alone, by a link that counts once; every change of an account is told to its owner."""

import datetime as dt
import re
import secrets
from collections.abc import Callable

import pytest
import time_machine
from click.testing import CliRunner
from flask import Flask

from casework import clock
from casework.cli import cli
from casework.extensions import db
from casework.jobs import staff_mail
from casework.models import Message, User
from casework.services.mail import claims
from tests.client import CheckingClient
from tests.people import PASSWORD
from tests.routes.conftest import Inside, SignIn
from tests.routes.office.test_administration import USERS, an_account, confirmed

NEW = "four words without sense"
Mails = Callable[[], list[tuple[str, str, str]]]


@pytest.fixture
def mails(inside: Inside) -> Mails:
    """What is told to people about their accounts: (to, subject, text)."""

    def read() -> list[tuple[str, str, str]]:
        ids = [row.id for row in db.session.query(Message.id).filter_by(kind="account")]
        composed = [staff_mail.compose(message) for message in claims.outgoing(ids, now=clock.now())]
        return [(mail.to, mail.subject, mail.text) for mail in composed]

    return lambda: list(inside(read))


def link_in(text: str) -> str:
    found = re.search(r"https://casework\.example(/set-password/\S+)", text)
    assert found, text
    return found[1]


def test_a_new_account_begins_with_a_link_that_counts_once(app: Flask, signed_in: SignIn, mails: Mails) -> None:
    email = f"{secrets.token_hex(6)}@test.example"
    signed_in("administrator").send(f"{USERS}/new", name="Nia New", email=email, roles=["reviewer"])
    ((to, subject, text),) = mails()
    assert (to, subject) == (email, "Set your password")
    assert "Nia" not in subject + text
    newcomer, path = CheckingClient(app), link_in(text)
    assert newcomer.get(path).status_code == 200  # a mail scanner that follows links uses nothing up
    assert newcomer.send(path, password=NEW, again=NEW).status_code == 303
    assert newcomer.sign_in(email, NEW).status_code == 303
    used = CheckingClient(app).get(path)
    assert used.status_code == 404
    assert "This link has been used" in used.text


def test_a_link_is_sent_where_a_password_is_forgotten_and_the_old_one_stays_until_then(
    app: Flask, signed_in: SignIn, mails: Mails
) -> None:
    user_id, email = an_account(app)
    theirs, administrator = CheckingClient(app), signed_in("administrator")
    theirs.sign_in(email)
    for _ in range(2):
        assert administrator.send(f"{USERS}/{user_id}/link", form=1).status_code == 303
    assert theirs.get("/cases").status_code == 200
    first, second = (link_in(text) for _, _, text in mails())
    assert CheckingClient(app).get(first).status_code == 404  # another one was sent after it
    assert CheckingClient(app).send(second, password=NEW, again=NEW).status_code == 303
    assert theirs.get("/cases").status_code == 302
    assert theirs.sign_in(email, NEW).status_code == 303
    assert "Your password was set" in [subject for _, subject, _ in mails()]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"password": "short", "again": "short"}, "at least 12 characters"),
        ({"password": "password1234", "again": "password1234"}, "Many people have this password"),
        ({"password": "Nia.New.Invented", "again": "Nia.New.Invented"}, "anybody knows"),
        ({"password": NEW, "again": "another"}, "The two new passwords differ"),
        ({"password": PASSWORD, "again": PASSWORD}, "the password that you have now"),
    ],
)
def test_a_bad_password_is_refused_and_the_link_still_counts(
    app: Flask, signed_in: SignIn, mails: Mails, typed: dict[str, str], sentence: str
) -> None:
    user_id, _ = an_account(app)
    signed_in("administrator").send(f"{USERS}/{user_id}/link", form=1)
    path = link_in(mails()[0][2])
    refused = CheckingClient(app).send(path, **typed)
    assert refused.status_code == 422
    assert sentence in refused.text
    assert CheckingClient(app).send(path, password=NEW, again=NEW).status_code == 303


def test_a_link_ends_after_three_days_and_when_its_account_is_closed(
    app: Flask, signed_in: SignIn, mails: Mails
) -> None:
    user_id, email = an_account(app)
    administrator = signed_in("administrator")
    administrator.send(f"{USERS}/{user_id}/link", form=1)
    path = link_in(mails()[0][2])
    with time_machine.travel(clock.now() + dt.timedelta(days=3, minutes=1)):
        assert CheckingClient(app).get(path).status_code == 404
    assert CheckingClient(app).get(path).status_code == 200
    confirmed(administrator, f"{USERS}/{user_id}", name="Nia", email=email, roles=["reviewer"])
    assert CheckingClient(app).get(path).status_code == 404


def test_a_link_that_went_to_a_wrong_address_ends_and_another_goes_to_the_right_one(
    app: Flask, signed_in: SignIn, mails: Mails
) -> None:
    wrong, right = (f"{secrets.token_hex(6)}@test.example" for _ in range(2))
    administrator = signed_in("administrator")
    administrator.send(f"{USERS}/new", name="Nia New", email=wrong, roles=["reviewer"])
    with app.app_context():
        user_id = db.session.query(User.id).filter_by(email=wrong).scalar()
    stranger = link_in(mails()[0][2])
    confirmed(administrator, f"{USERS}/{user_id}", name="Nia New", email=right, roles=["reviewer"], enabled="yes")
    assert CheckingClient(app).get(stranger).status_code == 404
    ((path, to),) = ((link_in(text), to) for to, subject, text in mails()[1:] if subject == "Set your password")
    assert to == right
    assert CheckingClient(app).send(path, password=NEW, again=NEW).status_code == 303
    assert CheckingClient(app).sign_in(right, NEW).status_code == 303


def test_a_link_for_a_forgotten_password_ends_where_its_address_was_wrong(
    app: Flask, signed_in: SignIn, mails: Mails
) -> None:
    user_id, _ = an_account(app)
    administrator, right = signed_in("administrator"), f"{secrets.token_hex(6)}@test.example"
    administrator.send(f"{USERS}/{user_id}/link", form=1)
    stranger = link_in(mails()[0][2])
    confirmed(administrator, f"{USERS}/{user_id}", name="Nia", email=right, roles=["casework_officer"], enabled="yes")
    assert CheckingClient(app).get(stranger).status_code == 404
    assert CheckingClient(app).sign_in(right).status_code == 303  # the password that they have stays


@pytest.mark.parametrize("token", ["1.x", "1", "x.y", "999999.abc", "1.\u00e9", ".", "1" * 40])
def test_a_link_that_was_made_up_opens_nothing(app: Flask, token: str) -> None:
    assert CheckingClient(app).get(f"/set-password/{token}").status_code == 404


def test_a_link_lets_in_whoever_strangers_have_kept_waiting(app: Flask, signed_in: SignIn, mails: Mails) -> None:
    user_id, email = an_account(app)
    stranger = CheckingClient(app)
    for _ in range(12):
        stranger.sign_in(email, "wrong")
    assert CheckingClient(app).sign_in(email).status_code == 429
    signed_in("administrator").send(f"{USERS}/{user_id}/link", form=1)
    newcomer = CheckingClient(app)
    newcomer.send(link_in(mails()[0][2]), password=NEW, again=NEW)
    assert newcomer.sign_in(email, NEW).status_code == 303


def test_an_administrator_signs_somebody_out_where_a_device_was_lost(app: Flask, signed_in: SignIn) -> None:
    user_id, email = an_account(app)
    lost, administrator = CheckingClient(app), signed_in("administrator")
    lost.sign_in(email)
    page = f"{USERS}/{user_id}/link"
    assert "signed in on 1 device now" in administrator.get(page).text
    assert administrator.send(page, form=2).status_code == 303
    assert "signed in on no device now" in administrator.get(page).text
    assert lost.get("/cases").status_code == 302
    assert lost.sign_in(email).status_code == 303


def test_every_change_of_an_account_is_told_to_its_owner(app: Flask, signed_in: SignIn, mails: Mails) -> None:
    user_id, email = an_account(app)
    administrator, path, other = (
        signed_in("administrator"),
        f"{USERS}/{user_id}",
        f"{secrets.token_hex(6)}@test.example",
    )

    def change(**typed: object) -> list[tuple[str, str]]:
        before = len(mails())
        confirmed(administrator, path, name="Nia", **typed)
        return [(to, subject) for to, subject, _ in mails()[before:]]

    same = {"email": email, "roles": ["casework_officer"]}
    assert change(**same, enabled="yes") == []
    assert change(email=email, roles=["reviewer"], enabled="yes") == [(email, "Your roles were changed")]
    moved = change(email=other, roles=["reviewer"], enabled="yes")
    assert moved == [
        (email, "You sign in with another address from now on"),
        (other, "You sign in with this address from now on"),
    ]
    assert change(email=other, roles=["reviewer"]) == [(other, "Your account was closed")]
    assert change(email=other, roles=["reviewer"], enabled="yes") == [(other, "Your account was opened again")]
    assert all("tell an administrator" in text and "Nia" not in text for _, _, text in mails())


def test_the_first_administrator_gets_a_link_from_the_command_line(app: Flask) -> None:
    email = f"{secrets.token_hex(6)}@test.example"
    added = CliRunner().invoke(cli, ["users", "add", "--name", "Ada", "--email", email], obj=_Loaded(app))
    assert added.exit_code == 0, added.output
    newcomer = CheckingClient(app)
    assert newcomer.send(link_in(added.output), password=NEW, again=NEW).status_code == 303
    assert newcomer.sign_in(email, NEW).status_code == 303
    again = CliRunner().invoke(cli, ["users", "link", email.upper()], obj=_Loaded(app))
    assert CheckingClient(app).get(link_in(again.output)).status_code == 200
    unknown = CliRunner().invoke(cli, ["users", "link", "nobody@test.example"], obj=_Loaded(app))
    assert (unknown.exit_code, "no open account" in unknown.output) == (1, True)


def test_the_password_of_nobody_is_known_to_an_administrator(app: Flask, signed_in: SignIn) -> None:
    user_id, _ = an_account(app)
    administrator = signed_in("administrator")
    for path in (f"{USERS}/new", f"{USERS}/{user_id}", f"{USERS}/{user_id}/link"):
        assert 'type="password"' not in administrator.get(path).text
    with app.app_context():
        assert db.session.get_one(User, user_id).password_hash


class _Loaded:
    """What Flask's own command hands to a command: the application that there is."""

    def __init__(self, app: Flask) -> None:
        self._app = app

    def load_app(self) -> Flask:
        return self._app
