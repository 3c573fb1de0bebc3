"""Mail that is not casework is set aside in one click, one or several, taken back, and counted by month and kind."""

import datetime as dt
from functools import partial

import pytest
import time_machine

from casework.access import Actor
from casework.extensions import db
from casework.models import IncomingMail
from tests.client import CheckingClient, read
from tests.incoming import mails
from tests.incoming.taking_in import receive
from tests.routes.conftest import Inside, SignIn

Staff = dict[str, Actor]
SHOP = "offers@shop.example"


@pytest.fixture
def client(signed_in: SignIn) -> CheckingClient:
    return signed_in("officer")


@pytest.fixture
def three(inside: Inside) -> list[int]:
    """Two mails of a shop, and one of somebody else."""
    senders = ((SHOP, "Cheap tyres"), (SHOP, "Cheaper tyres"), ("pat@else.example", "A question"))

    def arrive() -> list[int]:
        return [
            receive(mails.plain("Words.", sender=sender, subject=subject, message_id=f"<{subject}@x.example>")).id
            for sender, subject in senders
        ]

    return inside(arrive)


def received(raw: bytes, at: dt.datetime) -> int:
    return receive(raw, now=at).id


def found(inside: Inside, number: int) -> IncomingMail:
    return inside(lambda: db.session.get_one(IncomingMail, number))


def value(page: str, subject: str, name: str = "mail") -> str:
    """What the tick, or the button, of a mail sends."""
    row = page.partition(f">{subject}</a>")[2 if name == "one" else 0]
    part = row.partition(f'name="{name}" value="')[2] if name == "one" else row.rpartition(f'name="{name}" value="')[2]
    return part.partition('"')[0]


def press(client: CheckingClient, view: str = "", **typed: object) -> str:
    """Send the form of the list, and read the page that follows."""
    page = client.get(f"/mail?show={view}")
    form = next(each for each in read(page.text).forms if each.get("id") == "aside")
    given = {name: form["fields"][name] for name in ("csrf_token", "token", "row_version", "view")}
    answer = client.post("/mail/not-casework/ticked", data={**given, **typed})
    assert answer.status_code == 303
    return client.get(answer.location).text


def test_one_click_on_the_list_sets_a_mail_aside_and_one_more_takes_it_back(
    inside: Inside, client: CheckingClient, three: list[int]
) -> None:
    page = press(client, one=value(client.get("/mail").text, "Cheap tyres", "one"))
    assert "1 mail is marked as not casework." in page
    assert "Just marked as not casework" in page
    assert found(inside, three[0]).state == "set_aside"
    undo = next(each for each in read(page).forms if "put-back" in each.get("action", ""))
    client.post("/mail/not-casework/put-back", data=undo["fields"])
    assert (found(inside, three[0]).state, found(inside, three[0]).settled_by_id) == ("waiting", None)


def test_ticked_mails_are_set_aside_together_as_what_they_are(
    inside: Inside, client: CheckingClient, three: list[int]
) -> None:
    page = client.get("/mail").text
    ticks = [value(page, "Cheap tyres"), value(page, "Cheaper tyres")]
    shown = press(client, mail=ticks, kind="advertising")
    assert "2 mails are marked as not casework: advertising." in shown
    assert [found(inside, number).not_casework for number in three] == ["advertising", "advertising", None]
    assert "Advertising" in client.get("/mail?show=done").text


def test_the_next_mail_of_a_sender_is_taken_for_what_the_last_was(
    inside: Inside, client: CheckingClient, three: list[int]
) -> None:
    page = client.get("/mail").text
    press(client, mail=[value(page, "Cheap tyres")], kind="newsletter")
    page = client.get("/mail").text
    assert "Not casework: newsletter" in page
    press(client, one=value(page, "Cheaper tyres", "one"))
    assert found(inside, three[1]).not_casework == "newsletter"


