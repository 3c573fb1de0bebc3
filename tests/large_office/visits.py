"""Everything that is opened and done in the large office: each page for somebody who may see it, steps, letters, jobs."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from werkzeug.routing import AnyConverter, Rule

from casework import clock
from casework.access import Actor, can
from casework.endpoints import ENDPOINTS, Open
from casework.jobs import doubles, searching, stored_files, sweep
from casework.storing import store
from tests import factories
from tests.client import CheckingClient
from tests.incoming import mails, taking_in
from tests.large_office.rows import ABOVE, YEAR
from tests.services.letters import offices

ENQUIRY, REVIEW, CLOSED = 10_002, 10_010, 10_005
"""An enquiry and a review that are open, and a closed review; none is restricted."""
READERS = ("manager", "administrator")
SEARCHES = ("p7@invented.example", "0113 10002", "LS1 1AA", "E-2001-110002", "CO/780")
"""What somebody or something is known by. Words are looked for in every name until there is a full-text index."""
VIEWS: dict[str, tuple[str, ...]] = {
    "cases.index": (
        "", "category=closed", "sort=received", "sort=reference", "category=all&sort=received", "owner=1", "owner=none",
        "team=1", "owner=mine", "team=mine&due=overdue", "owner=1&sort=person", "district=leeds&issue=traffic&sort=about",
        "state=enquiry.new&sort=owner", "due=today&sort=state", "sort=about", "sort=person&category=all", "sort=state", "sort=owner",
        "type=complaint_review", "due=overdue", "due=none", "district=leeds&issue=traffic",
        "state=enquiry.drafting", "received_from-day=1&received_from-month=1&received_from-year=2026",
    ),
    "case.timeline": ("", "show=contacts"),
    "incoming.index": ("", "show=held", "show=came_back", "show=automatic", "show=done"),
    "messages.index": ("", "show=waiting", "show=sent", "show=given_up"),
    "repeats.index": ("", "by=address", "by=place", "by=issue", "by=issue&issue=traffic&district=leeds"),
    "repeats.behind": ("by=person&key=10002", "by=place&key=10003", "by=issue&key=traffic.leeds"),
    "reminders.index": ("", "show=sent", "show=skipped", "show=rules"),
}  # fmt: skip
"""Parts of pages, by endpoint."""


def reference(number: int) -> str:
    return f"{'E' if number % 5 else 'R'}-{YEAR}-{number + ABOVE}"


def pages(app: Flask, staff: dict[str, Actor]) -> Iterator[tuple[str, str]]:
    """Every page: somebody who may open it, and its address with rows of the middle of the office."""
    for rule in app.url_map.iter_rules():
        needed = ENDPOINTS.get(rule.endpoint)
        if needed in (None, Open.EVERYBODY) or "GET" not in (rule.methods or ()):
            continue
        reader = next(who for who in READERS if isinstance(needed, Open) or can(staff[who], needed))
        yield from ((reader, address) for address in _addresses(app, rule))


def _addresses(app: Flask, rule: Rule) -> Iterator[str]:
    for number in (ENQUIRY, REVIEW, CLOSED) if "reference" in rule.arguments else (ENQUIRY,):
        trigger = "submit_draft" if number % 5 == 0 else "sign_reply"
        texts = {"reference": reference(number), "code": "L-E01", "name": "quiet_days", "trigger": trigger}
        numbers = {**dict.fromkeys(rule.arguments, number), "number": 1, "user_id": 1, "team_id": 1, "template_id": 1}
        given = {name: texts.get(name, numbers[name]) for name in rule.arguments} | _first_choices(rule)
        with app.test_request_context():
            address = str(app.url_map.bind("localhost").build(rule.endpoint, given))
        yield from (f"{address}?{view}" for view in VIEWS.get(rule.endpoint, ("",)))


def _first_choices(rule: Rule) -> dict[str, str]:
    """Of an address that names one of several things, e.g. the kind of a part."""
    several = {name: each for name, each in rule._converters.items() if isinstance(each, AnyConverter)}
    return {name: sorted(each.items)[0] for name, each in several.items()}


def searches(browser: CheckingClient) -> Iterator[str]:
    for words in SEARCHES:
        kept = browser.post("/find", data={"csrf_token": browser.csrf(), "words": words})
        browser.get(kept.location)
        yield f"the search for {words}"


def jobs() -> Iterator[str]:
    of_each_minute = (searching.catch_up, searching.offer_documents, stored_files.tidy)
    with _left_in_the_folder():
        for job in (sweep.remind, sweep.close_quiet, sweep.offer_counts, *of_each_minute, doubles.compare):
            job()
            yield f"the job {job.__name__}"


@contextmanager
def _left_in_the_folder() -> Iterator[None]:
    """An old file in each part of the folder of documents: a minute looks through one of them."""
    left = [store.current().folder.path / f"{part:02x}" / "left" for part in range(256)]
    for path in left:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
        os.utime(path, (0, 0))
    yield
    for path in left:
        path.unlink(missing_ok=True)


def steps(staff: dict[str, Actor]) -> Iterator[str]:
    """What moves cases, one after the other."""
    offices.add_directory()
    case, _ = offices.acknowledged_enquiry(staff)
    yield "preparing an acknowledgement"
    offices.make(case, "acknowledge", staff["officer"], who_will_be_asked="Leeds City Council about patrols")
    yield "acknowledging with the letter"
    factories.review_decided(staff)
    yield "a review from receipt to its decision"
    taking_in.receive(mails.plain(f"About {reference(ENQUIRY)}"))
    yield "a mail that came in"


def activities(browser: CheckingClient) -> Iterator[str]:
    """What a person does by the forms of the pages, each with what it asks for."""
    day = {"day": str(clock.today().day), "month": str(clock.today().month), "year": str(clock.today().year)}
    received = {f"received_on-{part}": number for part, number in day.items()}
    happened = {f"happened_on-{part}": number for part, number in day.items()}
    case = f"/cases/{reference(ENQUIRY)}"
    forms: list[tuple[str, dict[str, str]]] = [
        (
            "/contacts/new",
            {
                "full_name": "Pat Invented", "email": "pat@invented.example", "channel": "email", "about": "An invented matter",
                "details": "Said.", "district": "leeds", **received,
            },
        ),
        (f"{case}/contacts/new", {"direction": "out", "with_whom": "person", "channel": "phone", "summary": "Said.", **happened}),
        (f"{case}/notes/new", {"text": "Noted."}),
        (f"{case}/assign", {"owner_id": "3", "team_id": ""}),
        (f"{case}/hold", {"reason_code": "other", "reason": "Waits."}),
        (f"{case}/release", {}),
    ]  # fmt: skip
    for path, typed in forms:
        answer = browser.send(path, **typed)
        assert answer.status_code == 303, f"{path} was refused"
        yield f"the form of {path}"