def test_of_ticked_mails_those_that_somebody_sorted_meanwhile_are_said_and_the_rest_is_done(
    inside: Inside, client: CheckingClient, signed_in: SignIn, three: list[int]
) -> None:
    page = client.get("/mail").text
    ticks = [value(page, subject) for subject in ("Cheap tyres", "Cheaper tyres")]
    signed_in("reviewer").send(f"/mail/{three[0]}", to=f"/mail/{three[0]}/set-aside", kind="fraud")
    shown = press(client, mail=ticks, kind="advertising")
    assert "1 mail is marked as not casework: advertising." in shown
    assert "1 mail was not. Reviewer (invented) has sorted this mail meanwhile." in shown
    assert [found(inside, number).not_casework for number in three[:2]] == ["fraud", "advertising"]


@pytest.mark.parametrize(("typed", "says"), [
    ({"kind": "advertising"}, "Tick the mails first"),
    ({"one": "x.1:"}, "Tick the mails first"),
    ({"one": "1.1:nonsense"}, "Choose what kind of mail it is"),
])  # fmt: skip
@pytest.mark.usefixtures("three")
def test_what_cannot_be_meant_is_said_and_nothing_is_done(
    inside: Inside, client: CheckingClient, typed: dict[str, str], says: str
) -> None:
    assert says in press(client, **typed)
    assert inside(lambda: db.session.query(IncomingMail).filter_by(state="set_aside").count()) == 0


def test_a_mail_that_was_called_the_wrong_thing_is_put_right(
    inside: Inside, client: CheckingClient, three: list[int]
) -> None:
    page = f"/mail/{three[0]}"
    client.send(page, to=f"{page}/set-aside", kind="advertising")
    client.send(page, to=f"{page}/kind", kind="misdirected")
    assert found(inside, three[0]).not_casework == "misdirected"
    assert "Meant for somebody else" in client.get(page).text


def test_it_is_counted_by_month_and_kind_with_the_mails_behind_each_figure(inside: Inside, signed_in: SignIn) -> None:
    """Two newsletters come in March, and something unsaid at half past midnight on 1 April by the clock in London."""
    came = (
        (dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC), "News of March", "newsletter"),
        (dt.datetime(2026, 3, 30, 9, tzinfo=dt.UTC), "More news", "newsletter"),
        (dt.datetime(2026, 3, 31, 23, 30, tzinfo=dt.UTC), "At midnight", ""),
    )
    with time_machine.travel(dt.datetime(2026, 4, 2, 9, tzinfo=dt.UTC), tick=False):
        manager = signed_in("manager")
        for at, subject, kind in came:
            raw = mails.plain("Words.", subject=subject, message_id=f"<{subject}@x.example>")
            number = inside(partial(received, raw, at))
            manager.send(f"/mail/{number}", to=f"/mail/{number}/set-aside", kind=kind)
        this_year = manager.get("/mail/not-casework").text
        assert "2026/27" in this_year
        assert "/mail/not-casework/2026/4/not-said" in this_year
        assert "newsletter" not in this_year.lower()
        last_year = manager.get("/mail/not-casework?year=2025").text
        assert "/mail/not-casework/2026/3/newsletter" in last_year
        behind = manager.get("/mail/not-casework/2026/3/newsletter").text
        assert "News of March" in behind
        assert "At midnight" not in behind
        assert "At midnight" in manager.get("/mail/not-casework/2026/4/not-said").text
        for wrong in ("2026/13/newsletter", "2031/1/newsletter", "0/0/newsletter", "2026/3/nonsense"):
            assert manager.get(f"/mail/not-casework/{wrong}").status_code == 404


def test_what_casework_puts_away_by_itself_is_no_figure(inside: Inside, client: CheckingClient) -> None:
    raw = mails.plain("I am away.", auto_submitted="auto-replied", subject="Away")
    inside(lambda: receive(raw))
    assert "Nothing that came in this year was marked as not casework" in client.get("/mail/not-casework").text
